"""Finish Word and PowerPoint files: what pandoc, and so Quarto, leaves out of them."""

import re
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from emnist_lab.files import whole_file

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = {"a": _DRAWING, "p": _SLIDES}
_SLIDE = re.compile(r"ppt/(slides|notesSlides)/\w+\.xml")
# A title of reference.pptx has 26 points, room for a line of 40 such letters, or two of 20 points.
_SIZES_OF_LONG_TITLES = ((40, 2000), (100, 1600))


def finish_document(file: Path) -> None:
    """Let no row of a Word document's tables break over two pages."""
    _change_parts(file, re.compile(r"word/document\.xml"), _with_whole_rows)


def finish_slides(file: Path, language: str = "en-US") -> None:
    """Give a PowerPoint file's texts their language, titles that fit, and tables a description.

    A table's caption moves above it, as everywhere else.
    """
    _change_parts(file, _SLIDE, lambda text: _finished_slide(text, language))


def _change_parts(file: Path, wanted: re.Pattern[str], change: Callable[[bytes], bytes]) -> None:
    with zipfile.ZipFile(file) as archive:
        parts = [(part, archive.read(part)) for part in archive.infolist()]
    with whole_file(file) as fresh, zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts:
            archive.writestr(part, change(content) if wanted.fullmatch(part.filename) else content)


def _with_whole_rows(document: bytes) -> bytes:
    whole = b"<w:cantSplit />"
    document = re.sub(rb"(<w:tr>\s*<w:trPr>)", rb"\1" + whole, document)
    return re.sub(rb"<w:tr>(?!\s*<w:trPr>)", b"<w:tr><w:trPr>" + whole + b"</w:trPr>", document)


def _finished_slide(slide: bytes, language: str) -> bytes:
    for prefix, name in (*_NAMES.items(), ("r", _RELATIONS)):
        ElementTree.register_namespace(prefix, name)
    root = ElementTree.fromstring(slide)
    for properties in root.iterfind(".//a:r/a:rPr", _NAMES):
        properties.set("lang", language)
    for shape in root.iterfind(".//p:sp", _NAMES):
        if shape.find(".//p:ph[@type='title']", _NAMES) is not None:
            _fit_title(shape)
    for picture in root.iterfind(".//p:pic//p:cNvPr", _NAMES):
        # pandoc puts the picture's file behind what describes it.
        picture.set("descr", re.sub(r"\s+\S+\.\w+$", "", picture.get("descr", "")))
    for tree in root.iterfind(".//p:spTree", _NAMES):
        _caption_tables(tree)
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _fit_title(shape: Element) -> None:
    letters = len(_text(shape))
    for longest, size in _SIZES_OF_LONG_TITLES:
        if letters > longest:
            for properties in shape.iterfind(".//a:rPr", _NAMES):
                properties.set("sz", str(size))


def _caption_tables(tree: Element) -> None:
    shapes = list(tree)
    for frame, caption in pairwise(shapes):
        if frame.find(".//a:tbl", _NAMES) is None or caption.find(".//*[@txBox='1']") is None:
            continue
        table, words = _placement(frame, "p:xfrm"), _placement(caption, ".//a:xfrm")
        if table is None or words is None:
            continue
        words["off"].set("y", table["off"].get("y", "0"))
        below = int(table["off"].get("y", "0")) + int(words["ext"].get("cy", "0"))
        table["off"].set("y", str(below))
        for paragraph in caption.iterfind(".//a:pPr", _NAMES):
            paragraph.set("algn", "l")
        for properties in frame.iterfind(".//p:cNvPr", _NAMES):
            properties.set("descr", _text(caption))
        tree.remove(caption)
        tree.insert(list(tree).index(frame), caption)


def _placement(shape: Element, path: str) -> dict[str, Element] | None:
    """Return where a shape's place and its size are written, if they are."""
    place, size = (shape.find(f"{path}/a:{name}", _NAMES) for name in ("off", "ext"))
    return None if place is None or size is None else {"off": place, "ext": size}


def _text(element: Element) -> str:
    return "".join(text.text or "" for text in element.iterfind(".//a:t", _NAMES))

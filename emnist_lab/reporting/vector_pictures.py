"""Vector pictures as matplotlib writes them, small, and the letters that they are written in."""

import re
import shutil
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

# Where the PDF looks for letters (_quarto.yml).
FONTS_FOLDER = "fonts"
_FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
_NAMESPACE = "http://www.w3.org/2000/svg"
_LINK = "http://www.w3.org/1999/xlink"
_MATPLOTLIB = "<dc:title>Matplotlib "
# A tenth of a point is less than a screen shows; scales of letters are smaller than 1.
_NUMBER = re.compile(r"(?<![\w.])-?[1-9]\d*\.\d{2,}")
_CURVE = re.compile("[CQ]")
_REFERENCE = re.compile(r"#([\w.-]+)")
_NO_TURN = re.compile(r"rotate\(-?0 [^)]*\)")


def small_svg(svg: str) -> str:
    """Return a picture of matplotlib's in about half its size, the same to the eye.

    Coordinates are rounded to tenths of a point, styles that recur become classes, and names
    that nothing refers to go. Another program's picture is returned as it is.

    Raises
    ------
    xml.etree.ElementTree.ParseError
        If the text is no XML.
    """
    for prefix, name in (("", _NAMESPACE), ("xlink", _LINK)):
        ElementTree.register_namespace(prefix, name)
    root = ElementTree.fromstring(svg)
    if _MATPLOTLIB not in svg:
        return svg
    for parent in list(root.iter()):
        for child in parent.findall(f"{{{_NAMESPACE}}}metadata"):
            parent.remove(child)
    elements = list(root.iter())
    values = [value for each in elements for value in each.attrib.values()]
    used = {name for value in values for name in _REFERENCE.findall(value)}
    for element in elements:
        _shorten(element, used)
    _name_styles(root, elements)
    _unwrap(root)
    return ElementTree.tostring(root, encoding="unicode")


def copy_fonts(folder: Path) -> None:
    """Lay the figures' letters, which matplotlib brings along, where the PDF looks for them."""
    package = find_spec("matplotlib")
    if package is None or package.origin is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name in _FONTS:
        shutil.copyfile(Path(package.origin).parent / "mpl-data/fonts/ttf" / name, folder / name)


def _shorten(element: Element, used: set[str]) -> None:
    if element.get("id") not in used:
        element.attrib.pop("id", None)
    if _NO_TURN.fullmatch(element.get("transform", "")):
        del element.attrib["transform"]
    for name, value in element.attrib.items():
        # A picture within the picture is text of letters and digits, too.
        if not value.startswith("data:"):
            element.set(name, " ".join(_NUMBER.sub(_rounded, value).split()))
    if "d" in element.attrib and not _CURVE.search(element.attrib["d"]):
        # Between points a line is what is meant without a word.
        element.set("d", element.attrib["d"].replace(" L ", " "))
    if not (element.text or "").strip():
        element.text = None
    if not (element.tail or "").strip():
        element.tail = None


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")


def _name_styles(root: Element, elements: list[Element]) -> None:
    counts = Counter(element.get("style") for element in elements if element.get("style"))
    recurring = [style for style, count in counts.most_common() if count > 1]
    names = {style: f"s{number}" for number, style in enumerate(recurring)}
    for element in elements:
        if (style := element.get("style")) in names:
            del element.attrib["style"]
            element.set("class", names[style])
    rules = Element(f"{{{_NAMESPACE}}}style")
    rules.text = "".join(f".{name}{{{style}}}" for style, name in names.items())
    root.insert(0, rules)


def _unwrap(parent: Element) -> None:
    """Put what groups without any attribute hold in their place."""
    for child in parent:
        _unwrap(child)
    group = f"{{{_NAMESPACE}}}g"
    parent[:] = [
        inner
        for child in parent
        for inner in (child if child.tag == group and not child.attrib else (child,))
    ]

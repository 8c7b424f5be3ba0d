"""Pages and the PDF show figures as vectors, small, and as they were drawn."""

import base64
import io
import json
import re
import subprocess
from xml.etree import ElementTree

import numpy as np
import pypandoc
import pytest
from matplotlib import pyplot as plt
from real_templates import REPOSITORY
from sample_project import picture

from emnist_lab.figures.theme import set_theme
from emnist_lab.reporting.embedded_notebook import without_files
from emnist_lab.reporting.vector_pictures import small_svg

LABEL = "A<b & 'c' style=\"x\""
FIGURE = """::: {#fig-a}
![](fig-a.png){fig-alt="A line." width="3.00in"}

A caption.
:::
"""


@pytest.fixture(scope="module")
def drawing() -> str:
    with plt.rc_context():
        set_theme()
        figure, (curves, image) = plt.subplots(ncols=2)
        for slope in range(1, 6):
            curves.plot(np.linspace(0, slope, 7) ** 2, marker="o", label=f"a line of {slope}")
        curves.set_title(LABEL)
        image.imshow(np.arange(9).reshape(3, 3))
        content = io.StringIO()
        figure.savefig(content, format="svg")
        plt.close(figure)
    return content.getvalue()


def styles(svg: str) -> list[str]:
    """Return the style of each element that has one, by itself or by its class."""
    root = ElementTree.fromstring(svg)
    rules = dict(re.findall(r"\.(s\d+)\{([^}]*)\}", "".join(root.itertext())))
    found = [each.get("style") or rules.get(each.get("class", "")) for each in root.iter()]
    return [" ".join(style.split()) for style in found if style]


def numbers(svg: str) -> list[float]:
    root = ElementTree.fromstring(svg)
    paths = [each.get("d") for each in root.iter() if each.get("d")]
    return [float(number) for path in paths for number in re.findall(r"-?[\d.]+", path)]


def notebook(svg: str, pictures: int = 1, label: str = "fig-a") -> str:
    data = {"image/png": picture(300, 200), "image/svg+xml": svg}
    outputs = [{"data": dict(data)} for _ in range(pictures)]
    return json.dumps({"cells": [{"source": f"#| label: {label}\nplot()", "outputs": outputs}]})


def test_a_picture_is_smaller_and_the_same(drawing):
    small = small_svg(drawing)
    assert len(small) < 0.6 * len(drawing)
    assert styles(small) == styles(drawing)
    assert LABEL in "".join(ElementTree.fromstring(small).itertext())
    np.testing.assert_allclose(numbers(small), numbers(drawing), atol=0.0501)


def test_what_refers_to_another_part_still_finds_it(drawing):
    small = small_svg(drawing)
    names = set(re.findall(r' id="([^"]+)"', small))
    referred = set(re.findall(r'(?:url\(#|href="#)([^")]+)', small))
    assert referred
    assert referred == names


def test_the_same_figure_gives_the_same_bytes(drawing):
    assert "metadata" not in small_svg(drawing)
    assert small_svg(drawing) == small_svg(re.sub("<dc:date>.*</dc:date>", "", drawing))


def test_another_programs_picture_stays_as_it_is():
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><style>#a{fill:red}</style><g id="a"/></svg>'
    assert small_svg(svg) == svg


def test_a_notebook_keeps_pngs_and_its_vectors_lie_in_files(drawing, tmp_path):
    text = without_files(notebook(drawing), tmp_path)
    (output,) = json.loads(text)["cells"][0]["outputs"]
    assert list(output["data"]) == ["image/png"]
    assert (tmp_path / "pictures" / "fig-a.svg").read_text() == small_svg(drawing)


@pytest.mark.parametrize(
    ("given", "pictures", "label"),
    [(None, 2, "fig-a"), (None, 1, "tbl-a"), (None, 1, "fig-a/../b"), ("<svg", 1, "fig-a")],
)
def test_without_one_picture_and_a_label_there_is_no_vector(
    drawing, tmp_path, given, pictures, label
):
    text = without_files(notebook(given or drawing, pictures, label), tmp_path)
    assert "svg" not in text
    assert not list(tmp_path.iterdir())


def test_what_is_no_notebook_is_left_to_who_shows_it(tmp_path):
    assert without_files("no notebook", tmp_path) == "no notebook"


@pytest.fixture
def written(tmp_path, drawing):
    """Return a function that gives a figure as a format's writer has it, in `report/`."""
    (tmp_path / "report").mkdir()
    (tmp_path / "build" / "pictures").mkdir(parents=True)
    (tmp_path / "report" / "fig-a.png").write_bytes(base64.b64decode(picture(300, 200)))

    def write(name: str, vector: bool = True, text: str = FIGURE, reader: str = "markdown") -> str:
        if vector:
            (tmp_path / "build" / "pictures" / "fig-a.svg").write_text(small_svg(drawing))
        command = [pypandoc.get_pandoc_path(), "--from", reader, "--to", name]
        command += ["--lua-filter", str(REPOSITORY / "report" / "pictures.lua")]
        return subprocess.run(
            command, input=text, capture_output=True, text=True, cwd=tmp_path / "report",
            check=True,
        ).stdout  # fmt: skip

    return write


def test_a_page_shows_the_vector_says_its_size_and_waits_for_its_reader(written, drawing):
    width, height = (float(n) for n in re.findall(r'(?:width|height)="([\d.]+)pt"', drawing)[:2])
    page = " ".join(written("html").split())
    assert 'src="../build/pictures/fig-a.svg"' in page
    assert f'loading="lazy" width="{width * 4 / 3:.0f}" height="{height * 4 / 3:.0f}"' in page


@pytest.mark.parametrize("reader", ["markdown", "markdown-implicit_figures"])
def test_a_picture_that_has_the_label_itself_as_quarto_writes_it_is_shown_so_too(written, reader):
    text = '::: {.cell}\n![A caption.](fig-a.png){#fig-a width="9" height="9"}\n:::\n'
    page = " ".join(written("html", text=text, reader=reader).split())
    assert 'src="../build/pictures/fig-a.svg"' in page
    assert 'loading="lazy"' in page
    assert 'width="9"' not in page


def test_without_a_vector_a_page_shows_the_png_and_says_its_size(written):
    page = " ".join(written("html", vector=False).split())
    assert 'src="fig-a.png"' in page
    assert 'width="288" height="192"' in page


def test_slides_and_the_pdf_show_the_vector_too(written):
    assert "../build/pictures/fig-a.svg" in written("typst")
    slides = written("revealjs")
    assert "../build/pictures/fig-a.svg" in slides
    # What reveal.js shows late has no size when a slide is fitted.
    assert "lazy" not in slides


def test_word_and_powerpoint_keep_the_png(written):
    for name in ("opendocument", "context"):
        assert "fig-a.png" in written(name)

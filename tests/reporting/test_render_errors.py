"""A source that cannot be rendered ends in one clear error and leaves the site as it was."""

import re

import pytest
from sample_project import BUILT

from emnist_lab.errors import EmnistLabError
from emnist_lab.without_quarto.site import render_without_quarto

EMBED = "{{< embed ../build/notebooks/"
BROKEN = {
    "unknown variable": ("{{< var best.loss >}}", "best.loss", "model, accuracy"),
    "variable that is a group": ("{{< var best >}}", "names a group", "model, accuracy"),
    "unknown shortcode": ("{{< video x.mp4 >}}", "video x.mp4", "embed"),
    "embed inside a line": (f"See {EMBED}data.ipynb#fig-counts >}}}}.", "embed", "line of its own"),
    "missing notebook": (f"{EMBED}none.ipynb#fig-counts >}}}}", "none.ipynb", "run the study"),
    "embed without a label": (f"{EMBED}data.ipynb >}}}}", "names no label", "#label"),
    "missing label": (f"{EMBED}data.ipynb#fig-count >}}}}", "'fig-count'", "fig-counts"),
    "cell that shows nothing": (f"{EMBED}data.ipynb#fig-empty >}}}}", "neither", "run its study"),
    "missing include": ("{{< include _none.qmd >}}", "_none.qmd", "write the file"),
    "include of itself": ("{{< include report.qmd >}}", "includes itself", "remove"),
    "unknown figure": ("See @fig-count.", "@fig-count", "@fig-counts"),
    "unknown section": ("See @sec-questions.", "@sec-questions", "@sec-question"),
    "reference that only Quarto numbers": ("See @eq-loss.", "@eq-loss", "@fig-"),
    "unknown citation": ("As in [@cohen2018].", "@cohen2018", "@cohen2017"),
    "missing picture": ("![A cat](cat.png)", "cat.png", "report/"),
    "code to execute": ("```{python}\n1 + 1\n```", "no code", "notebook"),
}


@pytest.mark.parametrize(("text", "named", "fix"), BROKEN.values(), ids=BROKEN.keys())
def test_what_cannot_be_resolved_is_named_with_file_line_and_mend(
    sample, monkeypatch, text, named, fix
):
    monkeypatch.chdir(sample)
    report = sample / "report" / "report.qmd"
    line = len(report.read_text().splitlines()) + 2
    report.write_text(f"{report.read_text()}\n{text}\n")
    (sample / "_site").mkdir()
    (sample / "_site" / "old.html").touch()

    with pytest.raises(EmnistLabError, match=re.escape(named)) as caught:
        render_without_quarto(sample)

    assert str(caught.value).startswith(f"report/report.qmd:{line}: ")
    assert fix in caught.value.fix
    assert [file.name for file in (sample / "_site").iterdir()] == ["old.html"]
    assert {file.name for file in (sample / "build").iterdir()} == BUILT


def test_an_error_in_an_included_file_names_that_file(sample, monkeypatch):
    monkeypatch.chdir(sample)
    (sample / "report" / "_method.qmd").write_text("Fine.\n\n{{< var none >}}\n")
    with pytest.raises(EmnistLabError, match="none") as caught:
        render_without_quarto(sample)
    assert str(caught.value).startswith("report/_method.qmd:3: ")


def test_a_reference_to_what_a_format_hides_is_an_error(sample):
    report = sample / "report" / "report.qmd"
    hidden = '\n::: {.content-visible when-format="html"}\n## Here {#sec-here}\n:::\n\n@sec-here\n'
    report.write_text(report.read_text() + hidden)
    with pytest.raises(EmnistLabError, match="sec-here refers to what this format"):
        render_without_quarto(sample)


def test_a_document_without_a_title_is_an_error(sample):
    (sample / "index.qmd").write_text("Nothing above me.\n")
    with pytest.raises(EmnistLabError, match="has no title"):
        render_without_quarto(sample)


def test_an_unknown_format_is_an_error_that_names_the_known_ones(sample):
    (sample / "index.qmd").write_text("---\ntitle: Index\nformat: epub\n---\n")
    with pytest.raises(EmnistLabError, match="'epub'") as caught:
        render_without_quarto(sample)
    assert "typst" in caught.value.fix


def test_front_matter_that_is_not_yaml_is_an_error(sample):
    (sample / "index.qmd").write_text("---\ntitle: [Index\n---\n")
    with pytest.raises(EmnistLabError, match="not YAML"):
        render_without_quarto(sample)

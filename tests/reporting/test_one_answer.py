"""A pair has one p value and one family wherever rendered documents quote it.

The documents are those of the kept records of one study, rendered without Quarto.
"""

import re
import shutil

import pytest
from bs4 import BeautifulSoup
from kept_project import KEPT, keep_only, lay_out

from emnist_lab.figures.labels import labeled
from emnist_lab.figures.numbers import percent
from emnist_lab.profile import Profile, load_profile
from emnist_lab.project import Project
from emnist_lab.reporting.prepare import prepare_documents
from emnist_lab.reporting.values import read_comparisons, read_values
from emnist_lab.verify.pages import PageText, check_pages
from emnist_lab.without_quarto.site import render_without_quarto

PAIR = ("layer_4_2", "layer_4_1")
P = r"p (?:= |(?=[<>]))([<>.\d ]+\d)"
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def rendered(every_record, tmp_path_factory):
    """Return the profile of a project whose report and slides are rendered to pages."""
    root = tmp_path_factory.mktemp("one") / "project"
    shutil.copytree(every_record, root)
    for name in ("report", "slides"):
        file = root / "report" / f"{name}.qmd"
        # Pages alone: the other formats come from the same text.
        file.write_text(
            re.sub(r"^  (typst|docx|pptx): default\n", "", file.read_text(), flags=re.M)
        )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMNIST_LAB_ROOT", str(root))
        patch.chdir(root)
        keep_only("layers")
        lay_out()
        render_without_quarto(root)
        yield load_profile(Project.find(), "cpu")


def page(profile: Profile, document: str) -> PageText:
    file = profile.project.site_dir / "report" / f"{document}.html"
    return PageText(file.read_text())


def row_with(page: PageText, label: str, *cells: str) -> dict[str, str]:
    """Return the row of a table that has some cells, variants by their labels."""
    found = page.cells(label)
    for columns in range(2, 12):
        rows = [found[start : start + columns] for start in range(0, len(found), columns)]
        if len(found) % columns == 0 and len(set(rows[0])) == columns and rows[0][-1] == "verdict":
            (row,) = (row for row in rows[1:] if set(map(labeled, cells)) <= set(row))
            return dict(zip(rows[0], row, strict=True))
    raise AssertionError(f"{label} is no table with p values")


def quoted_p(text: str, begin: str) -> str:
    """Return the p value of the sentence that follows some words."""
    sentence = text.partition(begin)[2].partition("In the source")[0]
    found = re.findall(P, sentence)
    assert len(found) == 1, sentence
    return found[0]


def test_table_sentence_and_slide_quote_one_p(rendered):
    report, slides = page(rendered, "report"), page(rendered, "slides")
    in_table = row_with(report, "tbl-layers-compared", *PAIR)["p (Holm)"]
    quoted = {
        "table": in_table,
        "sentence": quoted_p(report.text(), "Shorter blocks."),
        "slide": quoted_p(slides.text(), "By the short recipe:"),
    }
    assert re.fullmatch(r"([<>] )?0\.\d+", in_table)
    assert set(quoted.values()) == {in_table}, quoted


def test_every_quoted_pair_of_the_study_has_the_p_of_the_table(rendered):
    text = page(rendered, "report").text()
    table = page(rendered, "report")
    for begin, pair in (
        ("One gray channel in place of three.", ("layer_4_1", "layer_4")),
        ("A thinner stem.", ("layer_4_3", "layer_4_2")),
    ):
        assert quoted_p(text, begin) == row_with(table, "tbl-layers-compared", *pair)["p (Holm)"]


def test_the_pair_has_one_family_and_one_p_in_what_all_notebooks_left(rendered):
    quoted = read_values("layers", rendered)["here"]["blocks"]
    for study in ("layers", "final"):
        compared = read_comparisons(study, rendered).of(*PAIR)
        assert compared.family == quoted["family"] == quoted["p"].family == "layers"
        assert compared.p == quoted["p"]
        assert compared.tests == quoted["tests"]


def test_alt_texts_begin_with_what_figures_show_in_report_and_slides(rendered):
    choice = read_values("layers", rendered)["choice"]
    accuracy = " ".join(percent(choice["test_acc"]).split())
    beginning = f"{labeled(choice['name'])}, first of "
    for document in ("report", "slides"):
        file = rendered.project.site_dir / "report" / f"{document}.html"
        pictures = BeautifulSoup(file.read_text(), "html.parser").select(
            "img[src*=tradeoff], img[data-src*=tradeoff]"
        )
        assert pictures
        for picture in pictures:
            assert picture["alt"].startswith(beginning)
            assert f"reads {accuracy} of the test images" in picture["alt"]


def test_an_untouched_render_of_the_projects_own_documents_is_found_clean(rendered):
    check = check_pages(rendered, KEPT)
    assert check.findings == ()
    passages, tables = map(int, re.findall(r"(\d+) passages and (\d+) tables", check.looked_at)[0])
    assert passages > 50
    assert tables > 10


LINK = r"<a\s[^>]*>"


@pytest.mark.parametrize(
    ("document", "shown", "changed", "passage"),
    [
        ("report", rf"(It reads\s{LINK})\d\d\.\d", "99.9", "Validation chooses"),
        ("report", rf"(Trials trained on\s{LINK})6,364", "9,364", "Trials trained on"),
        ("report", r"()7(?=</a>,\s+of\s+which)", "8", "of which"),
        ("slides", rf"(It reads\s{LINK})\d\d\.\d", "99.9", "Validation chooses"),
        ("slides", rf"(on\s{LINK})6,364", "9,364", "6,364"),
    ],
    ids=["sentence", "box", "row", "note or answer", "item"],
)
def test_a_number_that_is_changed_on_a_page_is_found(rendered, document, shown, changed, passage):
    file = rendered.project.site_dir / "report" / f"{document}.html"
    whole = file.read_text()
    assert re.search(shown, whole)
    try:
        file.write_text(re.sub(shown, rf"\g<1>{changed}", whole))
        found = check_pages(rendered, KEPT).findings
        assert any(passage in str(finding.expected) for finding in found)
    finally:
        file.write_text(whole)


def test_a_sentence_changed_in_a_template_changes_the_page_without_any_notebook(rendered):
    project = rendered.project
    before = {file: file.stat().st_mtime_ns for file in rendered.runs_dir.rglob("*")}
    templates = project.root / "report" / "_sentences.qmd"
    original = templates.read_text()
    try:
        templates.write_text(original.replace("Validation chooses", "By validation alone we take"))
        prepare_documents(rendered, KEPT)
        render_without_quarto(project.root)
        for document in ("report", "slides"):
            text = page(rendered, document).text()
            assert "By validation alone we take DenseNet" in text
            assert "Validation chooses DenseNet" not in text
        assert {file: file.stat().st_mtime_ns for file in rendered.runs_dir.rglob("*")} == before
    finally:
        templates.write_text(original)
        prepare_documents(rendered, KEPT)
        render_without_quarto(project.root)

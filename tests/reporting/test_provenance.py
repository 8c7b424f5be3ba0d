"""Ten numbers of the prose, chosen at random, followed to the ground: card, row, record, figure."""

import json
import math
import random
import re
import shutil
import zipfile
from pathlib import Path
from typing import NamedTuple

import nbformat
import numpy as np
import pytest
from browser import needs_chromium
from devtools import Page, open_chromium
from finished_project import REPORT, STUDY, finish_project
from pdf_pages import needs_poppler, said
from real_templates import REPOSITORY
from scipy.stats import binomtest

from emnist_lab import studies
from emnist_lab.profile import load_profile
from emnist_lab.project import Project
from emnist_lab.reporting.anchors import trial_anchor
from emnist_lab.reporting.filters import FILTERS, UNITS
from emnist_lab.reporting.prepare import prepare_documents
from emnist_lab.reporting.provenance import PROVENANCE_FILE, SCRIPT_FILE
from emnist_lab.reporting.value_marks import marked_values
from emnist_lab.reporting.values import Figure
from emnist_lab.training.predictions import read_predictions
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import read_record, write_record
from emnist_lab.without_quarto.site import render_without_quarto

CHOSEN, SEED = 10, 19
SECTION = """{% from "report/_sentences.qmd" import chosen, second, trials %}
## Of {= layers.choice.test_images =} images {#sec-layers}

{= chosen(layers) =} {= second(layers) =} {= trials(layers) =}

{{< embed ../build/notebooks/layers.ipynb#tbl-accuracy >}}
"""
SETTINGS = """lang: en
project:
  render: [report/report.qmd]
  resources: [report/value-cards.css, report/value-cards.js, report/report.values.js]
filters: [report/value-links.lua]
"""
FORMATS = "title: Tiny\nformat: {html: default, typst: default, docx: default}"
TABLE = """| variant | compared with | test (%) | 95&nbsp;% interval |
|:---|:---|---:|---:|
| <span title="layer_4_2">Second</span> | <span title="layer_4_1">First</span> | 70 | 55-82 |
| <span title="gone">Gone</span> | | | |
"""
NAMED = ("layer_4_2", "layer_4_1")
# A record may come from anybody.
HOSTILE = "<img src=x onerror='document.title = 1'></script>"


class Finished(NamedTuple):
    """A rendered project, what is behind its values, and the values of its prose in order."""

    root: Path
    behind: dict
    prose: list[tuple[str, str]]

    def folder(self, trial: str) -> Path:
        study, _, name = trial.partition("/")
        return load_profile(Project(self.root), "tiny").trials_dir(study) / name

    def record(self, trial: str) -> TrialRecord:
        found = read_record(self.folder(trial))
        assert found is not None
        return found

    def by_predictions(self, name: str, trials: list[str]) -> float | list[float] | None:
        """Return a figure as its trials' predictions have it, None where they do not tell."""
        read = [found for trial in trials if (found := read_predictions(self.folder(trial)))]
        right = [found.correct for found in read]
        last = name.rpartition(".")[2]
        if last == "test_acc":
            return float(right[0].mean())
        if last == "test_images":
            return len(right[0])
        if last == "test_interval":
            ends = binomtest(int(right[0].sum()), len(right[0])).proportion_ci(method="wilson")
            return [ends.low, ends.high]
        if last == "difference":
            return float(right[0].mean() - right[1].mean())
        if last == "p":
            alone = [int(np.sum(one & ~other)) for one, other in (right, right[::-1])]
            return min(1.0, binomtest(alone[0], sum(alone)).pvalue)
        return None


@pytest.fixture(scope="module")
def finished(make_project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("doors")
    root = make_project(folder / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMNIST_LAB_ROOT", str(root))
        patch.setattr(studies, "studies_below", lambda _: {STUDY.name: STUDY})
        plans = finish_project(root, folder / "emnist")
        for plan in plans:
            record = read_record(plan.folder)
            origin = record.provenance.model_copy(update={"device": HOSTILE})
            write_record(plan.folder, record.model_copy(update={"provenance": origin}))
        for name in ("_sentences.qmd", "value-links.lua", "value-cards.css", "value-cards.js"):
            shutil.copy(REPOSITORY / "report" / name, root / "report")
        (root / "analysis/layers/section.qmd").write_text(SECTION)
        (root / "_quarto.yml").write_text(SETTINGS)
        (root / "report/report.qmd").write_text(REPORT.replace("title: Tiny", FORMATS))
        profile = load_profile(Project.find(), "tiny")
        notebook = nbformat.read(profile.executed_notebook(STUDY.name), as_version=4)
        notebook.cells[2].outputs[0].data["text/markdown"] = TABLE
        nbformat.write(notebook, profile.executed_notebook(STUDY.name))
        prepare_documents(profile, folder / "emnist")
        render_without_quarto(root)
        behind = json.loads((root / "report" / PROVENANCE_FILE).read_text())
        section = (Project.find().sections_dir / "layers" / "section.qmd").read_text()
        yield Finished(root, behind, marked_values(section))


@pytest.fixture(scope="module")
def sample(finished) -> list[tuple[str, str]]:
    return random.Random(SEED).sample(finished.prose, CHOSEN)


def test_a_number_leads_to_its_record_and_its_predictions_give_it_again(finished, sample):
    recomputed = 0
    rows = (finished.root / "build/results/trials.js").read_text()
    for identifier, shown in sample:
        value = finished.behind["values"][identifier]
        trials = value["trials"]
        assert shown in value["printed"]
        for trial in trials:
            record, told = finished.record(trial), finished.behind["trials"][trial]
            assert told["fingerprint"] == record.fingerprint
            assert told["data"] == record.data
            assert told["commit"] == record.provenance.commit
            assert told["stale"] == []
            assert told["row"] == f"results.html#{trial_anchor(trial)}"
            assert f'"{trial_anchor(trial)}"' in rows
            assert told["repeat"].startswith(f"emnist-lab train layers {record.variant} --seed 0")
        found = value["interval"] if value["value"] is None else value["value"]
        if (wanted := finished.by_predictions(value["name"], trials)) is not None:
            recomputed += 1
        elif trials:
            figures = finished.record(trials[0]).figures.measured()
            wanted = figures.get(value["name"].rpartition(".")[2])
        if wanted is not None:
            assert found == pytest.approx(wanted, abs=1e-9)
    assert recomputed >= CHOSEN / 3


def test_what_is_printed_is_the_value_rounded(finished):
    for identifier, shown in finished.prose:
        value = finished.behind["values"][identifier]
        if value["value"] is None:
            ends = [Figure(end, value["unit"]) for end in value["interval"]]
            assert shown == FILTERS["interval"](ends)
        elif not shown[0].isdigit() and value["unit"] == "points":
            assert (shown == "within noise") == (value["verdict"] == "within noise")
        elif value["unit"] == "points":
            assert shown.removesuffix(" points") == FILTERS["unsigned"](value["value"])
        else:
            assert shown == UNITS[value["unit"]](value["value"])


def test_no_value_is_without_words_and_a_command(finished):
    assert finished.behind["verify"].startswith("emnist-lab verify --profile tiny")
    for value in finished.behind["values"].values():
        assert value["how"].endswith(".")
        assert value["trials"] or value["stands_on"]
        assert value["value"] is None or math.isfinite(value["value"])


def test_the_folder_of_the_data_is_not_told_to_strangers(finished):
    assert str(finished.root.parent) not in (finished.root / "report" / SCRIPT_FILE).read_text()


def test_headings_hold_no_link_and_the_text_is_the_same(finished):
    page = (finished.root / "_site/report/report.html").read_text()
    heading = page.partition("</h2>")[0].rpartition("<h2")[2]
    assert "40 images" in heading
    assert 'class="value"' not in heading
    assert page.count('class="value"') == len(finished.prose) - 1 + len(NAMED)


def test_a_row_of_a_table_leads_to_its_trials_in_the_report_and_keeps_its_code_names(finished):
    page = (finished.root / "_site/report/report.html").read_text()
    for name in NAMED:
        (row,) = (r for r in finished.behind["rows"].values() if r["name"] == f"layers {name}")
        anchor = trial_anchor(*row["trials"])
        assert re.search(rf'href="results.html#{anchor}"[^>]*\stitle="{name}"', page)
        assert finished.behind["trials"][row["trials"][0]]["fingerprint"]
    assert re.search(r'<span\stitle="gone">Gone</span>', page)
    notebook = (finished.root / "_site/build/notebooks/layers.html").read_text()
    assert "results.html" not in notebook
    assert re.search(r'<span\stitle="layer_4_2">Second</span>', notebook)


NUMBER = r"-?\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b"


@needs_poppler
def test_in_the_pdf_a_number_leads_to_its_trial_once_a_paragraph(finished):
    folder = finished.root / "_site/report"
    rows = set(re.findall(r'href="(results\.html#[\w-]+)"', (folder / "report.html").read_text()))
    led = re.findall(r"results\.html#[\w-]+", said("pdfinfo", "-url", folder / "report.pdf"))
    assert rows == set(led)
    assert len(led) < len(finished.prose) / 2


def test_in_word_a_number_leads_to_its_trial_and_looks_like_text(finished):
    with zipfile.ZipFile(finished.root / "_site/report/report.docx") as archive:
        document = archive.read("word/document.xml").decode()
    row = trial_anchor("layers/layer_4_1-seed0")
    assert document.count(f'HYPERLINK "results.html" \\l "{row}"') == 2  # in the text, in the table
    assert document.count('fldCharType="begin"') == document.count('fldCharType="end"')
    assert 'w:val="Hyperlink"' not in document


CARD = """(() => {
    const card = document.querySelector(".value-card");
    return card && {text: card.innerText, label: card.getAttribute("aria-label"),
        rows: [...card.querySelectorAll("a")].map(a => a.getAttribute("href")),
        images: card.querySelectorAll("img").length, title: document.title};
})()"""


@pytest.fixture(scope="module")
def browser(finished, tmp_path_factory):
    with open_chromium(tmp_path_factory.mktemp("chromium")) as page:
        page.open(finished.root / "_site/report/report.html", width=390)
        yield page


def focus(browser: Page, identifier: str) -> None:
    link = f"document.querySelector('a.value[data-value=\"{identifier}\"]')"
    browser.evaluate(f"{link}.focus({{focusVisible: true}})")


@needs_chromium
def test_a_card_says_what_stands_behind_a_number_and_escape_closes_it(finished, sample, browser):
    title = browser.evaluate("document.title")
    in_prose = finished.prose[1:]
    for identifier, shown in (each for each in sample if each in in_prose):
        value = finished.behind["values"][identifier]
        focus(browser, identifier)
        card = browser.evaluate(CARD)
        assert card["label"] == f"What {shown} stands on"
        numbers = value["interval"] if value["value"] is None else [value["value"]]
        assert {*numbers} <= {float(found) for found in re.findall(NUMBER, card["text"])}
        assert value["how"] in card["text"]
        for trial in value["trials"]:
            told = finished.behind["trials"][trial]
            assert told["fingerprint"] in card["text"]
            assert told["repeat"] in card["text"]
            assert any(row.endswith(f"report/{told['row']}") for row in card["rows"])
            assert HOSTILE in card["text"]
        assert card["images"] == 0
        assert card["title"] == title
        browser.press("Escape")
        assert browser.evaluate(CARD) is None
    assert browser.requested() == set()


@needs_chromium
def test_the_keyboard_goes_on_from_a_number_into_its_card_and_back(finished, browser):
    identifier = next(i for i, v in finished.behind["values"].items() if v["trials"])
    focus(browser, identifier)
    browser.press("Tab")
    assert browser.evaluate("!!document.activeElement.closest('.value-card')")
    browser.press("Escape")
    assert browser.evaluate("document.activeElement.dataset.value") == identifier


@needs_chromium
def test_a_card_of_a_row_says_its_trials_and_how_its_columns_were_computed(finished, browser):
    browser.evaluate("document.querySelector('table a.value').focus({focusVisible: true})")
    card = browser.evaluate(CARD)
    assert card["label"] == "What Second stands on"
    wanted = [finished.behind["trials"][f"layers/{name}-seed0"] for name in NAMED]
    assert [row.rpartition("/")[2] for row in card["rows"]] == [told["row"] for told in wanted]
    for told in wanted:
        for part in ("fingerprint", "commit", "device", "data", "repeat"):
            assert str(told[part])[:10] in card["text"]
    assert card["text"].count("fresh") == len(NAMED)
    for heading in ("test (%)", "95 % interval"):
        assert f"{heading}\n{finished.behind['columns'][heading]}" in card["text"]
    assert finished.behind["columns"]["latency (ms)"] not in card["text"]
    assert card["images"] == 0
    browser.press("Escape")
    assert browser.evaluate(CARD) is None


@needs_chromium
def test_a_click_keeps_a_card_open_and_a_printed_page_has_none(finished, browser):
    identifier = finished.prose[-1][0]
    browser.evaluate(f"document.querySelector('a.value[data-value=\"{identifier}\"]').click()")
    assert browser.evaluate(CARD) is not None
    browser.send("Emulation.setEmulatedMedia", media="print")
    hidden = "getComputedStyle(document.querySelector('.value-card')).display === 'none'"
    plain = "getComputedStyle(document.querySelector('a.value')).textDecorationLine === 'none'"
    assert browser.evaluate(f"{hidden} && {plain}")

"""The page of all results: every trial, its record, and two of them compared as Python does."""

import base64
import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from browser import needs_chromium
from devtools import open_chromium

from emnist_lab.evidence.paired import paired_difference
from emnist_lab.profile import load_profile
from emnist_lab.project import Project
from emnist_lab.reporting.anchors import trial_anchor
from emnist_lab.reporting.results_page import (
    _plain,
    results_dir,
    table_columns,
    write_results_page,
)
from emnist_lab.studies import find_studies
from emnist_lab.trials.records import study_records

SCRIPT = Path(__file__).parents[2] / "report" / "results" / "results.js"
ROWS = "[...document.querySelectorAll('#results tbody tr[id]')].map(row => row.id)"


@pytest.fixture(scope="module")
def kept(every_record):
    """Return the profile of the kept results, what the page reads of them written."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMNIST_LAB_ROOT", str(every_record))
        profile = load_profile(Project.find(), "cpu")
        write_results_page(profile, list(find_studies(profile.project).values()))
        return profile


@pytest.fixture(scope="module")
def records(kept):
    return [r for s in find_studies(kept.project).values() for r in study_records(s, kept)]


@pytest.fixture(scope="module")
def page_file(kept, site, tmp_path_factory) -> Path:
    """Return the page with the kept results in place of the sample's."""
    copy = shutil.copytree(site, tmp_path_factory.mktemp("results") / "site")
    shutil.copytree(results_dir(kept), copy / "build" / "results", dirs_exist_ok=True)
    return copy / "report" / "results.html"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with open_chromium(tmp_path_factory.mktemp("chromium")) as page:
        yield page


def eventually(browser, script: str):
    """Return what a script's value is once it is something: records take a moment to load."""
    waits = f"const look = () => ({script}) ? done({script}) : setTimeout(look, 50); look();"
    return browser.evaluate(f"new Promise(done => {{ {waits} }})")


def script_of(kept, name: str):
    """Return what a script assigns."""
    text = (results_dir(kept) / f"{name}.js").read_text()
    return json.loads(text.partition(" = ")[2].strip().removesuffix(";"))


def test_every_trial_has_a_row_a_record_and_an_anchor_of_its_own(kept, records):
    anchors = [trial_anchor(f"{r.study}/{r.variant}-seed{r.seed}") for r in records]
    trials = script_of(kept, "trials")
    assert trials["anchors"] == anchors
    assert len(set(anchors)) == len(trials["rows"]) == len(trials["seen"]) == len(records)
    assert set(script_of(kept, "records")) == set(anchors)


def test_the_tables_hold_every_trial_with_its_figures(kept, records):
    folder = results_dir(kept)
    as_text, typed = pd.read_csv(folder / "trials.csv"), pd.read_parquet(folder / "trials.parquet")
    for frame in (as_text, typed):
        assert list(frame["variant"]) == [record.variant for record in records]
        expected = [record.figures.test_acc for record in records]
        assert np.array_equal(frame["test_acc"].astype(float), np.array(expected, float), True)


def test_a_record_says_what_was_confused_and_packs_what_was_read(kept, records):
    chosen = next(r for r in records if (r.study, r.variant) == ("frontier", "compact_mixed"))
    record = script_of(kept, "records")["frontier-compact_mixed-seed0"]
    right = np.unpackbits(np.frombuffer(base64.b64decode(record["right"]), np.uint8))
    assert right[: record["images"]].mean() == pytest.approx(chosen.figures.test_acc)
    assert record["confused"][0][0] == "F f"
    assert ["test_acc", chosen.figures.test_acc, "share"] in record["figures"]


def test_every_column_of_the_tables_is_explained(kept):
    columns = pd.read_parquet(results_dir(kept) / "trials.parquet").columns
    assert {column["name"] for column in table_columns()} == set(columns)


def test_a_loss_that_is_no_number_is_left_out():
    assert _plain({"loss": [0.5, float("inf"), float("nan")]}) == {"loss": [0.5, None, None]}


@needs_chromium
def test_an_address_that_is_no_anchor_leaves_the_page_as_it_is(browser, page_file):
    browser.open(page_file)
    browser.evaluate("location.hash = '%E0%A4%A'; 0")
    browser.evaluate("document.querySelector('#results .compare').click(); 0")
    said = browser.evaluate("document.getElementById('results-compared').textContent")
    assert said.startswith("Check a second trial")


@needs_chromium
def test_the_page_shows_the_best_first_and_an_anchor_leads_to_its_open_record(browser, page_file):
    browser.open(page_file)
    assert browser.evaluate(ROWS)[0] == "frontier-fine_transferred-seed0"
    # A trial that is not on the first page of rows.
    browser.evaluate("location.hash = 'candidates-vgg16-seed0'; 0")
    opened = eventually(browser, "document.querySelector('.record')?.textContent")
    assert "vgg16" in browser.evaluate(f"{ROWS}.join()")
    assert "parameters33789807 weights" in opened


@needs_chromium
def test_two_checked_rows_are_compared_and_unequal_training_is_said(browser, page_file):
    browser.open(page_file)
    for name in ("frontier-fine_transferred-seed0", "frontier-compact_mixed-seed0"):
        browser.evaluate(f"document.querySelector('#{name} .compare').click(); 0")
    compared = "document.getElementById('results-compared').textContent"
    said = eventually(browser, f"{compared}.includes('points') && {compared}")
    assert "+0.5 points (95 % interval +0.1 to +0.9) on 9,400 images" in said
    told = said.partition("not trained alike: ")[2].replace("\u00a0\u00d7\u00a0", " x ")
    assert told.startswith("254,552 x 6 + 14,100 x 2 against 14,100 x 72")


@needs_chromium
def test_the_page_compares_as_python_does(browser, page_file):
    generator = np.random.default_rng(0)
    browser.open(page_file)
    for images, first, second in ((40, 0.5, 0.5), (900, 0.9, 0.85), (9400, 0.89, 0.885)):
        one, other = generator.random((2, images)) < np.array([[first], [second]])
        found = browser.evaluate(
            f"pairedDifference({json.dumps(one.astype(int).tolist())}, "
            f"{json.dumps(other.astype(int).tolist())})"
        )
        expected = paired_difference([one, other])
        for name, value in found.items():
            assert value == pytest.approx(getattr(expected, name), rel=1e-9, abs=1e-12), name


@needs_chromium
def test_names_that_are_markup_stay_text(browser, page_file, tmp_path):
    copy = shutil.copytree(page_file.parents[1], tmp_path / "site")
    hostile = '<img src=x onerror="document.title=1">'
    for name in ("trials", "records"):
        file = copy / "build" / "results" / f"{name}.js"
        text = file.read_text()
        for said in ("Fine residual, ByMerge then Balanced", "fine_transferred"):
            text = text.replace(said, json.dumps(hostile)[1:-1])
        file.write_text(text)
    browser.open(copy / "report" / "results.html")
    assert hostile in browser.evaluate("document.querySelector('#results tbody').textContent")
    assert browser.evaluate("document.querySelectorAll('#results img').length") == 0


@needs_chromium
@pytest.mark.slow
def test_ten_thousand_trials_are_sorted_and_searched_in_a_second(browser, page_file, tmp_path):
    copy = shutil.copytree(page_file.parents[1], tmp_path / "site")
    file = copy / "build" / "results" / "trials.js"
    trials = json.loads(file.read_text().partition(" = ")[2].strip().removesuffix(";"))
    for name in ("rows", "seen", "alike"):
        trials[name] = (trials[name] * 100)[:10_000]
    trials["anchors"] = [f"trial-{number}" for number in range(10_000)]
    file.write_text(f"var resultTrials = {json.dumps(trials)};")
    browser.open(copy / "report" / "results.html")
    elapsed = browser.evaluate(
        "(() => { const start = performance.now();"
        " const table = new DataTable('#results table', {retrieve: true});"
        " table.order([6, 'asc']).draw(); table.search('compact').draw();"
        " return performance.now() - start; })()"
    )
    assert elapsed < 1000
    assert "10,000" in browser.evaluate("document.querySelector('.dt-info').textContent")

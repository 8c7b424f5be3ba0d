"""Who draws a character in a page is answered by the small network that results carry."""

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest
from browser import needs_chromium
from devtools import open_chromium
from drawn_characters import SEVEN, SMALL_G
from kept_project import KEPT

from emnist_lab.errors import EmnistLabError
from emnist_lab.portable.weights import LARGEST_FILE, write_weights
from emnist_lab.profile import load_profile
from emnist_lab.project import Project
from emnist_lab.reporting.drawing import (
    DRAWING_FOLDER,
    choose_small_network,
    drawing_field,
    drawing_values,
    write_drawing,
)
from emnist_lab.trials.restore import restore_results

WEIGHTS = KEPT / "weights" / "frontier" / "compact_mixed-seed0.npz"
PLACE = """(() => {
    const field = document.querySelector(".draw-here canvas");
    field.scrollIntoView({block: "center"});
    const {x, y, width} = field.getBoundingClientRect();
    return [x, y, width];
})()"""
# After two frames, in the first of which the network read.
READ = """new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
    .then(() => document.querySelector(".draw-here .answer").textContent)"""


@pytest.fixture
def kept(every_record, monkeypatch):
    """Return the profile of the kept results, as they are laid out."""
    monkeypatch.setenv("EMNIST_LAB_ROOT", str(every_record))
    return load_profile(Project.find(), "cpu")


@pytest.fixture(scope="session")
def drawing_page(every_record) -> Path:
    """Return a page, and nothing but the field on it, of the kept results."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMNIST_LAB_ROOT", str(every_record))
        profile = load_profile(Project.find(), "cpu")
        write_drawing(profile, KEPT)
        field = drawing_field(drawing_values(profile), "").removeprefix("`").partition("`")[0]
    page = every_record / "page.html"
    style = '<link rel="stylesheet" href="report/page.css">'
    page.write_text(f'<!DOCTYPE html><html lang="en"><title>x</title>{style}<main>{field}</main>')
    return page


def test_the_kept_weights_are_those_of_the_readme_and_small():
    text = (KEPT / "README.md").read_text()
    assert hashlib.sha256(WEIGHTS.read_bytes()).hexdigest() in text
    assert WEIGHTS.stat().st_size <= LARGEST_FILE


@pytest.mark.slow
def test_the_network_is_that_with_weights_at_hand(kept):
    small = choose_small_network(kept)
    assert (small.record.study, small.record.variant) == ("frontier", "compact_mixed")


@pytest.mark.slow
def test_weights_of_another_network_never_reach_a_page(kept, tmp_path, monkeypatch):
    small = choose_small_network(kept)
    given = small.network.file.read_bytes()
    try:
        parameters = small.record.figures.parameters
        write_weights([np.zeros(parameters)], small.network.file)
        with pytest.raises(EmnistLabError, match="another network"):
            write_drawing(kept, KEPT)
        assert not (kept.project.root / DRAWING_FOLDER / "network.js").exists()
    finally:
        small.network.file.write_bytes(given)


@pytest.mark.slow
def test_kept_weights_that_are_none_are_refused_before_anything_is_written(
    copy_project, tmp_path, monkeypatch
):
    received = shutil.copytree(KEPT, tmp_path / "received")
    (received / WEIGHTS.relative_to(KEPT)).write_bytes(b"no weights")
    monkeypatch.setenv("EMNIST_LAB_ROOT", str(copy_project(tmp_path / "project")))
    with pytest.raises(EmnistLabError, match="no weights"):
        restore_results(Project.find(), received)
    assert not Project.find().all_runs_dir.exists()


@pytest.mark.slow
@needs_chromium
def test_a_7_and_a_g_drawn_with_the_mouse_are_read_right(drawing_page, tmp_path):
    with open_chromium(tmp_path) as browser:
        browser.send(
            "Network.emulateNetworkConditions",
            offline=True, latency=0, downloadThroughput=0, uploadThroughput=0,
        )  # fmt: skip
        for strokes, character in ((SEVEN, "7"), (SMALL_G, "g")):
            browser.open(drawing_page)
            left, top, side = browser.evaluate(PLACE)
            assert browser.evaluate(READ) == "Nothing is drawn yet."
            for stroke in strokes:
                browser.drag([(left + x * side, top + y * side) for x, y in stroke])
            assert browser.evaluate(READ).startswith(f"Read as {character} ")
            assert browser.evaluate("document.querySelectorAll('.bars li').length") == 5
            assert browser.requested() == set()


@pytest.mark.slow
@needs_chromium
def test_it_is_read_aloud_and_cleared_by_the_keyboard(drawing_page, tmp_path):
    with open_chromium(tmp_path) as browser:
        browser.open(drawing_page)
        live = "document.querySelector('.draw-here .answer').getAttribute('aria-live')"
        assert browser.evaluate(live) == "polite"
        left, top, side = browser.evaluate(PLACE)
        browser.drag([(left + x * side, top + y * side) for x, y in SEVEN[0]])
        assert browser.evaluate(READ).startswith("Read as 7")
        browser.evaluate("document.activeElement.blur()")
        browser.press("Tab")
        assert browser.evaluate("document.activeElement.textContent") == "Clear"
        browser.press("Enter")
        assert browser.evaluate(READ) == "Nothing is drawn yet."

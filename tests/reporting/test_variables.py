"""What the prose quotes: every name it uses, from records of every kind."""

import re
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import yaml
from study_records import STUDIES, Outcome, study_outcomes, write_trials

from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.datasets.load import Split
from emnist_lab.datasets.origin import Origin, drawn_origin
from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import Profile
from emnist_lab.reporting import variables
from emnist_lab.reporting.coverage import read_coverage
from emnist_lab.reporting.variables import write_variables
from emnist_lab.trials.table import results_frame

REPOSITORY = Path(__file__).parents[2]
REAL = Origin("real", Path("/data/emnist"), "The images are EMNIST handwriting.")


def balanced_split(origin: Origin) -> Split:
    classes = EMNIST.split_facts("balanced").classes
    labels = np.tile(np.arange(len(classes), dtype=np.uint8), 8)
    images = np.zeros((len(labels), 28, 28), np.uint8)
    return Split("balanced", classes, images, labels, images, labels, origin, "digest")


DRAWN = drawn_origin(EMNIST.drawing)


def write_from_records(
    profile: Profile,
    origin=DRAWN,
    stale=(),
    studies=tuple(STUDIES),
    **outcomes: Outcome,
) -> dict:
    """Return what is written from records of some studies, all alike but for these outcomes."""
    for name in studies:
        write_trials(STUDIES[name], profile, **outcomes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(variables, "load_split", lambda *_: balanced_split(origin))
        patch.setattr(variables, "available_splits", lambda *_: ("balanced", "byclass"))
        file = write_variables(profile, None, list(stale), read_coverage(profile))
    return yaml.safe_load(file.read_text())


@pytest.fixture
def write(project, tiny_profile):
    return partial(write_from_records, tiny_profile)


@pytest.fixture(scope="module")
def written(make_project, make_tiny_profile, tmp_path_factory):
    """Return what is written where every trial of every study completed; only to be read."""
    with pytest.MonkeyPatch.context() as patch:
        root = make_project(tmp_path_factory.mktemp("written") / "project")
        patch.setenv("EMNIST_LAB_ROOT", str(root))
        return write_from_records(make_tiny_profile())


def quoted_names() -> set[str]:
    parts = (REPOSITORY / folder for folder in ("report", "analysis"))
    texts = [file.read_text() for part in parts for file in part.rglob("*.qmd")]
    return {name for text in texts for name in re.findall(r"\{\{< var (\S+) >\}\}", text)}


def test_every_name_that_the_prose_quotes_is_written(written):
    assert quoted_names()
    for name in quoted_names():
        value = written
        for part in name.split("."):
            value = value[part]
        assert isinstance(value, str), name


def test_documents_can_be_written_with_lost_trials(write):
    lost = Outcome(status="diverged", reason="a loss was no number")
    written = write(studies=["baselines", "layers"], lenet5_old=lost, layer_4_2=lost)
    assert "`lenet5_old` with seed 0 diverged" in written["baselines"]["trials"]
    assert "did not complete" in written["layers"]["here"]["blocks"]


def test_choice_over_all_studies_follows_validation(write):
    written = write(layer_2=Outcome(validation=0.9, accuracy=0.7, latency_ms=1.4))
    assert written["overall"]["best"] == "`layer_2`"
    assert written["overall"]["accuracy"] == "70.0\u00a0%"
    assert written["overall"]["latency"] == "1.40\u00a0ms"


def test_choice_is_compared_with_the_second_image_by_image(write):
    written = write(
        layer_2=Outcome(validation=0.9, accuracy=0.85),
        lenet5_new=Outcome(validation=0.89, accuracy=0.7),
    )
    assert "Second on validation comes `lenet5_new`" in written["overall"]["runner_up"]
    assert "beyond chance" in written["overall"]["runner_up"]
    assert "within noise of `layer_2`" not in written["layers"]["differences"]
    assert "read worse than `layer_2`" in written["layers"]["differences"]


def test_synthetic_data_is_called_so_in_plain_words(written):
    assert "nobody wrote them by hand" in written["data"]["description"]
    assert "cannot say how well" in written["data"]["notice"]


def test_real_data_carries_no_such_warning(write):
    assert "cannot say" not in write(REAL, studies=["baselines"])["data"]["notice"]


def test_splits_at_hand_are_named(written):
    assert written["data"]["splits"] == "*balanced* and *byclass*"


def test_fresh_records_leave_no_notice_and_stale_ones_say_why(write, written):
    assert written["stale"]["notice"] == ""
    reason = "layers (the data changed)"
    assert reason in write(stale=[reason], studies=["layers"])["stale"]["notice"]


def test_run_names_commit_machine_and_versions(written):
    run = written["run"]
    assert run["commit"] == "`0123456789`"
    assert run["processor"] == "Processor of the test"
    assert run["packages"] == "keras 3.15.1"
    assert run["period"] == "2026-11-21"


def test_sizes_are_those_of_the_trials_shown(tiny_study, tiny_profile):
    results = results_frame(study_outcomes(tiny_study, tiny_profile))
    said = variables.profile_variables(tiny_profile, results)
    assert (said["train"], said["test"], said["epochs"]) == ("1,000", "1,000", "2")
    assert (said["batches"], said["validation"], said["bases"]) == ("16", "25.0\u00a0%", "")
    # Whatever the profile says by now.
    grown = tiny_profile.model_copy(update={"max_epochs": 99, "batch_divisor": 7})
    assert variables.profile_variables(grown, results) == said


def test_a_study_whose_name_documents_quote_already_is_refused(
    project, tiny_study, tiny_profile, only_studies
):
    study = tiny_study.model_copy(update={"name": "overall"})
    only_studies(study)
    write_trials(study, tiny_profile)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(variables, "load_split", lambda *_: balanced_split(DRAWN))
        patch.setattr(variables, "available_splits", lambda *_: ("balanced",))
        with pytest.raises(EmnistLabError, match="quote something else as 'overall'"):
            write_variables(tiny_profile, None, [], read_coverage(tiny_profile))

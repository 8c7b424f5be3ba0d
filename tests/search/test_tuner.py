"""A search leaves a record of every trial, whatever became of it, and reuses what fits."""

import errno
import json

import keras_tuner
import numpy as np
import pytest
import tensorflow as tf

from emnist_lab.config import Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.errors import StorageError
from emnist_lab.recipe import ImageForm, Mixing, Recipe
from emnist_lab.search import tuner
from emnist_lab.search.spread import JOINED_VARIABLE
from emnist_lab.training.predictions import read_predictions
from emnist_lab.training.reuse import TracedModels
from emnist_lab.trials.plan import plan_trials
from emnist_lab.trials.records import finished_record, load_records
from emnist_lab.trials.table import results_frame


@pytest.fixture(scope="module")
def searched_project(make_project, tiny_study, make_tiny_profile, tiny_split, tmp_path_factory):
    """Return the root of a project whose study was searched, and the plans; only to be read."""
    root = make_project(tmp_path_factory.mktemp("searched") / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMNIST_LAB_ROOT", str(root))
        plans = plan_trials(tiny_study, make_tiny_profile(), {"balanced": tiny_split.digest})
        tuner.StudyTuner(plans, {"balanced": tiny_split}).search(verbose=0)
    return root, plans


@pytest.fixture
def searched(searched_project, monkeypatch):
    root, plans = searched_project
    monkeypatch.setenv("EMNIST_LAB_ROOT", str(root))
    return plans


def test_every_trial_leaves_what_became_of_it(searched, tiny_split, monkeypatch):
    found = load_records("layers", searched[0].profile)
    records = {record.variant: record for record in found}
    assert {name: record.status for name, record in records.items()} == {
        "learns": "completed",
        "diverges": "diverged",
        "fails": "failed",
    }
    assert "no_such_option" in records["fails"].reason
    figures = {name: record.figures.measured() for name, record in records.items()}
    assert figures["learns"]["parameters"] == figures["diverges"]["parameters"]

    learns = next(plan for plan in searched if plan.variant.name == "learns")
    predictions = read_predictions(learns.folder)
    assert predictions.correct.mean() == figures["learns"]["test_acc"]
    assert len(predictions.second) == len(tiny_split.test_labels)
    assert (learns.folder / "model.keras").is_file()
    assert (learns.folder / "history.csv").is_file()

    # A second search answers from the records alone.
    monkeypatch.setattr(tuner, "run_and_record", _not_to_be_called)
    tuner.StudyTuner(searched, {"balanced": tiny_split}).search(verbose=0)

    frame = results_frame(list(records.values()))
    assert np.isnan(frame.set_index("variant")["test_acc"]["fails"])


def test_a_full_disk_ends_the_search_and_is_no_failed_trial(
    project, tiny_study, tiny_profile, tiny_split, monkeypatch
):
    def refuse(*arguments, **arrays):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "savez_compressed", refuse)
    plans = plan_trials(tiny_study, tiny_profile, {"balanced": tiny_split.digest})
    with pytest.raises(keras_tuner.errors.FatalError, match="No space left") as ended:
        tuner.StudyTuner(plans, {"balanced": tiny_split}).search(verbose=0)
    assert isinstance(ended.value.__cause__, StorageError)
    assert load_records("layers", tiny_profile) == []


def test_changed_plan_is_trained_again(searched, tiny_study, tiny_profile, tiny_split):
    longer = tiny_profile.model_copy(update={"max_epochs": 1})
    (changed, *_) = plan_trials(tiny_study, longer, {"balanced": tiny_split.digest})
    assert finished_record(changed) is None
    assert finished_record(searched[0]) is not None


def test_two_trainings_of_one_plan_agree_in_every_figure_but_times(
    project, tiny_study, tiny_profile, tiny_split
):
    plan = plan_trials(tiny_study, tiny_profile, {"balanced": tiny_split.digest})[0]
    first = tuner.run_and_record(plan, {"balanced": tiny_split}, TracedModels()).figures.measured()
    second = tuner.run_and_record(plan, {"balanced": tiny_split}, TracedModels()).figures.measured()
    assert without_times(first) == without_times(second)


def test_a_trial_that_came_over_a_port_says_from_which_address(
    project, tiny_study, tiny_profile, tiny_split, monkeypatch
):
    # The one that cannot be built: what it says of itself is the same, and takes no time.
    plan = plan_trials(tiny_study, tiny_profile, {"balanced": tiny_split.digest})[2]
    assert (
        tuner.run_and_record(plan, {"balanced": tiny_split}, TracedModels()).provenance.chief
        is None
    )
    monkeypatch.setenv(JOINED_VARIABLE, "10.0.0.7:5000")
    record = tuner.run_and_record(plan, {"balanced": tiny_split}, TracedModels())
    assert record.provenance.chief == "10.0.0.7:5000"


# Nadam's state does not begin at zero in all its parts.
NADAM = Recipe(batch_size=24, optimizer="nadam", learning_rate=0.003, epochs=2)
AVERAGED = Recipe(
    batch_size=24,
    optimizer="adamw",
    weight_decay=0.05,
    epochs=2,
    schedule="cosine",
    label_smoothing=0.1,
    averaged_epochs=0.5,
)
MIXED = AVERAGED.model_copy(update={"averaged_epochs": None, "mixing": Mixing()})


# Five steps, which are not worth a graph.
SHORT = NADAM.model_copy(update={"epochs": 1})


@pytest.mark.parametrize(
    ("recipe", "changes"),
    [
        (NADAM, {"learning_rate": 0.001}),
        (MIXED, AVERAGED.model_dump(exclude={"mixing"})),
        (SHORT, {"optimizer": "sgd", "learning_rate": 0.01}),
    ],
    ids=["nadam", "modern", "untraced"],
)
def test_a_model_taken_over_from_another_trial_ends_where_a_new_one_does(
    recipe, changes, project, tiny_profile, tiny_split, monkeypatch
):
    # It empties TensorFlow's cache of compiled functions: the next step would take seconds longer.
    monkeypatch.setattr(tf.random, "set_seed", _not_to_be_called)
    densenet = Variant(
        name="small",
        change="",
        model="densenet",
        options={"blocks": [1, 1], "growth": 4, "dropout": 0.3},
        image=ImageForm(side=32),
        recipe=recipe,
    )
    slower = recipe.model_copy(update=changes)
    variants = (densenet, densenet.model_copy(update={"name": "slow", "recipe": slower}))
    study = Study(dataset=EMNIST, name="layers", title="", question="", variants=variants)
    fast, slow = plan_trials(study, tiny_profile, {"balanced": "tiny"})

    new = tuner.run_and_record(slow, {"balanced": tiny_split}, TracedModels()).figures.measured()
    shared = TracedModels()
    tuner.run_and_record(fast, {"balanced": tiny_split}, shared)
    taken_over = tuner.run_and_record(slow, {"balanced": tiny_split}, shared).figures.measured()

    assert len(shared.kept) == 1
    assert without_times(taken_over) == without_times(new)


def _not_to_be_called(*arguments):
    raise AssertionError("was called")


def without_times(figures: dict) -> dict:
    return {name: value for name, value in figures.items() if not name.endswith(("_s", "_ms"))}


def test_an_unreadable_record_is_skipped_with_a_warning(project, tiny_study, tiny_profile):
    plan = plan_trials(tiny_study, tiny_profile, {"balanced": "tiny"})[0]
    plan.folder.mkdir(parents=True)
    (plan.folder / "record.json").write_text('{"study": ')
    with pytest.warns(UserWarning, match="record skipped, unreadable"):
        assert finished_record(plan) is None
    (plan.folder / "record.json").write_text(json.dumps({"fingerprint": "other"}))
    with pytest.warns(UserWarning, match="record skipped, without study; without variant"):
        assert finished_record(plan) is None

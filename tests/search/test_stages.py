"""Trials that fine-tune others: what they take over, wait for, may spend, and fail with."""

import dataclasses

import numpy as np
import pytest
from pydantic import ValidationError
from study_records import Outcome, trial_record

from emnist_lab.config import Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.errors import EmnistLabError
from emnist_lab.models.build import load_model
from emnist_lab.recipe import Augmentation, ImageForm, Recipe
from emnist_lab.search import oracle as oracle_module
from emnist_lab.search import stages
from emnist_lab.search.oracle import PlanOracle
from emnist_lab.search.tuner import StudyTuner, run_and_record
from emnist_lab.training.reuse import TracedModels
from emnist_lab.trials.plan import TrialPlan, plan_trials
from emnist_lab.trials.records import finished_record, load_records, write_record

DIGESTS = {"balanced": "tiny", "bymerge": "large"}
LENET = Variant(
    name="base",
    change="",
    model="lenet5_new",
    image=ImageForm(side=32),
    recipe=Recipe(batch_size=16, learning_rate=0.003, epochs=2),
    split="bymerge",
)


def changed(**values) -> Variant:
    return LENET.model_copy(update={"split": None, **values})


SUPPLEMENTED = changed(
    name="supplemented",
    confusions_of="base",
    recipe=Recipe(augmentation=Augmentation(rotation=5)),
)


@pytest.fixture
def study() -> Study:
    return Study(
        dataset=EMNIST,
        name="layers",
        title="",
        question="",
        variants=(
            LENET,
            changed(name="after", base="base"),
            changed(name="scratch", budget_of="after"),
        ),
    )


@pytest.fixture
def plans(project, study, tiny_profile) -> list[TrialPlan]:
    return plan_trials(study, tiny_profile, DIGESTS)


@pytest.fixture
def splits(tiny_split):
    """Return balanced with four classes, and a larger bymerge with five."""
    images = np.concatenate([tiny_split.train_images, 255 - tiny_split.train_images[:80]])
    labels = np.concatenate([tiny_split.train_labels, np.full(80, 4, np.uint8)])
    bymerge = dataclasses.replace(
        tiny_split,
        name="bymerge",
        classes=("0", "1", "2", "3", "4"),
        train_images=images,
        train_labels=labels,
        test_images=tiny_split.test_images[:44],
        test_labels=tiny_split.test_labels[:44],
    )
    return {"balanced": tiny_split, "bymerge": bymerge}


def test_every_stage_leaves_a_record_of_its_own_split(tiny_profile, plans, splits):
    StudyTuner(plans, splits).search(verbose=0)
    records = {record.variant: record for record in load_records("layers", tiny_profile)}
    figures = {name: record.figures.measured() for name, record in records.items()}
    assert {record.status for record in records.values()} == {"completed"}
    assert records["base"].hyperparameters.split == "bymerge"
    assert figures["base"]["test_images"] == 44
    assert figures["after"]["test_images"] == figures["scratch"]["test_images"] == 60
    # The last layer has 84 weights for each class.
    assert figures["base"]["parameters"] - figures["after"]["parameters"] == 84

    # 150 images for two epochs, then 120 for two: as many as 4.5 epochs of 120.
    assert figures["base"]["train_images"] == 150
    assert figures["scratch"]["train_images"] == 120
    assert figures["scratch"]["epochs"] == figures["scratch"]["most_epochs"] == 4
    assert figures["scratch"]["ended_by"] == "budget"
    assert figures["after"]["ended_by"] == "epochs"


def test_all_layers_but_the_last_are_taken_over(plans, splits):
    base, after, _ = plans
    run_and_record(base, splits, TracedModels())
    trained = load_model(base.folder / "model.keras")
    fresh = load_model(base.folder / "model.keras")
    for weight in fresh.weights:
        weight.assign(weight * 0)
    stages.take_over_base(fresh, after)
    for layer, source in zip(fresh.layers[:-1], trained.layers[:-1], strict=True):
        for weight, expected in zip(layer.get_weights(), source.get_weights(), strict=True):
            assert np.array_equal(weight, expected)
    assert not np.any(fresh.layers[-1].get_weights()[0])


@pytest.fixture
def confused_study(study) -> Study:
    recipe = LENET.recipe.model_copy(update={"augmentation": Augmentation(rotation=5)})
    without = changed(name="without", recipe=recipe)
    confused = changed(name="confused", recipe=recipe, confusions_of="without")
    return Study(**dict(study) | {"variants": (without, confused)})


def test_classes_confused_on_validation_images_are_repeated_and_the_record_says_which(
    project, tiny_profile, splits, confused_study, monkeypatch
):
    without, confused = plan_trials(confused_study, tiny_profile, DIGESTS)
    assert run_and_record(without, splits, TracedModels()).figures.supplemented is None

    def takes_1_for_3(_, rows, form):
        assert rows.images is splits["balanced"].train_images
        assert len(rows) == 40
        read = np.where(rows.all_labels() == 1, 3, rows.all_labels())
        return np.eye(4, dtype="float32")[read], {}

    monkeypatch.setattr(stages, "evaluate_model", takes_1_for_3)
    figures = run_and_record(confused, splits, TracedModels()).figures
    assert figures.supplemented == "1 +30, 3 +30"
    assert figures.train_images == 120 + 2 * 30


def test_nothing_is_repeated_where_nothing_is_confused(
    project, tiny_profile, splits, confused_study, monkeypatch
):
    without, confused = plan_trials(confused_study, tiny_profile, DIGESTS)
    run_and_record(without, splits, TracedModels())
    monkeypatch.setattr(
        stages, "evaluate_model", lambda _, rows, form: (np.eye(4)[rows.all_labels()], {})
    )
    assert run_and_record(confused, splits, TracedModels()).figures.train_images == 120


def test_confusions_are_part_of_what_a_trial_is(tiny_profile, project, confused_study):
    _, confused = plan_trials(confused_study, tiny_profile, DIGESTS)
    other = confused_study.variant("without").model_copy(update={"options": {"batchnorm": True}})
    variants = (other, confused_study.variant("confused"))
    study = confused_study.model_copy(update={"variants": variants})
    assert plan_trials(study, tiny_profile, DIGESTS)[1].fingerprint() != confused.fingerprint()


def test_a_failed_base_fails_what_goes_on_from_it_with_its_reason(plans, splits):
    base, after, scratch = plans
    reason = "a loss was no number in epoch 1"
    write_record(base.folder, trial_record(base, Outcome(status="diverged", reason=reason)))
    record = run_and_record(after, splits, TracedModels())
    assert record.status == "failed"
    assert record.reason == f"base-seed0, which it needs, diverged: {reason}"
    assert "after-seed0" in run_and_record(scratch, splits, TracedModels()).reason


def test_a_record_that_never_comes_ends_the_search_in_plain_words(plans, splits, monkeypatch):
    monkeypatch.setattr(stages, "PATIENCE_S", 0.0)
    with pytest.raises(EmnistLabError, match="after-seed0 needs the record of base-seed0"):
        run_and_record(plans[1], splits, TracedModels())
    assert finished_record(plans[1]) is None


def test_a_changed_base_makes_what_goes_on_from_it_stale(plans, study, tiny_profile):
    other_data = plan_trials(study, tiny_profile, {**DIGESTS, "bymerge": "another"})
    assert [plan.fingerprint() for plan in plans] != [plan.fingerprint() for plan in other_data]
    before, now = (named[1].parts()["hyperparameters"]["base"] for named in (plans, other_data))
    assert before["variant"] == now["variant"] == "base"
    assert before["digest"] != now["digest"]
    assert all(a.fingerprint() != b.fingerprint() for a, b in zip(plans, other_data, strict=True))


def test_a_profile_may_give_bases_more_images(study, tiny_profile):
    larger = tiny_profile.model_copy(update={"train_images": 80, "base_images": 120})
    counts = [plan.train_images for plan in plan_trials(study, larger, DIGESTS)]
    assert counts == [120, 80, 80]


def test_bases_are_handed_out_first_and_others_wait_for_their_records(
    project, study, tiny_profile, tmp_path, monkeypatch
):
    monkeypatch.setattr(oracle_module, "SECONDS_BETWEEN_LOOKS", 0.0)
    alone = changed(name="alone")
    first = Study(
        dataset=EMNIST, name="layers", title="", question="", variants=(alone, *study.variants)
    )
    plans = {plan.variant.name: plan for plan in plan_trials(first, tiny_profile, DIGESTS)}
    oracle = PlanOracle(list(plans.values()))
    oracle._set_project_dir(str(tmp_path), "tuner")
    oracle.verbose = 0

    def ask(worker: str) -> str:
        trial = oracle.create_trial(worker)
        return trial.hyperparameters.values.get("variant") or trial.status

    def finish(worker: str) -> None:
        trial = oracle.ongoing_trials[worker]
        plan = oracle.plan_of(trial)
        write_record(plan.folder, trial_record(plan, Outcome()))
        trial.status = "FAILED"
        oracle.end_trial(trial)

    held = {plan.lock_folder for plan in plans.values()}
    monkeypatch.setattr(oracle_module, "is_held", held.__contains__)
    assert [ask("a"), ask("b"), ask("c")] == ["base", "alone", "IDLE"]
    finish("b")
    assert ask("b") == "IDLE"
    # The base's worker has died: whoever waits goes on with it.
    held.discard(plans["base"].lock_folder)
    assert ask("c") == "base"
    held.add(plans["base"].lock_folder)
    assert ask("a") == "IDLE"
    finish("c")
    assert [ask("a"), ask("b")] == ["after", "IDLE"]
    finish("a")
    assert [ask("b"), ask("a")] == ["scratch", "IDLE"]
    finish("b")
    assert [ask(worker) for worker in "abc"] == ["STOPPED"] * 3


@pytest.mark.parametrize(
    ("variants", "reason"),
    [
        ((changed(name="after", base="base"), LENET), "needs base, which is not before it"),
        ((LENET, changed(name="scratch", budget_of="base")), "base has no base"),
        ((LENET, SUPPLEMENTED), "supplemented reads other images than base"),
    ],
)
def test_studies_whose_stages_do_not_fit_are_refused(variants, reason):
    with pytest.raises(ValidationError, match=reason):
        Study(dataset=EMNIST, name="x", title="", question="", variants=variants)

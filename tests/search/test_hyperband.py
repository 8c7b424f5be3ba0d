"""A study's search: the same draws from the same seed, whole rungs, nothing trained twice."""

import itertools
import math

import pytest
from study_records import PROVENANCE, bare_record

from emnist_lab.config import Family, SearchSpace, Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.profile import SearchSize
from emnist_lab.recipe import ImageForm, Recipe
from emnist_lab.search import tuner
from emnist_lab.search.hyperband import SearchOracle
from emnist_lab.search.space import drawn_variant, score
from emnist_lab.search.workers import is_finished
from emnist_lab.trials.draws import read_draws
from emnist_lab.trials.plan import own_trials, plan_trials
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import load_records, write_record

RECIPE = Recipe(batch_size=16, epochs=2)
SPACE = SearchSpace(
    families=(
        Family(
            name="dense",
            model="densenet",
            choices={
                "blocks": {"b1-1": [1, 1], "b2-2": [2, 2]},
                "growth": {"g4": 4, "g8": 8, "g12": 12},
            },
            image=ImageForm(side=32),
            recipe=RECIPE,
        ),
        Family(
            name="small",
            model="compact",
            options={"stages": 2},
            choices={"width": {f"w{width}": width for width in range(4, 40)}},
            recipe=RECIPE,
        ),
    ),
    latency_weight=0.01,
)
DIGESTS = {"balanced": "tiny"}
OWN = Variant(name="own", change="", model="compact", recipe=RECIPE)


@pytest.fixture
def study() -> Study:
    return Study(
        dataset=EMNIST, name="search", title="", question="", variants=(OWN,), search=SPACE
    )


@pytest.fixture
def profile(tiny_profile):
    size = SearchSize(first_epochs=1, epochs=9, brackets=2)
    return tiny_profile.model_copy(update={"search": size, "max_epochs": 9})


@pytest.fixture
def plans(project, study, profile):
    return own_trials(study, profile, DIGESTS)


def accuracy(plan) -> float:
    """Return a made-up accuracy that differs from variant to variant."""
    return sum(map(ord, plan.variant.name)) % 97 / 100


def record_of(plan, status: str = "completed") -> TrialRecord:
    figures = {"val_acc": accuracy(plan), "latency_ms": 1.0}
    return plan.record(status, "made up", figures, PROVENANCE)


def searched(plans, folder, next_to_end=lambda running: 0, workers: int = 3) -> list[str]:
    """Run a search whose trials end in an order of the caller's; return their names."""
    oracle = SearchOracle(plans, "tiny")
    oracle._set_project_dir(str(folder), "tuner")
    oracle.verbose = 0
    running, names = {}, []
    for worker in itertools.cycle(range(workers)):
        if worker not in running:
            trial = oracle.create_trial(f"worker-{worker}")
            if trial.status == "STOPPED":
                return names
            if trial.status == "RUNNING":
                names.append(oracle.plan_of(trial).name)
                running[worker] = trial
        if len(running) == workers or trial.status == "IDLE":
            trial = running.pop(sorted(running)[next_to_end(running)])
            objective = oracle.objective_of(record_of(oracle.plan_of(trial)))
            oracle.update_trial(trial.trial_id, {"score": objective})
            trial.status = "COMPLETED"
            oracle.end_trial(trial)
    raise AssertionError("a search ends")


def test_variants_have_names_that_say_what_they_are_and_epochs_of_their_rung():
    drawn = drawn_variant(
        SPACE,
        {"family": "dense", "dense blocks": "b2-2", "dense growth": "g8", "tuner/epochs": 3},
    )
    assert drawn.name == "dense_b2-2_g8_e3"
    assert drawn.options == {"blocks": [2, 2], "growth": 8}
    assert drawn.recipe.epochs == 3


def test_a_doubled_latency_costs_what_the_space_says(plans):
    fast, slow = (
        bare_record({}, figures={"val_acc": 0.8, "latency_ms": latency}) for latency in (1.0, 2.0)
    )
    assert score(SPACE, fast) - score(SPACE, slow) == pytest.approx(0.01)
    assert math.isnan(score(SPACE, bare_record({}, status="diverged")))


def test_rungs_halve_and_lengthen_as_hyperband_does(plans, study, profile, tmp_path):
    searched(plans, tmp_path)
    epochs = [variant.recipe.epochs for variant in read_draws(study, profile).variants]
    assert epochs == [1] * 9 + [3] * 3 + [9] * 1 + [3] * 5 + [9] * 2


def test_who_is_faster_decides_nothing(plans, study, profile, tmp_path):
    drawn = []
    for number, next_to_end in enumerate([lambda r: 0, lambda r: -1, lambda r: len(r) // 2]):
        searched(plans, tmp_path / str(number), next_to_end, workers=number + 2)
        drawn.append(read_draws(study, profile))
    alone = searched(plans, tmp_path / "alone", workers=1)
    assert drawn[0] == drawn[1] == drawn[2] == read_draws(study, profile)
    assert len(alone) == len(set(alone)) == 21


def test_the_best_of_a_whole_rung_are_promoted(plans, study, profile, tmp_path):
    searched(plans, tmp_path)
    variants = read_draws(study, profile).variants
    by_name = {plan.variant.name: accuracy(plan) for plan in plan_trials(study, profile, DIGESTS)}
    first, second = variants[:9], variants[9:12]
    best = sorted(first, key=lambda variant: -by_name[variant.name])[:3]
    assert [variant.options for variant in second] == [variant.options for variant in best]


def test_another_seed_draws_others(plans, study, profile, tmp_path):
    searched(plans, tmp_path / "one")
    other = study.model_copy(update={"search": SPACE.model_copy(update={"seed": 5})})
    searched(own_trials(other, profile, DIGESTS), tmp_path / "other")
    assert read_draws(study, profile).variants == ()
    assert read_draws(other, profile).complete


def test_a_search_that_was_killed_goes_on_from_its_records(
    tiny_profile, plans, study, profile, tiny_split, monkeypatch
):
    trained = []

    def train(plan, split, traced):
        if len(trained) == 7:
            raise MemoryError("killed")
        trained.append(plan.name)
        record = record_of(plan)
        write_record(plan.folder, record)
        return record

    monkeypatch.setattr(tuner, "run_and_record", train)
    with pytest.raises(Exception, match="killed"):
        tuner.StudyTuner(plans, {"balanced": tiny_split}).search(verbose=0)
    assert not is_finished(study, profile, plan_trials(study, profile, DIGESTS))
    trained.append("the kill")
    tuner.StudyTuner(plans, {"balanced": tiny_split}).search(verbose=0)

    known = plan_trials(study, profile, DIGESTS)
    assert is_finished(study, profile, known)
    assert len(trained) - 1 == len(set(trained)) - 1 == len(known) == 21
    assert len(load_records("search", tiny_profile)) == 21

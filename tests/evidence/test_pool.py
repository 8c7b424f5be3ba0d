"""Trials of all studies side by side."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from study_records import (
    Outcome,
    changed_record,
    readings,
    staged_study,
    study_outcomes,
    write_trials,
)

from emnist_lab.config import Family, SearchSpace, Variant
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.errors import EmnistLabError
from emnist_lab.evidence.pool import pooled_results, read_pool
from emnist_lab.training.predictions import read_predictions, write_predictions
from emnist_lab.trials.draws import Draws, write_draws
from emnist_lab.trials.records import read_record, write_record


@pytest.fixture
def two_studies(tiny_study, only_studies):
    """Return two studies of the same variants, of which the second trains another way."""
    recipes = [v.recipe.model_copy(update={"optimizer": "adamw"}) for v in tiny_study.variants]
    variants = tuple(
        variant.model_copy(update={"recipe": recipe, "name": f"other_{variant.name}"})
        for variant, recipe in zip(tiny_study.variants, recipes, strict=True)
    )
    other = tiny_study.model_copy(update={"name": "other", "variants": variants})
    only_studies(tiny_study, other)
    return tiny_study, other


def test_trials_of_another_split_or_of_an_earlier_study_are_left_out(tiny_study, tiny_profile):
    elsewhere = tiny_study.model_copy(update={"name": "bymerge", "split": "bymerge"})
    again = tiny_study.model_copy(update={"name": "again"})
    studies = (tiny_study, elsewhere, again)
    records = [record for study in studies for record in study_outcomes(study, tiny_profile)]
    assert list(pooled_results(records, EMNIST)["label"]) == ["learns", "diverges", "fails"]


def test_trials_of_another_task_are_left_out(tiny_study, tiny_profile):
    first, *others = tiny_study.variants
    two_classes = first.model_copy(update={"task": "digit_or_letter"})
    study = tiny_study.model_copy(update={"variants": (two_classes, *others)})
    assert list(pooled_results(study_outcomes(study, tiny_profile), EMNIST)["label"]) == [
        "diverges",
        "fails",
    ]


def test_what_a_search_drew_is_ranked_too(project, tiny_study, tiny_profile, only_studies):
    search = SearchSpace(families=(Family(name="a", model="lenet5_new", choices={}),))
    study = tiny_study.model_copy(update={"search": search})
    only_studies(study)
    drawn = Variant(name="a_e1", change="", model="lenet5_new")
    write_draws(study, tiny_profile, Draws((drawn,), complete=True))
    write_trials(study, tiny_profile, a_e1=Outcome(validation=0.99))
    assert read_pool(tiny_profile, "digest", EMNIST).ranking[0] == "a_e1"


def test_namesakes_that_differ_carry_the_name_of_their_study(tiny_study, tiny_profile):
    longer = tiny_profile.model_copy(update={"max_epochs": 1})
    again = tiny_study.model_copy(update={"name": "again"})
    records = study_outcomes(tiny_study, tiny_profile) + study_outcomes(again, longer)
    labels = list(pooled_results(records, EMNIST)["label"])
    assert labels[0] == "learns of layers"
    assert labels[3] == "learns of again"


def test_validation_ranks_over_all_studies(project, two_studies, tiny_profile):
    first, second = two_studies
    write_trials(first, tiny_profile, learns=Outcome(validation=0.7, accuracy=0.9))
    write_trials(second, tiny_profile, other_fails=Outcome(validation=0.9, accuracy=0.5))
    pool = read_pool(tiny_profile, "digest", EMNIST)
    assert pool.ranking[0] == "other_fails"
    assert pool.ranking[-1] == "learns"
    assert pool.summary["study"]["other_fails"] == "other"
    assert list(pool.trial_folders("other_fails")) == [0]


def test_studies_that_did_not_run_are_not_missed(project, two_studies, tiny_profile):
    write_trials(two_studies[0], tiny_profile, diverges=Outcome(status="diverged"))
    assert sorted(read_pool(tiny_profile, "digest", EMNIST).ranking) == ["fails", "learns"]


def test_corrupt_test_figures_do_not_move_the_ranking(project, two_studies, tiny_profile):
    accuracies = {"learns": 0.3, "diverges": 0.9, "fails": 0.6}
    validation = {"learns": 0.8, "diverges": 0.7, "fails": 0.6}
    for figures in (accuracies, dict(zip(accuracies, (0.9, 0.1, 0.2), strict=True))):
        outcomes = {n: Outcome(figures[n], validation[n]) for n in validation}
        write_trials(two_studies[0], tiny_profile, **outcomes)
        assert read_pool(tiny_profile, "digest", EMNIST).ranking == ["learns", "diverges", "fails"]


def test_trials_made_with_other_data_are_left_out(project, two_studies, tiny_profile):
    write_trials(two_studies[0], tiny_profile)
    with pytest.raises(EmnistLabError, match="no study has a completed trial") as error:
        read_pool(tiny_profile, "other data", EMNIST)
    assert error.value.fix == "emnist-lab run --profile tiny"


def test_variant_without_predictions_is_not_ranked(project, two_studies, tiny_profile):
    write_trials(two_studies[0], tiny_profile, learns=Outcome(validation=0.99))
    folder = read_pool(tiny_profile, "digest", EMNIST).trial_folders("learns")[0]
    (folder / "predictions.npz").unlink()
    assert "learns" not in read_pool(tiny_profile, "digest", EMNIST).ranking


def test_predictions_are_those_of_every_seed(project, two_studies, tiny_profile):
    profile = tiny_profile.model_copy(update={"seeds": (3, 4)})
    write_trials(two_studies[0], profile)
    pool = read_pool(profile, "digest", EMNIST)
    spoilt = replace(readings(0.8), predicted=np.zeros(1000, np.uint8))
    write_predictions(pool.trial_folders("learns")[4], spoilt)
    assert read_predictions(pool.trial_folders("learns")[3]).correct.mean() == 0.8
    assert [
        one.correct.mean() < 0.1
        for one in read_pool(profile, "digest", EMNIST).predictions["learns"]
    ] == [
        False,
        True,
    ]


def test_models_of_fewer_images_or_epochs_or_of_a_base_are_not_ranked(
    project, two_studies, tiny_profile
):
    first, second = two_studies
    write_trials(first, tiny_profile, learns=Outcome(validation=0.7))
    write_trials(second, tiny_profile, other_learns=Outcome(validation=0.95))
    for name, other in (
        ("diverges", {"figures/train_images": 900}),
        ("fails", {"figures/most_epochs": 1}),
    ):
        plan_folder = tiny_profile.trial_dir(first.name, name, 0)
        write_record(plan_folder, changed_record(read_record(plan_folder), other))
    pool = read_pool(tiny_profile, "digest", EMNIST)
    assert pool.ranking == ["other_learns", "other_diverges", "other_fails", "learns"]
    assert pool.apart == ["diverges", "fails"]
    assert pool.groups[1:] == [["fails"], ["diverges"]]


def test_what_fine_tunes_a_base_is_apart_and_its_curve_begins_with_the_bases(
    project, tiny_profile, only_studies
):
    study = staged_study()
    only_studies(study)
    write_trials(study, tiny_profile, after=Outcome(validation=0.99))
    for name, epochs in (("base", 3), ("after", 4)):
        history = pd.DataFrame({"epoch": range(epochs), "val_accuracy": 0.1, "loss": 1.0})
        history.to_csv(tiny_profile.trial_dir("x", name, 0) / "history.csv", index=False)
    pool = read_pool(tiny_profile, "digest", EMNIST)
    assert (pool.ranking, pool.apart) == (["scratch"], ["after"])
    curve = pool.histories("after")
    assert list(curve["epoch"]) == list(range(7))
    assert list(curve["of_base"]) == [True] * 3 + [False] * 4
    assert list(curve.loc[curve["kept"], "epoch"]) == [6], "the fourth epoch of its own"

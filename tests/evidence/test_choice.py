"""Validation chooses, test only reports: no test figure moves any choice."""

import numpy as np
import pandas as pd
import pytest
from study_records import STUDIES, Outcome, study_outcomes

from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.evidence.comparison import study_families
from emnist_lab.evidence.pool import pooled_results, pooled_summary
from emnist_lab.evidence.section import SectionResults
from emnist_lab.evidence.statistics import best_on_validation, ranked_on_validation
from emnist_lab.evidence.summary import variant_summary
from emnist_lab.evidence.verdict import Comparisons
from emnist_lab.reporting.study_values import section_values

TEST_FIGURES = ["test_acc", "test_loss", "top5_acc"]


def permuted(values: pd.Series) -> np.ndarray:
    return values.to_numpy()[::-1]


def inverted(values: pd.Series) -> np.ndarray:
    return 1 - values.to_numpy(dtype=float)


def lost(values: pd.Series) -> np.ndarray:
    return np.full(len(values), np.nan)


@pytest.fixture
def records(tiny_profile) -> list[dict]:
    """Return records of every study, each with a validation and a test figure of its own."""
    generator = np.random.default_rng(5)
    found = []
    for study in STUDIES.values():
        outcomes = {
            variant.name: Outcome(*generator.uniform(0.3, 0.9, 2)) for variant in study.variants
        }
        found += study_outcomes(study, tiny_profile, **outcomes)
    return found


def choices(results: pd.DataFrame) -> list:
    """Return all that is chosen from a row a trial, in any study and over all of them."""
    found = []
    for study in STUDIES.values():
        of_study = results[results["study"] == study.name]
        if len(of_study):
            summary = variant_summary(of_study)
            found += [
                list(summary.index),
                best_on_validation(summary),
                ranked_on_validation(summary),
                study_families(study, of_study),
                *named_choices(SectionResults(study, of_study, summary, Comparisons(()))),
            ]
    summary = pooled_summary(results)
    return [*found, list(summary.index), ranked_on_validation(summary)]


def named_choices(found: SectionResults) -> list:
    """Return what documents say that validation chooses: names, and the choice's own figure."""
    values = section_values(found)
    choice, pair, differences = (values[name] for name in ("choice", "runner_up", "differences"))
    return [
        found.choice,
        choice and (choice["name"], choice["val_acc"]),
        pair and (pair["first"]["name"], pair["second"]["name"]),
        differences and differences["reference"],
    ]


@pytest.mark.parametrize("spoil", [permuted, inverted, lost])
def test_no_choice_follows_the_test_figures(records, spoil):
    results = pooled_results(records, EMNIST)
    spoilt = results.assign(**{name: spoil(results[name]) for name in TEST_FIGURES})
    # What was never measured has no interval either.
    spoilt["test_images"] = results["test_images"]
    assert choices(spoilt) == choices(results)


def test_validation_does_decide(records):
    results = pooled_results(records, EMNIST)
    turned = results.assign(val_acc=inverted(results["val_acc"]))
    assert choices(turned) != choices(results)

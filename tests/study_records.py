"""Records of trials as a run would leave them, for tests of what is made from records."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from emnist_lab.config import Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.evidence.comparison import compare_family
from emnist_lab.evidence.section import SectionResults, study_results
from emnist_lab.evidence.verdict import Comparisons, Pair, single_pair
from emnist_lab.profile import Profile
from emnist_lab.recipe import Recipe
from emnist_lab.studies import studies_below
from emnist_lab.training.predictions import Predictions, write_predictions
from emnist_lab.trials.plan import plan_trials
from emnist_lab.trials.record import TrialRecord, record_from
from emnist_lab.trials.records import study_records, write_record
from emnist_lab.trials.table import results_frame

STUDIES = studies_below(Path(__file__).parents[1] / "analysis")
PROVENANCE = {
    "commit": "0123456789abcdef",
    "dirty": False,
    "packages": {"keras": "3.15.1"},
    "python": "3.11.7",
    "device": "Processor of the test",
    "accelerator": "CPU",
    "data": "The images are drawn.",
    "started": "2026-11-21T22:56:30+00:00",
    "duration_s": 100.0,
}


@dataclass(frozen=True)
class Outcome:
    """What became of one variant's trials."""

    accuracy: float = 0.8
    validation: float = 0.8
    latency_ms: float = 1.0
    status: str = "completed"
    reason: str | None = None


def staged_study() -> Study:
    """Return a study of a base, the model that fine-tunes it, and the same from scratch."""
    base = Variant(
        name="base",
        change="",
        model="lenet5_new",
        split="bymerge",
        recipe=Recipe(epochs=2, time_limit_s=100),
    )
    after = base.model_copy(update={"name": "after", "split": None, "base": "base"})
    scratch = after.model_copy(update={"name": "scratch", "base": None, "budget_of": "after"})
    return Study(dataset=EMNIST, name="x", title="", question="", variants=(base, after, scratch))


def trial_record(plan, outcome: Outcome, test_images: int = 1000) -> TrialRecord:
    """Return the record that a trial with this outcome leaves."""
    figures = {"parameters": 65_104, "trainable": 65_104}
    if outcome.status == "completed":
        figures |= {
            "train_images": 1000,
            "epochs": 4,
            "most_epochs": plan.recipe.epochs,
            "steps": 40,
            "out_of_time": False,
            "best_epoch": 4,
            "train_time_s": 90.0,
            "val_loss": 1 - outcome.validation,
            "val_acc": outcome.validation,
            "test_loss": 0.5,
            "test_acc": outcome.accuracy,
            "top5_acc": 0.95,
            "test_images": test_images,
            "latency_ms": outcome.latency_ms,
            "latency_p95_ms": 2 * outcome.latency_ms,
        }
    return plan.record(outcome.status, outcome.reason, figures, PROVENANCE)


def bare_record(chosen: dict, **other) -> TrialRecord:
    """Return a completed record of no plan: what is not given does not matter to the test."""
    unchosen = {
        **{"model": "lenet5_new", "options": {}, "image": {}, "recipe": {}},
        **{"split": "balanced", "task": "characters", "train_images": None, "test_images": None},
        **{"validation_fraction": 0.1, "latency_runs": 30},
    }
    values = {
        **{"study": "x", "variant": "x", "seed": 0, "status": "completed", "fingerprint": "1"},
        **{"figures": {}, "data": "images", "code": {}, "provenance": PROVENANCE},
    }
    return record_from({**values, "hyperparameters": {**unchosen, **chosen}, **other})


def changed_record(record: TrialRecord, changes: dict) -> TrialRecord:
    """Return a record with other values, each by its name, with `/` between the parts."""
    values = record.model_dump(mode="json", exclude_unset=True)
    for name, value in changes.items():
        *path, last = name.split("/")
        holder = values
        for step in path:
            holder = holder[step]
        holder[last] = value
    return TrialRecord.model_validate(values)


def study_outcomes(study: Study, profile: Profile, **special: Outcome) -> list[TrialRecord]:
    """Return the records of a study: the special outcomes by variant, the others all alike."""
    return [
        trial_record(plan, special.get(plan.variant.name, Outcome()))
        for plan in plan_trials(study, profile, dict.fromkeys(study.splits, "digest"))
    ]


def readings(accuracy: float, images: int = 1000, classes: int = 47) -> Predictions:
    """Return predictions that are right for the first images, up to this accuracy."""
    true = (np.arange(images) % classes).astype(np.uint8)
    right = np.arange(images) < round(accuracy * images)
    wrong = ((true + 1) % classes).astype(np.uint8)
    return Predictions(
        true=true,
        predicted=np.where(right, true, wrong),
        second=np.where(right, wrong, true),
        p_true=np.where(right, 0.8, 0.1).astype(np.float32),
        p_predicted=np.full(images, 0.8, np.float16),
    )


def predictions_from(
    true: list[int],
    predicted: list[int],
    second: list[int] | None = None,
    p_predicted: list[float] | None = None,
) -> Predictions:
    """Return predictions of some classes; what is not given does not matter to the test."""
    count = len(true)
    return Predictions(
        true=np.array(true, np.uint8),
        predicted=np.array(predicted, np.uint8),
        second=np.array(second or [0] * count, np.uint8),
        p_true=np.full(count, 0.5, np.float32),
        p_predicted=np.array(p_predicted or [0.5] * count, np.float16),
    )


def write_trials(study: Study, profile: Profile, **special: Outcome) -> None:
    """Write records and predictions as a run would leave them."""
    plans = plan_trials(study, profile, dict.fromkeys(study.splits, "digest"))
    for plan, record in zip(plans, study_outcomes(study, profile, **special), strict=True):
        write_record(plan.folder, record)
        if record.completed:
            write_predictions(plan.folder, readings(record.figures.test_acc))


def found_in(
    study: Study, profile: Profile, also: Iterable[Pair] = (), **special: Outcome
) -> SectionResults:
    """Return what a study's trials show, written and read again as by its notebook."""
    write_trials(study, profile, **special)
    results = results_frame(study_records(study, profile))
    return study_results(study, profile, results, also)


def comparisons_of(
    predictions: dict[str, list[Predictions]], pairs: Iterable[tuple[str, str]], family: str = "x"
) -> Comparisons:
    """Return pairs of models, tested as one family."""
    return Comparisons(compare_family(family, predictions, [single_pair(*pair) for pair in pairs]))

"""The tidy table that is derived from a study's records."""

from collections.abc import Mapping

import pandas as pd

from emnist_lab.files import whole_file
from emnist_lab.profile import Profile
from emnist_lab.trials.figures import FIGURE_COLUMNS
from emnist_lab.trials.record import TrialKey, TrialRecord

RESULTS_FILE = "results.parquet"

IDENTITY_COLUMNS = ["study", "variant", "seed", "status", "reason", "fingerprint"]
RECIPE_COLUMNS = ["batch_size", "learning_rate", "optimizer", "early_stopping", "time_limit_s"]
# What else documents say of how a trial was made: `input` is height, width and channels, `is_base`
# says that others fine-tune it, `in_budget` that another trial's budget decided its epochs, `base`
# is the variant that it fine-tunes, with that one's images and epochs (0 where there is none), and
# `earlier` how its recipe differs from today's. `val_images` are those held out, where no copies
# among those trained on hide how many these are. `keeps_last` says that the model has the weights
# of its last epoch, not of its best.
CHOICE_COLUMNS = [
    *("input", "validation_fraction", "val_images", "latency_runs", "is_base", "in_budget"),
    *("base", "base_images", "base_epochs", "earlier", "keeps_last"),
]
# Times on different devices do not compare.
MACHINE_COLUMNS = ["device"]
# What it was asked of which images; only trials alike in both compare.
TASK_COLUMNS = ["split", "task"]
RESULT_COLUMNS = [
    *IDENTITY_COLUMNS,
    "model",
    "network",
    *TASK_COLUMNS,
    *FIGURE_COLUMNS,
    *RECIPE_COLUMNS,
    *CHOICE_COLUMNS,
    *MACHINE_COLUMNS,
]


def results_frame(records: list[TrialRecord]) -> pd.DataFrame:
    """Return one row a trial, one column a figure (`RESULT_COLUMNS`; missing figures are NaN).

    Units are those of `emnist_lab.trials.figures.figure_facts`.
    """
    known = {record.key: record for record in records}
    return pd.DataFrame([_row(record, known) for record in records], columns=RESULT_COLUMNS)


def _row(record: TrialRecord, known: Mapping[TrialKey, TrialRecord]) -> dict:
    chosen = record.hyperparameters
    return {
        **{column: getattr(record, column) for column in IDENTITY_COLUMNS},
        **{name: getattr(chosen, name) for name in ("model", *TASK_COLUMNS)},
        "network": record.network,
        **record.figures.measured(),
        "most_epochs": record.most_epochs,
        **{column: getattr(chosen.recipe, column) for column in RECIPE_COLUMNS},
        "input": "x".join(map(str, chosen.image.shape)),
        "validation_fraction": chosen.validation_fraction,
        "val_images": _validation_images(record),
        "latency_runs": chosen.latency_runs,
        "is_base": chosen.leaves_out is not None,
        "in_budget": chosen.budget_of is not None,
        **_of_base(record, known),
        "earlier": record.earlier,
        "keeps_last": chosen.recipe.keeps_last,
        "device": record.provenance.device,
    }


def _validation_images(record: TrialRecord) -> int | None:
    chosen, trained = record.hyperparameters, record.figures.train_images
    if trained is None or not chosen.recipe.hold_out or chosen.recipe.balance_classes:
        return None
    fraction = chosen.validation_fraction
    return round(trained * fraction / (1 - fraction))


def _of_base(record: TrialRecord, known: Mapping[TrialKey, TrialRecord]) -> dict:
    base = record.hyperparameters.base
    if base is None:
        return {"base": None, "base_images": 0, "base_epochs": 0}
    trial = known.get(record.key._replace(variant=base.variant))
    images, epochs = (trial.figures.train_images, trial.figures.epochs) if trial else (None, None)
    return {"base": base.variant, "base_images": images, "base_epochs": epochs}


def write_results(study: str, profile: Profile, frame: pd.DataFrame) -> None:
    """Write the table derived from a study's records, whole or not at all."""
    with whole_file(profile.study_dir(study) / RESULTS_FILE) as temporary:
        frame.to_parquet(temporary, index=False)

"""Write what the page of all results reads: a row and a record a trial, as scripts and as tables.

A page that is opened from a disk may fetch no file, but run its site's scripts: so the data lies in
scripts that only assign it.
"""

import base64
import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from emnist_lab.config import Study
from emnist_lab.evidence.confusion import confused_pairs, confusion_counts
from emnist_lab.evidence.data_seen import ALIKE, data_seen
from emnist_lab.evidence.statistics import wilson_interval
from emnist_lab.figures.labels import labeled
from emnist_lab.files import whole_file, write_whole
from emnist_lab.profile import Profile
from emnist_lab.reporting.anchors import trial_anchor
from emnist_lab.reporting.values import number_or_none
from emnist_lab.training.history import HISTORY_FILE, read_history
from emnist_lab.training.predictions import Predictions, read_predictions
from emnist_lab.trials.figures import figure_facts
from emnist_lab.trials.fingerprint import told_by_name
from emnist_lab.trials.kept_table import trials_frame
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import study_records
from emnist_lab.trials.table import results_frame

# What columns of the tables are that are no figures (`emnist_lab.trials.figures`).
MEANINGS = {
    "study": "the study that the trial is of",
    "variant": "the variant's name",
    "seed": "decides initial weights, the order of the images and which of them are held out",
    "status": "completed, diverged or failed",
    "reason": "why it did not complete",
    "fingerprint": "the digest of hyperparameters, data and code: equal fingerprint, equal result",
    "model": "the architecture that was built",
    "network": "the digest of the network, whatever its weights",
    "split": "the split that it reads",
    "task": "what it tells apart",
    "batch_size": "images of a step",
    "learning_rate": "the rate that training begins with",
    "optimizer": "the optimizer's name",
    "early_stopping": "epochs without a better validation loss that end the training",
    "time_limit_s": "seconds that the epochs may take",
    "input": "height, width and channels of an image",
    "validation_fraction": "the share of images that is held out",
    "val_images": "how many images are held out",
    "latency_runs": "passes that are timed one image at a time",
    "is_base": "whether others fine-tune it",
    "in_budget": "whether another trial's images decide its epochs",
    "base": "the variant that it fine-tunes",
    "base_images": "images of an epoch of that one",
    "base_epochs": "epochs of that one",
    "earlier": "how its recipe differs from today's",
    "keeps_last": "whether the model has the weights of its last epoch, not of its best",
    "device": "the processor or accelerator",
    "data": "the digest of the split's images, labels and classes",
    "hyperparameters": "all that was chosen, as JSON",
    "code": "the digest of each module that it ran through, as JSON",
    "provenance": "where and with what it ran, as JSON",
    "schema_version": "of the record's schema",
}
# The page's columns: what stands in the row, its heading, unit, and whether it is shown at first.
COLUMNS = (
    ("label", "variant", "text", True),
    ("test_acc", "test accuracy (%)", "share", True),
    ("test_low", "95 % from", "share", True),
    ("test_high", "to", "share", True),
    ("latency_ms", "one image (ms)", "ms", True),
    ("parameters", "parameters", "count", True),
    ("curve", "validation by epoch", "curve", True),
    ("study", "study", "text", True),
    ("seed", "seed", "count", True),
    ("status", "status", "text", True),
    ("variant", "code name", "text", False),
    ("val_acc", "validation (%)", "share", False),
    ("top5_acc", "top 5 (%)", "share", False),
    ("test_loss", "test loss", "loss", False),
    ("val_loss", "validation loss", "loss", False),
    ("train_images", "images of an epoch", "count", False),
    ("epochs", "epochs", "count", False),
    ("train_time_s", "training (s)", "s", False),
    ("eval_time_s", "evaluation (s)", "s", False),
    ("batch_size", "batch", "count", False),
    ("learning_rate", "learning rate", "rate", False),
    ("optimizer", "optimizer", "text", False),
    ("base", "base", "text", False),
    ("split", "split", "text", False),
    ("task", "task", "text", False),
    ("device", "timed on", "text", False),
    ("fingerprint", "fingerprint", "text", False),
)
_SPARKS = 24
_CURVES = ("epoch", "accuracy", "val_accuracy", "loss", "val_loss")


def results_dir(profile: Profile) -> Path:
    """Return the folder of what the page of all results reads, and of its tables."""
    return profile.project.root / "build" / "results"


def table_columns() -> list[dict[str, str]]:
    """Return what each column of the tables of trials is: its `name`, `unit` and `meaning`."""
    facts = figure_facts()
    figures = [{"name": n, "unit": f.unit, "meaning": f.meaning} for n, f in facts.items()]
    others = [{"name": name, "unit": "", "meaning": says} for name, says in MEANINGS.items()]
    return others + figures


def write_results_page(profile: Profile, studies: list[Study]) -> None:
    """Write rows, records and tables of all trials of some studies, in place of those before.

    `trials.js` holds the table, `records.js` what a row opens to, `trials.csv` and `trials.parquet`
    the trials as kept results have them (`docs/record.md` says what their columns are).
    """
    folder = results_dir(profile)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    found = [(study, record) for study in studies for record in study_records(study, profile)]
    histories = [_history(profile, record) for _, record in found]
    records = [record for _, record in found]
    rows = _rows(records, histories)
    _write_script(folder / "trials.js", "resultTrials", rows)
    details = {
        trial_anchor(record.key.name): _record(study, record, profile, history)
        for (study, record), history in zip(found, histories, strict=True)
    }
    _write_script(folder / "records.js", "resultRecords", details)
    frame = trials_frame(records)
    with whole_file(folder / "trials.csv") as temporary:
        frame.to_csv(temporary, index=False)
    with whole_file(folder / "trials.parquet") as temporary:
        frame.to_parquet(temporary, index=False)


def _write_script(file: Path, name: str, content: Any) -> None:
    text = json.dumps(_plain(content), allow_nan=False, separators=(",", ":"))
    write_whole(file, f"var {name} = {text};\n")


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: numbers that are none become null."""
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if value is pd.NA else number_or_none(value)


def _history(profile: Profile, record: TrialRecord) -> pd.DataFrame | None:
    folder = profile.trial_dir(*record.key)
    return read_history(folder) if (folder / HISTORY_FILE).is_file() else None


def _rows(records: list[TrialRecord], histories: list[pd.DataFrame | None]) -> dict[str, Any]:
    """Return the columns, the rows in their order, and what compares: data seen, images tested."""
    frame = results_frame(records)
    tested = frame[["test_acc", "test_images"]].astype(float)
    known = tested.notna().all(axis=1)
    ends = [wilson_interval(*row) if ok else (None, None)
            for ok, row in zip(known, tested.to_numpy(), strict=True)]  # fmt: skip
    frame = frame.assign(
        test_low=[low for low, _ in ends],
        test_high=[high for _, high in ends],
        curve=[_spark(history) for history in histories],
        label=[labeled(record.variant) for record in records],
    )
    names = [name for name, *_ in COLUMNS]
    return {
        "columns": [dict(zip(("name", "title", "unit", "shown"), c, strict=True)) for c in COLUMNS],
        "rows": frame[names].astype(object).to_numpy().tolist(),
        "anchors": [trial_anchor(record.key.name) for record in records],
        "seen": [_seen(row) for _, row in frame.iterrows()],
        "alike": [json.dumps(_plain(list(row))) for row in frame[ALIKE].to_numpy()],
    }


def _seen(row: pd.Series) -> str:
    counted = row[["base_images", "base_epochs", "train_images", "epochs"]].astype(float)
    return data_seen(counted)


def _spark(history: pd.DataFrame | None) -> list[float]:
    """Return the validation accuracy by epoch, thinned to what a small curve can show."""
    if history is None:
        return []
    values = history["val_accuracy"].dropna().to_numpy()
    places = np.linspace(0, len(values) - 1, min(len(values), _SPARKS)).round().astype(int)
    return [round(float(value), 4) for value in values[places]]


def _record(
    study: Study, record: TrialRecord, profile: Profile, history: pd.DataFrame | None
) -> dict[str, Any]:
    """Return what a row opens to: all of its record, its curve, and what it confuses."""
    facts = figure_facts()
    chosen = record.hyperparameters
    classes = study.dataset.classes(chosen.split, chosen.task)
    predictions = read_predictions(profile.trial_dir(*record.key))
    provenance = told_by_name(record.provenance.model_dump(mode="json"))
    columns = [] if history is None else [name for name in _CURVES if name in history]
    return {
        "says": record.reason or "",
        "hyperparameters": told_by_name(chosen.plain()),
        "figures": [
            [name, value, facts[name].unit] for name, value in record.figures.measured().items()
        ],
        "provenance": provenance | {"data": record.data},
        "curve": {} if history is None else {name: history[name].tolist() for name in columns},
        **_read_right(predictions, classes),
    }


def _read_right(predictions: Predictions | None, classes: tuple[str, ...]) -> dict[str, Any]:
    """Return which images were read right, packed, of which test images, and the worst pairs."""
    if predictions is None:
        return {"confused": [], "right": "", "images": 0, "tested": ""}
    pairs = confused_pairs(confusion_counts([predictions], len(classes)), classes, most=5)
    packed = np.packbits(predictions.correct).tobytes()
    return {
        "confused": [[row["pair"], row["errors"]] for row in pairs.to_dict("records")],
        "right": base64.b64encode(packed).decode(),
        "images": len(predictions.true),
        "tested": hashlib.sha256(predictions.true.astype(np.int64).tobytes()).hexdigest()[:16],
    }

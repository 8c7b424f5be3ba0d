"""Compare every record with its fingerprint and with the files that lie beside it."""

import json
import math
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pandas as pd

from emnist_lab.config import ImageForm
from emnist_lab.datasets.load import Split
from emnist_lab.datasets.partition import partition_split
from emnist_lab.results.fingerprint import digest_of
from emnist_lab.results.freshness import part_changes
from emnist_lab.results.records import RECORD_FILE
from emnist_lab.results.trial import TrialPlan
from emnist_lab.results.verify.check import Check, Finding, differs

FINGERPRINT_PARTS = ("hyperparameters", "data", "code")
CARD_MEMBER = "emnist_lab.json"
LOWEST_PROBABILITY = 1e-7
# The logarithm of float32 values may differ in its last bits between processors.
LOSS_TOLERANCE = 1e-5


def check_records(plans: list[TrialPlan], split: Split) -> Check:
    """Compare the records of one study with their plans and with what lies beside them.

    Parameters
    ----------
    plans : list of TrialPlan
        Every trial of the study.
    split : Split
        The study's data.

    Returns
    -------
    Check
        A finding for each record that is missing, does not fit its fingerprint or its plan, or
        whose figures differ from its predictions, its history or its model.
    """
    findings = []
    for plan in plans:
        record, unreadable = read_whole_record(plan)
        findings += unreadable
        if record is not None:
            findings += _identity(plan, record) + _evidence(plan, record, split)
    name = plans[0].study.name
    looked_at = (
        f"{name}: {len(plans)} records against fingerprints, predictions, histories and models"
    )
    return Check(looked_at, tuple(findings))


def read_whole_record(plan: TrialPlan) -> tuple[dict | None, list[Finding]]:
    """Return a trial's record, or None and why there is none."""
    file = plan.folder / RECORD_FILE
    wanted = f"a record of {plan.study.name} {plan.name}"
    if not file.is_file():
        return None, [Finding(file, "record", wanted, "none")]
    try:
        record = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        return None, [Finding(file, "record", wanted, f"unreadable ({error})")]
    needed = {"study", "variant", "seed", "status", "fingerprint", "figures", *FINGERPRINT_PARTS}
    missing = sorted(needed - set(record))
    if missing:
        return None, [Finding(file, "record", wanted, f"one without {', '.join(missing)}")]
    return record, []


def _identity(plan: TrialPlan, record: dict) -> list[Finding]:
    file = plan.folder / RECORD_FILE
    expected = {"study": plan.study.name, "variant": plan.variant.name, "seed": plan.seed}
    findings = _compared(file, expected, record)
    of_parts = digest_of({part: record[part] for part in FINGERPRINT_PARTS})
    if of_parts != record["fingerprint"]:
        findings.append(
            Finding(file, "fingerprint of its own parts", of_parts, record["fingerprint"])
        )
    elif record["fingerprint"] != plan.fingerprint():
        changes = "; ".join(part_changes(record, plan.parts()))
        found = f"{record['fingerprint']}, stale: {changes}"
        findings.append(Finding(file, "fingerprint of the plan now", plan.fingerprint(), found))
    return findings


def _evidence(plan: TrialPlan, record: dict, split: Split) -> list[Finding]:
    figures = record["figures"]
    findings = []
    if "epochs" in figures:
        findings += _history(plan.folder, figures)
    if record["status"] == "completed":
        findings += _predictions(plan, figures, split) + _model(plan.folder, record)
    elif not record.get("reason"):
        file = plan.folder / RECORD_FILE
        findings.append(Finding(file, "reason", f"why it {record['status']}", "none"))
    return findings


def _predictions(plan: TrialPlan, figures: dict, split: Split) -> list[Finding]:
    file = plan.folder / "predictions.npz"
    if not file.is_file():
        return [Finding(file, "predictions", "a class for every test image", "no file")]
    with np.load(file) as arrays:
        predicted, true, p_true = arrays["predicted"], arrays["true"], arrays["p_true"]
    profile = plan.profile
    test = partition_split(
        split, profile.validation_fraction, plan.seed, profile.train_images, profile.test_images
    ).test
    findings = []
    if not np.array_equal(true, test.all_labels()):
        findings.append(Finding(file, "true", f"the labels of {split.name}'s test images", "other"))
    record_file = plan.folder / RECORD_FILE
    counted = {"test_images": len(true), "test_acc": float((predicted == true).mean())}
    loss = {"test_loss": float(-np.log(np.maximum(p_true, LOWEST_PROBABILITY)).mean())}
    return [
        *findings,
        *_compared(record_file, counted, figures, f"by {file.name}"),
        *_compared(record_file, loss, figures, f"by {file.name}", LOSS_TOLERANCE),
    ]


def _history(folder: Path, figures: dict) -> list[Finding]:
    file = folder / "history.csv"
    if not file.is_file():
        return [Finding(file, "history", f"{figures['epochs']} epochs", "no file")]
    history = pd.read_csv(file)
    losses = history["val_loss"]
    best = int(losses.idxmin()) if losses.notna().any() else 0
    expected = {
        "epochs": len(history),
        "best_epoch": int(history["epoch"][best]) + 1,
        "train_time_s": float(history["epoch_time_s"].sum()),
        "val_loss": float(losses[best]),
        "val_acc": float(history["val_accuracy"][best]),
    }
    return _compared(folder / RECORD_FILE, expected, figures, f"by {file.name}")


def _model(folder: Path, record: dict) -> list[Finding]:
    file = folder / "model.keras"
    if not file.is_file():
        return [Finding(file, "model", "the trained model", "no file")]
    with zipfile.ZipFile(file) as archive:
        card = json.loads(archive.read(CARD_MEMBER))
        with archive.open("model.weights.h5") as stream, h5py.File(stream) as weights:
            parameters = _weight_count(weights)
    form = ImageForm(**record["hyperparameters"]["image"]).model_dump()
    expected = {key: record[key] for key in ("study", "variant", "fingerprint")} | {"image": form}
    counted = {"parameters": parameters}
    return [
        *_compared(file, expected, card, "on its card"),
        *_compared(folder / RECORD_FILE, counted, record["figures"], f"by {file.name}"),
    ]


def _weight_count(weights: h5py.File) -> int:
    """Return the number of a saved model's weights, those of its optimizer left out."""
    counts = []

    def count(name: str, item) -> None:
        if isinstance(item, h5py.Dataset) and not name.startswith("optimizer/"):
            counts.append(math.prod(item.shape))

    weights.visititems(count)
    return sum(counts)


def _compared(
    file: Path, expected: dict, found: dict, source: str = "", tolerance: float = 1e-9
) -> list[Finding]:
    return [
        Finding(file, f"{name} {source}".strip(), value, found.get(name))
        for name, value in expected.items()
        if differs(value, found.get(name), tolerance)
    ]

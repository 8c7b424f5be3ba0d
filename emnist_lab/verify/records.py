"""Compare every record with its fingerprint and with the files that lie beside it."""

import json
import math
import zipfile
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
from pydantic import ValidationError

from emnist_lab.datasets.load import Split
from emnist_lab.datasets.partition import profile_partition
from emnist_lab.datasets.tasks import split_for_task
from emnist_lab.models.saved import CARD_MEMBER
from emnist_lab.training.history import HISTORY_FILE, read_history, training_figures
from emnist_lab.trials.figures import Figures
from emnist_lab.trials.fingerprint import seeded_digest, seedless_digest
from emnist_lab.trials.freshness import part_changes
from emnist_lab.trials.plan import TrialPlan
from emnist_lab.trials.record import TrialRecord, refusal
from emnist_lab.trials.records import MODEL_FILE, RECORD_FILE
from emnist_lab.verify.check import Check, Finding, differs

LOWEST_PROBABILITY = 1e-7
# The logarithm of float32 values may differ in its last bits between processors.
LOSS_TOLERANCE = 1e-5


def check_records(plans: list[TrialPlan], splits: dict[str, Split]) -> Check:
    """Compare the records of one study with their plans and with what lies beside them.

    Returns
    -------
    Check
        A finding for each record that is missing, does not fit its fingerprint or its plan, or
        whose figures differ from its predictions, its history or its model.
    """
    findings, test_labels = [], {}
    for plan in plans:
        task = (plan.split, plan.variant.task)
        # The test images are the same whatever the seed.
        if task not in test_labels:
            split = split_for_task(splits[plan.split], plan.task)
            parts = profile_partition(split, plan.profile, plan.seed)
            test_labels[task] = parts.test.all_labels()
        record, unreadable = read_whole_record(plan)
        findings += unreadable
        if record is not None:
            findings += _identity(plan, record) + _evidence(plan.folder, record, test_labels[task])
    name = plans[0].study.name
    looked_at = (
        f"{name}: {len(plans)} records against fingerprints, predictions, histories and models"
    )
    return Check(looked_at, tuple(findings))


def read_whole_record(plan: TrialPlan) -> tuple[TrialRecord | None, list[Finding]]:
    """Return a trial's record, or None and why there is none."""
    file = plan.folder / RECORD_FILE
    wanted = f"a record of {plan.study.name} {plan.name}"
    if not file.is_file():
        return None, [Finding(file, "record", wanted, "none")]
    try:
        return TrialRecord.model_validate_json(file.read_bytes()), []
    except ValidationError as error:
        return None, [Finding(file, "record", wanted, refusal(error))]
    except OSError as error:
        return None, [Finding(file, "record", wanted, f"unreadable: {error}")]


def _identity(plan: TrialPlan, record: TrialRecord) -> list[Finding]:
    file = plan.folder / RECORD_FILE
    expected = {"study": plan.study.name, "variant": plan.variant.name, "seed": plan.seed}
    findings = _compared(file, expected, record.key._asdict())
    of_parts = seeded_digest(seedless_digest(record.parts()), record.seed)
    if of_parts != record.fingerprint:
        findings.append(Finding(file, "fingerprint of its own parts", of_parts, record.fingerprint))
    elif record.fingerprint != plan.fingerprint():
        changes = "; ".join(part_changes(record.parts(), plan.parts()))
        found = f"{record.fingerprint}, stale: {changes}"
        findings.append(Finding(file, "fingerprint of the plan now", plan.fingerprint(), found))
    return findings


def _evidence(folder: Path, record: TrialRecord, test_labels: np.ndarray) -> list[Finding]:
    findings = []
    if record.figures.epochs is not None:
        findings += _read(folder / HISTORY_FILE, _history, record)
    if record.completed:
        findings += _read(folder / "predictions.npz", _predictions, record, test_labels)
        findings += _read(folder / MODEL_FILE, _model, record)
    elif not record.reason:
        findings.append(Finding(folder / RECORD_FILE, "reason", f"why it {record.status}", "none"))
    return findings


def _read(file: Path, compare: Callable[..., list[Finding]], *given: object) -> list[Finding]:
    if not file.is_file():
        return [Finding(file, "file", "beside its record", "none")]
    try:
        return compare(file, *given)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        return [Finding(file, "file", "one that can be read", repr(error))]


def _predictions(file: Path, record: TrialRecord, test_labels: np.ndarray) -> list[Finding]:
    with np.load(file) as arrays:
        predicted, true, p_true = arrays["predicted"], arrays["true"], arrays["p_true"]
    findings = []
    if not np.array_equal(true, test_labels):
        findings.append(Finding(file, "true", "the labels of the test images", "others"))
    counted = {"test_images": len(true), "test_acc": float((predicted == true).mean())}
    loss = {"test_loss": float(-np.log(np.maximum(p_true, LOWEST_PROBABILITY)).mean())}
    return [
        *findings,
        *_figures(file, counted, record),
        *_figures(file, loss, record, LOSS_TOLERANCE),
    ]


def _history(file: Path, record: TrialRecord) -> list[Finding]:
    chosen = record.hyperparameters
    allowed = {"epochs": record.most_epochs or chosen.recipe.epochs}
    recipe = chosen.recipe.model_copy(update=allowed)
    in_budget = chosen.budget_of is not None
    figures = training_figures(read_history(file.parent), recipe, in_budget)
    # As a record has them: what is no number is left out.
    return _figures(file, Figures(**figures).model_dump(exclude_unset=True), record)


def _model(file: Path, record: TrialRecord) -> list[Finding]:
    with zipfile.ZipFile(file) as archive:
        card = json.loads(archive.read(CARD_MEMBER))
        with archive.open("model.weights.h5") as stream, h5py.File(stream) as weights:
            parameters = _weight_count(weights)
    expected = {key: getattr(record, key) for key in ("study", "variant", "fingerprint")}
    expected["image"] = record.hyperparameters.image.model_dump()
    return [
        *_compared(file, expected, card, "on its card"),
        *_figures(file, {"parameters": parameters}, record),
    ]


def _weight_count(weights: h5py.File) -> int:
    """Return the number of a saved model's weights, those of its optimizer left out."""
    counts = []

    def count(name: str, item: h5py.Group | h5py.Dataset) -> None:
        if isinstance(item, h5py.Dataset) and not name.startswith("optimizer/"):
            counts.append(math.prod(item.shape))

    weights.visititems(count)
    return sum(counts)


def _figures(
    source: Path, expected: dict, record: TrialRecord, tolerance: float = 1e-9
) -> list[Finding]:
    """Compare a record's figures with those that a file beside it gives."""
    file = source.with_name(RECORD_FILE)
    return _compared(file, expected, record.figures.measured(), f"by {source.name}", tolerance)


def _compared(
    file: Path, expected: dict, found: dict, source: str = "", tolerance: float = 1e-9
) -> list[Finding]:
    return [
        Finding(file, f"{name} {source}".strip(), value, found.get(name))
        for name, value in expected.items()
        if differs(value, found.get(name), tolerance)
    ]

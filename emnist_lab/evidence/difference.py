"""How two sets of records differ: parameters, figures, and whether chance explains it."""

import json
import math
import sys
from dataclasses import dataclass
from itertools import chain
from typing import TypeGuard

from emnist_lab.errors import printable
from emnist_lab.evidence.statistics import accuracy_difference, wilson_interval
from emnist_lab.trials.exports import Trial, read_trials
from emnist_lab.trials.figures import TIME_FIGURES
from emnist_lab.trials.record import TrialKey

TEST_ACCURACIES = ("test_acc", "top5_acc")
SMALLEST_P = 0.001


@dataclass(frozen=True)
class Change:
    """A parameter or figure that differs, as shown on either side, and how sure that is."""

    name: str
    before: str
    after: str
    certainty: str = ""

    def __str__(self) -> str:
        return f"{self.name:<26} {self.before} -> {self.after}  {self.certainty}".rstrip()


@dataclass(frozen=True)
class TrialChanges:
    """What differs in one trial."""

    parameters: tuple[Change, ...]
    figures: tuple[Change, ...]


@dataclass(frozen=True)
class RecordsDifference:
    """How two sets of records differ.

    `shared` counts the trials on both sides; `in_every_trial` holds the parameters that changed
    alike in all of them, `by_trial` the other changes; `only_before` and `only_after` name trials.
    """

    shared: int
    in_every_trial: tuple[Change, ...]
    by_trial: dict[str, TrialChanges]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]


def compare_records(before: str, after: str) -> RecordsDifference:
    """Compare the trials of two sets of records by study, variant and seed; times are left out.

    Parameters
    ----------
    before, after : str
        A folder of runs, an export of records as CSV, or either of a Git revision (see
        `emnist_lab.trials.exports.read_trials`).

    Returns
    -------
    RecordsDifference
        Only what differs.
    """
    old, new = read_trials(before), read_trials(after)
    shared = [key for key in old if key in new]
    noted = _figure_names(old) & _figure_names(new)
    parameters = {key: _parameter_changes(old[key], new[key]) for key in shared}
    common = _common(list(parameters.values()))
    changes = {
        _name(key): TrialChanges(
            tuple(change for change in parameters[key] if change not in common),
            tuple(_figure_changes(old[key], new[key], noted)),
        )
        for key in shared
    }
    return RecordsDifference(
        shared=len(shared),
        in_every_trial=tuple(common),
        by_trial={
            name: found for name, found in changes.items() if found.parameters or found.figures
        },
        only_before=tuple(_name(key) for key in old if key not in new),
        only_after=tuple(_name(key) for key in new if key not in old),
    )


def difference_lines(difference: RecordsDifference) -> list[str]:
    """Return a difference as lines to read at the prompt."""
    changed = len(difference.by_trial)
    lines = [f"trials on both sides: {difference.shared}, differing: {changed}; times left out"]
    lines += _block("parameters of every trial", difference.in_every_trial)
    for name, changes in difference.by_trial.items():
        lines += _block(f"{name}, parameters", changes.parameters)
        lines += _block(f"{name}, figures", changes.figures)
    lines += _block("only in the first", difference.only_before)
    lines += _block("only in the second", difference.only_after)
    return [printable(line) for line in lines]


def _block(heading: str, entries: tuple) -> list[str]:
    return ["", heading, *(f"  {entry}" for entry in entries)] if entries else []


def _parameter_changes(old: Trial, new: Trial) -> list[Change]:
    return [
        Change(name, _shown(old.parameters.get(name)), _shown(new.parameters.get(name)))
        for name in _comparable(old.parameters, new.parameters, old.whole and new.whole)
        if not _same(old.parameters.get(name), new.parameters.get(name))
    ]


def _figure_names(trials: dict[TrialKey, Trial]) -> set[str]:
    """Return what some trial has: what none has, was not noted at all when they were trained."""
    return {name for trial in trials.values() for name in trial.figures}


def _figure_changes(old: Trial, new: Trial, noted: set[str]) -> list[Change]:
    return [
        _figure_change(name, old.figures, new.figures)
        for name in _comparable(old.figures, new.figures, whole=True)
        if name in noted - TIME_FIGURES and not _same(old.figures.get(name), new.figures.get(name))
    ]


def _comparable(old: dict, new: dict, whole: bool) -> list[str]:
    """Return the names to compare: an export leaves out parameters that a record has."""
    names = dict.fromkeys(chain(old, new))
    return [name for name in names if whole or (name in old and name in new)]


def _figure_change(name: str, old: dict, new: dict) -> Change:
    before, after = old.get(name), new.get(name)
    images = [_images(figures) for figures in (old, new)]
    if name not in TEST_ACCURACIES or not (_is_share(before) and _is_share(after) and all(images)):
        return Change(name, _shown(before), _shown(after))
    was, became = _with_interval(before, images[0]), _with_interval(after, images[1])
    difference = accuracy_difference(after, images[1], before, images[0])
    p = difference.p_value
    chance = f"p < {SMALLEST_P}" if p < SMALLEST_P else f"p = {p:.3f}"
    word = "beyond noise" if difference.beyond_noise else "within noise"
    return Change(name, was, became, f"{word} ({chance})")


def _with_interval(accuracy: float, images: int) -> str:
    low, high = wilson_interval(accuracy, images)
    return f"{accuracy:.2%} ({low:.1%} to {high:.1%}, {images:,} images)"


def _common(changes: list[list[Change]]) -> list[Change]:
    if len(changes) < 2:
        return []
    return [change for change in changes[0] if all(change in other for other in changes[1:])]


def _same(before: object, after: object) -> bool:
    if _is_number(before) and _is_number(after):
        return math.isclose(before, after, rel_tol=1e-12)
    return before == after or not (_is_given(before) or _is_given(after))


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and abs(value) <= sys.float_info.max


def _is_share(value: object) -> TypeGuard[float]:
    return _is_number(value) and 0 <= value <= 1


def _images(figures: dict) -> int:
    """Return on how many images a trial was tested, 0 where an export does not say."""
    images = figures.get("test_images")
    return int(images) if _is_number(images) and images >= 1 else 0


def _is_given(value: object) -> bool:
    return value is not None and value == value


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.7g}"
    return value if isinstance(value, str) else json.dumps(value)


def _name(key: TrialKey) -> str:
    return f"{key.study} {key.variant} seed {key.seed}"

"""What stands behind each number that the documents print, for cards in a page and for machines."""

import json
import shlex
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from emnist_lab.datasets.kept import DIGEST_MARK
from emnist_lab.files import write_whole
from emnist_lab.profile import Profile
from emnist_lab.project import KEPT_MARKER
from emnist_lab.reporting.anchors import trial_anchor
from emnist_lab.reporting.how_computed import columns_computed, how_computed, stands_on
from emnist_lab.reporting.row_doors import Door
from emnist_lab.reporting.value_marks import marked_values, value_id
from emnist_lab.reporting.values import Figure, number_or_none
from emnist_lab.studies import find_studies
from emnist_lab.trials.freshness import trial_changes
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import study_records

# Beside the report's source: both routes copy them into the site as they are.
PROVENANCE_FILE, SCRIPT_FILE = "report.provenance.json", "report.values.js"
# What many values, or trials, have alike, and what no card shows.
_OFTEN = frozenset({"how", "commit", "device", "data"})
_NOT_SHOWN = frozenset({"printed", "status"})
# The script's one global name.
_SCRIPT = "window.reportValues = {};\n"


def write_provenance(
    profile: Profile,
    data_dir: Path | None,
    context: dict[str, Any],
    texts: dict[Path, str],
    doors: Iterable[Door] = (),
) -> None:
    """Write what stands behind the numbers of the documents, as JSON and as a script.

    Parameters
    ----------
    context : dict
        What the templates were filled with (`emnist_lab.reporting.prepare.context_now`).
    texts : dict of Path to str
        The parts (`emnist_lab.reporting.parts.filled_parts`).
    doors : iterable of Door
        What the rows of the notebooks' tables lead to (`emnist_lab.reporting.row_doors`).
    """
    behind = provenance(profile, data_dir, context, texts, doors)
    content = json.dumps(behind, allow_nan=False)
    write_whole(profile.project.report_dir / PROVENANCE_FILE, content)
    # Pages that lie on a disk may not read JSON, but run scripts.
    content = json.dumps(_for_cards(behind), allow_nan=False, separators=(",", ":"))
    write_whole(profile.project.report_dir / SCRIPT_FILE, _SCRIPT.format(content))


def _for_cards(behind: dict[str, Any]) -> dict[str, Any]:
    """Return what cards show, half as large: what is often said once, nothing that is empty."""
    told = [*behind["values"].values(), *behind["trials"].values()]
    often = sorted({each[name] for each in told for name in _OFTEN if each.get(name) is not None})
    number = {text: place for place, text in enumerate(often)}

    def short(each: dict[str, Any]) -> dict[str, Any]:
        return {
            name: number[shown] if name in _OFTEN else shown
            for name, shown in each.items()
            if name not in _NOT_SHOWN and not _says_nothing(name, shown)
        }

    values, trials = (
        {name: short(each) for name, each in behind[kind].items()} for kind in ("values", "trials")
    )
    rows = {name: row["trials"] for name, row in behind["rows"].items()}
    return {**behind, "values": values, "trials": trials, "rows": rows, "often": often}


def _says_nothing(name: str, shown: Any) -> bool:
    # A trial without reasons to be stale is fresh.
    return shown is None or shown is False or (shown == [] and name != "stale")


def provenance(
    profile: Profile,
    data_dir: Path | None,
    context: dict[str, Any],
    texts: dict[Path, str],
    doors: Iterable[Door] = (),
) -> dict[str, Any]:
    """Return what stands behind the numbers of the documents.

    Returns
    -------
    dict
        `profile`; `verify`, the command that checks all of it; `values` by the identifier that
        marks carry, each with its `name`, as what it is `printed`, and `_value_behind`; `rows` of
        tables by theirs, each with its `name` and `trials`; `columns`, how these were computed, by
        heading; and the `trials` that all of these stand on (`_trial_behind`) by name.
    """
    printed: dict[str, list[str]] = {}
    for text in texts.values():
        for identifier, shown in marked_values(text):
            of = printed.setdefault(identifier, [])
            of += [] if shown in of else [shown]
    values = {
        identifier: {"name": name, "printed": printed[identifier], **_value_behind(name, *found)}
        for name, *found in _named_values(context)
        if (identifier := value_id(name)) in printed
    }
    commands = _Commands(profile, data_dir)
    rows = {door.identifier: door._asdict() for door in doors}
    wanted = {trial for each in (*values.values(), *rows.values()) for trial in each["trials"]}
    return {
        "profile": profile.name,
        "verify": commands.verify,
        "values": values,
        "rows": rows,
        "columns": columns_computed(),
        "trials": _trials_behind(wanted, profile, commands),
    }


def _named_values(content: Any, name: str = "", beside: Any = None) -> Iterator[tuple]:
    """Yield name, value and what holds it of all figures, intervals and comparisons."""
    if isinstance(content, Figure) or _is_interval(content):
        yield name, content, beside if isinstance(beside, dict) else {}
    elif isinstance(content, dict) and isinstance(content.get("difference"), Figure):
        yield name, content["difference"], content
    nested = enumerate(content) if isinstance(content, list) else ()
    for key, each in content.items() if isinstance(content, dict) else nested:
        yield from _named_values(each, f"{name}.{key}".removeprefix("."), content)


def _is_interval(content: Any) -> TypeGuard[list[Figure]]:
    return (
        isinstance(content, list)
        and len(content) == 2
        and all(isinstance(end, Figure) for end in content)
    )


def _value_behind(name: str, value: Any, beside: dict[str, Any]) -> dict[str, Any]:
    """Return what is known of a value.

    Returns
    -------
    dict
        `value`, unrounded, its `unit`, `interval` (both ends, or None), `how` it was computed,
        `family` of its test, `verdict` of its comparison, `trials` by name, and what it
        `stands_on` in words where it names none.
    """
    ends = value if _is_interval(value) else _interval_of(name, value, beside)
    figure = value[0] if _is_interval(value) else value
    return {
        "value": None if _is_interval(value) else number_or_none(float(value)),
        "unit": figure.unit,
        "interval": ends and [number_or_none(float(end)) for end in ends],
        "how": how_computed(name, figure, ends is not None),
        "family": figure.family or (beside.get("family") if figure.unit == "points" else None),
        "verdict": beside.get("verdict") if figure.unit in ("points", "p") else None,
        "trials": list(figure.trials),
        "stands_on": None if figure.trials else stands_on(name),
    }


def _interval_of(name: str, figure: Figure, beside: dict[str, Any]) -> list[Figure] | None:
    own = name.rpartition(".")[2].removesuffix("_acc")
    for ends in (beside.get(f"{own}_interval"), beside.get("interval")):
        if _is_interval(ends) and ends[0].unit == figure.unit and ends[0] <= figure <= ends[1]:
            return ends
    return None


@dataclass(frozen=True)
class _Commands:
    """The commands that verify or repeat what a profile's records say, for other machines too."""

    profile: Profile
    data_dir: Path | None

    @property
    def verify(self) -> str:
        """The command that checks every value; of kept results, that fills documents again."""
        if self._kept:
            return f"emnist-lab render --kept {self._folder}"
        return f"emnist-lab verify --profile {shlex.quote(self.profile.name)}{self._data}"

    def repeat(self, record: TrialRecord) -> str:
        """Return the command that trains a trial again, which takes the images."""
        trial = shlex.join([record.study, record.variant, "--seed", str(record.seed)])
        data = "" if self._kept else self._data
        return f"emnist-lab train {trial} --profile {shlex.quote(self.profile.name)}{data}"

    @property
    def _kept(self) -> bool:
        return self.data_dir is not None and (self.data_dir / KEPT_MARKER).is_file()

    @property
    def _data(self) -> str:
        return f" --data-dir {self._folder}" if self.data_dir else ""

    @property
    def _folder(self) -> str:
        """The data's folder within the project; elsewhere it has another name on each machine."""
        root, folder = self.profile.project.root, self.data_dir
        if folder is not None and folder.is_relative_to(root):
            return shlex.quote(folder.relative_to(root).as_posix())
        return '"$EMNIST_LAB_DATA"'


def _trials_behind(
    wanted: set[str], profile: Profile, commands: _Commands
) -> dict[str, dict[str, Any]]:
    found = {}
    for name, study in find_studies(profile.project).items():
        if not any(trial.startswith(f"{name}/") for trial in wanted):
            continue
        with warnings.catch_warnings():
            # Whoever prepares documents was told of records that cannot be read.
            warnings.simplefilter("ignore")
            changes = trial_changes(study, profile, commands.data_dir)
            records = study_records(study, profile)
        for record in records:
            if (trial := record.key.name) in wanted:
                found[trial] = {
                    **_trial_behind(record, changes.get(trial.removeprefix(f"{name}/"))),
                    "row": f"results.html#{trial_anchor(trial)}",
                    "repeat": commands.repeat(record),
                }
    return found


def _trial_behind(record: TrialRecord, changes: list[str] | None) -> dict[str, Any]:
    """Return what a record says of where a trial comes from.

    `stale` says why it is out of date: empty where it is fresh, None where this cannot be told.
    """
    origin = record.provenance
    return {
        "study": record.study,
        "variant": record.variant,
        "seed": record.seed,
        "status": record.status,
        "fingerprint": record.fingerprint,
        "commit": origin.commit,
        "changed": origin.dirty,
        "device": f"{origin.device}, {origin.accelerator}",
        "started": origin.started,
        # What is kept of a split stands for the same images.
        "data": record.data.removeprefix(DIGEST_MARK),
        "stale": changes,
        "earlier": record.earlier,
    }

"""Rows of the notebooks' tables as doors: the names of variants in them lead to their trials."""

import html
import json
import re
import warnings
from typing import NamedTuple

from emnist_lab.evidence.verdict import OF_STUDY
from emnist_lab.profile import Profile
from emnist_lab.reporting.anchors import trial_anchor
from emnist_lab.reporting.value_marks import value_id
from emnist_lab.studies import find_studies
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import study_records

# A cell whose table documents show, and a name in it as `emnist_lab.figures.labels` writes it.
_LABEL = re.compile(r"^#\|\s*label:\s*tbl-", re.MULTILINE)
_NAMED = re.compile(r'<span title="([^"]*)">')
_TABLE = "text/markdown"


class Door(NamedTuple):
    """A variant with its study, as a card names it, and its trials by name."""

    name: str
    trials: tuple[str, ...]

    @property
    def identifier(self) -> str:
        """What marks carry."""
        return value_id(f"row {self.name}")


def find_doors(profile: Profile) -> dict[str, dict[str, Door]]:
    """Return by study, then by name, what the names in the tables of its notebook lead to.

    A name is that of a variant of the study, or of one other study alone, or it names its study.
    """
    with warnings.catch_warnings():
        # Whoever prepares documents was told of records that cannot be read.
        warnings.simplefilter("ignore")
        own = {
            study: _doors(study, study_records(found, profile))
            for study, found in find_studies(profile.project).items()
        }
    others: dict[str, list[Door]] = {}
    for study, doors in own.items():
        for variant, door in doors.items():
            others.setdefault(variant, []).append(door)
            others[f"{variant}{OF_STUDY}{study}"] = [door]
    alone = {name: doors[0] for name, doors in others.items() if len(doors) == 1}
    return {study: alone | doors for study, doors in own.items()}


def with_doors(notebook: str, doors: dict[str, Door]) -> str:
    """Return a notebook's text, in whose tables names are marked with what they lead to.

    `report/value-links.lua` makes links of the marks. What is no notebook stays as it is; who shows
    it says so.

    Parameters
    ----------
    doors : dict of str to Door
        By name (`find_doors`); a name without a trial stays as it is.
    """
    try:
        content = json.loads(notebook)
    except ValueError:
        return notebook

    def marked(found: re.Match[str]) -> str:
        door = doors.get(html.unescape(found[1]))
        if door is None:
            return found[0]
        row = trial_anchor(door.trials[0])
        return f'<span class="value" of="{door.identifier}" row="{row}" title="{found[1]}">'

    for cell in content["cells"]:
        if _LABEL.search("".join(cell["source"])):
            for output in cell.get("outputs", []):
                if _TABLE in (data := output.get("data", {})):
                    data[_TABLE] = _NAMED.sub(marked, "".join(data[_TABLE]))
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _doors(study: str, records: list[TrialRecord]) -> dict[str, Door]:
    trials: dict[str, list[str]] = {}
    for record in records:
        trials.setdefault(record.variant, []).append(record.key.name)
    return {name: Door(f"{study} {name}", tuple(of)) for name, of in trials.items()}

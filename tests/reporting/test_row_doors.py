"""What the names in the tables of notebooks lead to."""

import json

import pytest
from study_records import STUDIES, write_trials

from emnist_lab.evidence.verdict import OF_STUDY
from emnist_lab.reporting.row_doors import Door, find_doors, with_doors

NAME = '<span title="a_1">A net</span>'
DOORS = {"a_1": Door("layers a_1", ("layers/a_1-seed0", "layers/a_1-seed1"))}


def notebook(source: str, text: str | list[str]) -> str:
    cell = {"source": source, "outputs": [{"data": {"text/markdown": text}}]}
    return json.dumps({"cells": [{"source": "# Title"}, cell]})


def shown(text: str) -> str:
    return json.loads(text)["cells"][1]["outputs"][0]["data"]["text/markdown"]


@pytest.mark.parametrize("text", [f"| **{NAME}** | 1 |", [f"| **{NAME}", "** | 1 |"]])
def test_a_name_in_a_table_is_marked_with_its_variant_and_the_row_of_its_first_trial(text):
    found = shown(with_doors(notebook("#| label: tbl-x\ntable", text), DOORS))
    mark = f'class="value" of="{DOORS["a_1"].identifier}" row="layers-a_1-seed0" title="a_1"'
    assert found == f"| **<span {mark}>A net</span>** | 1 |"


def test_names_outside_tables_and_without_trials_stay_as_they_are():
    for source, text in (
        ("display(text)", NAME),
        ("#| label: fig-x\ndraw()", NAME),
        ("#| label: tbl-x\ntable", NAME.replace("a_1", "a_1&quot; of=&quot;x")),
    ):
        assert shown(with_doors(notebook(source, text), DOORS)) == text
    assert with_doors("no notebook", DOORS) == "no notebook"


def test_a_name_is_the_studys_own_or_one_of_a_single_study(project, tiny_profile):
    for study in STUDIES.values():
        write_trials(study, tiny_profile)
    doors = find_doors(tiny_profile)
    assert set(doors) >= set(STUDIES)
    owners: dict[str, set[str]] = {}
    for name, study in STUDIES.items():
        for variant in study.variants:
            owners.setdefault(variant.name, set()).add(name)
    for study, found in doors.items():
        for variant, of in owners.items():
            if study in of or len(of) == 1:
                owner = study if study in of else next(iter(of))
                assert found[variant].name == f"{owner} {variant}"
                assert found[variant].trials[0] == f"{owner}/{variant}-seed0"
            else:
                assert variant not in found
            for owner in of:
                assert found[f"{variant}{OF_STUDY}{owner}"].name == f"{owner} {variant}"

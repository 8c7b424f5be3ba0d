"""What a notebook leaves is read as it was written, with the trials that it stands on."""

import json
import math

import pytest
from study_records import Outcome, found_in

from emnist_lab.errors import EmnistLabError
from emnist_lab.evidence.verdict import Reason, Verdict
from emnist_lab.reporting.study_values import section_values
from emnist_lab.reporting.values import (
    Figure,
    flat_values,
    read_comparisons,
    read_values,
    write_values,
)


@pytest.fixture
def found(project, tiny_study, tiny_profile):
    study = tiny_study.model_copy(
        update={"contrasts": {"a": ("learns", "fails"), "b": ("learns", "diverges")}}
    )
    lost = Outcome(status="diverged", reason="a loss was no number")
    return found_in(study, tiny_profile, learns=Outcome(accuracy=0.6), diverges=lost)


def figures_in(values) -> list[Figure]:
    if isinstance(values, Figure):
        return [values]
    parts = values.values() if isinstance(values, dict) else values
    return (
        []
        if isinstance(values, str) or not isinstance(values, dict | list | tuple)
        else [figure for part in parts for figure in figures_in(part)]
    )


def test_a_figure_survives_writing_and_reading(project, tiny_profile, found):
    figure = Figure(0.1 + 0.2, "share", ["x/a-seed0", "x/a-seed1"], "x/part")
    written = {"one": figure, "of": [{"none": Figure(None, "ms")}], "text": "a *b*", "no": None}
    write_values("x", tiny_profile, written | {"yes": True}, found.comparisons)
    read = read_values("x", tiny_profile)
    assert read["one"] == figure
    assert vars(read["one"]) == vars(figure)
    assert math.isnan(read["of"][0]["none"])
    assert read["of"][0]["none"].unit == "ms"
    assert (read["text"], read["no"], read["yes"]) == ("a *b*", None, True)


def test_comparisons_survive_writing_and_reading_in_either_order(project, tiny_profile, found):
    write_values("x", tiny_profile, {}, found.comparisons)
    read = read_comparisons("x", tiny_profile)
    # As text, since what was not measured is equal to nothing.
    assert [repr(each) for each in read] == [repr(each) for each in found.comparisons]
    worse = read.of("learns", "fails")
    assert worse.verdict is Verdict.WORSE
    assert worse.family == "layers"
    assert read.of("fails", "learns") == worse.turned()
    lost = read.of("learns", "diverges")
    assert (lost.reason, lost.lost) == (Reason.NOT_COMPLETED, ("diverges",))


def test_the_file_is_plain_json(project, tiny_profile, found):
    write_values("x", tiny_profile, section_values(found), found.comparisons)

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    json.loads(tiny_profile.values_file("x").read_text(), parse_constant=refuse)


def test_values_stand_with_the_trials_that_they_stand_on(found):
    values = section_values(found)
    assert values["choice"]["name"] == "learns"
    assert values["choice"]["test_acc"].trials == ("layers/learns-seed0",)
    assert set(values["here"]["a"]["p"].trials) == {"layers/learns-seed0", "layers/fails-seed0"}
    assert values["here"]["a"]["p"].family == "layers"
    measured = [each for each in figures_in(values) if each.unit not in ("count",)]
    assert measured
    assert all(each.trials for each in measured)


def test_a_number_without_a_unit_is_refused(project, tiny_profile, found):
    with pytest.raises(TypeError, match="give a number its unit"):
        write_values("x", tiny_profile, {"a": [0.5]}, found.comparisons)
    assert not tiny_profile.values_file("x").exists()


def test_a_study_that_left_nothing_is_named_with_the_command_that_runs_it(project, tiny_profile):
    with pytest.raises(EmnistLabError, match="notebook of x left no values") as error:
        read_values("x", tiny_profile)
    assert error.value.fix == "emnist-lab run x --profile tiny"
    assert list(read_comparisons("x", tiny_profile)) == []


def test_values_are_named_by_the_path_to_them():
    assert flat_values({"a": {"b": [1, {"c": 2}]}, "d": None}) == {
        "a.b.0": 1,
        "a.b.1.c": 2,
        "d": None,
    }

"""A record is one type: read as it was written, and refused by name where it is another's."""

import csv
import json
import math
from pathlib import Path

import pytest
from study_records import PROVENANCE, bare_record, changed_record

from emnist_lab.errors import EmnistLabError
from emnist_lab.recipe import ImageForm, Recipe
from emnist_lab.trials.figures import TIME_FIGURES, figure_facts
from emnist_lab.trials.fingerprint import seeded_digest, seedless_digest
from emnist_lab.trials.kept_table import kept_records
from emnist_lab.trials.plan import plan_trials
from emnist_lab.trials.record import SCHEMA_VERSION
from emnist_lab.trials.records import RECORD_FILE, finished_record, read_record, write_record

KEPT = Path(__file__).parents[2] / "docs" / "results-cpu"


@pytest.fixture
def plan(project, tiny_study, tiny_profile):
    return plan_trials(tiny_study, tiny_profile, {"balanced": "tiny"})[0]


def write_values(plan, change) -> Path:
    """Write a whole record but for a change to its plain values, and return its file."""
    record = plan.record("completed", None, {"epochs": 3, "val_loss": 0.5}, PROVENANCE)
    write_record(plan.folder, record)
    file = plan.folder / RECORD_FILE
    values = json.loads(file.read_text())
    change(values)
    file.write_text(json.dumps(values))
    return file


def test_a_record_comes_back_with_its_types(plan):
    write_record(plan.folder, plan.record("completed", None, {"epochs": 3}, PROVENANCE))
    record = read_record(plan.folder)
    assert isinstance(record.hyperparameters.recipe, Recipe)
    assert isinstance(record.hyperparameters.image, ImageForm)
    assert (record.figures.epochs, record.figures.test_acc) == (3, None)
    assert record.schema_version == SCHEMA_VERSION
    assert finished_record(plan) == record


def test_its_parts_give_its_fingerprint_whatever_defaults_they_leave_out(plan):
    record = plan.record("completed", None, {}, PROVENANCE)
    assert record.parts() == plan.parts()
    assert "strategy" not in record.parts()["hyperparameters"]
    assert seeded_digest(seedless_digest(record.parts()), record.seed) == plan.fingerprint()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda values: values.pop("data"), "without data"),
        (lambda values: values.update(mood="good"), "with mood, which this version does not know"),
        (
            lambda values: values["hyperparameters"]["recipe"].update(luck=1),
            "with hyperparameters.recipe.luck, which this version does not know",
        ),
        (lambda values: values["figures"].update(epochs="many"), "figures.epochs: "),
        (
            lambda values: values.update(schema_version=SCHEMA_VERSION + 1),
            f"of schema {SCHEMA_VERSION + 1}, newer than the {SCHEMA_VERSION} that ",
        ),
    ],
)
def test_what_is_no_record_of_this_version_is_skipped_by_name(plan, change, why):
    file = write_values(plan, change)
    with pytest.warns(UserWarning, match=f"{file}: record skipped, {why}"):
        assert finished_record(plan) is None


def test_a_record_of_before_the_version_was_noted_is_read(plan):
    write_values(plan, lambda values: values.pop("schema_version"))
    record = finished_record(plan)
    assert (record.schema_version, record.figures.ended_by) == (1, None)


def test_a_figure_that_is_no_number_is_none_measured(plan):
    figures = {"epochs": 1, "val_loss": math.nan, "val_acc": math.inf}
    record = plan.record("diverged", "a loss was no number in epoch 1", figures, PROVENANCE)
    assert record.figures.measured() == {"epochs": 1}
    # As earlier versions wrote it.
    write_values(plan, lambda values: values["figures"].update(val_loss=math.nan))
    assert read_record(plan.folder).figures.val_loss is None
    whole = (plan.folder / RECORD_FILE).read_text()
    for broken in (whole[: whole.index("NaN") + 5], "[NaN]", '{"figures": NaN}'):
        (plan.folder / RECORD_FILE).write_text(broken)
        with pytest.warns(UserWarning, match="record skipped, "):
            assert read_record(plan.folder) is None


def test_every_figure_says_what_it_is():
    facts = figure_facts()
    assert facts["latency_ms"].unit == "ms"
    assert {name for name, fact in facts.items() if fact.unit in ("s", "ms", "images/s")} == set(
        TIME_FIGURES
    )


def test_kept_results_are_records_as_they_were_written():
    records = list(kept_records(KEPT))
    with (KEPT / "trials.csv").open() as table:
        rows = list(csv.DictReader(table))
    assert len(records) == len(rows) == 130
    for record, row in zip(records, rows, strict=True):
        assert record.hyperparameters.plain() == json.loads(row["hyperparameters"])
        assert record.network == row["network"]
        for name, value in record.figures.measured().items():
            assert str(value) == row[name], (record.key, name)


def test_kept_results_that_cannot_be_read_are_refused_by_name(tmp_path):
    table = (KEPT / "trials.csv").read_text()
    (tmp_path / "trials.csv").write_text(table.replace('""hold_out""', '""held_out""'))
    with pytest.raises(EmnistLabError, match=r"lenet5_old: .*recipe.held_out, which"):
        list(kept_records(tmp_path))


def test_the_epochs_allowed_are_the_recipes_unless_the_budget_was_noted():
    plain = bare_record({"recipe": {"epochs": 9}})
    assert plain.most_epochs == 9
    stage = {"variant": "after", "digest": "1"}
    in_budget = changed_record(plain, {"hyperparameters/budget_of": stage})
    assert in_budget.most_epochs is None
    assert changed_record(in_budget, {"figures/most_epochs": 21}).most_epochs == 21

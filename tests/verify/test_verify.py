"""What `verify` accepts, and that it names each thing that does not hold."""

import json
import shutil
import subprocess
import sys

import nbformat
import numpy as np
import pandas as pd
import pypandoc
import pytest
from click.testing import CliRunner
from finished_project import STUDY, finish_project
from study_records import changed_record

from emnist_lab.cli import main
from emnist_lab.datasets.load import load_split
from emnist_lab.profile import Profile, load_profile
from emnist_lab.project import Project
from emnist_lab.trials.records import read_record, write_record
from emnist_lab.verify import profile as verify_module
from emnist_lab.verify.check import Check, Finding
from emnist_lab.verify.data import check_data
from emnist_lab.verify.notebooks import check_stamps, check_tables
from emnist_lab.verify.pages import check_pages
from emnist_lab.verify.records import check_records
from emnist_lab.verify.table import check_table


@pytest.fixture
def data(tmp_path):
    return tmp_path / "emnist"


@pytest.fixture
def plans(project, data, only_studies):
    """Return the plans of a study that is finished, with documents prepared."""
    only_studies(STUDY)
    return finish_project(project, data)


@pytest.fixture
def page(plans):
    """Return the report's page, as a render would leave it."""
    body = (Project.find().sections_dir / "layers" / "section.qmd").read_text()
    notebook = nbformat.read(Project.find().built_notebooks_dir / "layers.ipynb", as_version=4)
    table = notebook.cells[2].outputs[0].data["text/markdown"]
    body = body.replace(
        "{{< embed ../build/notebooks/layers.ipynb#tbl-accuracy >}}",
        f"::: {{#tbl-accuracy}}\n{table}\n:::",
    )
    body = body.replace("[@a]", "(A 2024)").replace("@tbl-accuracy", "Table 1")
    file = Project.find().site_dir / "report" / "report.html"
    file.parent.mkdir(parents=True)
    file.write_text(pypandoc.convert_text(body, "html", format="markdown"))
    return file


def tiny() -> Profile:
    return load_profile(Project.find(), "tiny")


def found(check: Check) -> list[tuple[str, str, str, str]]:
    return [
        (finding.file.name, finding.what, str(finding.expected), str(finding.found))
        for finding in check.findings
    ]


def change_record(plan, changes: dict) -> None:
    write_record(plan.folder, changed_record(read_record(plan.folder), changes))


def records_check(plans, data) -> list[tuple[str, str, str, str]]:
    return found(check_records(plans, {"balanced": load_split("balanced", data)}))


def test_all_that_a_run_leaves_holds(plans, data, page, monkeypatch):
    monkeypatch.setattr(verify_module, "check_tables", lambda *given: Check("tables"))
    answer = CliRunner().invoke(main, ["verify", "--profile", "tiny", "--data-dir", str(data)])
    assert "FAILS" not in answer.output
    assert answer.exit_code == 0
    assert "data: content of 1 splits, 120 images read" in answer.output
    assert "layers: 3 records against fingerprints" in answer.output
    assert "2 passages and 1 tables in 1 of them" in answer.output


def test_whatever_fails_ends_in_an_exit_code_and_the_file(plans, data, monkeypatch):
    monkeypatch.setattr(verify_module, "check_tables", lambda *given: Check("tables"))
    change_record(plans[0], {"figures/test_acc": 0.9})
    answer = CliRunner().invoke(main, ["verify", "--profile", "tiny", "--data-dir", str(data)])
    assert answer.exit_code == 1
    assert (
        "runs/tiny/layers/trials/layer_4_1-seed0/record.json: test_acc by predictions.npz: "
        "expected 0.75, found 0.9" in answer.output
    )


def test_nothing_to_verify_ends_in_the_command_that_runs_it(plans, data):
    shutil.rmtree(tiny().runs_dir)
    answer = CliRunner().invoke(main, ["verify", "--profile", "tiny", "--data-dir", str(data)])
    assert answer.exit_code == 1
    assert "emnist-lab run --profile tiny" in answer.output


def test_a_changed_image_is_found_by_reading_it(plans, data):
    file = load_split("balanced", data).train_images.filename
    with open(file, "r+b") as stream:
        stream.seek(-1, 2)
        last = stream.read(1)[0]
        stream.seek(-1, 2)
        stream.write(bytes([last ^ 1]))
    (finding,) = check_data([STUDY], data).findings
    assert finding.file.name == "meta.json"
    assert finding.expected == load_split("balanced", data).digest != finding.found


def test_changed_hyperparameters_do_not_fit_the_fingerprint(plans, data):
    change_record(plans[0], {"hyperparameters/train_images": 7})
    (name, what, _, stored), *more = records_check(plans, data)
    assert (name, what, stored) == (
        "record.json",
        "fingerprint of its own parts",
        plans[0].fingerprint(),
    )
    assert more == []


def test_a_stale_record_says_what_changed(plans, data):
    shorter = tiny().model_copy(update={"max_epochs": 1})
    changed = [type(plan)(STUDY, plan.variant, shorter, 0, plan.data_digest) for plan in plans]
    findings = records_check(changed, data)
    assert len(findings) == 3
    assert "recipe.epochs was 2, now 1" in findings[0][3]


@pytest.mark.parametrize(
    ("figure", "source"),
    [
        ("test_acc", "predictions.npz"),
        ("test_loss", "predictions.npz"),
        ("test_images", "predictions.npz"),
        ("val_acc", "history.csv"),
        ("epochs", "history.csv"),
        ("parameters", "model.keras"),
    ],
)
def test_a_figure_that_its_files_deny_is_named(plans, data, figure, source):
    # No share is more than one.
    change_record(plans[1], {f"figures/{figure}": 1})
    ((_, what, _, value),) = records_check(plans, data)
    assert (what, float(value)) == (f"{figure} by {source}", 1)


def test_swapped_predictions_are_found(plans, data):
    files = [plan.folder / "predictions.npz" for plan in plans[:2]]
    contents = [file.read_bytes() for file in files]
    for file, content in zip(files, reversed(contents), strict=True):
        file.write_bytes(content)
    whats = {what for _, what, _, _ in records_check(plans, data)}
    assert whats == {"test_acc by predictions.npz", "test_loss by predictions.npz"}


def test_predictions_of_other_images_are_found(plans, data):
    file = plans[0].folder / "predictions.npz"
    with np.load(file) as stored:
        arrays = dict(stored)
    np.savez(file, **{name: values[::-1] for name, values in arrays.items()})
    assert ("predictions.npz", "true") in [finding[:2] for finding in records_check(plans, data)]


def test_a_model_of_another_trial_is_found(plans, data):
    shutil.copyfile(plans[0].folder / "model.keras", plans[1].folder / "model.keras")
    findings = records_check(plans, data)
    assert ("model.keras", "variant on its card", "layer_4_2", "layer_4_1") in findings


def test_missing_and_half_written_records_are_named(plans, data):
    (plans[0].folder / "record.json").unlink()
    (plans[1].folder / "record.json").write_text('{"study": "layers"')
    missing, half = records_check(plans, data)
    assert missing[3] == "none"
    assert half[3].startswith("unreadable")


def test_missing_and_damaged_files_beside_a_record_are_named(plans, data):
    (plans[0].folder / "history.csv").unlink()
    (plans[0].folder / "predictions.npz").write_bytes(b"PK")
    (plans[1].folder / "model.keras").write_bytes(b"PK")
    findings = [(name, what, value) for name, what, _, value in records_check(plans, data)]
    assert findings[0] == ("history.csv", "file", "none")
    assert [finding[:2] for finding in findings[1:]] == [
        ("predictions.npz", "file"),
        ("model.keras", "file"),
    ]


def test_a_changed_cell_of_the_table_is_named(plans):
    file = tiny().study_dir("layers") / "results.parquet"
    frame = pd.read_parquet(file)
    frame.loc[frame["variant"] == "layer_4_2", "latency_ms"] = 0.1
    frame.to_parquet(file)
    assert found(check_table(plans)) == [
        ("results.parquet", "latency_ms of layer_4_2 seed 0", "1.0", "0.1")
    ]


def test_a_row_too_few_is_named(plans):
    file = tiny().study_dir("layers") / "results.parquet"
    pd.read_parquet(file).iloc[1:].to_parquet(file)
    ((_, what, _, rows),) = found(check_table(plans))
    assert (what, rows) == ("rows", "layer_4_2 seed 0; diverges seed 0")


def test_pages_that_show_what_the_notebooks_left_are_clean(plans, data, page):
    assert found(check_pages(tiny(), data)) == []


def test_values_changed_after_the_render_are_found_by_its_pages(plans, data, page):
    file = tiny().values_file("layers")
    file.write_text(file.read_text().replace('"figure": 0.75', '"figure": 0.999'))
    (finding,) = found(check_pages(tiny(), data))
    assert finding[0] == "report.html"
    assert "99.9 %" in finding[2]
    assert finding[3] == "not on the page"


def test_a_template_changed_after_the_render_is_found_by_its_pages(plans, data, page):
    template = Project.find().analysis_dir / "layers" / "section.qmd"
    template.write_text(template.read_text().replace("It needs", "It takes"))
    (finding,) = found(check_pages(tiny(), data))
    assert finding[2].startswith("It takes 1.00 ms")


def test_values_that_are_gone_are_named_with_the_command(plans, data, page):
    tiny().values_file("layers").unlink()
    (finding,) = found(check_pages(tiny(), data))
    assert "left no values" in finding[3]


def test_documents_of_another_profile_are_not_looked_at(plans, data, page):
    file = Project.find().variables_file
    file.write_text(file.read_text().replace("name: tiny", "name: cpu"))
    check = check_pages(tiny(), data)
    assert check.findings == ()
    assert "not looked at, they show profile cpu" in check.looked_at


def test_where_nothing_was_rendered_it_is_said(plans, data):
    check = check_pages(tiny(), data)
    assert (check.findings, check.looked_at) == ((), "rendered pages: none were rendered")


def test_a_notebook_older_than_its_trials_is_named(plans, data):
    change_record(plans[0], {"status": "failed"})
    ((name, _, _, changes),) = found(check_stamps([STUDY], tiny(), data))
    assert (name, changes) == ("study.json", "its notebook shows older trials")


def test_an_edited_table_of_an_executed_notebook_is_named(plans, data):
    file = tiny().executed_notebook("layers")
    file.write_text(file.read_text().replace("0.750", "0.999"))
    before = {path: path.stat().st_mtime_ns for path in tiny().runs_dir.rglob("*")}
    ((name, what, expected, now),) = found(check_tables(STUDY, plans, tiny(), data))
    assert (name, what) == ("notebook.ipynb", "tbl-accuracy")
    assert "0.750" in expected
    assert "0.999" in now
    assert {path: path.stat().st_mtime_ns for path in tiny().runs_dir.rglob("*")} == before


def test_changed_values_of_an_executed_notebook_are_named_and_all_else_holds(plans, data):
    file = tiny().values_file("layers")
    assert found(check_tables(STUDY, plans, tiny(), data)) == []
    values = json.loads(file.read_text())
    values["values"]["choice"]["test_acc"]["figure"] = 0.999
    file.write_text(json.dumps(values))
    assert found(check_tables(STUDY, plans, tiny(), data)) == [
        ("values.json", "values.choice.test_acc.figure", "0.75", "0.999")
    ]


def test_a_notebook_whose_trials_must_be_trained_is_not_executed(plans, data):
    (plans[0].folder / "record.json").unlink()
    check = check_tables(STUDY, plans, tiny(), data)
    assert "the study must run first" in check.looked_at


def test_a_page_with_an_older_number_or_table_is_named(plans, data, page):
    page.write_text(page.read_text().replace("75.0", "74.0").replace("0.700", "0.600"))
    (file, what, passage, now), table = found(check_pages(tiny(), data))
    assert (file, what, now) == ("report.html", "text", "not on the page")
    assert "75.0 %" in passage
    assert table == ("report.html", "tbl-accuracy", "0.700", "0.600")


def test_a_number_in_a_list_that_was_changed_on_the_page_is_named(plans, data, page):
    page.write_text(page.read_text().replace("1.00", "0.99"))
    (finding,) = found(check_pages(tiny(), data))
    assert "1.00 ms" in finding[2]


def test_a_table_that_is_not_on_the_page_is_named(plans, data, page):
    page.write_text(page.read_text().replace('id="tbl-accuracy"', ""))
    (finding,) = found(check_pages(tiny(), data))
    assert finding == ("report.html", "tbl-accuracy", "8 cells", "0 cells")


def test_long_values_are_shown_where_they_differ(project, monkeypatch):
    monkeypatch.chdir(project)
    shown = str(Finding(project / "a.md", "table", f"{'x' * 300}1{'y' * 300}", "x" * 300 + "2"))
    assert shown == (f"a.md: table: expected … {'x' * 40}1{'y' * 59} …, found … {'x' * 40}2")


def test_verify_imports_no_tensorflow():
    code = (
        "import sys, json, emnist_lab.verify.profile, emnist_lab.evidence.difference;"
        "print(json.dumps([m for m in ('tensorflow', 'keras') if m in sys.modules]))"
    )
    command = [sys.executable, "-c", code]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout) == []

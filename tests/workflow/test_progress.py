"""What a run shows of how far it is, read from the files that its trials leave."""

import io
import os
import time

import pandas as pd
import pytest
from rich.console import Console
from study_records import PROVENANCE

from emnist_lab.project import Project
from emnist_lab.search.state import TRIAL_FILE, state_name
from emnist_lab.training.history import HISTORY_FILE
from emnist_lab.trials import plan as trial_module
from emnist_lab.trials.plan import plan_trials
from emnist_lab.trials.records import write_record
from emnist_lab.workflow.display import overview, shown_in
from emnist_lab.workflow.planned import draws_to_come, recorded_costs, work_of
from emnist_lab.workflow.progress import RunProgress

FIGURES = {
    "epochs": 2,
    "train_images": 120,
    "train_time_s": 40.0,
    "eval_time_s": 1.0,
    "test_images": 60,
    "latency_ms": 2.0,
}


@pytest.fixture
def splits(tiny_split) -> dict:
    return {"balanced": tiny_split}


@pytest.fixture
def plans(project, tiny_study, tiny_profile, splits) -> list:
    return plan_trials(tiny_study, tiny_profile, {"balanced": splits["balanced"].digest})


@pytest.fixture
def progress(plans, splits) -> RunProgress:
    return RunProgress({"layers": plans}, {"layers": splits}, workers=2, jobs=1, elsewhere=[])


def begin(plan, epochs: int) -> None:
    """Leave what a process of a search leaves that is at a trial."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    state = plan.folder.parents[1] / state_name(f"worker-{plan.name}")
    state.mkdir(exist_ok=True)
    (state / TRIAL_FILE).write_text(plan.name)
    rows = {"epoch": range(epochs), "epoch_time_s": 20.0}
    pd.DataFrame(rows).to_csv(plan.folder / HISTORY_FILE, index=False)


def finish(plan) -> None:
    write_record(
        plan.folder, plan.record("completed", None, FIGURES, {**PROVENANCE, "duration_s": 50.0})
    )


def shown(renderable, width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(renderable)
    return console.file.getvalue().splitlines()


def test_trials_epochs_and_time_are_shown(progress, plans):
    begin(plans[0], epochs=1)
    progress.look(["layers"], set())
    lines = shown(overview(progress, 80), 80)
    assert lines[0].endswith(" 0 of 3 trials")
    assert lines[1].endswith(" elapsed, estimating the time left")
    assert lines[2] == "layers: 1 of 2 epochs, learns-seed0"
    for plan in plans:
        finish(plan)
    assert progress.look(["layers"], set()) == ["layers"]
    lines = shown(overview(progress, 80), 80)
    assert lines[0].endswith(" 3 of 3 trials")
    assert lines[2] == "layers: drawing the figures"


@pytest.mark.parametrize("width", [40, 20])
def test_nothing_is_broken_where_the_terminal_is_narrow(progress, plans, width):
    begin(plans[0], epochs=1)
    begin(plans[1], epochs=0)
    progress.look(["layers"], set())
    lines = shown(overview(progress, width), width)
    assert len(lines) == 4
    assert all(len(line) <= width for line in lines)
    assert " 0 of 3 trials" in lines[0]
    assert lines[2].startswith("layers: 1 of 2 epoc")


def test_a_log_has_a_line_for_every_step(progress, plans):
    console = Console(file=io.StringIO(), width=40, soft_wrap=True)
    with shown_in(console, progress) as show:
        show(["layers"], set())
        finish(plans[0])
        show(["layers"], set())
        finish(plans[1])
        finish(plans[2])
        show(["layers"], set())
        show([], {"layers"})
    lines = console.file.getvalue().splitlines()
    assert [line.split(";")[0] for line in lines] == [
        "layers: 1 of 3 trials",
        "layers: 3 of 3 trials",
        "layers: done",
        "Done in 0:00.",
    ]
    assert "\x1b" not in console.file.getvalue()


def test_the_epochs_of_a_trial_under_way_tell_how_long_it_takes(progress, plans):
    for plan in plans[:2]:
        finish(plan)
    begin(plans[2], epochs=1)
    progress.look(["layers"], set())
    # An epoch of 20 s, 1 s of measuring, and 15 s for the study beside its trials.
    assert progress.seconds_left == pytest.approx(36, abs=2)


def test_notes_of_a_search_that_was_killed_before_tell_nothing(plans, splits):
    begin(plans[0], epochs=1)
    a_minute_ago = time.time() - 60
    for note in plans[0].folder.parents[1].rglob(TRIAL_FILE):
        os.utime(note, (a_minute_ago, a_minute_ago))
    progress = RunProgress({"layers": plans}, {"layers": splits}, workers=2, jobs=1, elsewhere=[])
    progress.look(["layers"], set())
    assert shown(overview(progress, 80), 80)[2] == "layers: starting"


def test_work_is_known_before_a_trial_begins(plans, splits):
    work = work_of(plans[0], splits)
    assert (work.images, work.epochs, work.test_images) == (120, 2, 60)


def test_draws_to_come_are_those_of_hyperband(project, splits, tiny_profile, monkeypatch):
    from emnist_lab.search.hyperband import SearchOracle
    from emnist_lab.studies import find_study

    study = find_study(Project.find(), "frontier")
    monkeypatch.setattr(trial_module, "chosen_strategy", lambda profile: "one_device")
    size = tiny_profile.search.model_copy(update={"first_epochs": 1, "epochs": 9, "brackets": 2})
    profile = tiny_profile.model_copy(update={"search": size, "max_epochs": 9})
    digests = dict.fromkeys(study.splits, "tiny")
    plans = plan_trials(study, profile, digests)
    works = draws_to_come(plans, dict.fromkeys(study.splits, splits["balanced"]))
    oracle = SearchOracle(plans, "tiny")
    expected = [
        oracle._get_epochs(bracket, number)
        for bracket, rungs in oracle.rungs.items()
        for number in range(len(rungs))
        for _ in range(oracle._get_size(bracket, number))
    ]
    assert sorted(work.epochs for work in works) == sorted(expected)


def test_what_trials_of_the_kept_run_took_is_known(monkeypatch, request):
    monkeypatch.setenv("EMNIST_LAB_ROOT", str(request.config.rootpath))
    models = {cost.model for cost in recorded_costs(Project.find())}
    assert {"densenet", "vgg16", "compact", "lenet5_new"} <= models

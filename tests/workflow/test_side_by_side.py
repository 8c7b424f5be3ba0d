"""Studies run side by side, in their order of needs, and one that fails lets no other begin."""

import threading

import pytest
from study_records import STUDIES

from emnist_lab.errors import EmnistLabError
from emnist_lab.project import Project
from emnist_lab.studies import find_study
from emnist_lab.workflow import side_by_side
from emnist_lab.workflow.order import must_come_before
from emnist_lab.workflow.side_by_side import run_side_by_side


class Executions:
    """Studies that run until they are looked at, and how many ran beside each other."""

    def __init__(self, fails: str = ""):
        self.fails = fails
        self.seen = {name: threading.Event() for name in STUDIES}
        self.most = 0
        self.ended: list[str] = []

    def execute(self, study) -> None:
        assert self.seen[study.name].wait(30)
        self.ended.append(study.name)
        if study.name == self.fails:
            raise EmnistLabError(f"{study.name} went wrong")

    def look(self, running, ended) -> None:
        self.most = max(self.most, len(running))
        # One that fails does so first: else the next may have begun before it did.
        for name in [self.fails] if self.fails in running else running:
            self.seen[name].set()


def test_studies_wait_for_what_they_need_and_for_what_they_show():
    studies = [find_study(Project.find(), name) for name in ("baselines", "layers", "final")]
    assert must_come_before(find_study(Project.find(), "layers"), studies) == ["data"]
    assert set(must_come_before(find_study(Project.find(), "final"), studies)) >= {
        "baselines",
        "layers",
    }
    assert "frontier" not in must_come_before(find_study(Project.find(), "final"), studies)


@pytest.mark.parametrize("jobs", [1, 3])
def test_no_more_run_at_once_than_asked_for_and_the_last_comes_last(jobs):
    run = Executions()
    run_side_by_side(list(STUDIES.values()), jobs, run.execute, run.look)
    assert run.most == jobs
    assert sorted(run.ended) == sorted(STUDIES)
    assert run.ended[0] == "data"
    assert run.ended[-1] == "final"


def test_one_that_fails_lets_those_beside_it_end_and_no_other_begin():
    run = Executions(fails="layers")
    studies = [
        find_study(Project.find(), name) for name in ("baselines", "layers", "transfer", "final")
    ]
    with pytest.raises(EmnistLabError, match="layers went wrong"):
        run_side_by_side(studies, 2, run.execute, run.look)
    assert sorted(run.ended) == ["baselines", "layers"]


def test_whatever_ends_the_run_ends_its_processes_first(monkeypatch):
    run = Executions()
    monkeypatch.setattr(side_by_side, "end_processes_below", run.seen["data"].set)

    def stop(running, ended):
        raise SystemExit(130)

    with pytest.raises(SystemExit):
        run_side_by_side([find_study(Project.find(), "data")], 1, run.execute, stop)
    assert run.ended == ["data"]

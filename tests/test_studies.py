"""Studies are the folders that a project has, whichever project is at hand."""

import importlib
import sys

import pytest

from emnist_lab.errors import EmnistLabError
from emnist_lab.studies import studies_below

STUDY = """
from emnist_lab.config import Study
from emnist_lab.datasets.emnist.entry import EMNIST
from analysis.{name}.words import QUESTION

STUDY = Study(dataset=EMNIST, name="{name}", title="", question=QUESTION, order={order})
"""


@pytest.fixture(autouse=True)
def _other_studies_stay_as_they_are():
    before = {name: sys.modules[name] for name in sys.modules if name.startswith("analysis")}
    yield
    for name in [name for name in sys.modules if name.startswith("analysis")]:
        del sys.modules[name]
    sys.modules.update(before)


def write_study(folder, name: str, order: int = 0, question: str = "Why?") -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "study.py").write_text(STUDY.format(name=name, order=order))
    (folder / name / "words.py").write_text(f"QUESTION = {question!r}\n")


def test_they_are_listed_in_the_order_that_they_give_then_by_name(tmp_path):
    for name, order in (("later", 2), ("second", 1), ("first", 1)):
        write_study(tmp_path, name, order)
    (tmp_path / "profiles").mkdir()
    assert list(studies_below(tmp_path)) == ["first", "second", "later"]


def test_a_project_after_another_has_its_own_studies_and_modules(tmp_path):
    for project, question in (("one", "Here?"), ("two", "There?")):
        write_study(tmp_path / project, "same", question=question)
    for project, question in (("one", "Here?"), ("two", "There?"), ("one", "Here?")):
        assert studies_below(tmp_path / project)["same"].question == question
        assert question == importlib.import_module("analysis.same.words").QUESTION


def test_a_project_without_studies_has_none(tmp_path):
    assert studies_below(tmp_path / "analysis") == {}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("STUDY = (", "SyntaxError"),
        ("import emnist_lab.no_such_module", "ModuleNotFoundError"),
        ("study = None", "AttributeError"),
        ("from emnist_lab.config import Study\nSTUDY = Study(name='x')", "ValidationError"),
    ],
)
def test_a_file_that_holds_no_study_is_named_with_the_reason(tmp_path, text, reason):
    write_study(tmp_path, "broken")
    (tmp_path / "broken" / "study.py").write_text(text)
    with pytest.raises(EmnistLabError, match=reason) as error:
        studies_below(tmp_path)
    assert error.value.where == tmp_path / "broken" / "study.py"


def test_a_copy_that_still_has_the_name_of_its_model_is_named(tmp_path):
    write_study(tmp_path, "model")
    (tmp_path / "model").rename(tmp_path / "copy")
    write_study(tmp_path, "model")
    with pytest.raises(EmnistLabError, match="'model' lies in a folder named 'copy'"):
        studies_below(tmp_path)

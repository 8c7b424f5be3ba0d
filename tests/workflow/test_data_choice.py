"""Which data a command looks at: named, in the environment, remembered, or the default."""

import json
import os
import subprocess
import sys

import pytest

from emnist_lab.errors import DataError, EmnistLabError
from emnist_lab.workflow import data_choice
from emnist_lab.workflow.data_choice import chosen_data, remember_data


@pytest.fixture
def folders(project, tmp_path, monkeypatch):
    """Return three folders that count as data; a fourth name is not there."""

    def find(folder, dataset):
        if not folder.is_dir():
            raise DataError("no such folder", folder, "give a folder that holds EMNIST files")

    monkeypatch.setattr(data_choice, "find_origin", find)
    made = [tmp_path / name for name in ("argument", "variable", "remembered")]
    for folder in made:
        folder.mkdir()
    return made


def test_argument_comes_before_variable_before_memory_before_the_default(
    tiny_profile, folders, monkeypatch
):
    argument, variable, remembered = folders
    assert chosen_data(tiny_profile, None) is None
    remember_data(tiny_profile, remembered)
    assert chosen_data(tiny_profile, None) == remembered
    monkeypatch.setenv("EMNIST_LAB_DATA", str(variable))
    assert chosen_data(tiny_profile, None) == variable
    assert chosen_data(tiny_profile, argument) == argument


def test_every_refusal_says_who_named_the_folder(tiny_profile, folders, monkeypatch, tmp_path):
    gone = tmp_path / "gone"
    with pytest.raises(DataError, match="named by --data-dir"):
        chosen_data(tiny_profile, gone)
    remember_data(tiny_profile, gone)
    with pytest.raises(DataError, match="named by the last run of tiny") as error:
        chosen_data(tiny_profile, None)
    assert "--data-dir" in error.value.fix
    # What is named now counts, whatever became of what was remembered.
    monkeypatch.setenv("EMNIST_LAB_DATA", str(folders[1]))
    assert chosen_data(tiny_profile, None) == folders[1]
    monkeypatch.setenv("EMNIST_LAB_DATA", str(gone))
    with pytest.raises(DataError, match=r"named by \$EMNIST_LAB_DATA"):
        chosen_data(tiny_profile, None)


@pytest.mark.parametrize("content", ["", "{}", "[]", "{half"])
def test_a_broken_note_is_named_and_does_not_matter_to_who_names_data(
    tiny_profile, folders, content
):
    file = tiny_profile.runs_dir / "data.json"
    file.parent.mkdir(parents=True)
    file.write_text(content)
    with pytest.raises(EmnistLabError, match="does not say which data") as error:
        chosen_data(tiny_profile, None)
    assert error.value.where == file
    assert chosen_data(tiny_profile, folders[0]) == folders[0]


def test_a_relative_variable_is_meant_from_where_the_command_was_typed(tmp_path):
    """What the command starts works in other folders."""
    code = (
        "import os, json, click; from emnist_lab.cli import main;"
        "main.add_command(click.Command('told', callback=lambda: print(json.dumps("
        "[os.environ['EMNIST_LAB_DATA'], os.environ['EMNIST_LAB_ROOT']]))));"
        "main(['told'])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "EMNIST_LAB_DATA": "../data", "EMNIST_LAB_ROOT": "."},
        capture_output=True,
        text=True,
        check=True,
    )
    data, root = json.loads(answer.stdout)
    assert os.path.isabs(data)
    assert os.path.normpath(data) == str(tmp_path.parent / "data")
    assert root == str(tmp_path)


def test_output_that_cannot_be_written_ends_in_one_line(project):
    code = "from emnist_lab.cli import main; main(['models', '--help'])"
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-c", code], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: the output cannot be written: No space left on device")
    assert "Traceback" not in done.stderr

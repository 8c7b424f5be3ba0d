"""The project's root is told from other folders that look like it."""

import pytest

from emnist_lab.errors import EmnistLabError
from emnist_lab.project import Project


@pytest.mark.parametrize(
    "files",
    [
        {"_quarto.yml": "project:\n  type: website\n"},
        # Kept results that somebody sent may come with all of these.
        {"_quarto.yml": "", "Snakefile": "", "trials.csv": "", "analysis/profiles/quick.yaml": ""},
        {"_quarto.yml": "", "pyproject.toml": '[project]\nname = "site"\n'},
        {"pyproject.toml": '[project]\nname = "x"\ndependencies = ["emnist_lab"]\n'},
        {"pyproject.toml": "no TOML"},
        {"pyproject.toml": 'project = "emnist_lab"\n'},
    ],
)
def test_a_strangers_folder_is_no_project(tmp_path, monkeypatch, files):
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EmnistLabError, match="not inside an emnist_lab project"):
        Project.find()
    assert not (tmp_path / "data").exists()


def test_a_project_is_found_from_below_also_inside_a_strangers_site(
    make_project, tmp_path, monkeypatch
):
    (tmp_path / "_quarto.yml").touch()
    root = make_project(tmp_path / "project")
    (root / "report").mkdir()
    (root / "report" / "_quarto.yml").touch()
    monkeypatch.chdir(root / "report")
    assert Project.find().root == root

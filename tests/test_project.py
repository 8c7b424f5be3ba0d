"""The project's root is told from folders that look like it, found once, and handed down."""

import ast
from pathlib import Path

import pytest

import emnist_lab
from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import load_profile
from emnist_lab.project import ROOT_VARIABLE, Project
from emnist_lab.trials.plan import plan_trials

PACKAGE = Path(emnist_lab.__file__).parent
# Besides the commands, what people call: `run_study`, `get_model_path`, and functions of data that
# have public names; and the process that a search starts.
ENTRANCES = {
    "search/run.py",
    "search/worker.py",
    "trials/records.py",
    # A picture is read from a notebook with nothing but a model's path.
    "portable/quick.py",
    *(f"datasets/{name}.py" for name in ("load", "origin", "registry", "emnist/download")),
}
TAKE_A_NAME = {"run_study", "get_model_path", "profile_file", "search"}


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


def test_the_root_is_looked_for_in_one_module_and_only_where_somebody_enters():
    """A command, a call in a notebook and a worker look once; all else is handed its project."""
    looks, asks = set(), set()
    for file in PACKAGE.rglob("*.py"):
        code = file.read_text()
        name = file.relative_to(PACKAGE).as_posix()
        used = {ast.unparse(node) for node in ast.walk(ast.parse(code)) if is_name(node)}
        if "os.environ.get(ROOT_VARIABLE)" in code:
            looks.add(name)
        if "Project.find" in used and not is_command(file):
            asks.add(name)
    assert looks == {"project.py"}
    assert asks == ENTRANCES


def is_command(file):
    return file.relative_to(PACKAGE).as_posix().startswith("cli")


def is_name(node):
    return isinstance(node, ast.Name | ast.Attribute)


def test_what_was_made_in_one_project_stays_there_whatever_changes_around_it(
    make_project, tmp_path, monkeypatch, tiny_study
):
    here, elsewhere = make_project(tmp_path / "here"), make_project(tmp_path / "elsewhere")
    for root in (here, elsewhere):
        file = Project(root).profile_file("tiny")
        file.parent.mkdir(parents=True)
        file.write_text(
            "{description: Seconds., validation_fraction: 0.25, max_epochs: 1, seeds: [0]}"
        )
    monkeypatch.chdir(here)
    profile = load_profile(Project.find(), "tiny")
    plan = plan_trials(tiny_study, profile, {"balanced": "digest"})[0]
    made = (plan.folder, plan.lock_folder, profile.runs_dir, profile.project)
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv(ROOT_VARIABLE, str(elsewhere))
    assert (plan.folder, plan.lock_folder, profile.runs_dir, profile.project) == made
    assert here in plan.folder.parents
    there = load_profile(Project.find(), "tiny")
    assert elsewhere in plan_trials(tiny_study, there, {"balanced": "digest"})[0].folder.parents


def test_a_profile_is_handed_down_whole_and_after_its_study():
    """Its name is taken only where a person gives it, and there is one order of the two."""
    named, turned = set(), []
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.FunctionDef):
                continue
            types = [ast.unparse(each.annotation) for each in node.args.args if each.annotation]
            names = {each.arg for each in node.args.args if is_str(each.annotation)}
            if names & {"profile", "profile_name"} and not is_command(file):
                named.add(node.name)
            if {"Study", "Profile"} <= set(types) and types.index("Profile") < types.index("Study"):
                turned.append(node.name)
    assert named == TAKE_A_NAME
    assert not turned


def is_str(annotation):
    return annotation is not None and ast.unparse(annotation) in {"str", "str | None"}

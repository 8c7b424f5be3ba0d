"""The pinned packages: complete, free of addresses, and the same in every file that names them."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
CONDA_NAMES = {"matplotlib-base": "matplotlib"}
NOT_FROM_PYPI = {"python", "pip", "quarto"}


def read_lock() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pins = [line.split("==") for line in lines if not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pins}


def declared(*extras: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    optional = project["optional-dependencies"]
    lines = [*project["dependencies"], *(line for extra in extras for line in optional[extra])]
    return [Requirement(line) for line in lines]


def conda_environment() -> tuple[dict[str, str], dict[str, str]]:
    """Return the pins that conda installs and those that pip installs, under PyPI's names."""
    dependencies = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    by_pip = next(entry for entry in dependencies if isinstance(entry, dict))["pip"]
    by_conda = [re.split("=+", entry, maxsplit=1) for entry in dependencies if "pip" not in entry]
    conda = {
        canonicalize_name(CONDA_NAMES.get(name, name)): "".join(version)
        for name, *version in by_conda
        if re.split("[<>]", name)[0] not in NOT_FROM_PYPI
    }
    pip = dict(entry.split("==") for entry in by_pip if not entry.startswith("-e"))
    return conda, {canonicalize_name(name): version for name, version in pip.items()}


def test_lock_holds_nothing_but_exact_pins():
    for line in (ROOT / "requirements.lock").read_text().splitlines():
        assert line.startswith("#") or re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", line), line


def test_lock_pins_every_declared_package_within_its_bounds():
    lock = read_lock()
    for requirement in declared("cpu", "gpu", "dev", "cluster"):
        version = lock[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} is pinned to {version}"


def test_conda_environment_has_the_pins_of_the_lock():
    lock = read_lock()
    conda, pip = conda_environment()
    assert {name: lock.get(name) for name in conda} == conda
    assert {name: lock.get(name) for name in pip} == pip


def test_conda_environment_names_every_declared_package():
    conda, pip = conda_environment()
    wanted = {
        canonicalize_name(requirement.name)
        for requirement in declared("cpu", "dev")
        if requirement.marker is None or requirement.marker.evaluate({"platform_system": "Linux"})
    }
    assert wanted == {*conda, *pip}


def test_conda_environment_brings_quarto_and_the_project():
    text = (ROOT / "environment.yml").read_text()
    assert re.search(r"^ +- quarto\b", text, re.MULTILINE)
    assert re.search(r"^ +- -e \.$", text, re.MULTILINE)


def test_pre_commit_runs_the_ruff_of_the_lock():
    (hooks,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert hooks["rev"] == f"v{read_lock()['ruff']}"


@pytest.mark.skipif(sys.platform != "linux", reason="the home's kernels lie elsewhere")
def test_notebooks_run_in_this_environment_whatever_kernel_the_home_holds(tmp_path):
    kernel = tmp_path / ".local" / "share" / "jupyter" / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    kernel.write_text(
        '{"argv": ["/nowhere/python"], "display_name": "Other", "language": "python"}'
    )
    source, executed = tmp_path / "source.ipynb", tmp_path / "executed.ipynb"
    cells = [nbformat.v4.new_code_cell("import sys\nprint(sys.prefix)")]
    language = {"kernelspec": {"name": "python3", "display_name": "", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=language), source)

    run = (
        "import sys; from pathlib import Path; from emnist_lab.project import Project\n"
        "from emnist_lab.workflow.notebook import _execute\n"
        "source, executed = map(Path, sys.argv[1:])\n"
        "with open('study.log', 'w') as log:\n"
        "    _execute(source, executed, Project.find(), {}, log)"
    )
    settings = {"HOME": str(tmp_path), "EMNIST_LAB_ROOT": str(ROOT)}
    home = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    subprocess.run(
        [sys.executable, "-c", run, source, executed],
        cwd=tmp_path,
        env={**home, **settings},
        check=True,
    )

    outputs = nbformat.read(executed, as_version=4).cells[-1].outputs
    assert outputs[0].text.strip() == sys.prefix

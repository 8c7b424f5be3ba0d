"""The pinned packages: complete, free of addresses, and the same in every file that names them."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
CONDA_FILES = {"environment.yml": "cpu", "environment-gpu.yml": "gpu"}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {"linux": ("Linux", "x86_64"), "darwin": ("Darwin", "arm64")}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def pins() -> list[Requirement]:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def declared(*extras: str) -> list[Requirement]:
    """Return what the project and its extras ask for, and not that one extra names another."""
    optional = project()["optional-dependencies"]
    lines = [*project()["dependencies"], *(line for extra in extras for line in optional[extra])]
    found = [Requirement(line) for line in lines]
    return [one for one in found if one.name != project()["name"]]


def versions_for(python: str, system: str, requirements: list[Requirement]) -> dict[str, str]:
    """Return what requirements ask for on a Python and a system, by name."""
    platform_system, machine = SYSTEMS[system]
    machine_like = {
        "python_version": python,
        "python_full_version": f"{python}.1",
        "sys_platform": system,
        "platform_system": platform_system,
        "platform_machine": machine,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    asked = [each for each in requirements if not each.marker or each.marker.evaluate(machine_like)]
    by_name = {canonicalize_name(each.name): str(each.specifier) for each in asked}
    assert len(by_name) == len(asked), "a package is pinned twice"
    return by_name


def conda_file(name: str) -> dict:
    return yaml.safe_load((ROOT / name).read_text())


def installed_by_pip(name: str) -> list[str]:
    """Return the arguments with which a conda file has pip install."""
    (by_pip,) = (each for each in conda_file(name)["dependencies"] if isinstance(each, dict))
    return " ".join(by_pip["pip"]).split()


def test_lock_holds_nothing_but_exact_pins():
    for pin in pins():
        assert re.fullmatch(r"==[A-Za-z0-9.!+]+", str(pin.specifier)), pin
        assert not pin.url, pin
        assert not pin.extras, f"pip takes no extras in a constraint: {pin}"


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_lock_pins_every_declared_package_within_its_bounds(python, system):
    pinned = versions_for(python, system, pins())
    bounds = versions_for(python, system, declared("cpu", "dev", "export", "cluster"))
    if system == "linux":
        bounds |= versions_for(python, system, declared("gpu"))
    for name, bound in bounds.items():
        version = pinned[name].removeprefix("==")
        assert SpecifierSet(bound).contains(version), f"{name}{bound} is pinned to {version}"


def test_lock_pins_every_package_that_is_installed_here_for_the_project():
    """Else what a package brings along would be of whatever version is the newest."""
    here = ".".join(map(str, sys.version_info[:2]))
    pinned = versions_for(here, sys.platform, pins())
    for name in pinned:
        for line in requires_of(name):
            needed = Requirement(line)
            if not needed.marker or needed.marker.evaluate({"extra": ""}):
                assert canonicalize_name(needed.name) in pinned, f"{name} needs {needed}"


def requires_of(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        # Of an extra that is not installed here.
        return []


@pytest.mark.parametrize("name", CONDA_FILES)
def test_conda_environment_is_installed_by_pip_as_make_does(name):
    makefile = (ROOT / "Makefile").read_text()
    (by_make,) = re.findall(r"pip install .*(-c \S+ -e \S+)", makefile)
    by_make = by_make.replace("$(TENSORFLOW)", CONDA_FILES[name])
    assert installed_by_pip(name) == shlex.split(by_make)
    assert (ROOT / installed_by_pip(name)[1]).is_file()


@pytest.mark.parametrize("name", CONDA_FILES)
def test_conda_environment_installs_extras_that_there_are(name):
    extras = Requirement(installed_by_pip(name)[-1].replace(".", "emnist_lab", 1)).extras
    assert extras
    assert extras <= project()["optional-dependencies"].keys()


@pytest.mark.parametrize("name", CONDA_FILES)
def test_conda_environment_has_a_python_that_the_project_runs_on(name):
    (python,) = (
        each for each in conda_file(name)["dependencies"] if str(each).startswith("python=")
    )
    version = python.removeprefix("python=")
    assert SpecifierSet(project()["requires-python"]).contains(version)
    assert f"Programming Language :: Python :: {version}" in project()["classifiers"]


@pytest.mark.parametrize("name", CONDA_FILES)
def test_conda_brings_what_pip_cannot_and_no_package_of_the_lock(name):
    by_conda = [each for each in conda_file(name)["dependencies"] if isinstance(each, str)]
    names = {re.split("[<>=]", each)[0] for each in by_conda}
    assert names == {"python", "pip", "quarto"}


def test_pre_commit_runs_the_ruff_of_the_lock():
    (hooks,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    (ruff,) = (str(pin.specifier).removeprefix("==") for pin in pins() if pin.name == "ruff")
    assert hooks["rev"] == f"v{ruff}"


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

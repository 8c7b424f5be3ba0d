"""The sample project, and the site rendered from it once for all tests that only look."""

import shutil
from pathlib import Path

import pytest
from kept_project import KEPT
from sample_project import write_sample

from emnist_lab.project import Project
from emnist_lab.trials.restore import restore_results
from emnist_lab.without_quarto.site import render_without_quarto
from emnist_lab.workflow.render import find_quarto, render_with_quarto


@pytest.fixture(scope="session")
def written_sample(tmp_path_factory) -> Path:
    """Return the root of the sample project, written once; only to be copied."""
    return write_sample(tmp_path_factory.mktemp("written") / "sample")


@pytest.fixture
def sample(written_sample, tmp_path) -> Path:
    """Return the root of a fresh sample project."""
    return shutil.copytree(written_sample, tmp_path / "sample")


@pytest.fixture(scope="session")
def site(written_sample, tmp_path_factory) -> Path:
    """Return the site that the sample project renders to without Quarto; only to be read."""
    # A name that a shell, or a reader of Markdown, takes for something else.
    folder = tmp_path_factory.mktemp("rendered") / "필기 인식 (1) & 'a'" / "kim's"
    root = shutil.copytree(written_sample, folder)
    render_without_quarto(root)
    return root / "_site"


@pytest.fixture(scope="session")
def quarto_site(written_sample, tmp_path_factory) -> Path:
    """Return the site that the sample project renders to with Quarto; only to be read."""
    root = shutil.copytree(written_sample, tmp_path_factory.mktemp("quarto") / "sample")
    render_with_quarto(root, find_quarto())
    return root / "_site"


@pytest.fixture(params=["without quarto", "quarto"])
def any_site(request, site) -> Path:
    """Return the sample site by either route; Quarto's where there is one."""
    if request.param == "without quarto":
        return site
    if find_quarto() is None:
        pytest.skip("quarto is not installed")
    return request.getfixturevalue("quarto_site")


@pytest.fixture(scope="session")
def every_record(tmp_path_factory, copy_project) -> Path:
    """Return a project with all kept records laid out, and no notebook executed."""
    root = copy_project(tmp_path_factory.mktemp("kept") / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMNIST_LAB_ROOT", str(root))
        restore_results(Project.find(), KEPT)
    return root

"""What the project says of itself to the public is true of what lies here."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
MAKEFILE = (ROOT / "Makefile").read_text()
WORKFLOWS = sorted(ROOT.glob(".github/workflows/*.yml"))


def test_citation_has_the_version_and_license_of_the_package():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]
    assert (ROOT / "LICENSE").read_text().startswith("MIT License")


def test_changelog_tells_of_this_version():
    assert re.search(rf"^## {PROJECT['version']}\b", (ROOT / "CHANGELOG.md").read_text(), re.M)


@pytest.mark.parametrize(
    "document", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md"]
)
def test_guides_name_only_files_and_targets_that_exist(document):
    file = ROOT / document
    text = file.read_text()
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", text)
    targets = re.findall(r"^make ([a-z-]+)|`make ([a-z-]+)", text, re.M)
    assert links
    assert targets
    assert [link for link in links if not (file.parent / link).exists()] == []
    for first, second in targets:
        assert f"\n{first or second}:" in MAKEFILE


def test_ci_runs_what_the_readme_tells_a_reader_to_run():
    ci = (ROOT / ".ci" / "run").read_text()
    readme = (ROOT / "README.md").read_text()
    for command in ("make report", "make test"):
        assert re.search(rf"^{command}$", ci, re.M)
        assert re.search(rf"^{command}\b", readme, re.M)


def test_workflows_and_make_fetch_the_same_quarto():
    version = re.search(r"^QUARTO := ([\d.]+)$", MAKEFILE, re.M)[1]
    fetched = re.findall(
        r"quarto-actions/setup.*\n\s+with:\n\s+version: ([\d.]+)",
        "".join(w.read_text() for w in WORKFLOWS),
    )
    assert len(fetched) >= 2
    assert set(fetched) == {version}


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.stem)
def test_workflows_pin_every_action_to_a_commit(workflow):
    jobs = yaml.safe_load(workflow.read_text())["jobs"].values()
    actions = [step["uses"] for job in jobs for step in job["steps"] if "uses" in step]
    assert actions
    assert [use for use in actions if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", use)] == []


def test_package_and_citation_name_the_same_authors_and_keywords():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert [author["name"] for author in PROJECT["authors"]] == [
        author["name"] for author in citation["authors"]
    ]
    assert PROJECT["keywords"] == citation["keywords"]


def test_types_are_checked_in_every_module_and_shipped():
    mypy = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    assert mypy["disallow_untyped_defs"]
    assert not any("ignore_errors" in override for override in mypy["overrides"])
    assert (ROOT / "emnist_lab" / "py.typed").is_file()

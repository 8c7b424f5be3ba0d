"""What `make` does on a fresh machine, with a pretended Python that installs nothing."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PRETENDED_PYTHON = """\
#!/bin/sh
echo "$@" >> calls
case "$*" in
*version_info*) exit ${TOO_OLD:-0};;
*ensurepip*) exit ${NO_VENV:-0};;
*"-m venv"*) mkdir -p .venv/bin; cp python .venv/bin/python;;
*"pip install"*) exit ${NO_NETWORK:-0};;
esac
"""

TOOLS = ("awk", "cp", "echo", "find", "make", "mkdir", "rm", "sh", "touch")

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")


@pytest.fixture
def clone(tmp_path) -> Path:
    """Return a folder with what set-up reads, and the pretended Python."""
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / "python"
    python.write_text(PRETENDED_PYTHON)
    python.chmod(0o755)
    # Only these are found, so that a GPU of the machine that runs the tests changes nothing.
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in TOOLS:
        (tools / name).symlink_to(shutil.which(name))
    return tmp_path


def make(clone: Path, target: str, **settings: str) -> subprocess.CompletedProcess:
    environment = {"PATH": str(clone / "tools"), **settings}
    command = ["make", target, "PYTHON=./python"]
    return subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True)


def calls(clone: Path) -> str:
    log = clone / "calls"
    text = log.read_text() if log.exists() else ""
    log.unlink(missing_ok=True)
    return text


def test_set_up_installs_the_pinned_packages_once(clone):
    assert make(clone, "setup").returncode == 0
    assert "-c requirements.lock -e .[cpu,dev]" in calls(clone)
    assert make(clone, "setup").returncode == 0
    assert calls(clone) == ""


def test_machine_with_a_gpu_gets_the_gpu_build(clone):
    (clone / "tools" / "nvidia-smi").symlink_to(shutil.which("true"))
    make(clone, "setup")
    assert "-e .[gpu,dev]" in calls(clone)


def test_changed_pins_are_installed_into_the_same_environment(clone):
    make(clone, "setup")
    calls(clone)
    earlier = (clone / "requirements.lock").stat().st_mtime - 10
    os.utime(clone / ".venv" / ".installed", (earlier, earlier))
    make(clone, "setup")
    made = calls(clone)
    assert "pip install" in made
    assert "-m venv" not in made


def test_interrupted_set_up_starts_afresh(clone):
    failed = make(clone, "setup", NO_NETWORK="1")
    assert failed.returncode != 0
    assert "run the same command again" in failed.stderr
    calls(clone)
    assert make(clone, "setup").returncode == 0
    assert "-m venv --clear .venv" in calls(clone)


def test_old_python_is_refused_with_the_mend(clone):
    refused = make(clone, "test", TOO_OLD="1")
    assert refused.returncode != 0
    assert "needs Python 3.11 or newer" in refused.stderr
    assert "make PYTHON=python3.12 test" in refused.stderr
    assert not (clone / ".venv").exists()


def test_missing_venv_module_is_named_with_the_mend(clone):
    refused = make(clone, "setup", NO_VENV="1")
    assert refused.returncode != 0
    assert "apt install python3-venv" in refused.stderr


def test_report_runs_the_main_job_and_says_where_the_documents_lie(clone):
    done = make(clone, "report")
    made = calls(clone)
    assert made.index("emnist_lab run --profile tour") < made.index("emnist_lab render --profile")
    assert f"{clone}/_site/report/report.html" in done.stdout
    assert f"{clone}/_site/report/slides.html" in done.stdout


def test_help_lists_every_target(clone):
    phony = next(
        line for line in (clone / "Makefile").read_text().splitlines() if line.startswith(".PHONY:")
    )
    listed = make(clone, "help").stdout.splitlines()
    assert [line.split()[1] for line in listed] == phony.split()[1:]
    assert all(len(line.split()) > 3 for line in listed)
    assert calls(clone) == ""


def test_cleaning_follows_no_link(clone):
    for name in ("analysis", "emnist_lab", "report", "tests"):
        (clone / name).mkdir()
    kept = clone / "kept"
    kept.mkdir()
    (kept / "results").touch()
    for link in ("_site", "build", "analysis/__pycache__", "tests/link"):
        (clone / link).symlink_to(kept)
    assert make(clone, "clean").returncode == 0
    assert (kept / "results").exists()
    assert not (clone / "_site").is_symlink()

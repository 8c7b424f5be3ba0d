"""Where and with what a result was made."""

import functools
import platform
import subprocess
from importlib import metadata
from pathlib import Path

from emnist_lab.project import Project

PACKAGES = ("emnist_lab", "tensorflow", "tensorflow-cpu", "keras", "keras-tuner", "numpy", "pandas")


def provenance(project: Project) -> dict:
    """Return the commit, whether files differed from it, package versions, Python and processor."""
    commit = _git(project.root, "rev-parse", "HEAD")
    return {
        "commit": commit,
        "dirty": bool(_git(project.root, "status", "--porcelain")) if commit else None,
        "packages": package_versions(),
        "python": platform.python_version(),
        "device": processor_name(),
    }


@functools.cache
def package_versions() -> dict[str, str]:
    """Return the versions of the installed packages that results hang on."""
    versions = {}
    for package in PACKAGES:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return versions


@functools.cache
def processor_name() -> str:
    """Return the processor's model name as the system gives it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _git(root: Path, *arguments: str) -> str | None:
    command = ["git", "-C", str(root), *arguments]
    try:
        return subprocess.check_output(command, stderr=subprocess.DEVNULL, text=True).strip()
    except (OSError, subprocess.CalledProcessError):
        return None

"""Write requirements.lock from pip's report of a fresh resolve: `make lock` calls this."""

import json
import platform
import sys
from pathlib import Path

HEADER = f"""\
# Every package that emnist_lab was last resolved with, for pip's --constraint: both TensorFlow
# builds, and what development needs. Written by `make lock` on Python {platform.python_version()};
# edit pyproject.toml instead.
"""


def pins(report: dict) -> list[str]:
    """Return a `name==version` for each package of the report but the project itself."""
    packages = [package["metadata"] for package in report["install"]]
    return sorted(
        (f"{each['name']}=={each['version']}" for each in packages if each["name"] != "emnist_lab"),
        key=str.lower,
    )


report_file, lock_file = map(Path, sys.argv[1:])
resolved = pins(json.loads(report_file.read_text()))
lock_file.write_text(HEADER + "\n".join(resolved) + "\n")
print(f"{lock_file}: {len(resolved)} packages")

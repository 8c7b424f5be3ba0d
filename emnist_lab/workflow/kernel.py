"""The process that executes a notebook's cells: how it is reached, and where it leaves things."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from traitlets import Unicode
from traitlets.config import Config

from emnist_lab.project import Project

# Longer paths of sockets are refused: Linux has room for 107 bytes, macOS for 103.
LONGEST_SOCKET = 103
# What Jupyter, matplotlib, IPython and Keras keep in the home unless told otherwise.
CACHES = {
    "IPYTHONDIR": "ipython",
    "JUPYTER_CONFIG_DIR": "jupyter",
    "JUPYTER_DATA_DIR": "jupyter",
    "KERAS_HOME": "keras",
    "MPLCONFIGDIR": "matplotlib",
    "XDG_CACHE_HOME": "cache",
}


class StudyKernel(AsyncKernelManager):
    """A kernel whose own words, which are no output of any cell, go to a file."""

    log_file = Unicode(config=True)

    # jupyter_client declares it as what its wrapper for callers without a loop makes of it.
    async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
        """Start the process, which keeps the file open."""
        with open(self.log_file, "ab") as stream:
            await super().start_kernel(stdout=stream, stderr=stream, **options)


@contextmanager
def kernel_settings(log: Path) -> Iterator[Config]:
    """Give the settings of a study's kernel, which is reached through files, not over the network.

    Two kernels that start at once may choose the same port; files cannot collide, and nobody else
    can open them. The kernel's own words go to the file `log`.
    """
    with tempfile.TemporaryDirectory(prefix="emnist-lab-") as folder:
        settings = {"connection_file": f"{folder}/kernel.json", "log_file": str(log)}
        # Beside the connection file, whose name begins theirs.
        if os.name == "posix" and len(os.fsencode(f"{folder}/kernel-ipc-10")) <= LONGEST_SOCKET:
            settings["transport"] = "ipc"
        yield Config({StudyKernel.__name__: settings})


def keep_caches_writable(project: Project) -> None:
    """Have what a notebook's libraries keep in the home kept in the project where it cannot be.

    Without it Keras, matplotlib and IPython warn, or fail, each in its own way.
    """
    if _home_is_writable():
        return
    for variable, name in CACHES.items():
        folder = os.environ.setdefault(variable, str(project.home_dir / name))
        Path(folder).mkdir(parents=True, exist_ok=True)


def _home_is_writable() -> bool:
    # Asking for permissions is not enough: root has them all, in /proc too.
    try:
        with tempfile.TemporaryFile(dir=Path.home()):
            return True
    except (OSError, RuntimeError):
        # A user without any home is a RuntimeError.
        return False

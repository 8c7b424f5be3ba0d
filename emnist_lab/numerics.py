"""Settings from outside that would decide figures, under the same fingerprint: they are fixed here.

Keras reads a file in the user's home and variables when it is imported; TensorFlow, oneDNN, XLA and
NumPy read variables. Only what is named in a trial's hyperparameters, data and code may decide what
it ends at. The number of threads is left to the machine.
"""

import json
import os
import sys
from pathlib import Path

from emnist_lab.errors import EmnistLabError

# Holds the `keras.json` whose settings are this project's.
KERAS_HOME = Path(__file__).with_name("keras_home")
FIXED = {"KERAS_BACKEND": "tensorflow", "TF_ENABLE_ONEDNN_OPTS": "1"}
# They choose kernels, compilers, number formats, or cut trainings short: many, and more with each
# version, so that all are removed but those known to decide no figure.
DECIDING = (
    *("KERAS_", "TF_", "XLA_", "ONEDNN_", "DNNL_", "NPY_"),
    *("NVIDIA_TF32_OVERRIDE", "OPENBLAS_CORETYPE", "MKL_CBWR", "MKL_ENABLE_INSTRUCTIONS"),
)
# Where files are, what is logged, and how much of the machine is used. How many threads there are
# decides how sums round, and stands in each record.
HARMLESS = (
    *("KERAS_HOME", "TF_CPP_", "TF_CONFIG", "TF_NUM_INTEROP_THREADS", "TF_NUM_INTRAOP_THREADS"),
    *("TF_FORCE_GPU_ALLOW_GROWTH", "TF_GPU_", "ONEDNN_VERBOSE", "DNNL_VERBOSE"),
)
# What Keras or TensorFlow had read already when this package was imported.
_read_before: list[str] = []


def fix_settings() -> None:
    """Set what this process and those it starts read when they import Keras, TensorFlow and NumPy.

    A user's own `keras.json` is passed over only where it says otherwise.
    """
    others = [name for name, value in os.environ.items() if _decides(name, value)]
    if not {"keras", "tensorflow"}.isdisjoint(sys.modules):
        _read_before.extend(others)
    for name in others:
        del os.environ[name]
    os.environ.update(FIXED)
    if _says_otherwise(_users_keras_home() / "keras.json"):
        os.environ["KERAS_HOME"] = str(KERAS_HOME)


def refuse_other_settings() -> None:
    """Refuse to compute figures where code outside this project has set Keras otherwise.

    Raises
    ------
    EmnistLabError
        Naming the setting. Keras may have been imported before this package was.
    """
    import keras

    if _read_before:
        raise EmnistLabError(
            "TensorFlow or Keras was imported with variables set that may change every figure",
            where=", ".join(f"${name}" for name in _read_before),
            fix="import emnist_lab first, or unset them",
        )

    ours = json.loads((KERAS_HOME / "keras.json").read_text())
    found = {name: getattr(keras.config, name)() for name in ours}
    found["dtype_policy"], ours["dtype_policy"] = keras.config.dtype_policy().name, ours["floatx"]
    for name, value in found.items():
        if value != ours[name]:
            raise EmnistLabError(
                f"Keras is set to {name} {value}, and every figure here is one of {ours[name]}",
                where=f"keras.config.{name}",
                fix="import emnist_lab before Keras, and leave this setting alone",
            )


def _decides(name: str, value: str) -> bool:
    return (
        name.startswith(DECIDING)
        and not name.startswith(HARMLESS)
        and not (name in FIXED and value == FIXED[name])
    )


def _users_keras_home() -> Path:
    """Return the folder whose settings Keras would read, found as Keras finds it."""
    if "KERAS_HOME" in os.environ:
        return Path(os.path.expanduser(os.environ["KERAS_HOME"]))
    home = os.path.expanduser("~")
    return Path(home if os.access(home, os.W_OK) else "/tmp", ".keras")


def _says_otherwise(file: Path) -> bool:
    ours = json.loads((KERAS_HOME / "keras.json").read_text())
    try:
        theirs = json.loads(file.read_bytes())
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True
    return not isinstance(theirs, dict) or not theirs.items() <= ours.items()

"""Settings from outside that would decide figures, under the same fingerprint: they are fixed here.

Keras reads a file in the user's home and variables when it is imported; TensorFlow, oneDNN, XLA and
NumPy read variables. Only what is named in a trial's hyperparameters, data and code may decide what
it ends at. The number of threads is left to the machine, and stands in each record.
"""

import json
import os
from pathlib import Path

from emnist_lab.errors import EmnistLabError

# Holds the `keras.json` whose settings are this project's.
KERAS_HOME = Path(__file__).with_name("keras_home")
FIXED = {"KERAS_BACKEND": "tensorflow", "TF_ENABLE_ONEDNN_OPTS": "1"}
REMOVED = (
    # They cut trainings short.
    *("KERAS_MAX_EPOCHS", "KERAS_MAX_STEPS_PER_EPOCH", "KERAS_NNX_ENABLED"),
    # Other kernels, compilers and number formats.
    *("TF_XLA_FLAGS", "XLA_FLAGS", "TF_DETERMINISTIC_OPS", "TF_CUDNN_DETERMINISTIC"),
    *("NVIDIA_TF32_OVERRIDE", "TF_SET_ONEDNN_FPMATH_MODE", "TF_USE_LEGACY_KERAS"),
    *("ONEDNN_DEFAULT_FPMATH_MODE", "DNNL_DEFAULT_FPMATH_MODE"),
    *("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA"),
    *("NPY_DISABLE_CPU_FEATURES", "NPY_ENABLE_CPU_FEATURES"),
)


def fix_settings() -> None:
    """Set what this process and those it starts read when they import Keras, TensorFlow and NumPy.

    A user's own `keras.json` is passed over only where it says otherwise.
    """
    os.environ.update(FIXED)
    for name in REMOVED:
        os.environ.pop(name, None)
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

    ours = json.loads((KERAS_HOME / "keras.json").read_text())
    found = {name: getattr(keras.config, name)() for name in ours}
    found["dtype_policy"], ours["dtype_policy"] = keras.config.dtype_policy().name, ours["floatx"]
    for name, value in found.items():
        if value != ours[name]:
            raise EmnistLabError(
                f"Keras is set to {name} {value}, and every figure here is one of {ours[name]}",
                where=f"keras.config.{name}",
                mend="import emnist_lab before Keras, and leave this setting alone",
            )


def _users_keras_home() -> Path:
    named = os.environ.get("KERAS_HOME")
    return Path(named).expanduser() if named else Path("~/.keras").expanduser()


def _says_otherwise(file: Path) -> bool:
    try:
        text = file.read_text()
    except (OSError, RuntimeError):
        return False
    try:
        theirs = json.loads(text)
        ours = json.loads((KERAS_HOME / "keras.json").read_text())
        return any(value != ours.get(name) for name, value in theirs.items())
    except (ValueError, AttributeError):
        return True

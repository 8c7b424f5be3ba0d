"""Write Keras models in the forms that Keras's own export knows."""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from emnist_lab.errors import EmnistLabError, first_line
from emnist_lab.files import whole_file
from emnist_lab.quiet import kept_quiet

# Who only reads need not wait for TensorFlow.
if TYPE_CHECKING:
    import keras

Form = Literal["litert", "onnx"]
# What people call a form, and the ending that its converter wants.
_FORMS: dict[Form, tuple[str, str]] = {"litert": ("LiteRT", "tflite"), "onnx": ("ONNX", "onnx")}


def write_exported(model: "keras.Model", file: Path, form: Form) -> None:
    """Write a model in another form, whole or not at all.

    Raises
    ------
    EmnistLabError
        If the form has no counterpart of one of its layers.
    """
    called, ending = _FORMS[form]
    with whole_file(file) as temporary:
        written = temporary.with_name(f"{temporary.name}.{ending}")
        try:
            with kept_quiet(), warnings.catch_warnings():
                # tf2onnx asks NumPy for a name that it has no more.
                warnings.simplefilter("ignore", FutureWarning)
                model.export(written, format=form, verbose=False)
            written.replace(temporary)
        except Exception as error:  # what the converter raises
            raise EmnistLabError(
                f"{called} cannot take this model ({first_line(error)})",
                fix="use the .keras file",
            ) from error
        finally:
            written.unlink(missing_ok=True)

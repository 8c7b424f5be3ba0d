"""A trained model in the forms that others run: LiteRT, ONNX, and a page in a browser."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import keras
import numpy as np

from emnist_lab.datasets.registry import find_dataset
from emnist_lab.errors import EmnistLabError
from emnist_lab.files import write_whole
from emnist_lab.models.user_models import Reader, classes_of, load_reader
from emnist_lab.portable.keras_export import write_exported
from emnist_lab.portable.litert import LiteModel
from emnist_lab.portable.page import network_script
from emnist_lab.portable.page_data import NETWORK_SCRIPT
from emnist_lab.portable.stored import TOLERANCE, agree, probes, reading_stored

LITERT_FILE, ONNX_FILE = "model.tflite", "model.onnx"
IMAGES = 200
_ONNX_PACKAGES = ("onnx", "onnxruntime", "tf2onnx")


@dataclass(frozen=True)
class Exported:
    """A file of a model in another form, and why it was not written, empty where it was.

    `difference` is the largest from Keras's probabilities over 200 images of noise, None for the
    form of a page, which no Python runs.
    """

    file: Path
    difference: float | None = None
    reason: str = ""


def export_model(file: Path, folder: Path) -> list[Exported]:
    """Write a model as LiteRT, as ONNX and for a page, and hold their outputs to Keras's.

    LiteRT and ONNX read images as the data set stores them, uint8 (n, side, side), and give
    probabilities, float32 (n, classes); the page's script is for `scripts/run-network.js`.

    Returns
    -------
    list of Exported
        One for each form, in this order.

    Raises
    ------
    EmnistLabError
        If the file is no model that reads characters.
    """
    reader = load_reader(file)
    dataset = find_dataset(reader.dataset)
    model = reading_stored(reader, dataset.shape)
    images = probes(dataset.shape, IMAGES)
    expected = model.predict(images, verbose=0)
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for name, write, run in (
        (LITERT_FILE, _write_litert, _run_litert),
        (ONNX_FILE, write_onnx, run_onnx),
    ):
        try:
            write(model, folder / name)
            found.append(_held(folder / name, run(folder / name, images), expected))
        except EmnistLabError as error:
            found.append(Exported(folder / name, reason=f"{error.problem}: {error.fix}"))
    return [*found, _for_a_page(reader, file, folder, dataset.side)]


def write_onnx(model: keras.Model, file: Path) -> None:
    """Write a model as ONNX, whole or not at all.

    Raises
    ------
    EmnistLabError
        If the packages for it are not installed, or ONNX has no counterpart of a layer.
    """
    if missing := [name for name in _ONNX_PACKAGES if find_spec(name) is None]:
        raise EmnistLabError(f"ONNX needs {', '.join(missing)}", fix="pip install -e '.[export]'")
    write_exported(model, file, "onnx")


def run_onnx(file: Path, images: np.ndarray) -> np.ndarray:
    """Return the outputs of an ONNX file, (n, classes), by ONNX Runtime with all it optimizes."""
    from onnxruntime import InferenceSession

    session = InferenceSession(file, providers=["CPUExecutionProvider"])
    (given,) = session.get_inputs()
    return np.asarray(session.run(None, {given.name: images})[0])


def _write_litert(model: keras.Model, file: Path) -> None:
    write_exported(model, file, "litert")


def _run_litert(file: Path, images: np.ndarray) -> np.ndarray:
    return LiteModel(file.read_bytes())(images)


def _held(file: Path, given: np.ndarray, expected: np.ndarray) -> Exported:
    """Return a form that gives what Keras gives, and take away one that does not."""
    difference = float(np.abs(given - expected).max())
    if agree(given, expected):
        return Exported(file, difference)
    file.unlink()
    why = f"its probabilities differ from Keras's by {difference:.1e}, more than {TOLERANCE:.0e}"
    return Exported(file, difference, why)


def _for_a_page(reader: Reader, file: Path, folder: Path, stored_side: int) -> Exported:
    try:
        classes = classes_of(reader, file, find_dataset(reader.dataset))
        script = network_script(reader.model, reader.form, classes, stored_side)
    except EmnistLabError as error:
        return Exported(folder / NETWORK_SCRIPT, reason=f"{error.problem}: {error.fix}")
    write_whole(folder / NETWORK_SCRIPT, script)
    return Exported(folder / NETWORK_SCRIPT)

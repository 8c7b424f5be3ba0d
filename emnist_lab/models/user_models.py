"""Models that a user brings: read as one of this project's, as far as their shapes tell how."""

import math
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
from pydantic import ValidationError

from emnist_lab.dataset import DataSet
from emnist_lab.datasets.registry import DEFAULT
from emnist_lab.errors import EmnistLabError, first_line
from emnist_lab.models.build import are_probabilities, load_model
from emnist_lab.models.saved import read_card
from emnist_lab.recipe import ImageForm

PROBED_IMAGES = 8
LIGHTEST = 255
# A layer that multiplies by less expects more than 0 to 1.
SCALES_BYTES = 1 / 100
HOW_TO_FIT = (
    "give a model of one input, gray or RGB images of {side} pixels a side or more with values in "
    "0 to 1, and one output for each class"
)


@dataclass(frozen=True)
class Reader:
    """A model that takes images of a form, (n, height, width, channels), and gives probabilities.

    `classes` are the names of its outputs, None where only their number is known; `dataset` names
    what it was trained on, None where it does not say.
    """

    model: keras.Model
    form: ImageForm
    classes: tuple[str, ...] | None
    dataset: str | None

    @property
    def class_count(self) -> int:
        """How many classes it tells apart."""
        return self.model.output_shape[-1]


def load_reader(file: Path, dataset: DataSet = DEFAULT) -> Reader:
    """Load a saved model, whoever saved it, with the form of its input.

    A model that this project saved says so itself. Of another the input's shape tells the form: a
    vector of the pixels, an image without channels, of any size (then the data set's), or of one or
    three channels. One that scales its own input down, or takes integers, is given gray values of 0
    to 255. Outputs that are no probabilities become such.

    Raises
    ------
    EmnistLabError
        If Keras cannot load it, or it reads anything but single images of characters.
    """
    model = load_model(file)
    card = read_card(file)
    # A sequential model that was never built raises where others have none.
    inputs, outputs = (getattr(model, ends, None) or () for ends in ("inputs", "outputs"))
    if len(inputs) != 1 or len(outputs) != 1:
        raise _unfit(file, dataset, "has not one input and one output")
    if card is not None:
        if (model.input_shape[1:], model.output_shape[1:]) != (
            card.image.shape,
            (len(card.classes),),
        ):
            raise _unfit(file, dataset, "is not the one that its own card describes")
        return Reader(model, card.image, card.classes, card.dataset)
    if len(model.output_shape) != 2 or model.output_shape[-1] is None or model.output_shape[-1] < 2:
        shown = _shown(model.output_shape)
        raise _unfit(file, dataset, f"gives {shown}, not a value for each class")
    try:
        form, target = _form_of(model.input_shape, dataset)
    except (ValueError, ValidationError, EmnistLabError):
        shown = _shown(model.input_shape)
        raise _unfit(file, dataset, f"reads {shown}, no image of a character") from None
    try:
        read = _as_probabilities(_reshaped(model, form, target), form)
    except Exception as error:  # what a stranger's layers raise
        why = f"does not read its own input ({first_line(error)})"
        raise _unfit(file, dataset, why) from error
    return Reader(read, form, None, None)


def classes_of(reader: Reader, file: Path, dataset: DataSet = DEFAULT) -> tuple[str, ...]:
    """Return the names of a model's outputs; by their number where it does not say.

    Raises
    ------
    EmnistLabError
        If no split of the data set has that many classes.
    """
    if reader.classes is not None:
        return reader.classes
    for facts in dataset.splits:
        if len(facts.classes) == reader.class_count:
            return facts.classes
    counts = ", ".join(str(n) for n in sorted({len(f.classes) for f in dataset.splits}))
    raise EmnistLabError(
        f"tells {reader.class_count} classes apart, and no split of {dataset.name} has as many",
        where=file,
        fix=f"give a model of {counts} classes, or one that this project trained",
    )


def _form_of(shape: tuple, dataset: DataSet) -> tuple[ImageForm, tuple[int, ...]]:
    """Return the form of images, and the shape that the model takes each in."""
    sizes = shape[1:]
    if len(sizes) == 1:
        side = math.isqrt(sizes[0])
        if side * side != sizes[0]:
            raise ValueError(shape)
        return _form(side, 1, dataset), sizes
    if len(sizes) == 2:
        sizes = (*sizes, 1)
    height, width, channels = sizes
    side = height or width or dataset.side
    if {height, width} - {side, None} or channels is None:
        raise ValueError(shape)
    given = (side, side) if len(shape) == 3 else (side, side, channels)
    return _form(side, channels, dataset), given


def _form(side: int, channels: int, dataset: DataSet) -> ImageForm:
    return ImageForm(side=side, channels=channels).of(dataset.side, dataset.channels)


def _reshaped(model: keras.Model, form: ImageForm, target: tuple[int, ...]) -> keras.Model:
    steps = [keras.layers.Reshape(target)] if target != form.shape else []
    if _reads_bytes(model):
        steps.append(keras.layers.Rescaling(LIGHTEST))
    if not steps:
        return model
    images = keras.Input(form.shape)
    return keras.Model(images, keras.Sequential([*steps, model])(images))


def _reads_bytes(model: keras.Model) -> bool:
    scales = [layer.scale for layer in model.layers if isinstance(layer, keras.layers.Rescaling)]
    return not keras.backend.is_float_dtype(model.inputs[0].dtype) or any(
        np.max(scale) <= SCALES_BYTES for scale in scales
    )


def _as_probabilities(model: keras.Model, form: ImageForm) -> keras.Model:
    """Return a model whose outputs are probabilities, judged by what noise makes of it."""
    shape = [size or form.side for size in model.input_shape[1:]]
    noise = np.random.default_rng(0).random((PROBED_IMAGES, *shape), np.float32)
    outputs = np.asarray(model(noise, training=False), np.float32)
    if are_probabilities(outputs):
        return model
    images = keras.Input(shape)
    return keras.Model(images, keras.layers.Softmax()(model(images)))


def _unfit(file: Path, dataset: DataSet, why: str) -> EmnistLabError:
    fix = HOW_TO_FIT.format(side=dataset.side)
    return EmnistLabError(f"this model {why}", where=file, fix=fix)


def _shown(shape: tuple) -> str:
    return " x ".join("any" if size is None else str(size) for size in shape[1:]) or "nothing"

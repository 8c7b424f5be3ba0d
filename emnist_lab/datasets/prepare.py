"""Images in the form in which models see them: a split's pipelines, or images that a user holds."""

from pathlib import Path
from typing import Literal

import tensorflow as tf
from numpy.typing import ArrayLike

from emnist_lab.dataset import DataSet
from emnist_lab.datasets.load import load_split
from emnist_lab.datasets.partition import partition_split
from emnist_lab.datasets.pipelines import evaluation_pipeline, model_input, training_pipeline
from emnist_lab.datasets.registry import DEFAULT
from emnist_lab.errors import DataError
from emnist_lab.recipe import Augmentation, ImageForm


def prepare_datasets(
    split: str | None = None,
    resize_shape: tuple[int, int] | None = None,
    channels: Literal[1, 3] | None = None,
    batch_size: int = 1024,
    validation_fraction: float = 1 / 6,
    augmentation: Augmentation | None = None,
    seed: int = 0,
    data_dir: str | Path | None = None,
    dataset: DataSet = DEFAULT,
) -> tuple[tf.data.Dataset, tf.data.Dataset, tf.data.Dataset]:
    """Return the train, validation and test pipelines of a split.

    Parameters
    ----------
    split : str, optional
        By default the data set's first.
    resize_shape : (int, int), optional
        Width and height for models with a larger smallest input; they must be equal.
    channels : int, optional
        3 repeats a gray channel, 1 leaves the brightness of colors; by default the data set's.
    batch_size : int
        Images per batch; the last batch of a pass may hold fewer.
    validation_fraction : float
        Share of the training images held out, stratified by class.
    augmentation : Augmentation, optional
        Random changes of training images.
    seed : int
        Decides the held-out images, the order and the random changes.
    data_dir : str or Path, optional
        A folder of its files (see `emnist_lab.datasets.origin.find_origin`).

    Returns
    -------
    tuple of tf.data.Dataset
        Batches of images float32 (n, height, width, channels) in 0..1 and labels int32 (n,).

    Raises
    ------
    DataError
        If width and height differ, or the data cannot be read.
    """
    side = _side_of(resize_shape) if resize_shape else dataset.side
    form = ImageForm(side=side, channels=channels or 0).of(dataset.side, dataset.channels)
    images = load_split(split or dataset.split_names[0], data_dir, dataset)
    parts = partition_split(images, validation_fraction, seed)
    return (
        training_pipeline(parts.train, form, batch_size, seed, augmentation),
        evaluation_pipeline(parts.validation, form, batch_size),
        evaluation_pipeline(parts.test, form, batch_size),
    )


def process_image(
    images: ArrayLike | tf.Tensor,
    resize_shape: tuple[int, int] | None = None,
    channels: Literal[1, 3] | None = None,
    fit: Literal["resize", "pad"] = "resize",
) -> tf.Tensor:
    """Scale images to 0..1 and bring them to a model's form, as training does.

    Serves arrays, and batches or single images within `tf.data.Dataset.map`.

    Parameters
    ----------
    images : array_like or tf.Tensor
        uint8: one gray image (height, width), or many, (n, height, width), with or without one
        channel, or three in color.
    resize_shape : (int, int), optional
        Width and height for models with a larger smallest input; they must be equal. Without it
        images keep their own.
    channels : int, optional
        3 repeats a gray channel, 1 leaves the brightness of colors; without it images keep theirs.
    fit : {"resize", "pad"}
        Whether the size is reached by interpolation or by a black border.

    Returns
    -------
    tf.Tensor
        float32 (height, width, channels), or (n, height, width, channels).

    Raises
    ------
    DataError
        If the images are not uint8, have another shape, or are larger than what they shall become.
    """
    images = tf.convert_to_tensor(images)
    rank = images.shape.rank
    channels_are_odd = rank == 4 and images.shape[3] not in (1, 3)
    if images.dtype != tf.uint8 or rank not in (2, 3, 4) or channels_are_odd:
        raise DataError(
            f"images of type {images.dtype.name} and shape {tuple(images.shape)} are no gray "
            "values or colors of 0 to 255",
            fix="give uint8 of shape (height, width), (n, height, width) or (n, height, width, 3)",
        )
    alone = rank == 2
    batch = images[None] if alone else images
    own = batch.shape[3] if rank == 4 else 1
    height, width = batch.shape[1:3]
    side = _side_of(resize_shape or (width, height))
    if side < max(height, width):
        raise DataError(
            f"images of {width} by {height} pixels cannot be seen whole in {side}",
            fix=f"give resize_shape=({max(height, width)}, {max(height, width)}) or more",
        )
    form = ImageForm(side=side, channels=channels or own, fit=fit)
    processed = model_input(batch, form)
    return processed[0] if alone else processed


def _side_of(resize_shape: tuple[int, int]) -> int:
    width, height = resize_shape
    if width != height:
        raise DataError(
            f"models see squares, not {width} by {height} pixels",
            fix=f"give resize_shape=({max(width, height)}, {max(width, height)})",
        )
    return width

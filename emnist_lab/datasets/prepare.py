"""The train, validation and test pipelines of a split, in one call."""

from pathlib import Path
from typing import Literal

import tensorflow as tf

from emnist_lab.dataset import DataSet
from emnist_lab.datasets.load import load_split
from emnist_lab.datasets.partition import partition_split
from emnist_lab.datasets.pipelines import evaluation_pipeline, training_pipeline
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
        A split of the data set; by default its first.
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
    dataset : DataSet
        Which images.

    Returns
    -------
    tuple of tf.data.Dataset
        Batches of images float32 (n, height, width, channels) in 0..1 and labels int32 (n,).

    Raises
    ------
    DataError
        If width and height differ, or the data cannot be read.
    """
    width, height = resize_shape or (dataset.side, dataset.side)
    if width != height:
        raise DataError(
            f"models see squares, not {width} by {height} pixels",
            fix=f"give resize_shape=({max(width, height)}, {max(width, height)})",
        )
    form = ImageForm(side=width, channels=channels or 0).of(dataset.side, dataset.channels)
    images = load_split(split or dataset.split_names[0], data_dir, dataset)
    parts = partition_split(images, validation_fraction, seed)
    return (
        training_pipeline(parts.train, form, batch_size, seed, augmentation),
        evaluation_pipeline(parts.validation, form, batch_size),
        evaluation_pipeline(parts.test, form, batch_size),
    )

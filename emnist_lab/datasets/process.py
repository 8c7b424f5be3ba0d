"""Images that a user holds, in the form in which this project's models see them."""

from typing import Literal

import tensorflow as tf
from numpy.typing import ArrayLike

from emnist_lab.datasets.pipelines import model_input
from emnist_lab.errors import DataError
from emnist_lab.recipe import ImageForm


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
    form = ImageForm(side=_side(batch, resize_shape), channels=channels or own, fit=fit)
    processed = model_input(batch, form)
    return processed[0] if alone else processed


def _side(images: tf.Tensor, resize_shape: tuple[int, int] | None) -> int:
    height, width = images.shape[1:3]
    wanted = resize_shape or (width, height)
    if wanted[0] != wanted[1]:
        raise DataError(
            f"models see squares, not {wanted[0]} by {wanted[1]} pixels",
            fix=f"give resize_shape=({max(wanted)}, {max(wanted)})",
        )
    if wanted[0] < max(height, width):
        raise DataError(
            f"images of {width} by {height} pixels cannot be seen whole in {wanted[0]}",
            fix=f"give resize_shape=({max(height, width)}, {max(height, width)}) or more",
        )
    return wanted[0]

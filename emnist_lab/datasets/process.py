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
    channels: Literal[1, 3] = 1,
    fit: Literal["resize", "pad"] = "resize",
) -> tf.Tensor:
    """Scale grey images to 0..1 and bring them to a model's form, as training does.

    Serves arrays, and batches or single images within `tf.data.Dataset.map`.

    Parameters
    ----------
    images : array_like or tf.Tensor
        uint8, ink light on dark: one image (height, width), or many, (n, height, width).
    resize_shape : (int, int), optional
        Width and height for models with a larger smallest input; they must be equal. Without it
        images keep their own.
    channels : int
        1, or 3 to repeat the grey channel.
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
    if images.dtype != tf.uint8 or images.shape.rank not in (2, 3):
        raise DataError(
            f"images of type {images.dtype.name} and shape {tuple(images.shape)} are not grey "
            "values of 0 to 255",
            mend="give uint8 of shape (height, width) or (n, height, width)",
        )
    alone = images.shape.rank == 2
    batch = images[None] if alone else images
    form = ImageForm(side=_side(batch, resize_shape), channels=channels, fit=fit)
    processed = model_input(batch, form)
    return processed[0] if alone else processed


def _side(images: tf.Tensor, resize_shape: tuple[int, int] | None) -> int:
    height, width = images.shape[1:3]
    wanted = resize_shape or (width, height)
    if wanted[0] != wanted[1]:
        raise DataError(
            f"models see squares, not {wanted[0]} by {wanted[1]} pixels",
            mend=f"give resize_shape=({max(wanted)}, {max(wanted)})",
        )
    if wanted[0] < max(height, width):
        raise DataError(
            f"images of {width} by {height} pixels cannot be seen whole in {wanted[0]}",
            mend=f"give resize_shape=({max(height, width)}, {max(height, width)}) or more",
        )
    return wanted[0]

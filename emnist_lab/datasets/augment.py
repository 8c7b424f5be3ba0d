"""Random changes of training images, in TensorFlow, each decided by a seed."""

import math

import tensorflow as tf
from keras import ops

from emnist_lab.datasets.brightness import mistaken_brightness
from emnist_lab.recipe import Augmentation


def augment(images: tf.Tensor, augmentation: Augmentation, seed: tf.Tensor) -> tf.Tensor:
    """Move and brighten every image of a batch by its own random draw.

    Parameters
    ----------
    images : tf.Tensor
        float32 (n, height, width, channels), values in 0..1.
    augmentation : Augmentation
        The largest changes.
    seed : tf.Tensor
        int32 (2,); the same seed gives the same changes.

    Returns
    -------
    tf.Tensor
        float32, shape of `images`; what moves in from outside is black. Values in 0..1, unless the
        way of changing the brightness mistakes their range.
    """
    draws = tf.random.stateless_uniform((tf.shape(images)[0], 7), seed, -1.0, 1.0)
    moved = ops.image.affine_transform(
        images, affine_parameters(draws, augmentation, images.shape[1]), fill_mode="constant"
    )
    change = augmentation.brightness * draws[:, 6, None, None, None]
    if augmentation.brightness_way == "within_range":
        return tf.clip_by_value(moved + change, 0.0, 1.0)
    changed = tf.numpy_function(
        lambda *arrays: mistaken_brightness(*arrays, augmentation.brightness_way),
        [tf.clip_by_value(moved, 0.0, 1.0), change],
        tf.float32,
        stateful=False,
    )
    return tf.ensure_shape(changed, images.shape)


def affine_parameters(draws: tf.Tensor, augmentation: Augmentation, side: int) -> tf.Tensor:
    """Turn draws in -1..1 into affine maps from output to input pixels, about the image's centre.

    Parameters
    ----------
    draws : tf.Tensor
        float32 (n, >=6): rotation, shear, horizontal and vertical zoom, horizontal and vertical
        shift.
    augmentation : Augmentation
        The largest changes.
    side : int
        Height and width of the images, in pixels.

    Returns
    -------
    tf.Tensor
        float32 (n, 8): a0, a1, a2, b0, b1, b2, 0, 0 as `keras.ops.image.affine_transform` takes
        them.
    """
    angle = math.radians(augmentation.rotation) * draws[:, 0]
    shear = augmentation.shear * draws[:, 1]
    zoom_x = 1.0 + augmentation.zoom * draws[:, 2]
    zoom_y = 1.0 + augmentation.zoom * draws[:, 3]
    shift_x = augmentation.shift * side * draws[:, 4]
    shift_y = augmentation.shift * side * draws[:, 5]

    a0 = tf.cos(angle) * zoom_x
    a1 = (shear * tf.cos(angle) - tf.sin(angle)) * zoom_y
    b0 = tf.sin(angle) * zoom_x
    b1 = (shear * tf.sin(angle) + tf.cos(angle)) * zoom_y
    centre = (side - 1) / 2
    a2 = centre - a0 * centre - a1 * centre + shift_x
    b2 = centre - b0 * centre - b1 * centre + shift_y
    zeros = tf.zeros_like(a0)
    return tf.stack([a0, a1, a2, b0, b1, b2, zeros, zeros], axis=1)

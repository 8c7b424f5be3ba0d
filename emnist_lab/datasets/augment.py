"""Random changes of training images, in TensorFlow, each decided by a seed."""

import math

import tensorflow as tf
from keras import ops

from emnist_lab.datasets.brightness import mistaken_brightness
from emnist_lab.recipe import Augmentation

# Points a side whose displacements bend an image.
BENDING_POINTS = 5


def augment(images: tf.Tensor, augmentation: Augmentation, seed: tf.Tensor) -> tf.Tensor:
    """Move, bend and brighten every image of a batch by its own random draw.

    Parameters
    ----------
    images : tf.Tensor
        float32 (n, side, side, channels), values in 0..1.
    seed : tf.Tensor
        int32 (2,); the same seed gives the same changes.

    Returns
    -------
    tf.Tensor
        float32, shape of `images`; what moves in from outside is black. Values in 0..1, unless the
        way of changing the brightness mistakes their range.
    """
    draws = tf.random.stateless_uniform((tf.shape(images)[0], 7), seed, -1.0, 1.0)
    maps = _affine_maps(draws, augmentation, images.shape[1])
    if augmentation.elastic:
        moved = _bend(images, maps, augmentation.elastic, seed)
    else:
        moved = ops.image.affine_transform(images, maps, fill_mode="constant")
    change = augmentation.brightness * draws[:, 6, None, None, None]
    if augmentation.brightness_way == "within_range":
        return tf.clip_by_value(moved + change, 0.0, 1.0)
    changed = tf.numpy_function(
        lambda images, change: mistaken_brightness(images, change, augmentation.brightness_way),
        [tf.clip_by_value(moved, 0.0, 1.0), change],
        tf.float32,
        stateful=False,
    )
    return tf.ensure_shape(changed, images.shape)


def _bend(images: tf.Tensor, maps: tf.Tensor, elastic: float, seed: tf.Tensor) -> tf.Tensor:
    # `keras.ops.image.elastic_transform` takes no tensor for a seed, and `map_coordinates` no batch
    # of unknown size.
    count, side = tf.shape(images)[0], images.shape[1]
    points = tf.random.stateless_normal(
        (count, BENDING_POINTS, BENDING_POINTS, 2),
        tf.random.experimental.stateless_fold_in(seed, 1),
        stddev=elastic * side,
    )
    bends = tf.image.resize(points, (side, side), "bicubic")
    steps = tf.range(side, dtype=tf.float32)
    x, y = bends[..., 0] + steps, bends[..., 1] + steps[:, None]
    a0, a1, a2, b0, b1, b2 = tf.unstack(maps[:, :6, None, None], axis=1)
    return _interpolate(images, a0 * x + a1 * y + a2, b0 * x + b1 * y + b2)


def _interpolate(images: tf.Tensor, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """Return the images at positions in pixels, (n, side, side, channels); black outside."""
    # A black border takes whatever lies farther out.
    width, channels = images.shape[1] + 2, images.shape[3]
    bordered = tf.pad(images, [[0, 0], [1, 1], [1, 1], [0, 0]])
    bordered = tf.reshape(bordered, (-1, width * width, channels))
    x, y = (tf.clip_by_value(position + 1, 0.0, width - 1.0) for position in (x, y))
    left, top = (tf.minimum(tf.floor(position), width - 2.0) for position in (x, y))
    from_left, from_top = (x - left)[..., None], (y - top)[..., None]
    corner = tf.cast(top * width + left, tf.int32)
    upper_left, upper_right, lower_left, lower_right = (
        tf.gather(bordered, corner + step, batch_dims=1) for step in (0, 1, width, width + 1)
    )
    upper = upper_left + from_left * (upper_right - upper_left)
    lower = lower_left + from_left * (lower_right - lower_left)
    return upper + from_top * (lower - upper)


def _affine_maps(draws: tf.Tensor, augmentation: Augmentation, side: int) -> tf.Tensor:
    """Return maps (n, 8) from output to input pixels, as `keras.ops.image` takes them.

    The draws, (n, >=6) in -1..1, are those of rotation, shear, horizontal and vertical zoom, and
    horizontal and vertical shift, all about the image's center.
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
    center = (side - 1) / 2
    a2 = center - a0 * center - a1 * center + shift_x
    b2 = center - b0 * center - b1 * center + shift_y
    zeros = tf.zeros_like(a0)
    return tf.stack([a0, a1, a2, b0, b1, b2, zeros, zeros], axis=1)

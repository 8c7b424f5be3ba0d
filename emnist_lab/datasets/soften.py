"""Training labels as distributions over the classes: smoothed, and mixed along with the images."""

import tensorflow as tf

from emnist_lab.recipe import Mixing


def smooth(labels: tf.Tensor, classes: int, smoothing: float) -> tf.Tensor:
    """Return labels that give a share of their probability to all classes alike.

    Parameters
    ----------
    labels : tf.Tensor
        int32 (n,).
    smoothing : float
        The share, in 0..1; 0 leaves one-hot labels.

    Returns
    -------
    tf.Tensor
        float32 (n, classes), rows that sum to 1.

    References
    ----------
    C. Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", CVPR 2016.
    """
    return tf.one_hot(labels, classes) * (1.0 - smoothing) + smoothing / classes


def mix(
    images: tf.Tensor, labels: tf.Tensor, mixing: Mixing, seed: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor]:
    """Mix each image of a batch, and its label, with the next one's.

    Parameters
    ----------
    images : tf.Tensor
        float32 (n, height, width, channels), in random order.
    labels : tf.Tensor
        float32 (n, classes).
    seed : tf.Tensor
        int32 (2,); the same seed mixes in the same way.

    Returns
    -------
    images, labels : tf.Tensor
        In the shapes given; a mixed label weighs both by their part of the mixed image.

    References
    ----------
    H. Zhang et al., "mixup: Beyond Empirical Risk Minimization", ICLR 2018. S. Yun et al.,
    "CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features",
    ICCV 2019.
    """
    shares = _other_shares(tf.shape(images)[0], mixing, seed)
    mask = tf.ones_like(images[:, :, :, :1]) * shares[:, None, None, None]
    if mixing.method == "cutmix":
        mask = _boxes(shares, images, tf.random.experimental.stateless_fold_in(seed, 2))
        shares = tf.reduce_mean(mask, axis=(1, 2, 3))
    mixed = images * (1.0 - mask) + tf.roll(images, 1, axis=0) * mask
    weight = shares[:, None]
    return mixed, labels * (1.0 - weight) + tf.roll(labels, 1, axis=0) * weight


def _other_shares(count: tf.Tensor, mixing: Mixing, seed: tf.Tensor) -> tf.Tensor:
    """Draw for each image how much of the other it takes, at most half of it on average."""
    fold_in = tf.random.experimental.stateless_fold_in
    one, other = tf.unstack(
        tf.random.stateless_gamma((2, count), fold_in(seed, 0), alpha=mixing.alpha)
    )
    # The sum of two tiny draws may be nothing.
    beta = one / tf.maximum(one + other, 1e-12)
    mixed = tf.random.stateless_uniform((count,), fold_in(seed, 1)) < mixing.share
    return tf.where(mixed, beta, 0.0)


def _boxes(shares: tf.Tensor, images: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Return masks (n, height, width, 1) of a box each that would hold the share of the image."""
    centers = tf.random.stateless_uniform((2, tf.shape(shares)[0]), seed)
    half = tf.sqrt(shares) / 2.0
    inside = [
        tf.abs((tf.range(side, dtype=tf.float32) + 0.5) / side - center[:, None]) < half[:, None]
        for side, center in zip(images.shape[1:3], tf.unstack(centers), strict=True)
    ]
    return tf.cast(inside[0][:, :, None, None] & inside[1][:, None, :, None], tf.float32)

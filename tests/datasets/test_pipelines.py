"""What a model sees: scaled, padded or resized images, shuffled and moved by a seed."""

import numpy as np
import pytest
import tensorflow as tf

from emnist_lab.datasets.augment import augment
from emnist_lab.datasets.brightness import mistaken_brightness
from emnist_lab.datasets.partition import partition_split
from emnist_lab.datasets.pipelines import (
    EpochClock,
    SoftLabels,
    evaluation_pipeline,
    model_input,
    training_pipeline,
)
from emnist_lab.recipe import Augmentation, ImageForm, Mixing

GRAY = ImageForm(side=28, channels=1)


@pytest.fixture
def parts(tiny_split):
    return partition_split(tiny_split, 0.25, seed=3)


def all_batches(pipeline):
    images, labels = zip(*((x.numpy(), y.numpy()) for x, y in pipeline), strict=True)
    return np.concatenate(images), np.concatenate(labels)


def test_padding_keeps_the_pixels_and_resizing_stretches_them(tiny_split):
    images = tiny_split.test_images[:2]
    padded = model_input(images, ImageForm(side=32, channels=1, fit="pad")).numpy()
    assert np.allclose(padded[:, 2:30, 2:30, 0], images / 255.0, atol=1e-6)
    assert padded[:, :2].sum() == 0
    resized = model_input(images, ImageForm(side=32, channels=1)).numpy()
    assert resized.shape == (2, 32, 32, 1)
    assert np.allclose(resized.mean(), images.mean() / 255.0, atol=0.02)


def test_three_channels_repeat_the_gray_one(tiny_split):
    color = model_input(tiny_split.test_images[:3], ImageForm(side=32, channels=3)).numpy()
    assert color.shape == (3, 32, 32, 3)
    assert np.array_equal(color[..., 0], color[..., 2])


def test_an_epoch_holds_every_image_once_and_the_next_has_another_order(parts):
    pipeline = training_pipeline(parts.train, GRAY, 16, seed=5)
    first, second = all_batches(pipeline), all_batches(pipeline)
    assert sorted(first[0].sum(axis=(1, 2, 3))) == sorted(second[0].sum(axis=(1, 2, 3)))
    assert not np.array_equal(first[0], second[0])
    assert len(pipeline) == 8


def test_an_epoch_is_the_same_whether_or_not_others_came_before(parts):
    moves = Augmentation(rotation=15, brightness=0.2)
    passed = training_pipeline(parts.train, GRAY, 16, 5, moves)
    all_batches(passed)
    resumed = training_pipeline(parts.train, GRAY, 16, 5, moves, EpochClock(1))
    assert np.array_equal(all_batches(passed)[0], all_batches(resumed)[0])


def test_from_its_plain_epoch_on_training_sees_images_and_labels_as_they_are(parts):
    moves = Augmentation(rotation=15, elastic=0.02)
    soft = SoftLabels(4, mixing=Mixing(method="mixup", alpha=1.0))
    varied, plain = EpochClock(1), EpochClock(2)
    changed = training_pipeline(parts.train, GRAY, 16, 5, moves, varied, soft, plain_from=2)
    unchanged = training_pipeline(parts.train, GRAY, 16, 5, moves, plain, soft, plain_from=2)
    stored = sorted(parts.train.images[parts.train.rows].sum(axis=(1, 2)))
    images, labels = all_batches(unchanged)
    assert np.allclose(sorted(images.sum(axis=(1, 2, 3)) * 255), stored, rtol=1e-4)
    assert set(np.unique(labels)) == {0.0, 1.0}
    images, labels = all_batches(changed)
    assert not np.allclose(sorted(images.sum(axis=(1, 2, 3)) * 255), stored, rtol=1e-2)
    assert len(np.unique(labels)) > 2


def test_evaluation_keeps_the_order(parts):
    images, labels = all_batches(evaluation_pipeline(parts.test, GRAY, 16))
    assert np.array_equal(labels, parts.test.all_labels())
    assert np.allclose(images[..., 0] * 255, parts.test.images[parts.test.rows], atol=1e-3)


def center_of_ink(images: tf.Tensor) -> np.ndarray:
    gray = images.numpy()[..., 0]
    rows, columns = np.indices(gray.shape[1:])
    total = gray.sum(axis=(1, 2))
    return np.stack(
        [(gray * columns).sum(axis=(1, 2)) / total, (gray * rows).sum(axis=(1, 2)) / total]
    )


@pytest.fixture
def dots():
    """Return 64 images of one blot, 6 pixels right of the center."""
    images = np.zeros((64, 28, 28, 1), np.float32)
    images[:, 12:16, 18:22] = 1.0
    return tf.constant(images)


def test_rotation_turns_about_the_center_by_at_most_its_degrees(dots):
    turned = augment(dots, Augmentation(rotation=30), tf.constant([1, 2]))
    x, y = center_of_ink(turned) - 13.5
    assert np.allclose(np.hypot(x, y), 6.0, atol=0.3)
    angles = np.degrees(np.arctan2(y, x))
    assert np.abs(angles).max() <= 31
    assert np.abs(angles).max() > 20


def test_elastic_moves_places_apart_and_by_about_its_share_of_the_side():
    images = np.zeros((200, 28, 28, 1), np.float32)
    images[:, 6:9, 6:9] = 1.0
    images[:, 19:22, 19:22] = 1.0
    bent = augment(tf.constant(images), Augmentation(elastic=0.03), tf.constant([1, 2]))
    near, far = center_of_ink(bent[:, :14, :14]), center_of_ink(bent[:, 14:, 14:])
    assert 0.3 < np.std(near - near.mean(axis=1, keepdims=True)) < 1.5
    assert abs(np.corrcoef(near[0], far[0])[0, 1]) < 0.3
    assert np.allclose(near.mean(axis=1), 7, atol=0.2)
    assert float(tf.reduce_min(bent)) >= 0.0
    assert float(tf.reduce_max(bent)) <= 1.0


def test_elastic_without_bends_is_the_affine_map(dots):
    moves = Augmentation(rotation=20, shear=0.2, zoom=0.1, shift=0.1)
    hardly = moves.model_copy(update={"elastic": 1e-9})
    seed = tf.constant([3, 4])
    assert np.allclose(augment(dots, hardly, seed), augment(dots, moves, seed), atol=1e-3)


def test_shift_moves_by_at_most_its_share_of_the_side(dots):
    moved = augment(dots, Augmentation(shift=0.1), tf.constant([1, 2]))
    offsets = center_of_ink(moved) - np.array([[19.5], [13.5]])
    assert np.abs(offsets).max() <= 2.81
    assert np.abs(offsets).max() > 2.0


def test_brightness_stays_within_gray_values(dots):
    changed = augment(dots, Augmentation(brightness=0.5), tf.constant([1, 2])).numpy()
    assert changed.min() >= 0
    assert changed.max() <= 1
    assert changed[:, 0, 0, 0].max() > 0.3


@pytest.mark.parametrize(
    ("way", "largest"),
    [("stretched_to_255", (200, 255)), ("cut_to_integers", (0, 1)), ("shifted_by_255", (40, 53))],
)
def test_mistaken_brightness_is_what_keras_makes_of_images_in_0_to_1(dots, way, largest):
    # Below a gray value of 1, as interpolation leaves them.
    faint = 0.9 * dots
    mistaken = Augmentation(brightness=0.2, brightness_way=way)
    changed = augment(faint, mistaken, tf.constant([1, 2])).numpy()
    low, high = largest
    assert low <= changed.max() <= high
    assert changed.shape == faint.shape


def test_mistaken_brightness_is_that_of_keras_to_one_gray_level():
    from keras.src.legacy.preprocessing.image import apply_brightness_shift

    images = np.random.default_rng(0).random((3, 8, 8, 1)).astype(np.float32)
    images[0, 2, 2] = 1.0
    change = np.array([-0.2, 0.0, 0.15], np.float32)[:, None, None, None]
    for way, scale in {"stretched_to_255": True, "cut_to_integers": False}.items():
        ours = mistaken_brightness(images, change, way)
        keras_images = [
            apply_brightness_shift(image, 1 + float(factor.squeeze()), scale)
            for image, factor in zip(images, change, strict=True)
        ]
        np.testing.assert_allclose(ours, keras_images, atol=1)


def test_the_same_seed_changes_images_the_same_way(dots):
    moves = Augmentation(rotation=10, shift=0.1, shear=0.1, zoom=0.1, brightness=0.1)
    one, again = (augment(dots, moves, tf.constant([4, 2])) for _ in range(2))
    other = augment(dots, moves, tf.constant([4, 3]))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_a_color_is_seen_as_it_is_or_as_its_brightness():
    red = np.zeros((2, 4, 4, 3), np.uint8)
    red[..., 0] = 255
    seen = model_input(red, ImageForm(side=4, channels=3)).numpy()
    assert np.array_equal(seen, red / 255)
    gray = model_input(red, ImageForm(side=4, channels=1)).numpy()
    assert gray.shape == (2, 4, 4, 1)
    assert gray == pytest.approx(0.299, abs=1e-3)


@pytest.mark.parametrize("elastic", [0.0, 0.1])
def test_an_augmented_color_moves_as_its_channels_would_alone(elastic):
    images = np.random.default_rng(0).random((3, 8, 8, 3), np.float32)
    change = Augmentation(rotation=20, shift=0.1, zoom=0.1, elastic=elastic)
    moved = augment(tf.constant(images), change, tf.constant([1, 2]))
    for channel in range(3):
        alone = augment(
            tf.constant(images[..., channel : channel + 1]), change, tf.constant([1, 2])
        )
        assert moved.numpy()[..., channel] == pytest.approx(alone.numpy()[..., 0], abs=1e-6)

"""Synthetic handwriting: the same on every run, like EMNIST in its statistics, and legible."""

import hashlib
import os
from pathlib import Path

import numpy as np
import pytest

from emnist_lab.datasets.emnist.catalog import SPLITS
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.datasets.emnist.synthesize import splits, synthesize_images, synthesize_split
from emnist_lab.datasets.emnist.synthesize.templates import load_templates

# Read before the fixture of conftest.py clears the user's settings.
REAL_EMNIST = os.environ.get("EMNIST_LAB_DATA_REAL")
CHARACTERS = list(splits.CHARACTERS)


def _hash(*arrays: np.ndarray) -> str:
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()


def _ink_sides(images: np.ndarray) -> np.ndarray:
    """Longer side in pixels of the box around each image's ink."""
    return np.array(
        [max(np.ptp(np.nonzero(image.any(axis))[0]) for axis in (0, 1)) + 1 for image in images]
    )


@pytest.fixture(scope="module")
def all_characters() -> np.ndarray:
    """Return 12 images of each of the 62 characters, by character."""
    return synthesize_images(CHARACTERS * 12, seed=1).reshape(12, 62, 28, 28)


@pytest.fixture
def small_splits(monkeypatch):
    monkeypatch.setattr(splits, "TRAIN_PER_CLASS", 4)
    monkeypatch.setattr(splits, "TEST_PER_CLASS", 2)
    monkeypatch.setattr(splits, "TRAIN_UNBALANCED", 700)
    monkeypatch.setattr(splits, "TEST_UNBALANCED", 350)


def test_templates_cover_all_62_characters():
    assert sorted(load_templates()) == sorted(CHARACTERS)


def test_case_decides_the_shapes():
    shapes = {name: set(map(id, drawn.glyphs)) for name, drawn in load_templates().items()}
    # A bar is a small l, an angle a capital L; every O can be a small o.
    assert not shapes["L"] & shapes["l"]
    assert shapes["I"] - shapes["i"]
    assert shapes["i"] - shapes["I"]
    assert shapes["O"] < shapes["o"]


def test_images_are_upright_uint8_with_ink_in_all(all_characters):
    assert all_characters.dtype == np.uint8
    peaks = all_characters.max(axis=(2, 3))
    assert peaks.min() == 255
    # The top bar of T lies above the middle: images are neither mirrored nor transposed.
    capital_t = all_characters[:, CHARACTERS.index("T")].mean(axis=0)
    assert capital_t[:10].sum() > 1.5 * capital_t[18:].sum()


def test_images_have_the_size_and_gray_of_emnist(all_characters):
    images = all_characters.reshape(-1, 28, 28)
    sides = _ink_sides(images)
    assert np.isin(sides, (24, 25, 26)).mean() > 0.85
    balanced = np.array(
        [character in EMNIST.split_facts("balanced").classes for character in CHARACTERS]
    )
    assert all_characters[:, balanced].mean() == pytest.approx(44.7, abs=5)


def test_no_two_images_of_a_character_are_the_same(all_characters):
    for character in range(62):
        assert len(np.unique(all_characters[:, character], axis=0)) == 12


def test_same_seed_gives_the_same_bytes_with_any_number_of_processes():
    characters = CHARACTERS * 9
    one = synthesize_images(characters, seed=3, processes=1)
    again = synthesize_images(characters, seed=3, processes=1)
    two = synthesize_images(characters, seed=3, processes=2)
    assert _hash(one) == _hash(again) == _hash(two)


def test_an_image_depends_on_its_place_not_on_its_company():
    alone = synthesize_images(CHARACTERS[:5], seed=3)
    among_others = synthesize_images(CHARACTERS, seed=3)
    np.testing.assert_array_equal(alone, among_others[:5])


def test_another_seed_or_stream_gives_other_images():
    hashes = {
        _hash(synthesize_images("A1g", seed=seed, stream=stream))
        for seed in (1, 2)
        for stream in (0, 1)
    }
    assert len(hashes) == 4


def test_no_characters_give_no_images():
    assert synthesize_images([], seed=1).shape == (0, 28, 28)


@pytest.mark.parametrize("name", SPLITS)
def test_every_split_has_all_its_classes(name, small_splits):
    train_images, train_labels, test_images, test_labels = synthesize_split(name, seed=5)
    classes = len(EMNIST.split_facts(name).classes)
    for images, labels in ((train_images, train_labels), (test_images, test_labels)):
        assert images.shape == (len(labels), 28, 28)
        assert images.dtype == labels.dtype == np.uint8
        assert set(labels.tolist()) == set(range(classes))
    # Train and test come from different writers: not one image is in both.
    both = np.concatenate([train_images, test_images])
    assert len(np.unique(both, axis=0)) == len(both)


@pytest.mark.parametrize("name", ["balanced", "letters", "digits", "mnist"])
def test_balanced_splits_have_400_and_100_images_of_every_class(name):
    assert set(splits.class_counts(name, "train").tolist()) == {400}
    assert set(splits.class_counts(name, "test").tolist()) == {100}


@pytest.mark.parametrize("name", ["bymerge", "byclass"])
def test_other_splits_are_as_unequal_as_emnist(name):
    train, test = splits.class_counts(name, "train"), splits.class_counts(name, "test")
    assert (train.sum(), test.sum()) == (20_000, 4_000)
    assert train[:10].sum() / train.sum() == pytest.approx(0.5, abs=0.01)
    classes = EMNIST.split_facts(name).classes
    assert train[classes.index("O")] > 4 * train[classes.index("Q")]
    assert test.min() >= 10


def test_a_merged_class_holds_both_cases():
    labels = np.full(400, EMNIST.split_facts("letters").classes.index("E"))
    written = splits.written_characters("letters", labels, np.random.default_rng(0))
    assert set(written) == {"E", "e"}
    assert written.count("e") > written.count("E")


def test_a_class_of_one_case_holds_that_case_alone():
    classes = EMNIST.split_facts("balanced").classes
    labels = np.array([classes.index("E"), classes.index("e")] * 50)
    written = splits.written_characters("balanced", labels, np.random.default_rng(0))
    assert written == ["E", "e"] * 50


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(
    REAL_EMNIST is None, reason="EMNIST_LAB_DATA_REAL names no folder with real EMNIST files"
)
def test_networks_trained_on_synthetic_images_read_real_ones(project):
    """Two-convolution networks read 0.74 of the real test images, give or take 0.01 by seed."""
    from emnist_lab.datasets.load import load_split

    real = load_split("balanced", Path(REAL_EMNIST))
    rng = np.random.default_rng(2017)
    labels = rng.permutation(np.resize(np.arange(47), 20_000))
    images = synthesize_images(splits.written_characters("balanced", labels, rng), seed=2017)
    accuracies = [_accuracy_after_training(images, labels, real, seed) for seed in range(3)]
    assert np.mean(accuracies) >= 0.73


def _accuracy_after_training(images, labels, real, seed: int) -> float:
    import keras

    keras.utils.set_random_seed(seed)
    network = keras.Sequential(
        [
            keras.layers.Input((28, 28, 1)),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Conv2D(16, 3, activation="relu", padding="same"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(32, 3, activation="relu", padding="same"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(47, activation="softmax"),
        ]
    )
    network.compile(keras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy")
    network.fit(images[..., None], labels, batch_size=64, epochs=6, verbose=0)
    predicted = network.predict(real.test_images[..., None], batch_size=500, verbose=0).argmax(1)
    accuracy = float((predicted == real.test_labels).mean())
    print(f"seed {seed}: {accuracy:.4f}")
    return accuracy

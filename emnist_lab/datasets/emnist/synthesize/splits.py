"""The six splits of EMNIST, drawn instead of read."""

import string

import numpy as np

from emnist_lab.datasets.emnist.catalog import CATALOG, SPLITS
from emnist_lab.datasets.emnist.synthesize.images import synthesize_images

SEED = 2017
TRAIN_PER_CLASS, TEST_PER_CLASS = 400, 100
TRAIN_UNBALANCED, TEST_UNBALANCED = 20_000, 4_000

# How often each character occurs among 40,000 real labels of EMNIST ByClass's training split: half
# are digits. The 15 merged classes draw on both cases in the same shares.
DIGIT_COUNTS = (2001, 2145, 2038, 2060, 1905, 1788, 1985, 2070, 1987, 1961)
UPPER_COUNTS = (
    *(359, 232, 596, 259, 298, 485, 151, 181, 748, 202, 116, 280, 526),
    *(476, 1388, 475, 147, 277, 1268, 534, 677, 273, 275, 162, 268, 163),
)
LOWER_COUNTS = (
    *(543, 288, 139, 561, 1423, 125, 213, 504, 155, 116, 158, 880, 144),
    *(644, 144, 115, 160, 814, 157, 1008, 164, 170, 162, 161, 129, 167),
)
CHARACTERS = string.digits + string.ascii_uppercase + string.ascii_lowercase
FREQUENCY = dict(zip(CHARACTERS, DIGIT_COUNTS + UPPER_COUNTS + LOWER_COUNTS, strict=True))


def synthesize_split(name: str, seed: int = SEED) -> tuple[np.ndarray, ...]:
    """Draw a whole split of synthetic handwriting.

    Balanced, letters, digits and mnist hold 400 training and 100 test images of every class;
    bymerge and byclass hold 20,000 and 4,000 in EMNIST's own unequal shares.

    Returns
    -------
    train_images, train_labels, test_images, test_labels : ndarrays of uint8
        Images (n, 28, 28), upright, ink 255 on 0; labels (n,) from 0 in the official order,
        shuffled. No random number is shared by the two halves.
    """
    return *_half(name, "train", seed), *_half(name, "test", seed)


def _half(name: str, part: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    stream = 2 * SPLITS.index(name) + (part == "test")
    rng = np.random.default_rng([seed, stream])
    counts = class_counts(name, part)
    labels = rng.permutation(np.repeat(np.arange(len(counts)), counts))
    images = synthesize_images(written_characters(name, labels, rng), seed, stream)
    return images, labels.astype(np.uint8)


def class_counts(name: str, part: str) -> np.ndarray:
    """Return how many images of each class a part, "train" or "test", of a split has."""
    classes = CATALOG[name].classes
    if name not in ("bymerge", "byclass"):
        return np.full(len(classes), TRAIN_PER_CLASS if part == "train" else TEST_PER_CLASS)
    total = TRAIN_UNBALANCED if part == "train" else TEST_UNBALANCED
    frequency = np.array([sum(_shares(name, label).values()) for label in range(len(classes))])
    exact = frequency / frequency.sum() * total
    counts = exact.astype(np.int64)
    largest_remainders = np.argsort(counts - exact, kind="stable")
    counts[largest_remainders[: total - counts.sum()]] += 1
    return counts


def written_characters(name: str, labels: np.ndarray, rng: np.random.Generator) -> list[str]:
    """Return the character to draw for each label: a merged class holds both cases of a letter."""
    uniform = rng.random(len(labels))
    characters = np.empty(len(labels), dtype="<U1")
    for label in range(len(CATALOG[name].classes)):
        shares = _shares(name, label)
        cumulative = np.cumsum(list(shares.values())) / sum(shares.values())
        of_class = labels == label
        choice = np.searchsorted(cumulative[:-1], uniform[of_class], side="right")
        characters[of_class] = np.array(list(shares))[choice]
    return characters.tolist()


def _shares(name: str, label: int) -> dict[str, int]:
    """Return the characters that a class gathers, with their frequency."""
    classes = CATALOG[name].classes
    character = classes[label]
    is_merged = character.isupper() and character.lower() not in classes
    gathered = character + character.lower() if is_merged else character
    return {member: FREQUENCY[member] for member in gathered}

"""The weights that kept results carry, so that their pages let one draw."""

from pathlib import Path

import keras
import numpy as np

from emnist_lab.datasets.load import load_split
from emnist_lab.datasets.partition import Rows, profile_partition
from emnist_lab.models.user_models import Reader
from emnist_lab.portable.stored import reading_stored
from emnist_lab.portable.weights import write_weights
from emnist_lab.profile import Profile
from emnist_lab.reporting.drawing import SmallNetwork, choose_small_network
from emnist_lab.trials.kept import WEIGHTS_DIR, kept_weights_file

# Of test accuracy, for halves of the bytes.
MOST_LOST = 0.001


def keep_weights(profile: Profile, data_dir: Path | None, folder: Path) -> str:
    """Write the weights of the network that pages let one draw for, and return what was done.

    They are rounded to half precision, and left out where that costs more than 0.1 points of test
    accuracy. Weights kept there earlier are removed.

    Parameters
    ----------
    folder : Path
        Kept results of the profile (`emnist_lab.trials.kept.keep_results`).
    """
    for earlier in (folder / WEIGHTS_DIR).rglob("*.npz"):
        earlier.unlink()
    small = choose_small_network(profile)
    if small is None:
        return "no weights kept: no trained network is one that a page can run"
    model = small.network.open()
    weights = [variable.numpy() for variable in model.weights]
    model.set_weights([array.astype(np.float16).astype(array.dtype) for array in weights])
    trained = small.record.figures.test_acc or 0
    rounded = _accuracy(model, small, _test_images(small, profile, data_dir))
    told = f"test accuracy {trained:.4f}, with weights of half precision {rounded:.4f}"
    if trained - rounded > MOST_LOST:
        return f"weights of {small.record.key.name} not kept: {told}"
    write_weights(weights, kept_weights_file(folder, small.record.key))
    return f"weights of {small.record.key.name} kept: {told}"


def _test_images(small: SmallNetwork, profile: Profile, data_dir: Path | None) -> Rows:
    split = load_split(small.record.hyperparameters.split, data_dir, small.dataset)
    return profile_partition(split, profile, small.record.seed).test


def _accuracy(model: keras.Model, small: SmallNetwork, test: Rows) -> float:
    reader = Reader(model, small.network.form, small.network.classes, small.dataset.name)
    images, labels = test.take(np.arange(len(test)))
    answers = reading_stored(reader, small.dataset.shape).predict(images, 256, verbose=0)
    return float((answers.argmax(axis=1) == labels).mean())

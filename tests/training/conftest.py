"""Fixtures of tests of models that were saved before."""

import pytest

from emnist_lab.models.build import build_model
from emnist_lab.models.saved import ModelCard, save_model
from emnist_lab.recipe import ImageForm


@pytest.fixture
def saved(tmp_path):
    """Return the file of an untrained network that reads digits."""
    file = tmp_path / "model.keras"
    form = ImageForm(side=32, channels=1, fit="pad")
    card = ModelCard(tuple("0123456789"), form, "baselines", "lenet5_old", "abc")
    save_model(build_model("lenet5_old", form.shape, 10), file, card)
    return file

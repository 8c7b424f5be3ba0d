"""Who keeps results keeps weights for their readers to draw with, if rounding costs nothing."""

import numpy as np
import pytest
from finished_project import STUDY, finish_project
from study_records import changed_record

from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.models.build import build_model
from emnist_lab.portable.weights import TrainedNetwork, read_weights
from emnist_lab.recipe import ImageForm
from emnist_lab.reporting import kept_weights
from emnist_lab.reporting.drawing import SmallNetwork
from emnist_lab.trials.records import load_records


@pytest.fixture
def small(project, tiny_profile, tmp_path, only_studies):
    """Return an untrained network as that of the first trial, which is said to be right once."""
    only_studies(STUDY)
    finish_project(project, tmp_path / "emnist")
    record = next(r for r in load_records("layers", tiny_profile) if r.variant == "layer_4_1")
    chosen = record.hyperparameters
    form = ImageForm(side=32, channels=1)
    classes = EMNIST.classes(chosen.split, chosen.task)
    model = build_model(chosen.model, form.shape, len(classes), **chosen.options)
    model.save(tmp_path / "model.keras")
    network = TrainedNetwork(
        tmp_path / "model.keras", chosen.model, dict(chosen.options), form, classes
    )
    figures = record.figures.model_copy(update={"test_acc": 0.0})
    return SmallNetwork(record.model_copy(update={"figures": figures}), EMNIST, network)


def keep(small, profile, tmp_path, monkeypatch):
    monkeypatch.setattr(kept_weights, "choose_small_network", lambda profile: small)
    return kept_weights.keep_weights(profile, tmp_path / "emnist", tmp_path / "kept")


def test_the_weights_are_kept_in_half_precision(small, tiny_profile, tmp_path, monkeypatch):
    said = keep(small, tiny_profile, tmp_path, monkeypatch)
    assert said.startswith("weights of layers/layer_4_1-seed0 kept: test accuracy 0.0000, ")
    weights = small.network.open().weights
    parameters = sum(w.numpy().size for w in weights)
    file = tmp_path / "kept" / "weights" / "layers" / "layer_4_1-seed0.npz"
    for kept, trained in zip(read_weights(file, parameters), weights, strict=True):
        np.testing.assert_array_equal(kept, trained.numpy().astype(np.float16))


def test_they_are_not_where_rounding_costs_accuracy(small, tiny_profile, tmp_path, monkeypatch):
    keep(small, tiny_profile, tmp_path, monkeypatch)
    better = changed_record(small.record, {"figures/test_acc": 0.75})
    said = keep(SmallNetwork(better, EMNIST, small.network), tiny_profile, tmp_path, monkeypatch)
    assert said.startswith("weights of layers/layer_4_1-seed0 not kept: test accuracy 0.7500, ")
    # Nor do those stay that were kept there before.
    assert not list((tmp_path / "kept").rglob("*.npz"))

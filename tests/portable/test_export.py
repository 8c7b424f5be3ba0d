"""A model in other forms gives what Keras gives, or is not written."""

import sys

import numpy as np
import pytest
from click.testing import CliRunner

from emnist_lab.cli import main
from emnist_lab.models.build import build_model
from emnist_lab.models.saved import ModelCard, save_model
from emnist_lab.portable import export as module
from emnist_lab.portable.export import export_model, run_onnx, write_onnx
from emnist_lab.recipe import ImageForm

CLASSES = tuple("0123456789")
MODELS = {
    "lenet5_new": ("lenet5_new", 32, {}),
    # ONNX Runtime's Pad_Fusion is known to break a DenseNet with ELU.
    "densenet with ELU": ("densenet", 32, {"blocks": [2, 2], "growth": 8, "activation": "elu"}),
}


def randomized(model):
    """Give a model weights and statistics as training might leave them."""
    generator = np.random.default_rng(1)
    for weight in model.weights:
        kind = weight.path.rpartition("/")[2]
        if kind in ("gamma", "moving_variance"):
            weight.assign(generator.uniform(0.5, 1.5, weight.shape))
        elif kind in ("beta", "moving_mean"):
            weight.assign(generator.normal(0, 0.3, weight.shape))
    return model


def saved(name: str, folder):
    model, side, options = MODELS[name]
    form = ImageForm(side=side, channels=1, fit="pad")
    built = randomized(build_model(model, form.shape, len(CLASSES), **options))
    file = folder / "model.keras"
    save_model(built, file, ModelCard(CLASSES, form, "layers", "x", "abc"))
    return file


@pytest.mark.slow
@pytest.mark.parametrize("name", MODELS)
def test_litert_and_onnx_give_what_keras_gives(name, tmp_path):
    found = export_model(saved(name, tmp_path), tmp_path / "exported")
    assert [one.reason for one in found] == ["", "", ""]
    assert [one.file.name for one in found] == ["model.tflite", "model.onnx", "network.js"]
    assert all(one.file.stat().st_size > 1000 for one in found)
    assert max(one.difference for one in found[:2]) < 1e-4


@pytest.mark.slow
def test_a_form_that_gives_something_else_is_not_left(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "run_onnx", lambda file, images: 1 - run_onnx(file, images))
    found = export_model(saved("lenet5_new", tmp_path), tmp_path / "exported")
    assert "differ from Keras's by" in found[1].reason
    assert not found[1].file.exists()


@pytest.mark.slow
def test_without_onnx_the_other_forms_are_written_and_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda name: None if name == "onnx" else sys)
    file = saved("lenet5_new", tmp_path)
    done = CliRunner().invoke(main, ["export", str(file), "--to", str(tmp_path / "x")])
    assert done.exit_code == 0
    assert "model.onnx not written: ONNX needs onnx: pip install -e '.[export]'" in done.stderr
    assert {file.name for file in (tmp_path / "x").iterdir()} == {"model.tflite", "network.js"}


def test_onnx_is_not_begun_without_its_packages(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(module.EmnistLabError, match="ONNX needs onnx, onnxruntime, tf2onnx"):
        write_onnx(None, tmp_path / "model.onnx")
    assert not list(tmp_path.iterdir())

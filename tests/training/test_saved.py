"""A saved model knows what it reads, and refuses what it does not."""

import gzip
import struct

import numpy as np
import pytest

from emnist_lab.datasets.emnist.synthesize import splits
from emnist_lab.errors import EmnistLabError
from emnist_lab.models.build import build_model
from emnist_lab.models.saved import ModelCard, read_card, save_model
from emnist_lab.recipe import ImageForm
from emnist_lab.training.saved import evaluate_saved_model

FORM = ImageForm(side=32, channels=1, fit="pad")
DIGITS = tuple("0123456789")


@pytest.fixture
def digits_folder(tmp_path):
    folder = tmp_path / "emnist"
    folder.mkdir()
    generator = np.random.default_rng(0)
    for part, count in (("train", 40), ("test", 30)):
        images = generator.integers(0, 255, (count, 28, 28), dtype=np.uint8)
        labels = np.arange(count, dtype=np.uint8) % 10
        for kind, array, header in (
            ("images-idx3", images, struct.pack(">IIII", 2051, count, 28, 28)),
            ("labels-idx1", labels, struct.pack(">II", 2049, count)),
        ):
            with gzip.open(folder / f"emnist-digits-{part}-{kind}-ubyte.gz", "wb") as stream:
                stream.write(header + array.tobytes())
    return folder


def test_card_travels_inside_the_file(saved):
    assert read_card(saved) == ModelCard(DIGITS, FORM, "baselines", "lenet5_old", "abc")


def test_evaluation_covers_the_whole_test_part(saved, digits_folder, project):
    figures = evaluate_saved_model(saved, "digits", digits_folder)
    assert figures["test_images"] == 30
    assert round(figures["test_acc"] * 30) == pytest.approx(figures["test_acc"] * 30)
    assert {"top5_acc", "test_loss", "parameters", "latency_ms", "eval_time_s"} <= set(figures)


def test_other_classes_are_refused(saved, project, monkeypatch):
    monkeypatch.setattr(splits, "TRAIN_PER_CLASS", 1)
    monkeypatch.setattr(splits, "TEST_PER_CLASS", 1)
    with pytest.raises(EmnistLabError, match=r"10 classes apart.*47 of balanced"):
        evaluate_saved_model(saved, "balanced")


def test_a_model_that_tells_digits_from_letters_reads_any_split(digits_folder, project, tmp_path):
    file = tmp_path / "kinds.keras"
    model = build_model("lenet5_old", FORM.shape, 2)
    card = ModelCard(("digit", "letter"), FORM, "bymerge", "convnet_digit_letter", "abc")
    save_model(model, file, card)
    figures = evaluate_saved_model(file, "digits", digits_folder)
    assert figures["test_images"] == 30
    # Of two classes, five guesses leave none out.
    assert "top5_acc" not in figures

"""A model of this project's is converted once, and then reads the same without TensorFlow."""

import json
import os
import statistics
import subprocess
import sys
import time
import zipfile

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw

from emnist_lab.cli import main
from emnist_lab.models.build import build_model
from emnist_lab.models.saved import ModelCard, save_model
from emnist_lab.portable.quick import convert_for_quick_reading, may_be_quick, quick_model
from emnist_lab.recipe import ImageForm

PREDICT = "import sys; from emnist_lab.cli import main; main(standalone_mode=False); "
LONGEST_S = 1.5


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "one.png"
    picture = Image.new("L", (300, 400), 235)
    ImageDraw.Draw(picture).line((150, 60, 150, 340), fill=30, width=22)
    picture.save(file)
    return file


def predict(project, *arguments: object, code: str = PREDICT) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", code, "predict", *map(str, arguments)],
        env={**os.environ, "EMNIST_LAB_ROOT": str(project)},
        capture_output=True,
        text=True,
        check=True,
    )


def test_it_reads_as_keras_did_and_without_tensorflow(saved, photo, project):
    first = CliRunner().invoke(main, ["predict", "--json", str(saved), str(photo)])
    assert "once" in first.stderr
    assert not may_be_quick(saved)
    told = "print('tensorflow' in sys.modules, file=sys.stderr)"
    second = predict(project, "--json", saved, photo, code=PREDICT + told)
    assert second.stderr == "False\n"
    for keras, lite in zip(json.loads(first.stdout), json.loads(second.stdout), strict=True):
        assert [g["class"] for g in keras["guesses"]] == [g["class"] for g in lite["guesses"]]
        for one, other in zip(keras["guesses"], lite["guesses"], strict=True):
            assert one["probability"] == pytest.approx(other["probability"], abs=1e-4)


def test_a_strangers_model_is_left_to_keras(saved, project, tmp_path):
    stranger = tmp_path / "stranger.keras"
    with zipfile.ZipFile(saved) as ours, zipfile.ZipFile(stranger, "w") as theirs:
        for name in set(ours.namelist()) - {"emnist_lab.json"}:
            theirs.writestr(name, ours.read(name))
    assert not may_be_quick(stranger)
    convert_for_quick_reading(stranger)
    assert quick_model(stranger) is None


def test_what_would_read_otherwise_is_left_to_keras(saved, project, monkeypatch):
    monkeypatch.setattr("emnist_lab.portable.stored.agree", lambda *_: False)
    convert_for_quick_reading(saved)
    assert quick_model(saved) is None
    assert not may_be_quick(saved)


@pytest.mark.slow
def test_layer_4_1_answers_in_time_and_eight_times_as_fast_as_keras(
    project, photo, tmp_path, shortened
):
    """The network that the source ends with, untrained: weights do not change its time."""
    file, form = tmp_path / "layer_4_1.keras", ImageForm(side=32, channels=1)
    model = build_model("densenet", form.shape, 47, blocks=[3, 6, 12, 6])
    classes = tuple(f"class {n}" for n in range(47))
    save_model(model, file, ModelCard(classes, form, "layers", "layer_4_1", "abc"))
    convert_for_quick_reading(file)
    # A neighbor on the machine makes it last longer, but not take more of a processor's time.
    took = []
    for _ in range(5):
        before = os.times()
        predict(project, file, photo)
        after = os.times()
        took.append(sum(after[2:4]) - sum(before[2:4]))
    assert statistics.median(took) <= LONGEST_S
    lite = quick_model(file)
    image = np.zeros((1, 28, 28), np.uint8)
    seen = np.zeros((1, *form.shape), np.float32)
    pairs = [(_time_of(lite, image), _time_of(model.predict_on_batch, seen)) for _ in range(60)]
    quick, keras = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"{quick:.5f} s against {keras:.5f} s; the command took {took} s of a processor")
    # Beside another test, which keeps a core busy, the two are nearer than by themselves.
    assert keras >= (4 if shortened else 8) * quick


def _time_of(read, image) -> float:
    start = time.perf_counter()
    read(image)
    return time.perf_counter() - start

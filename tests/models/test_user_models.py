"""Models that others saved: read if their shapes tell how, refused in one line if not."""

import json
import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import layers

from emnist_lab.errors import EmnistLabError
from emnist_lab.models.saved import CARD_MEMBER
from emnist_lab.models.user_models import classes_of, load_reader
from emnist_lab.recipe import ImageForm


def saved(file, shape, *inner, classes=47, activation="softmax"):
    last = layers.Dense(classes, activation=activation)
    keras.Sequential([layers.Input(shape), *inner, last]).save(file)
    return file


@pytest.mark.parametrize(
    ("shape", "inner", "form"),
    [
        ((784,), (), ImageForm(side=28, channels=1)),
        ((28, 28), (layers.Flatten,), ImageForm(side=28, channels=1)),
        ((28, 28, 1), (layers.Flatten,), ImageForm(side=28, channels=1)),
        ((None, None, 1), (layers.GlobalAveragePooling2D,), ImageForm(side=28, channels=1)),
        ((32, 32, 3), (layers.Flatten,), ImageForm(side=32, channels=3)),
    ],
)
@pytest.mark.parametrize("ending", ["keras", "h5"])
def test_images_reach_a_model_in_the_form_of_its_input(tmp_path, shape, inner, form, ending):
    reader = load_reader(saved(tmp_path / f"own.{ending}", shape, *(make() for make in inner)))
    assert (reader.form, reader.classes, reader.class_count) == (form, None, 47)
    outputs = np.asarray(reader.model(np.ones((3, *form.shape), np.float32)))
    np.testing.assert_allclose(outputs.sum(axis=1), 1, atol=1e-5)


def test_logits_become_probabilities_in_the_same_order(tmp_path):
    file = saved(tmp_path / "logits.keras", (28, 28, 1), layers.Flatten(), activation=None)
    images = np.random.default_rng(1).random((4, 28, 28, 1), np.float32)
    logits = np.asarray(keras.models.load_model(file)(images))
    outputs = np.asarray(load_reader(file).model(images))
    np.testing.assert_allclose(outputs, np.asarray(keras.ops.softmax(logits)), atol=1e-6)


@pytest.mark.parametrize("kind", ["float32", "uint8"])
def test_a_model_that_scales_bytes_down_itself_gets_them(tmp_path, kind):
    file = tmp_path / "bytes.keras"
    keras.Sequential(
        [
            layers.Input((28, 28, 1), dtype=kind),
            layers.Rescaling(1 / 255),
            layers.Flatten(),
            layers.Dense(47, activation="softmax"),
        ]
    ).save(file)
    gray = np.random.default_rng(1).integers(0, 256, (4, 28, 28, 1))
    own = keras.models.load_model(file)(gray.astype(kind))
    outputs = load_reader(file).model((gray / 255).astype(np.float32))
    np.testing.assert_allclose(np.asarray(outputs), np.asarray(own), atol=1e-3)


def test_probabilities_in_half_precision_stay_what_they_are(tmp_path):
    file = tmp_path / "half.keras"
    keras.Sequential(
        [
            layers.Input((784,), dtype="float16"),
            layers.Dense(47, activation="softmax", dtype="float16"),
        ]
    ).save(file)
    pixels = np.random.default_rng(1).random((4, 784)).astype(np.float16)
    own = keras.models.load_model(file)(pixels)
    outputs = load_reader(file).model(pixels.reshape(4, 28, 28, 1))
    np.testing.assert_allclose(np.asarray(outputs), np.asarray(own), atol=1e-2)


def test_classes_follow_from_their_number_or_are_refused(tmp_path):
    digits = saved(tmp_path / "digits.keras", (784,), classes=10)
    assert classes_of(load_reader(digits), digits) == tuple("0123456789")
    odd = saved(tmp_path / "odd.keras", (784,), classes=30)
    with pytest.raises(EmnistLabError, match="tells 30 classes apart"):
        classes_of(load_reader(odd), odd)


def two_inputs(file):
    first, second = layers.Input((28, 28, 1)), layers.Input((28, 28, 1))
    both = layers.Dense(47)(layers.Flatten()(layers.Add()([first, second])))
    keras.Model([first, second], both).save(file)


def never_built(file):
    with pytest.warns(UserWarning, match="not yet been built"):
        keras.Sequential([layers.Flatten(), layers.Dense(47)]).save(file)


def of_own_layers(file):
    class Own(layers.Layer):
        def call(self, images):
            return images

    saved(file, (784,), Own())


def with_card(card):
    def make(file):
        saved(file, (784,))
        with zipfile.ZipFile(file, "a") as archive:
            archive.writestr(CARD_MEMBER, json.dumps(card))

    return make


def inflated(file):
    saved(file, (784,))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("more.bin", bytes(200 * 10**6))


ORIGIN = {"study": "s", "variant": "v", "fingerprint": "f"}
UNFIT = {
    "never built": (never_built, "not one input"),
    "own layers": (of_own_layers, "'Own'"),
    "foreign card": (with_card({"classes": ["a"]}), "no description"),
    "card that is a list": (with_card([]), "no description"),
    "card of another": (
        with_card({"classes": ["a", "b"], "image": {"side": 28}, **ORIGIN}),
        "not the one that its own card describes",
    ),
    "card that steers a terminal": (
        with_card({"classes": ["\x1b[2J", "b"], "image": {"side": 28}, **ORIGIN}),
        "no description",
    ),
    "inflated": (inflated, "unpacks to 0.2 GB"),
    "two inputs": (two_inputs, "not one input"),
    "small": (lambda file: saved(file, (20, 20, 1), layers.Flatten()), "20 x 20 x 1, no image"),
    "vector": (lambda file: saved(file, (100,)), "no image"),
    "oblong": (lambda file: saved(file, (28, 32, 1), layers.Flatten()), "28 x 32 x 1"),
    "maps": (lambda file: saved(file, (28, 28, 1)), "28 x 28 x 47, not a value for each class"),
    "lambda": (lambda file: saved(file, (784,), layers.Lambda(lambda x: x)), "cannot|can load"),
    "nonsense": (lambda file: file.write_bytes(b"nonsense"), "not a model"),
    "archive": (lambda file: zipfile.ZipFile(file, "w").close(), "not a model"),
    "folder": (lambda file: file.mkdir(), "is a folder"),
}


@pytest.mark.parametrize("kind", UNFIT)
def test_what_cannot_be_read_is_refused_in_one_line_that_says_why(tmp_path, kind):
    make, why = UNFIT[kind]
    file = tmp_path / "own.keras"
    make(file)
    with pytest.raises(EmnistLabError, match=why) as error:
        load_reader(file)
    assert Path(error.value.where) == file
    assert len(str(error.value).splitlines()) == 2

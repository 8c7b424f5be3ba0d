"""What a page's network makes of images, and its conversion of strokes, are those of Python."""

import base64
import json

import numpy as np
import pytest
import tensorflow as tf
from browser import needs_chromium
from devtools import open_chromium
from PIL import Image, ImageDraw

from emnist_lab.datasets.emnist.convert import ink_to_emnist
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.datasets.pipelines import model_input
from emnist_lab.errors import EmnistLabError
from emnist_lab.models.build import build_model
from emnist_lab.portable.page import RUNTIME, network_script
from emnist_lab.recipe import ImageForm

# Between them they have every layer that a page knows.
NETWORKS = {
    "compact": (ImageForm(side=28, channels=1), {"stages": 3, "activation": "swish", "squeeze": 4}),
    "fine": (ImageForm(side=28, channels=1), {}),
    "densenet": (
        ImageForm(side=32, channels=1),
        {"blocks": [2, 2], "activation": "elu", "stem_pooling": "average"},
    ),
    "densenet_padded": (
        ImageForm(side=32, channels=1, fit="pad"),
        {"blocks": [2, 2], "activation": "leaky_relu"},
    ),
    "lenet5_new": (ImageForm(side=32, channels=3), {}),
}
AGREE_WITHIN = 1e-5


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with open_chromium(tmp_path_factory.mktemp("chromium")) as page:
        yield page


def with_random_weights(model, random):
    for weight in model.weights:
        if "variance" in weight.path or "gamma" in weight.path:
            weight.assign(random.uniform(0.5, 1.5, weight.shape))
        elif "moving_mean" in weight.path or "beta" in weight.path:
            weight.assign(random.normal(0, 0.3, weight.shape))
    return model


@needs_chromium
@pytest.mark.slow
def test_outputs_for_200_images_are_those_of_keras(browser):
    hold_outputs(browser, "compact", 200)


@needs_chromium
@pytest.mark.parametrize("name", NETWORKS)
def test_outputs_are_those_of_keras(browser, name):
    hold_outputs(browser, name, 8)


def hold_outputs(browser, name, count):
    (form, options), random = NETWORKS[name], np.random.default_rng(0)
    model = build_model(name.removesuffix("_padded"), form.shape, 47, **options)
    with_random_weights(model, random)
    images = random.integers(0, 256, (count, 28, 28), np.uint8)
    expected = model(model_input(tf.constant(images), form), training=False).numpy()
    script = network_script(model, form, tuple(map(str, range(47))), 28)
    browser.evaluate(f"{RUNTIME.read_text()}\n{script}; 0")
    given = browser.evaluate(
        f"""(() => {{
        const bytes = drawHere.bytesOf("{base64.b64encode(images.tobytes()).decode()}");
        const run = drawHere.runNetwork(drawHere.network);
        return Array.from({{length: {len(images)}}}, (_, i) =>
          Array.from(run(bytes.subarray(784 * i, 784 * (i + 1))).probabilities));
        }})()"""
    )
    assert np.abs(np.array(given) - expected).max() <= AGREE_WITHIN
    # The images are told apart at all.
    assert np.ptp(expected, axis=0).max() > 10 * AGREE_WITHIN


def test_what_a_page_cannot_run_is_refused():
    model = build_model("gru", (28, 28, 1), 10)
    with pytest.raises(EmnistLabError, match="no counterpart in a page"):
        network_script(model, ImageForm(side=28, channels=1), tuple("0123456789"), 28)


def drawn(random) -> np.ndarray:
    """Return ink, 0 to 1, of a line of six points with a pen of any width."""
    side = int(random.integers(100, 300))
    picture = Image.new("L", (side * 4, side * 4), 0)
    span = random.uniform(0.1, 0.9)
    points = random.random((6, 2)) * span * side * 4 + (1 - span) * side * 2
    width = int(random.integers(4, 30)) * 4
    ImageDraw.Draw(picture).line([tuple(p) for p in points], fill=255, width=width, joint="curve")
    return np.asarray(picture.reduce(4)) / 255


@needs_chromium
def test_strokes_become_the_images_that_photos_become(browser):
    random = np.random.default_rng(1)
    inks = [drawn(random) for _ in range(12)]
    browser.evaluate(f"{EMNIST.stroke_script.read_text()}; 0")
    for ink in inks:
        grid = {"width": ink.shape[1], "height": ink.shape[0]}
        bytes_ = base64.b64encode(np.round(255 * ink).astype(np.uint8).tobytes()).decode()
        given = browser.evaluate(
            f"""(() => {{
            const bytes = atob("{bytes_}");
            const values = Float64Array.from(bytes, (letter) => letter.charCodeAt(0) / 255);
            return Array.from(drawHere.imageOf({{...{json.dumps(grid)}, values}}));
            }})()"""
        )
        assert given == ink_to_emnist(ink).ravel().tolist()


@needs_chromium
def test_an_empty_field_is_no_image(browser):
    browser.evaluate(f"{EMNIST.stroke_script.read_text()}; 0")
    empty = "{width: 9, height: 9, values: new Float64Array(81)}"
    assert browser.evaluate(f"drawHere.imageOf({empty})") is None

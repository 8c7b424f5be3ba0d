"""Evaluation: every image counts once, and the figures mean what they say."""

import numpy as np
import pytest

from emnist_lab.datasets.partition import Rows
from emnist_lab.models.build import build_model
from emnist_lab.recipe import ImageForm
from emnist_lab.training.evaluate import evaluate_model, forward_pass, loss_and_accuracy
from emnist_lab.training.timing import time_single_images

FORM = ImageForm(side=32, channels=3)


@pytest.fixture(scope="module")
def forward():
    return forward_pass(build_model("lenet5_new", FORM.shape, 4), FORM)


def test_every_image_of_the_split_is_read_once_and_in_order(forward, tiny_split):
    many = np.tile(tiny_split.test_images, (5, 1, 1))
    rows = Rows(many, np.tile(tiny_split.test_labels, 5), np.arange(300))
    read, times = evaluate_model(forward, rows, FORM)
    assert read.shape == (300, 4)
    np.testing.assert_allclose(read[:60], read[240:], atol=1e-5)
    assert 0 < times["inference_time_s"] <= times["eval_time_s"]


def test_figures_of_known_probabilities():
    probabilities = np.full((2, 10), 0.05, np.float32)
    probabilities[0, 3] = 0.55
    probabilities[1] = np.linspace(0.19, 0.01, 10)
    figures = loss_and_accuracy(probabilities, np.array([3, 5], np.uint8))
    assert figures["test_acc"] == 0.5
    assert figures["top5_acc"] == 0.5
    expected = -(np.log(0.55) + np.log(probabilities[1, 5])) / 2
    assert figures["test_loss"] == pytest.approx(expected, rel=1e-5)


def test_a_model_that_cannot_decide_gets_no_top5():
    undecided = np.full((3, 47), 1 / 47, np.float32)
    assert loss_and_accuracy(undecided, np.array([0, 1, 2], np.uint8))["top5_acc"] == 0.0


def test_timings_have_the_units_they_name(forward, tiny_split):
    many = Rows(np.tile(tiny_split.test_images, (5, 1, 1)), np.zeros(300, np.uint8), np.arange(300))
    _, times = evaluate_model(forward, many, FORM)
    timings = time_single_images(forward, FORM, runs=20)
    assert 0 < timings["latency_ms"] <= timings["latency_p95_ms"]
    assert times["throughput_images_s"] > 1e3 / timings["latency_ms"]

"""Pictures arrive small, and look as they did."""

import base64
import io
import json

import numpy as np
from matplotlib.figure import Figure
from PIL import Image
from sample_project import picture

from emnist_lab.reporting.pictures import with_small_pictures


def notebook(encoded: str) -> str:
    return json.dumps({"cells": [{"outputs": [{"data": {"image/png": encoded}}]}]})


def shown(text: str) -> Image.Image:
    encoded = json.loads(text)["cells"][0]["outputs"][0]["data"]["image/png"]
    return Image.open(io.BytesIO(base64.b64decode(encoded)))


def drawing() -> str:
    figure = Figure(figsize=(7, 4), dpi=200)
    axes = figure.subplots()
    for slope in range(6):
        axes.plot([0, 1, 4], [0, slope, 2 * slope], label=f"a line of slope {slope}")
    axes.legend()
    content = io.BytesIO()
    figure.savefig(content, format="png")
    return base64.b64encode(content.getvalue()).decode()


def test_a_picture_is_smaller_and_looks_the_same():
    before = notebook(drawing())
    after = with_small_pictures(before)
    assert len(after) < len(before) / 2
    old, new = (np.asarray(shown(text).convert("RGB"), float) for text in (before, after))
    assert old.shape == new.shape
    assert np.abs(old - new).mean() < 4


def test_its_size_on_paper_stays():
    after = shown(with_small_pictures(notebook(picture(800, 400, dpi=200))))
    assert [round(dots) for dots in after.info["dpi"]] == [200, 200]


def test_what_is_no_picture_stays_as_it_is():
    for text in (notebook("AAAA"), notebook("no base64"), "no notebook"):
        assert with_small_pictures(text) == text

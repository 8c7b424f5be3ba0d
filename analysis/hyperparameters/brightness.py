"""What each way of changing the brightness makes of an image that a network reads in 0..1."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy.ndimage import rotate

from emnist_lab.datasets.brightness import mistaken_brightness
from emnist_lab.figures.absent import images_elsewhere
from emnist_lab.figures.csv_data import offer_data
from emnist_lab.figures.theme import WIDTH

# Degrees; what interpolates an image leaves few gray values that are whole numbers.
ROTATION = 8
WAYS = {
    "unchanged": "unchanged",
    "within_range": "within\nrange",
    "stretched_to_255": "stretched\nto 255",
    "cut_to_integers": "cut to\nintegers",
    "shifted_by_255": "shifted\nby 255",
}


def plot_brightness_ways(split, count: int, brightness: float) -> Figure:
    """Draw images as each way of changing the brightness leaves them, a row a way.

    Parameters
    ----------
    split : emnist_lab.datasets.load.Split
        The data; its first training images are shown, each rotated a little as augmentation does.
    brightness : float
        The largest change; the images take it from its negative on the left to the right.

    Returns
    -------
    matplotlib.figure.Figure
        Ink is dark; each row is drawn in its own range of gray values, which stands beside it.
    """
    if not split.origin.has_images:
        return images_elsewhere()
    images = split.train_images[:count]
    turned = rotate(images / 255, ROTATION, axes=(1, 2), reshape=False, order=1)
    turned = np.clip(turned, 0, 1).astype(np.float32)[..., None]
    changes = np.linspace(-brightness, brightness, len(images), dtype=np.float32)
    figure, panels = plt.subplots(
        len(WAYS), len(images), figsize=(WIDTH, 0.85 * len(WAYS) + 0.2), layout="constrained"
    )
    ranges = {}
    for (way, name), row in zip(WAYS.items(), panels, strict=True):
        changed = _changed(turned, changes[:, None, None, None], way)
        for axes, image in zip(row, changed[..., 0], strict=True):
            axes.imshow(image, cmap="gray_r", vmin=0, vmax=max(changed.max(), 1))
            axes.set(xticks=[], yticks=[])
        ranges[name] = changed.min(), changed.max()
        row[0].set_ylabel(name, rotation=0, ha="right", va="center")
        row[-1].yaxis.set_label_position("right")
        row[-1].set_ylabel(
            f"{changed.min():.0f} to {changed.max():.0f}", rotation=0, ha="left", va="center"
        )
    for axes, change in zip(panels[0], changes, strict=True):
        axes.set_title(f"{change:+.2f}".replace("-", "\u2212"))
    figure.set_label(_finding(ranges))
    rows = [(name.replace("\n", " "), *ends) for name, ends in ranges.items()]
    offer_data(figure, pd.DataFrame(rows, columns=["way", "lowest", "highest"]))
    plt.close(figure)
    return figure


def _finding(ranges: dict[str, tuple[float, float]]) -> str:
    said = (
        f"{name.replace(chr(10), ' ')} {low:.0f} to {high:.0f}"
        for name, (low, high) in ranges.items()
    )
    return f"Gray values: {'; '.join(said)}."


def _changed(images: np.ndarray, change: np.ndarray, way: str) -> np.ndarray:
    if way == "unchanged":
        return images
    if way == "within_range":
        return np.clip(images + change, 0, 1)
    return mistaken_brightness(images, change, way)

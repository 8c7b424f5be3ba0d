"""Draws images of given characters, many at a time, the same ones on every run."""

from collections.abc import Sequence

import numpy as np

from emnist_lab.datasets.emnist.frame import emnist_convert
from emnist_lab.datasets.emnist.synthesize.raster import draw_frame
from emnist_lab.datasets.emnist.synthesize.templates import load_templates
from emnist_lab.datasets.emnist.synthesize.writer import write

IMAGES_PER_TASK = 500
# Below this a pool costs more to start than it saves.
SMALLEST_POOLED_JOB = 4_000


def synthesize_images(
    characters: Sequence[str], seed: int, stream: int = 0, processes: int | None = None
) -> np.ndarray:
    """Draw one image of each character.

    Parameters
    ----------
    characters : sequence of str
        Any of "0".."9", "A".."Z", "a".."z", one per image.
    seed : int
        Same seed, stream and characters: same bytes, whatever the number of processes.
    stream : int
        Images of different streams share no random number: other writers.
    processes : int, optional
        Processes to draw with; the cores this process may use by default.

    Returns
    -------
    ndarray of uint8, (n, 28, 28)
        Upright, ink 255 on 0.
    """
    # Joblib takes long to import, and only who draws needs it.
    from joblib import cpu_count
    from joblib.externals.loky import ProcessPoolExecutor

    tasks = [
        (characters[first : first + IMAGES_PER_TASK], seed, stream, first)
        for first in range(0, len(characters), IMAGES_PER_TASK)
    ]
    if processes is None:
        processes = cpu_count() if len(characters) >= SMALLEST_POOLED_JOB else 1
    if processes == 1:
        parts = [_draw_task(*task) for task in tasks]
    else:
        # Not `joblib.Parallel`, which keeps its processes, and their memory, for some minutes.
        with ProcessPoolExecutor(processes) as pool:
            parts = list(pool.map(_draw_task, *zip(*tasks, strict=True)))
    return np.concatenate([np.empty((0, 28, 28), np.uint8), *parts])


def _draw_task(characters: Sequence[str], seed: int, stream: int, first_index: int) -> np.ndarray:
    images = np.empty((len(characters), 28, 28), np.uint8)
    for i, character in enumerate(characters):
        # From 1: NumPy takes [seed, stream, 0] for [seed, stream], which orders the labels.
        rng = np.random.default_rng([seed, stream, first_index + i + 1])
        images[i] = _draw_image(character, rng)
    return images


def _draw_image(character: str, rng: np.random.Generator) -> np.ndarray:
    allographs = load_templates()[character]
    glyph = allographs.choose(rng.random())
    points = write(glyph, allographs, rng)
    return emnist_convert(draw_frame(points, glyph, allographs.length, rng))

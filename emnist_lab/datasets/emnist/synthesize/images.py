"""Draws images of given characters, many at a time, the same ones on every run."""

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

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
    tasks = [
        (list(characters[first : first + IMAGES_PER_TASK]), seed, stream, first)
        for first in range(0, len(characters), IMAGES_PER_TASK)
    ]
    if processes is None:
        processes = _usable_cores() if len(characters) >= SMALLEST_POOLED_JOB else 1
    if processes == 1 or len(tasks) < 2:
        parts = [_draw_task(task) for task in tasks]
    else:
        parts = _draw_in_pool(tasks, processes)
    return np.concatenate([np.empty((0, 28, 28), np.uint8), *parts])


def _draw_in_pool(tasks: list[tuple], processes: int) -> list[np.ndarray]:
    try:
        # Spawned, not forked: the caller may have TensorFlow's threads running.
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            return list(pool.map(_draw_task, tasks))
    except BrokenProcessPool:
        # A script without `if __name__ == "__main__"` cannot be spawned; it can still draw.
        return [_draw_task(task) for task in tasks]


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _draw_task(task: tuple[list[str], int, int, int]) -> np.ndarray:
    characters, seed, stream, first_index = task
    images = np.empty((len(characters), 28, 28), np.uint8)
    for i, character in enumerate(characters):
        # From 1: NumPy takes [seed, stream, 0] for [seed, stream], which orders the labels.
        rng = np.random.default_rng([seed, stream, first_index + i + 1])
        images[i] = _draw_image(character, rng)
    return images


def _draw_image(character: str, rng: np.random.Generator) -> np.ndarray:
    allographs = load_templates()[character]
    glyph = allographs.choose(rng.random())
    points = write(glyph, allographs.habit, rng)
    return emnist_convert(draw_frame(points, glyph, allographs.habit.length, rng))

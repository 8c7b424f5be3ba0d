"""What a model is asked of an image: which character it is, or only whether a digit or a letter."""

from dataclasses import replace

import numpy as np

from emnist_lab.config import TaskName

DIGIT_OR_LETTER = ("digit", "letter")


def split_for_task(split, task: TaskName):
    """Return a split with the labels and classes of a task.

    Parameters
    ----------
    split : emnist_lab.datasets.load.Split
        Characters, as EMNIST labels them.
    task : {"characters", "digit_or_letter"}
        Under the latter, label 0 is a digit and 1 a letter.

    Returns
    -------
    emnist_lab.datasets.load.Split
        The same images; the digest stays that of the content on disk.
    """
    if task == "characters":
        return split
    is_letter = np.array([not character.isdigit() for character in split.classes], np.uint8)
    return replace(
        split,
        classes=DIGIT_OR_LETTER,
        train_labels=is_letter[split.train_labels],
        test_labels=is_letter[split.test_labels],
    )


def task_of(classes: tuple[str, ...]) -> TaskName:
    """Return the task of a model that tells these classes apart."""
    return "digit_or_letter" if tuple(classes) == DIGIT_OR_LETTER else "characters"

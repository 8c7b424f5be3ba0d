"""What a model is asked of an image: its class, or only the group that its class is in."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from emnist_lab.dataset import Task
from emnist_lab.datasets.content import label_dtype

if TYPE_CHECKING:
    from emnist_lab.datasets.load import Split


def split_for_task(split: "Split", task: Task) -> "Split":
    """Return a split with the labels and classes of a task; its digest stays that on disk."""
    if not task.answers:
        return split
    classes = task.classes(split.classes)
    numbers = [classes.index(task.answers[name]) for name in split.classes]
    answer = np.array(numbers, label_dtype(len(classes)))
    return replace(
        split,
        classes=classes,
        train_labels=answer[split.train_labels],
        test_labels=answer[split.test_labels],
    )


def task_of(split: "Split", classes: tuple[str, ...] | None) -> Task:
    """Return the task of a model that tells these classes apart, the default where none fits."""
    tasks = split.dataset.tasks
    return next((task for task in tasks if task.classes(split.classes) == classes), tasks[0])

"""What a saved model makes of a whole split."""

from pathlib import Path

import numpy as np

from emnist_lab.datasets.kept import need_images
from emnist_lab.datasets.load import load_test_part
from emnist_lab.datasets.origin import find_origin
from emnist_lab.datasets.partition import Rows
from emnist_lab.datasets.registry import find_dataset
from emnist_lab.datasets.tasks import split_for_task, task_of
from emnist_lab.errors import EmnistLabError
from emnist_lab.models.build import count_parameters
from emnist_lab.models.user_models import load_reader
from emnist_lab.training.evaluate import evaluate_model, forward_pass, loss_and_accuracy
from emnist_lab.training.timing import time_single_images

LATENCY_RUNS = 200


def evaluate_saved_model(
    file: Path,
    split_name: str | None = None,
    data_dir: Path | None = None,
    dataset: str | None = None,
) -> dict:
    """Return a saved model's figures on the whole test part of a split, and what was read.

    The figures have the names of a trial's record (`emnist_lab.trials.figures`). The data set is
    the one that the model was trained on, or the registry's where it does not say; the split is the
    first of the data set; both may be named.

    Raises
    ------
    EmnistLabError
        If the file is no model, or tells other classes apart than the split has.
    """
    reader = load_reader(file)
    data = find_dataset(dataset or reader.dataset)
    need_images(find_origin(data_dir, test_alone=True, dataset=data))
    split_name = split_name or data.split_names[0]
    model, form, classes = reader.model, reader.form, reader.classes
    split = load_test_part(split_name, data_dir, data)
    split = split_for_task(split, task_of(split, classes))
    if reader.class_count != len(split.classes) or classes not in (None, split.classes):
        raise EmnistLabError(
            f"the model tells {reader.class_count} classes apart, which are not the "
            f"{len(split.classes)} of {split_name}",
            where=file,
            fix="choose the split that it was trained on with --split",
        )
    rows = Rows(split.test_images, split.test_labels, np.arange(len(split.test_labels)))
    forward = forward_pass(model, form)
    probabilities, times = evaluate_model(forward, rows, form)
    parameters, trainable = count_parameters(model)
    return {
        "model": str(file),
        "split": split_name,
        "data": split.origin.description,
        "data_digest": split.digest,
        "test_images": len(rows),
        **loss_and_accuracy(probabilities, split.test_labels, data.top_k),
        "parameters": parameters,
        "trainable": trainable,
        **times,
        **time_single_images(forward, form, LATENCY_RUNS),
    }

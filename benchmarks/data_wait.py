"""How long does a training step wait for its data?

    python benchmarks/data_wait.py [--data-dir DIR]

Runs an epoch of each model by hand, so that the time for `next(batch)` and the time for the step
can be told apart; the pipeline prefetches while the step runs, as it does in `model.fit`.
"""

import argparse
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras

from emnist_lab.datasets.load import load_split
from emnist_lab.datasets.partition import partition_split
from emnist_lab.datasets.pipelines import training_pipeline
from emnist_lab.models.build import build_model
from emnist_lab.project import Project
from emnist_lab.studies import find_study
from emnist_lab.training.compile import compile_model

CASES = (("baselines", "lenet5_new", 256, 60), ("layers", "layer_4_1", 256, 12))
WARM_UP_STEPS = 3


def wait_share(study: str, variant_name: str, batch_size: int, steps: int, split) -> float:
    """Return the share of an epoch's time that the steps wait for data."""
    variant = find_study(Project.find(), study).variant(variant_name)
    recipe = variant.recipe.model_copy(update={"batch_size": batch_size})
    parts = partition_split(split, 1 / 6, seed=0)
    model = build_model(variant.model, variant.image.shape, len(split.classes), **variant.options)
    compile_model(model, recipe, steps_per_epoch=steps)
    pipeline = training_pipeline(
        parts.train, variant.image, batch_size, 0, recipe.augmentation
    ).repeat()
    batches = iter(pipeline)
    for _ in range(WARM_UP_STEPS):
        model.train_on_batch(*next(batches))
    waited = worked = 0.0
    for _ in range(steps):
        start = time.perf_counter()
        batch = next(batches)
        got = time.perf_counter()
        model.train_on_batch(*batch)
        waited += got - start
        worked += time.perf_counter() - got
    return waited / (waited + worked)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data-dir")
    split = load_split("balanced", parser.parse_args().data_dir)
    keras.utils.set_random_seed(0)
    for study, variant, batch_size, steps in CASES:
        share = wait_share(study, variant, batch_size, steps, split)
        print(f"{variant:<12} batch {batch_size}: {share:.1%} of the time waiting for data")


if __name__ == "__main__":
    main()

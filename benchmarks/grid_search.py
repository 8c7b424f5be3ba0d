"""How much faster is a search than the same one in plain Keras Tuner?

    python benchmarks/grid_search.py [--profile quick] [--data-dir DIR]

The 31 learning-rate x optimizer trials of the hyperparameters study, twice, on all cores:
`keras_tuner.GridSearch` with `model.fit`, as its guide has it, then this project's search, which
also reads the test split, times inference and leaves records. Both start from nothing.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from analysis.hyperparameters.study import STUDY
from emnist_lab.datasets.load import load_splits
from emnist_lab.project import Project

PLAIN = """
import sys
import keras, keras_tuner
import numpy as np
from emnist_lab.profile import load_profile
from emnist_lab.datasets.load import load_split
from emnist_lab.datasets.partition import profile_partition
from emnist_lab.models.build import build_model
from emnist_lab.project import Project
from analysis.hyperparameters.study import OPTIMIZER, STUDY

profile, data_dir, directory = sys.argv[1:]
sizes = load_profile(Project.find(), profile).sized(STUDY, OPTIMIZER)
parts = profile_partition(load_split(STUDY.split, data_dir or None, STUDY.dataset), sizes, 0)

def arrays(rows):
    images, labels = rows.take(np.arange(len(rows)))
    gray = np.repeat(images[..., None] / np.float32(255), 3, axis=-1)
    return keras.ops.convert_to_numpy(keras.ops.image.resize(gray, (32, 32))), labels

train, validation = arrays(parts.train), arrays(parts.validation)
OPTIMIZERS = {
    "adam": keras.optimizers.Adam, "adamax": keras.optimizers.Adamax,
    "nadam": keras.optimizers.Nadam, "adamw": keras.optimizers.AdamW,
    "rmsprop": keras.optimizers.RMSprop,
    "momentum": lambda rate: keras.optimizers.SGD(rate, momentum=0.9),
    "nesterov": lambda rate: keras.optimizers.SGD(rate, momentum=0.9, nesterov=True),
}
trials = 0
for batch_size in dict.fromkeys(variant.recipe.batch_size for variant in OPTIMIZER.variants):
    recipes = [v.recipe for v in OPTIMIZER.variants if v.recipe.batch_size == batch_size]
    scaled = sizes.scaled(recipes[0], "densenet", 0)

    def hypermodel(hp):
        rate = hp.Choice("learning_rate", list(dict.fromkeys(r.learning_rate for r in recipes)))
        name = hp.Choice("optimizer", list(dict.fromkeys(r.optimizer for r in recipes)))
        model = build_model("densenet", (32, 32, 3), 47)
        model.compile(
            OPTIMIZERS[name](rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
        )
        return model

    tuner = keras_tuner.GridSearch(
        hypermodel, "val_accuracy", max_trials=None, directory=directory,
        project_name=f"batch{batch_size}",
    )
    tuner.search(
        *train, validation_data=validation, epochs=scaled.epochs, batch_size=scaled.batch_size,
        callbacks=[
            keras.callbacks.ReduceLROnPlateau(patience=scaled.plateau_patience),
            keras.callbacks.EarlyStopping(patience=scaled.early_stopping),
        ],
        verbose=0,
    )
    trials += len(tuner.oracle.trials)
print(trials)
"""
OURS = """
import sys
from emnist_lab.search.run import run_study

profile, data_dir, _ = sys.argv[1:]
results = run_study("hyperparameters", profile, data_dir or None).results
print(len(results))
"""
# Every process of the search takes the study without its other sections.
OPTIMIZER_ONLY = """
STUDY = STUDY.model_copy(
    update={"sections": (OPTIMIZER,), "variants": OPTIMIZER.variants, "tour": ()}
)
"""


def timed(script: str, profile: str, data_dir: str) -> tuple[int, float, float]:
    """Return the trials of a search in a project of its own, its seconds, its processor seconds."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("pyproject.toml", "data"):
            (root / name).symlink_to(Project.find().root / name)
        shutil.copytree(Project.find().analysis_dir, root / "analysis")
        with (root / "analysis" / STUDY.name / "study.py").open("a") as study:
            study.write(OPTIMIZER_ONLY)
        search_path = os.pathsep.join(filter(None, [folder, *sys.path[1:]]))
        before = _processor_seconds()
        start = time.perf_counter()
        answer = subprocess.run(
            [sys.executable, "-c", script, profile, data_dir, str(root / "tuner")],
            env=os.environ
            | {"EMNIST_LAB_ROOT": folder, "PYTHONPATH": search_path, "TF_CPP_MIN_LOG_LEVEL": "2"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        seconds = time.perf_counter() - start
    return int(answer.stdout.split()[-1]), seconds, _processor_seconds() - before


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--profile", default="quick")
    parser.add_argument("--data-dir", default="")
    arguments = parser.parse_args()
    # Reading or drawing the images, the first time, is no part of a search.
    load_splits(STUDY.splits, arguments.data_dir or None, STUDY.dataset)
    print("| Search | Trials | Time | Processor time |")
    print("|---|---|---|---|")
    times = []
    for name, script in (("this project's", OURS), ("plain GridSearch", PLAIN)):
        trials, seconds, processor = timed(script, arguments.profile, arguments.data_dir)
        print(f"| {name} | {trials} | {seconds:.0f} s | {processor:.0f} s |", flush=True)
        times.append(seconds)
    print(f"{times[1] / times[0]:.1f} times faster")


if __name__ == "__main__":
    main()

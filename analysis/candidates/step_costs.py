"""What a training step of VGG16 costs at 224x224 pixels beside 32x32: seconds and memory.

`python -m analysis.candidates.step_costs` measures one side, in a process of its own: memory that
another network has held would count as this one's.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd

from analysis.candidates.study import FORM, STUDY
from emnist_lab.config import Variant
from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import Profile
from emnist_lab.search.devices import take_device
from emnist_lab.search.no_training import may_train
from emnist_lab.search.spread import local_devices
from emnist_lab.trials.study_table import StudyTable

SIDES = (FORM.side, 224)
# Few, since at 224x224 two cores take seconds for each. The first step is left out of the time.
IMAGES, STEPS = 4, 3
# `memory_mb` is what the process held at most, less what it held before the network was built.
STEP_COSTS = StudyTable("step_costs.csv", ("side", "images", "parameters", "step_s", "memory_mb"))


def step_costs(profile: Profile, trained_here: bool = True) -> pd.DataFrame:
    """Return what a step of VGG16 costs at each of `SIDES`, measured now unless known.

    Returns
    -------
    pandas.DataFrame
        The rows of `STEP_COSTS`; none in a profile of a first look, and none where nothing may be
        trained and nothing is known, or beside trials that were not trained here.
    """
    known = STEP_COSTS.read(STUDY.name, profile)
    first_look = profile.variants == "tour"
    if len(known) or first_look or not (may_train() and trained_here):
        return known
    rows = [_measured_alone(profile.project.root, side) for side in SIDES]
    STEP_COSTS.write(STUDY.name, profile, pd.DataFrame(rows))
    return STEP_COSTS.read(STUDY.name, profile)


def _measured_alone(root: Path, side: int) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "analysis.candidates.step_costs", str(side)],
        cwd=root,
        env=os.environ | local_devices(None)[0] | {"TF_CPP_MIN_LOG_LEVEL": "2"},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise EmnistLabError(
            "\n  ".join(["a step could not be measured", *done.stderr.splitlines()[-3:]]),
            fix="fix the cause, and run the same command: done trials are kept",
        )
    return json.loads(done.stdout.splitlines()[-1])


def measured_steps(variant: Variant, side: int) -> dict:
    """Take a few training steps, untraced, and return a row of `STEP_COSTS`."""
    import numpy as np

    from emnist_lab.models.build import build_model
    from emnist_lab.training.compile import new_optimizer

    classes = len(STUDY.dataset.classes(STUDY.split, variant.task))
    shape = (side, side, FORM.channels)
    before = _most_mb()
    model = build_model(variant.model, shape, classes, **variant.options)
    loss = "sparse_categorical_crossentropy"
    model.compile(new_optimizer(variant.recipe), loss, run_eagerly=True)
    images = np.zeros((IMAGES, *shape), "float32")
    seconds = []
    for _ in range(STEPS):
        start = time.perf_counter()
        model.train_on_batch(images, np.zeros(IMAGES, "int32"))
        seconds.append(time.perf_counter() - start)
    return {
        "side": side,
        "images": IMAGES,
        "parameters": model.count_params(),
        "step_s": statistics.median(seconds[1:]),
        "memory_mb": _most_mb() - before,
    }


def _most_mb() -> float:
    """Return the most memory that this process has held so far, of a GPU where there is one."""
    import tensorflow as tf

    if tf.config.list_logical_devices("GPU"):
        return tf.config.experimental.get_memory_info("GPU:0")["peak"] / 1e6
    status = Path("/proc/self/status")
    if not status.is_file():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    # In units of 1,024 bytes. What `resource` says on Linux may be what the parent held.
    (held,) = [line for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
    return int(held.split()[1]) * 1024 / 1e6


if __name__ == "__main__":
    # What the parent chose is in the environment already; TensorFlow counts its threads when it
    # starts.
    take_device({})
    print(json.dumps(measured_steps(STUDY.variant("vgg16_head_512"), int(sys.argv[1]))))

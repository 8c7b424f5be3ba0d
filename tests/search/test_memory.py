"""A worker's memory stays level, however many trials it trains."""

import itertools
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

TRIALS = 100
GRAPHS = 3  # one more than a worker keeps, so that every trial builds and traces its own
MOST_GROWTH = 0.15
# A process of its own: what pytest and other tests hold would hide a leak.
TRAIN = """
import sys
from pathlib import Path
import numpy as np, psutil
from emnist_lab.config import ImageForm, Profile, Recipe, Study, Variant
from emnist_lab.datasets.load import Split
from emnist_lab.datasets.origin import SYNTHETIC
from emnist_lab.results.trial import plan_trials
from emnist_lab.search.tuner import run_and_record
from emnist_lab.training.reuse import MOST_MODELS, TracedModels

trials, graphs = int(sys.argv[1]), int(sys.argv[2])
assert graphs > MOST_MODELS
labels = (np.arange(235) % 47).astype(np.uint8)
images = np.random.default_rng(0).integers(0, 255, (235, 28, 28), dtype=np.uint8)
split = Split(name="balanced", classes=tuple(map(str, range(47))), train_images=images,
              train_labels=labels, test_images=images, test_labels=labels, origin=SYNTHETIC,
              digest="memory")
profile = Profile(name="tiny", description="", validation_fraction=0.4, max_epochs=1,
                  seeds=tuple(range(-(-trials // graphs))), latency_runs=20)
recipe = Recipe(batch_size=47, epochs=1)
variants = [
    Variant(name=f"graph{n}", change="", model="densenet", recipe=recipe,
            options={"blocks": [2, 2], "growth": 24 + n}, image=ImageForm(side=32))
    for n in range(graphs)
]
plans = plan_trials(Study(name="memory", title="", question="", variants=variants), profile, "")
plans.sort(key=lambda plan: plan.seed)
traced, process = TracedModels(), psutil.Process()
for plan in plans[:trials]:
    record = run_and_record(plan, split, traced)
    assert record["status"] == "completed", record["reason"]
    print(process.memory_info().rss // 2**20, flush=True)
"""


def test_memory_after_a_hundred_trials_is_that_after_ten(project):
    trained = subprocess.run(
        [sys.executable, "-c", TRAIN, str(TRIALS), str(GRAPHS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert trained.returncode == 0, trained.stderr[-2000:]
    megabytes = [int(line) for line in trained.stdout.split()]
    assert len(megabytes) == TRIALS
    print("MiB after trial", dict(itertools.islice(enumerate(megabytes, 1), 9, None, 10)))
    assert megabytes[TRIALS - 1] <= (1 + MOST_GROWTH) * megabytes[9]

"""Train with and without the memory settings of a search's processes, interleaved.

    python benchmarks/kept_memory.py

Each process trains the network on one core, on noise, and prints its images a second.
"""

import os
import subprocess
import sys
import time

from emnist_lab.search.workers import KEEPS_MEMORY

INTERLEAVED_TIMES = 3
IMAGES, BATCH = 3840, 128
NETWORKS = ("compact", "layer_4_1")


def images_per_second(name: str) -> float:
    """Return the speed of an epoch over images that wait in memory, tracing left out."""
    import numpy as np

    from analysis.frontier.study import STUDY
    from emnist_lab.models.build import build_model
    from emnist_lab.training.compile import compile_model
    from emnist_lab.training.reuse import skip_graph_optimizers

    skip_graph_optimizers()
    variant = STUDY.variant(name)
    recipe = variant.recipe.model_copy(update={"label_smoothing": 0.0, "mixing": None})
    model = build_model(variant.model, variant.image.shape, 47, **variant.options)
    compile_model(model, recipe, IMAGES // BATCH)
    generator = np.random.default_rng(0)
    images = generator.random((IMAGES, *variant.image.shape), dtype=np.float32)
    labels = generator.integers(0, 47, IMAGES)
    model.fit(images[: 2 * BATCH], labels[: 2 * BATCH], batch_size=BATCH, verbose=0)
    start = time.perf_counter()
    model.fit(images, labels, batch_size=BATCH, verbose=0)
    return IMAGES / (time.perf_counter() - start)


def measured(name: str, settings: dict[str, str]) -> str:
    """Return what a process of its own measures under some settings."""
    one_thread = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}
    environment = {**os.environ, **one_thread, "TF_CPP_MIN_LOG_LEVEL": "2"}
    environment.pop("GLIBC_TUNABLES", None)
    command = [sys.executable, __file__, name]
    return subprocess.run(
        command, env=environment | settings, check=True, capture_output=True, text=True
    ).stdout.strip()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(f"{images_per_second(sys.argv[1]):.0f}")
    else:
        for name in NETWORKS:
            for _ in range(INTERLEAVED_TIMES):
                print(name, "as usual", measured(name, {}), "kept", measured(name, KEEPS_MEMORY))

"""How much faster is a search with two workers than with one?

    python benchmarks/workers.py [STUDY] [--profile quick] [--data-dir DIR]

Trains every trial of the study from nothing in a project of its own, three times: with one worker
on one core, with one worker on two cores, and with two workers on a core each.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from emnist_lab.datasets.load import load_splits
from emnist_lab.project import Project
from emnist_lab.studies import find_study

CASES = ((1, 1), (2, 1), (2, 2))
SEARCH = """
import os, sys
study, profile, data_dir, cores = sys.argv[1:]
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(cores)])
from emnist_lab.search.run import run_study
results = run_study(study, profile, data_dir or None).results
print(len(results), results["train_time_s"].sum())
"""


def search_seconds(study: str, profile: str, data_dir: str, cores: int, workers: int) -> str:
    """Return a row of the table: the time of the whole search, and what its trials trained."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("pyproject.toml", "analysis", "data"):
            (Path(folder) / name).symlink_to(Project.find().root / name)
        start = time.perf_counter()
        answer = subprocess.run(
            [sys.executable, "-c", SEARCH, study, profile, data_dir, str(cores)],
            env=os.environ | {"EMNIST_LAB_ROOT": folder, "EMNIST_LAB_WORKERS": str(workers)},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        seconds = time.perf_counter() - start
    trials, trained = answer.stdout.split()
    return f"| {workers} | {cores} | {trials} | {seconds:.0f} s | {float(trained):.0f} s |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study", nargs="?", default="layers")
    parser.add_argument("--profile", default="quick")
    parser.add_argument("--data-dir", default="")
    arguments = parser.parse_args()
    # Reading or drawing the images, the first time, is no part of a search.
    study = find_study(Project.find(), arguments.study)
    load_splits(study.splits, arguments.data_dir or None, study.dataset)
    print("| Workers | Cores | Trials | Whole search | Seconds of epochs, summed over trials |")
    print("|---|---|---|---|---|")
    for cores, workers in CASES:
        case = (arguments.study, arguments.profile, arguments.data_dir, cores, workers)
        print(search_seconds(*case), flush=True)


if __name__ == "__main__":
    main()

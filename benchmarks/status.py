"""How long does `emnist-lab status` take with ten thousand records?

    python benchmarks/status.py [--records 10000]

Plans every variant of every study with so many seeds that there are as many trials, leaves a record
of each in a project of its own, and times the command three times, beside `emnist-lab --help`.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from emnist_lab.datasets.load import split_digest
from emnist_lab.profile import load_profile
from emnist_lab.project import Project
from emnist_lab.studies import find_studies
from emnist_lab.trials.plan import plan_trials
from emnist_lab.trials.records import write_record

PROFILE = """
description: for the benchmark
validation_fraction: 0.2
max_epochs: 1
seeds: [{seeds}]
"""
REPEATS = 3
MADE_WITH = {
    "commit": "0" * 40,
    "dirty": False,
    "packages": {"tensorflow-cpu": "2.21.0", "keras": "3.15.1", "numpy": "2.4.6"},
    "python": "3.11.7",
    "device": "Processor",
    "accelerator": "CPU",
    "data": "The images are drawn.",
    "started": "2026-11-21T22:56:30+00:00",
    "duration_s": 1.0,
}


def write_records(most: int) -> int:
    """Leave records of all trials in the project, and return how many."""
    variants = sum(len(study.variants) for study in find_studies(Project.find()).values())
    seeds = ", ".join(map(str, range(-(-most // variants))))
    Project.find().profile_file("many").write_text(PROFILE.format(seeds=seeds))
    profile = load_profile(Project.find(), "many")
    plans = [
        plan
        for study in find_studies(Project.find()).values()
        for plan in plan_trials(
            study, profile, {name: split_digest(name, None, study.dataset) for name in study.splits}
        )
    ]
    figures = {"parameters": 2152667, "epochs": 1, "val_loss": 1.0, "test_acc": 0.5}
    for plan in plans:
        write_record(plan.folder, plan.record("completed", None, figures, MADE_WITH))
    return len(plans)


def seconds(*arguments: str) -> float:
    """Return the shortest time of a command of this project."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "emnist_lab", *arguments], stdout=subprocess.DEVNULL, check=True
        )
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=10_000)
    most = parser.parse_args().records
    real = Project.find().root
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "analysis" / "profiles").mkdir(parents=True)
        for study in (real / "analysis").glob("*/study.py"):
            (root / "analysis" / study.parent.name).symlink_to(study.parent)
        for name in ("pyproject.toml", "data"):
            (root / name).symlink_to(real / name)
        os.environ["EMNIST_LAB_ROOT"] = folder
        records = write_records(most)
        print(f"--help                  {seconds('--help'):.2f} s")
        print(f"status, {records} records   {seconds('status', '--profile', 'many'):.2f} s")


if __name__ == "__main__":
    main()

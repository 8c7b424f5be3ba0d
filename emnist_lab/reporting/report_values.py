"""What the documents quote of a run as a whole: profile, data, machine, coverage."""

from pathlib import Path
from typing import Any

from emnist_lab.datasets.load import Split, load_split
from emnist_lab.datasets.origin import available_splits
from emnist_lab.profile import Profile
from emnist_lab.reporting.coverage import WHOLE_PROFILE, Coverage
from emnist_lab.reporting.sizes import occurring, trial_sizes
from emnist_lab.reporting.values import Figure, read_comparisons
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import study_records
from emnist_lab.trials.table import results_frame

SHOWN_DIGITS = 12


def report_values(
    profile: Profile, data_dir: Path | None, coverage: dict[str, Coverage]
) -> dict[str, Any]:
    """Return what the documents quote beside the studies.

    Parameters
    ----------
    data_dir : Path or None
        The data they were made with (see `emnist_lab.datasets.origin.find_origin`).

    Returns
    -------
    dict
        `profile`, `data`, `run`, `source_scale` and `sizes` of all trials, and the `families` of
        tests with their number of `tests`.
    """
    dataset = next(iter(coverage.values())).study.dataset
    split = load_split(dataset.split_names[0], data_dir, dataset)
    records = [
        record
        for part in coverage.values()
        if part.shown
        for record in study_records(part.study, profile)
    ]
    studies = [part.study for part in coverage.values()]
    return {
        "profile": profile_values(profile, records),
        "data": data_values(split, data_dir),
        "run": run_values(records) | _coverage_values(coverage),
        "sizes": trial_sizes(results_frame(records)),
        "families": _family_values([part.study.name for part in coverage.values()], profile),
        "source_scale": next((s.source_scale for s in studies if s.source_scale), ""),
    }


def profile_values(profile: Profile, records: list[TrialRecord]) -> dict[str, Any]:
    """Return the profile's name, and what its trials had, as far as their records say it."""
    results = results_frame(records)
    return {
        "name": profile.name,
        "description": profile.description,
        "whole": WHOLE_PROFILE,
        "validation": occurring(results["validation_fraction"], "share"),
        "test": occurring(results["test_images"]),
        "seeds": occurring(results["seed"]),
        "latency_runs": occurring(results["latency_runs"]),
    }


def data_values(split: Split, data_dir: Path | None) -> dict[str, Any]:
    """Return what the images are, what was noticed in them, and what figures of them hold for."""
    dataset = split.dataset
    names = available_splits(data_dir, dataset)
    drawing = dataset.drawing if split.origin.kind == "synthetic" else None
    return {
        "kind": split.origin.kind,
        "images": split.origin.has_images,
        "description": split.origin.description,
        "warnings": [
            {"split": name, "text": warning}
            for name in names
            for warning in load_split(name, data_dir, dataset).warnings
        ],
        "notice": drawing.NOTICE if drawing else f"The figures hold for {dataset.holds_for}.",
        "split": split.name,
        "splits": list(names),
        "absent": [name for name in dataset.split_names if name not in names],
        "classes": Figure(len(split.classes), "count"),
        "train": Figure(len(split.train_labels), "count"),
        "test": Figure(len(split.test_labels), "count"),
        "digest": split.digest[:SHOWN_DIGITS],
    }


def run_values(records: list[TrialRecord]) -> dict[str, Any]:
    """Return where, when and with what the trials ran; dates are days of the UTC calendar."""
    origins = [record.provenance for record in records]
    packages: dict[str, set[str]] = {}
    for origin in origins:
        for package, version in origin.packages.items():
            packages.setdefault(package, set()).add(version)
    return {
        "trials": Figure(len(records), "count"),
        "completed": Figure(sum(record.completed for record in records), "count"),
        "days": sorted({origin.started[:10] for origin in origins}),
        "duration": Figure(sum(origin.duration_s or 0 for origin in origins), "duration"),
        "processors": sorted({origin.device for origin in origins}),
        "accelerators": sorted({origin.accelerator for origin in origins}),
        "pythons": sorted({origin.python for origin in origins}),
        "packages": [
            {"name": name, "versions": sorted(versions)}
            for name, versions in sorted(packages.items())
        ],
        "commits": sorted({origin.commit[:10] for origin in origins if origin.commit}),
        "changed": any(origin.dirty for origin in origins),
    }


def _family_values(studies: list[str], profile: Profile) -> list[dict[str, Any]]:
    """Return the families that the studies' pairs are tested in, each with how many it tests."""
    tests = {
        each.family: each.tests
        for study in studies
        for each in read_comparisons(study, profile)
        if each.comparable
    }
    return [{"name": name, "tests": Figure(number, "count")} for name, number in tests.items()]


def _coverage_values(coverage: dict[str, Coverage]) -> dict[str, Any]:
    parts = [part for part in coverage.values() if part.study.variants]
    return {
        "ended": Figure(sum(len(part.ended) for part in parts), "count"),
        "planned": Figure(sum(len(part.study.variants) for part in parts), "count"),
        "every": Figure(sum(part.every for part in parts), "count"),
        "lacking": [part.context() for part in parts if len(part.ended) < len(part.study.variants)],
    }

"""Everything that the documents' prose quotes, written from the records to `_variables.yml`."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml

from emnist_lab.config import Study
from emnist_lab.dataset import DataSet
from emnist_lab.datasets.load import Split, load_split
from emnist_lab.datasets.origin import available_splits
from emnist_lab.errors import EmnistLabError
from emnist_lab.evidence.comparison import compare_pairs
from emnist_lab.evidence.pool import Pool, can_be_chosen, read_pool
from emnist_lab.figures.numbers import count, duration, percent
from emnist_lab.files import write_whole
from emnist_lab.profile import Profile
from emnist_lab.project import Project
from emnist_lab.reporting.coverage import Coverage, whole_coverage
from emnist_lab.reporting.findings import caution, runner_up_finding
from emnist_lab.reporting.findings_source import scale_difference
from emnist_lab.reporting.sizes import bases_in_words, span
from emnist_lab.reporting.study_variables import choice_variables, study_variables
from emnist_lab.reporting.words import listed, seeds_in_words
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import study_records
from emnist_lab.trials.table import results_frame

NO_CHOICE = (
    "No model that reads the common split has been trained yet, so that there is no answer so far."
)
HEADER = "# Written from the records by `emnist-lab render`; changes here are lost.\n"


@dataclass(frozen=True)
class StudyRecords:
    """A study's records as the prose needs them: a row a trial, and the raw ones."""

    study: Study
    results: pd.DataFrame
    records: list[TrialRecord]


def write_variables(
    profile: Profile,
    data_dir: Path | None,
    stale_reasons: list[str],
    coverage: dict[str, Coverage],
) -> Path:
    """Write `_variables.yml`, whole or not at all.

    Parameters
    ----------
    profile : Profile
        The profile whose records are quoted.
    data_dir : Path or None
        The data they were made with (see `emnist_lab.datasets.origin.find_origin`).
    stale_reasons : list of str
        What is stale and why; empty when all is fresh.
    coverage : dict of str to Coverage
        What there is of each study; nothing is written of those that are not shown.

    Returns
    -------
    Path
        The file.
    """
    variables = _variables(profile, data_dir, stale_reasons, coverage)
    text = yaml.safe_dump(variables, allow_unicode=True, sort_keys=False, width=1000)
    file = profile.project.variables_file
    write_whole(file, HEADER + text)
    return file


def _variables(
    profile: Profile,
    data_dir: Path | None,
    stale_reasons: list[str],
    coverage: dict[str, Coverage],
) -> dict:
    dataset = next(iter(coverage.values())).study.dataset
    split = load_split(dataset.split_names[0], data_dir, dataset)
    studies = [read_study(part.study, profile) for part in coverage.values() if part.shown]
    records = [record for study in studies for record in study.records]
    results, kind = results_frame(records), split.origin.kind
    some_compare = any(can_be_chosen(record, dataset) for record in records)
    digest = shown_digest(split, records)
    pool = read_pool(profile, digest, dataset) if some_compare else None
    scale = next(
        (part.study.source_scale for part in coverage.values() if part.study.source_scale), ""
    )
    variables = {
        "profile": profile_variables(profile, results),
        "data": data_variables(split, data_dir),
        "stale": {"notice": stale_notice(stale_reasons)},
        "run": {**run_variables(records), "coverage": whole_coverage(coverage)},
        "source": {
            "scale": scale_difference(scale, results, kind, "the trials of this report"),
        },
        "overall": overall_variables(pool),
    }
    for found in studies:
        _refuse_taken(found.study, profile.project, variables)
        said = study_variables(found.study, profile, found.results, pool, kind)
        if found.study.variants:
            said["coverage"] = coverage[found.study.name].finding
        # What there is to say of the data, which is no trial's, stands under a study's name too.
        variables[found.study.name] = variables.get(found.study.name, {}) | said
    return variables


def _refuse_taken(study: Study, project: Project, variables: dict) -> None:
    if study.variants and study.name in variables:
        raise EmnistLabError(
            f"documents quote something else as {study.name!r}",
            where=project.analysis_dir / study.name,
            fix="give the study's folder, and the study, another name",
        )


def read_study(study: Study, profile: Profile) -> StudyRecords:
    """Return a study's records of this profile, in the order of its variants and seeds."""
    records = study_records(study, profile)
    return StudyRecords(study, results_frame(records), records)


def shown_digest(split: Split, records: list[TrialRecord]) -> str:
    """Return the digest of the data whose trials are shown: other data only where all are stale."""
    digests = [r.data for r in records if r.hyperparameters.split == split.name]
    return split.digest if split.digest in digests or not digests else digests[0]


def profile_variables(profile: Profile, results: pd.DataFrame) -> dict[str, str]:
    """Return a profile's name, description and commands, and the sizes that its trials had.

    Parameters
    ----------
    profile : Profile
        The profile.
    results : pandas.DataFrame
        One row a trial (`emnist_lab.trials.table.RESULT_COLUMNS`) of all that are shown.

    Returns
    -------
    dict of str to str
        What a document says of the profile, and the warning that its figures carry.
    """
    own = results[~results["is_base"]]
    held_out = sorted(results["validation_fraction"].unique())
    return {
        "name": profile.name,
        "shown": f"`{profile.name}`",
        "description": profile.description,
        "train": span(own["train_images"]),
        "bases": bases_in_words(results),
        "validation": listed([percent(share) for share in held_out], "or"),
        "test": span(results["test_images"]),
        "epochs": span(results["most_epochs"]),
        "seeds": seeds_in_words(sorted(results["seed"].unique())),
        "batches": span(results["batch_size"]),
        "latency_runs": span(results["latency_runs"]),
        "caution": caution(profile, own),
        "run": f"`emnist-lab run --profile {profile.name}`",
        "render": f"`emnist-lab render --profile {profile.name}`",
    }


def data_variables(split: Split, data_dir: Path | None) -> dict[str, str]:
    """Return what readers must know of the data: its origin in plain words, splits and counts."""
    splits = available_splits(data_dir, split.dataset)
    noticed = data_warnings(split.dataset, splits, data_dir)
    return {
        "kind": split.origin.kind,
        "description": " ".join([split.origin.description, *noticed]),
        "notice": data_notice(split),
        "splits": listed([f"*{name}*" for name in splits]),
        "split_count": str(len(splits)),
        "classes": str(len(split.classes)),
        "train": count(len(split.train_labels)),
        "test": count(len(split.test_labels)),
        "digest": f"`{split.digest[:12]}`",
    }


def data_warnings(dataset: DataSet, splits: tuple[str, ...], data_dir: Path | None) -> list[str]:
    """Return what was noticed in the splits at hand when they were read, with their names."""
    return [
        f"**In *{name}*, {warning}**"
        for name in splits
        for warning in load_split(name, data_dir, dataset).warnings
    ]


def data_notice(split: Split) -> str:
    """Return what the kind of data means for the figures."""
    drawing = split.dataset.drawing
    if drawing is not None and split.origin.kind == "synthetic":
        return drawing.NOTICE
    return f"The figures hold for {split.dataset.holds_for}."


def run_variables(records: list[TrialRecord]) -> dict[str, str]:
    """Return where, when and with what the trials ran.

    Parameters
    ----------
    records : list of TrialRecord
        Trial records.

    Returns
    -------
    dict of str to str
        Dates are days of the UTC calendar.
    """
    origins = [record.provenance for record in records]
    days = sorted(origin.started[:10] for origin in origins)
    packages: dict[str, set[str]] = {}
    for origin in origins:
        for package, version in origin.packages.items():
            packages.setdefault(package, set()).add(version)
    commits = sorted({origin.commit[:10] for origin in origins if origin.commit})
    changed = any(origin.dirty for origin in origins)
    return {
        "trials": str(len(records)),
        "completed": str(sum(record.completed for record in records)),
        "date": days[-1],
        "period": days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}",
        "duration": duration(sum(origin.duration_s or 0 for origin in origins)),
        "processor": listed(sorted({origin.device for origin in origins})),
        "accelerator": listed(sorted({origin.accelerator for origin in origins})),
        "python": listed(sorted({origin.python for origin in origins})),
        "packages": listed([f"{name} {listed(sorted(v))}" for name, v in sorted(packages.items())]),
        "commit": (listed([f"`{commit}`" for commit in commits]) or "none: no Git repository")
        + (", with changes that were not committed" if changed else ""),
    }


def overall_variables(pool: Pool | None) -> dict[str, str]:
    """Return the variant that validation chooses of all studies, with its figures.

    Parameters
    ----------
    pool : Pool or None
        The trials of all studies, None where none completed that compare.

    Returns
    -------
    dict of str to str
        As `choice_variables`, the comparison with the variant that comes second, and `answer`, what
        an abstract says of the choice.
    """
    if pool is None:
        return {"finding": NO_CHOICE, "runner_up": "", "answer": NO_CHOICE}
    first_two = pool.ranking[:2]
    pairs = [(first_two[0], first_two[1])] if len(first_two) == 2 else []
    comparison = compare_pairs(pool.predictions, pairs)
    runner_up = runner_up_finding(pool.summary, comparison)
    choice = choice_variables(pool.summary)
    answer = (
        f"Of all variants trained here, validation chooses {choice['best']}: "
        f"{choice['accuracy']} of the test images (95 % interval {choice['interval']}), "
        f"{choice['parameters']} parameters, {choice['latency']} for one image."
    )
    return {**choice, "runner_up": runner_up, "answer": answer}


def stale_notice(reasons: list[str]) -> str:
    """Return the warning of a document that shows stale records, or an empty text."""
    if not reasons:
        return ""
    return (
        f"**These figures are out of date.** They no longer fit code or data: {'; '.join(reasons)}."
    )

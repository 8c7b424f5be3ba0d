"""Keep a profile's results as small tables (`emnist_lab.trials.restore` lays them out again).

Images and all models but a small one are left out: a few megabytes hold what documents show.
"""

import gzip
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd

from emnist_lab.datasets.kept import (
    keep_splits,
    need_images,
)
from emnist_lab.datasets.load import load_split
from emnist_lab.datasets.origin import available_splits, find_origin
from emnist_lab.datasets.registry import project_datasets
from emnist_lab.errors import EmnistLabError
from emnist_lab.files import inside, whole_file, write_whole
from emnist_lab.profile import Profile, trial_name
from emnist_lab.studies import find_studies
from emnist_lab.training.history import (
    GRADIENTS_FILE,
    HISTORY_FILE,
)
from emnist_lab.training.predictions import read_predictions
from emnist_lab.training.structure import STRUCTURE_FILE
from emnist_lab.trials.draws import read_draws
from emnist_lab.trials.freshness import study_status
from emnist_lab.trials.interleaved import INTERLEAVED_TIMES
from emnist_lab.trials.kept_table import KEY, TRIALS_FILE, read_as_text, trials_frame
from emnist_lab.trials.notebook_outputs import markdown_outputs
from emnist_lab.trials.overlaps import OVERLAPS
from emnist_lab.trials.record import TrialKey, TrialRecord
from emnist_lab.trials.records import study_records
from emnist_lab.trials.study_table import StudyTable

DRAWS_FILE = "draws.csv"
PREDICTIONS_FILE = "predictions.csv.xz"
TABLES_DIR = "tables"
# Of a small network, for pages to draw in: `weights/<study>/<trial>.npz`.
WEIGHTS_DIR = "weights"
# What trials noted in tables of their own, by the file that holds those of all trials.
NOTED = {
    "histories.csv": HISTORY_FILE,
    "gradients.csv.gz": GRADIENTS_FILE,
    "structures.csv.gz": STRUCTURE_FILE,
}
# What studies left in tables of their own.
STUDY_TABLES = (INTERLEAVED_TIMES, OVERLAPS)
TABLE_FILES = (
    TRIALS_FILE,
    *NOTED,
    PREDICTIONS_FILE,
    DRAWS_FILE,
    *(table.name for table in STUDY_TABLES),
)


def keep_results(profile: Profile, data_dir: Path | None, folder: Path) -> int:
    """Write all that a profile's report shows to a folder of small tables.

    Parameters
    ----------
    profile : Profile
        The profile, whose studies are all fresh.
    data_dir : Path or None
        The data it ran on (see `emnist_lab.datasets.origin.find_origin`).
    folder : Path
        Takes `trials.csv` (a row a trial), `histories.csv` (a row an epoch), `predictions.csv.xz`
        (a row a test image), `gradients.csv.gz`, `structures.csv.gz`, `draws.csv`,
        `turns.csv` (a row a network and round), `overlaps.csv` (a row a split that
        bases read), what is kept of the splits, and the tables of the notebooks as Markdown in
        `tables`.

    Returns
    -------
    int
        How many trials were kept.

    Raises
    ------
    EmnistLabError
        If a study is not fresh, or the images are not at hand themselves.
    """
    datasets = project_datasets(profile.project)
    for dataset in datasets:
        need_images(find_origin(data_dir, dataset=dataset))
    _refuse_not_fresh(profile, data_dir)
    records = [
        r for study in find_studies(profile.project).values() for r in study_records(study, profile)
    ]
    splits = [
        load_split(name, data_dir, dataset)
        for dataset in datasets
        for name in available_splits(data_dir, dataset)
    ]
    keep_splits(profile, splits, folder)
    _write_table(trials_frame(records), folder / TRIALS_FILE)
    for kept, noted in NOTED.items():
        _write_table(_joined(profile, records, partial(_noted_frame, noted)), folder / kept)
    _write_table(_joined(profile, records, _predictions_frame), folder / PREDICTIONS_FILE)
    _write_table(_draws_frame(profile), folder / DRAWS_FILE)
    for table in STUDY_TABLES:
        _write_table(_of_studies(table, profile), folder / table.name)
    for study in find_studies(profile.project):
        tables = markdown_outputs(profile.executed_notebook(study))
        for label, text in tables.items():
            if label.startswith("tbl-"):
                write_whole(folder / TABLES_DIR / f"{label.removeprefix('tbl-')}.md", text + "\n")
    return len(records)


def kept_weights_file(folder: Path, trial: TrialKey) -> Path:
    """Return where kept results have a trial's weights, if they have them."""
    name = f"{trial_name(trial.variant, trial.seed)}.npz"
    return inside(folder, f"{WEIGHTS_DIR}/{trial.study}/{name}")


def _refuse_not_fresh(profile: Profile, data_dir: Path | None) -> None:
    for study in find_studies(profile.project).values():
        status = study_status(study, profile, data_dir)
        if status.state != "fresh":
            raise EmnistLabError(
                f"{study.name} is {status.state}: {'; '.join(status.reasons)}",
                where=profile.study_dir(study.name),
                fix=status.command,
            )


def _folder(profile: Profile, trial: TrialKey) -> Path:
    return profile.trial_dir(trial.study, trial.variant, int(trial.seed))


def _joined(
    profile: Profile, records: list[TrialRecord], read: Callable[[Path], pd.DataFrame | None]
) -> pd.DataFrame:
    """Return the tables that trials left below each other, with whose they are."""
    frames = []
    for record in records:
        frame = read(_folder(profile, record.key))
        if frame is not None:
            for place, (column, value) in enumerate(record.key._asdict().items()):
                frame.insert(place, column, value)
            frames.append(frame)
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=KEY)


def _noted_frame(name: str, folder: Path) -> pd.DataFrame | None:
    return read_as_text(folder / name) if (folder / name).is_file() else None


def _predictions_frame(folder: Path) -> pd.DataFrame | None:
    predictions = read_predictions(folder)
    if predictions is None:
        return None
    # All that a table or a diagram shows, in a third of the space.
    classes = {name: getattr(predictions, name) for name in ("true", "predicted", "second")}
    return pd.DataFrame({**classes, "p_predicted": [f"{p:.3g}" for p in predictions.p_predicted]})


def _draws_frame(profile: Profile) -> pd.DataFrame:
    rows = [
        {"study": study.name, "variant": variant.model_dump_json()}
        for study in find_studies(profile.project).values()
        if study.search is not None
        for variant in read_draws(study, profile).variants
    ]
    return pd.DataFrame(rows, columns=["study", "variant"])


def _of_studies(table: StudyTable, profile: Profile) -> pd.DataFrame:
    """Return what studies left of a table below each other, with whose it is."""
    return pd.concat(
        [table.read(name, profile).assign(study=name) for name in find_studies(profile.project)]
    )


def _write_table(frame: pd.DataFrame, file: Path) -> None:
    with whole_file(file) as temporary:
        if file.suffix != ".gz":
            frame.to_csv(temporary, index=False)
            return
        # Neither time nor name in the compressed file: the same results give the same bytes.
        with temporary.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
            frame.to_csv(packed, index=False)

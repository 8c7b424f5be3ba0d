"""The records as TensorBoard reads them: curves, and a table of hyperparameters and results."""

import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.hparams import metadata
from tensorboard.plugins.hparams.api_pb2 import Status
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData, SessionEndInfo
from tensorboard.plugins.hparams.summary_v2 import hparams_pb
from tensorboard.summary.writer.record_writer import RecordWriter

from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import Profile
from emnist_lab.studies import find_studies
from emnist_lab.training.history import HISTORY_FILE, read_history
from emnist_lab.trials.figures import figure_facts
from emnist_lab.trials.fingerprint import told_by_name
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import study_records

_CURVES = ("loss", "accuracy", "val_loss", "val_accuracy", "learning_rate")
_FORMAT = "brain.Event:2"


def write_tensorboard(profile: Profile) -> Path:
    """Write the trials of a profile as TensorBoard's event files, and return their folder.

    Parameters
    ----------
    profile : Profile
        Whose records are shown; nothing is trained.

    Returns
    -------
    Path
        A folder below `build/`, written afresh. A trial is a run `<study>/<variant>-seed<n>`: its
        curves by epoch (losses in nats, accuracies as shares), hyperparameters, and figures in the
        units of records.

    Raises
    ------
    EmnistLabError
        If the profile has no records.
    """
    folder = profile.project.root / "build" / "tensorboard" / profile.name
    shutil.rmtree(folder, ignore_errors=True)
    studies = find_studies(profile.project).values()
    records = [record for study in studies for record in study_records(study, profile)]
    if not records:
        raise EmnistLabError(
            f"profile {profile.name} has no records to show",
            profile.runs_dir,
            f"emnist-lab run --profile {profile.name}",
        )
    for record in records:
        trial = profile.trial_dir(*record.key)
        _write_events(folder / record.study / trial.name, _events(record, trial))
    return folder


def _write_events(folder: Path, events: Iterator[Event]) -> None:
    folder.mkdir(parents=True)
    # TensorBoard looks for this name. Its own writers of the file import TensorFlow.
    with (folder / "events.out.tfevents.0").open("wb") as file:
        writer = RecordWriter(file)
        for event in events:
            writer.write(event.SerializeToString())


def _events(record: TrialRecord, trial: Path) -> Iterator[Event]:
    now = datetime.fromisoformat(record.provenance.started).timestamp()
    yield Event(wall_time=now, file_version=_FORMAT)
    named = record.key.name
    yield Event(wall_time=now, summary=hparams_pb(_hyperparameters(record), named, now))
    if (trial / HISTORY_FILE).is_file():
        for epoch in read_history(trial).to_dict("records"):
            now += epoch["epoch_time_s"]
            yield _scalars({f"epoch/{name}": epoch[name] for name in _CURVES}, epoch["epoch"], now)
    yield _scalars(_results(record), record.figures.epochs or 0, now)
    yield Event(wall_time=now, summary=_ended(record, now))


def _scalars(values: Mapping[str, float], step: int, now: float) -> Event:
    shown = [Summary.Value(tag=tag, simple_value=value) for tag, value in values.items()]
    return Event(wall_time=now, step=step, summary=Summary(value=shown))


def _results(record: TrialRecord) -> dict[str, float]:
    """Return the figures that are numbers, named with their units."""
    facts = figure_facts()
    return {
        f"figure/{name} ({facts[name].unit})": value
        for name, value in record.figures.measured().items()
        if isinstance(value, int | float)
    }


def _ended(record: TrialRecord, now: float) -> Summary:
    status = Status.STATUS_SUCCESS if record.completed else Status.STATUS_FAILURE
    end = HParamsPluginData(session_end_info=SessionEndInfo(status=status, end_time_secs=now))
    value = Summary.Value(
        tag=metadata.SESSION_END_INFO_TAG,
        metadata=metadata.create_summary_metadata(end),
        tensor=metadata.NULL_TENSOR,
    )
    return Summary(value=[value])


def _hyperparameters(record: TrialRecord) -> dict[str, Any]:
    """Return all that was chosen for a trial, each in a column: `recipe.batch_size` and so on."""
    own = {"study": record.study, "variant": record.variant, "seed": record.seed}
    chosen = told_by_name(record.hyperparameters.plain())
    # The digests of other trials say nothing to a reader.
    return {**own, **{name: chosen[name] for name in chosen if not name.endswith(".digest")}}

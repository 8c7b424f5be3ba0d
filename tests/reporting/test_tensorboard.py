"""The records in TensorBoard: what it reads back is what the records say."""

from pathlib import Path

import pytest
from study_records import STUDIES, Outcome, write_trials
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.plugins.hparams import metadata
from tensorboard.plugins.hparams.api_pb2 import Status
from tensorboard.util import tensor_util

from emnist_lab.errors import EmnistLabError
from emnist_lab.reporting.tensorboard import write_tensorboard


def read_run(folder: Path) -> dict:
    """Return the last value of each tag of a run, as TensorBoard reads it."""
    found = {}
    for event in EventFileLoader(str(folder / "events.out.tfevents.0")).Load():
        for value in event.summary.value:
            content = value.metadata.plugin_data.content
            if value.metadata.plugin_data.plugin_name == metadata.PLUGIN_NAME:
                found[value.tag] = content
            else:
                found[value.tag] = tensor_util.make_ndarray(value.tensor).item()
    return found


def test_tensorboard_shows_figures_curves_and_hyperparameters(project, tiny_profile):
    write_trials(STUDIES["layers"], tiny_profile, layer_4_1=Outcome(accuracy=0.9))
    trial = tiny_profile.trial_dir("layers", "layer_4_1", 0)
    (trial / "history.csv").write_text(
        "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,epoch_time_s,steps,out_of_time\n"
        "1,2.0,0.5,1.5,0.6,0.001,3.0,10,False\n2,1.0,0.7,1.25,0.75,0.001,3.0,10,False\n"
    )
    run = read_run(write_tensorboard(tiny_profile) / "layers" / "layer_4_1-seed0")
    assert run["figure/test_acc (share)"] == pytest.approx(0.9)
    assert run["epoch/val_loss"] == 1.25
    started = metadata.parse_session_start_info_plugin_data(run[metadata.SESSION_START_INFO_TAG])
    assert started.hparams["variant"].string_value == "layer_4_1"
    assert started.hparams["recipe.learning_rate"].number_value == 0.001
    assert started.hparams["options.activation"].string_value == "elu"


def test_a_trial_that_failed_is_told_from_one_that_completed(project, tiny_profile):
    write_trials(STUDIES["layers"], tiny_profile, layer_1=Outcome(status="failed", reason="memory"))
    folder = write_tensorboard(tiny_profile) / "layers"

    def status(name: str) -> int:
        content = read_run(folder / f"{name}-seed0")[metadata.SESSION_END_INFO_TAG]
        return metadata.parse_session_end_info_plugin_data(content).status

    assert status("layer_1") == Status.STATUS_FAILURE
    assert status("layer_2") == Status.STATUS_SUCCESS


def test_a_profile_without_records_is_told_how_to_get_them(project, tiny_profile):
    with pytest.raises(EmnistLabError, match="emnist-lab run --profile"):
        write_tensorboard(tiny_profile)

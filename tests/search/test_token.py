"""A search's chief does nothing for a call without its token, and all as before with it."""

import socket
import stat
import threading

import grpc
import keras_tuner
import pytest
from keras_tuner.src import protos
from keras_tuner.src.distribute import oracle_chief, oracle_client

from emnist_lab.errors import EmnistLabError
from emnist_lab.search import token
from emnist_lab.search.oracle import PlanOracle
from emnist_lab.trials.plan import plan_trials

NO_WAIT = {"wait_for_ready": True, "timeout": 30}


@pytest.fixture
def chief(tiny_study, tiny_profile, project, tmp_path, monkeypatch):
    """Return the oracle of a chief that serves this process, and the port."""
    # What the processes of a search change for good is given back.
    monkeypatch.setattr(grpc, "server", grpc.server)
    monkeypatch.setattr(grpc, "insecure_channel", grpc.insecure_channel)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    for name, value in (("IP", "127.0.0.1"), ("PORT", str(port))):
        monkeypatch.setenv(f"KERASTUNER_ORACLE_{name}", value)
    monkeypatch.setenv("KERASTUNER_TUNER_ID", "worker-0")
    token.new_token(tmp_path / "study")
    stranger = protos.get_service_grpc().OracleStub(grpc.insecure_channel(f"127.0.0.1:{port}"))
    token.use_token(tmp_path / "study")
    oracle = PlanOracle(plan_trials(tiny_study, tiny_profile, {"balanced": "tiny"}))
    oracle._set_project_dir(tmp_path / "oracle", "project")
    monkeypatch.setattr(oracle_chief, "exit_chief", lambda _: True)
    server = threading.Thread(target=oracle_chief.start_server, args=(oracle,), daemon=True)
    server.start()
    yield oracle, stranger
    oracle.not_started.clear()
    oracle.ongoing_trials.clear()
    # Told that no trial is left, the server ends.
    oracle_client.OracleClient(oracle).create_trial("worker-0")
    server.join(30)


def requests() -> dict:
    """Return a call of each kind, as a neighbor would forge it."""
    service = protos.get_service()
    trial = keras_tuner.engine.trial.Trial(keras_tuner.HyperParameters(), "forged")
    return {
        "GetSpace": service.GetSpaceRequest(),
        "UpdateSpace": service.UpdateSpaceRequest(),
        "CreateTrial": service.CreateTrialRequest(tuner_id="neighbor"),
        "UpdateTrial": service.UpdateTrialRequest(trial_id="forged", metrics={"val_loss": 0.0}),
        "EndTrial": service.EndTrialRequest(trial=trial.to_proto()),
        "GetTrial": service.GetTrialRequest(trial_id="forged"),
        "GetBestTrials": service.GetBestTrialsRequest(num_trials=1),
    }


def test_every_call_of_a_neighbor_is_refused_and_a_worker_is_served(chief):
    oracle, stranger = chief
    before = (list(oracle.not_started), dict(oracle.trials), set(oracle.tuner_ids))
    for name, request in requests().items():
        for metadata in ((), (("emnist-lab-token", "guessed"),)):
            with pytest.raises(grpc.RpcError) as refused:
                getattr(stranger, name)(request, metadata=metadata, **NO_WAIT)
            assert refused.value.code() == grpc.StatusCode.UNAUTHENTICATED
    assert (list(oracle.not_started), dict(oracle.trials), set(oracle.tuner_ids)) == before
    worker = oracle_client.OracleClient(oracle)
    trial = worker.create_trial("worker-0")
    assert oracle.plan_of(trial).variant.name == "learns"


def test_only_its_owner_reads_the_token_and_no_planted_link_is_followed(tmp_path):
    (tmp_path / "readable").touch()
    (tmp_path / token.TOKEN_FILE).symlink_to(tmp_path / "readable")
    token.new_token(tmp_path)
    file = tmp_path / token.TOKEN_FILE
    assert stat.S_IMODE(file.lstat().st_mode) == 0o600
    assert len(file.read_text()) > 40
    assert (tmp_path / "readable").read_text() == ""


def test_who_has_no_token_is_told_where_it_lies(tmp_path):
    with pytest.raises(EmnistLabError, match="EMNIST_LAB_TOKEN"):
        token.use_token(tmp_path)

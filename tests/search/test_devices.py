"""Each worker has a device of its own, and a share that hangs on the number of workers alone."""

import pytest

from emnist_lab.errors import EmnistLabError
from emnist_lab.search import devices
from emnist_lab.search.spread import Address, Spread, local_devices


@pytest.fixture
def four_cores(monkeypatch):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(devices, "_visible_gpus", lambda: [])
    monkeypatch.setattr(devices, "available_cores", lambda: [0, 1, 4, 5])
    monkeypatch.setattr(devices, "_memory", lambda: 64 * 2**30)


@pytest.mark.parametrize(
    ("workers", "cores", "threads"),
    [
        ("auto", ["0", "1", "4", "5"], "1"),
        ("2", ["0,1", "4,5"], "2"),
        ("3", ["0", "1", "4"], "1"),
        ("1", ["0,1,4,5"], "4"),
    ],
)
def test_workers_share_the_cores_equally(four_cores, workers, cores, threads):
    shares = devices.worker_devices(workers)
    assert [share["EMNIST_LAB_CORES"] for share in shares] == cores
    assert {share["TF_NUM_INTRAOP_THREADS"] for share in shares} == {threads}


def test_auto_starts_no_more_workers_than_the_memory_holds(four_cores, monkeypatch):
    monkeypatch.setattr(devices, "_memory", lambda: 5 * 2**30)
    assert [share["EMNIST_LAB_CORES"] for share in devices.worker_devices()] == ["0,1", "4,5"]


def test_each_worker_has_a_gpu_of_its_own(monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,2")
    both = [{"CUDA_VISIBLE_DEVICES": "0"}, {"CUDA_VISIBLE_DEVICES": "2"}]
    assert devices.worker_devices() == both
    assert devices.worker_devices("1") == both[:1]
    with pytest.raises(EmnistLabError, match=r"give 1 to 2 \(one a GPU"):
        devices.worker_devices("3")


@pytest.mark.parametrize("workers", ["5", "0", "-1", "many"])
def test_a_number_that_the_machine_does_not_have_is_refused(four_cores, workers):
    with pytest.raises(EmnistLabError, match=r"give 1 to 4 \(one a core"):
        Spread(workers=workers).check()


def test_one_trial_on_all_devices_leaves_one_worker(four_cores):
    assert local_devices("mirrored") == [{}]
    with pytest.raises(EmnistLabError, match="none for 2 workers"):
        Spread(workers="2", strategy="mirrored").check()


@pytest.mark.parametrize("text", ["5000", "host", "host:", "host:port", "host:99999"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(EmnistLabError, match="write HOST:PORT"):
        Address.parse(text)
    assert Address.parse("[::1]:5000") == Address("[::1]", "5000")

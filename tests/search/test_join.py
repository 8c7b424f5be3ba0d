"""A machine that joins a search finds it, or says that nobody is there."""

import socket

import pytest

from emnist_lab.errors import EmnistLabError
from emnist_lab.search import join
from emnist_lab.search.spread import Address


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def address_of(listener) -> Address:
    return Address("127.0.0.1", str(listener.getsockname()[1]))


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(join, "PATIENCE_S", 0.0)
    monkeypatch.setattr(join, "SECONDS_BETWEEN_CALLS", 0.1)


def test_a_chief_that_answers_is_not_lost_and_one_that_is_gone_is(listener, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(join.time, "monotonic", lambda: now[0])
    is_lost = join.chief_watch(address_of(listener))
    now[0] += 600
    assert not is_lost()
    listener.close()
    now[0] += 10
    assert not is_lost()
    now[0] += 60
    assert is_lost()


def test_who_finds_nobody_is_told_to_start_the_search_first(
    listener, impatient, project, tiny_study, tiny_profile, tiny_split, monkeypatch
):
    monkeypatch.setattr(join, "load_splits", lambda *_: {"balanced": tiny_split})
    nobody = address_of(listener)
    listener.close()
    with pytest.raises(EmnistLabError, match="emnist-lab run layers --profile tiny --listen"):
        join.join_search(tiny_study, tiny_profile, nobody, None, None)

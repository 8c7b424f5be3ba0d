"""How far a search spreads: over this machine's devices, and over other machines."""

import os
from dataclasses import dataclass

from emnist_lab.errors import EmnistLabError
from emnist_lab.search.devices import AUTO, worker_devices
from emnist_lab.trials.strategy import MIRRORED, STRATEGY_VARIABLE

WORKERS_VARIABLE = "EMNIST_LAB_WORKERS"
LISTEN_VARIABLE = "EMNIST_LAB_LISTEN"
# The chief of another machine whose trials a process trains.
JOINED_VARIABLE = "EMNIST_LAB_JOINED"


@dataclass(frozen=True)
class Address:
    """Where a search's chief listens; an IPv6 host is in brackets."""

    host: str
    port: str

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read HOST:PORT."""
        host, separator, port = text.rpartition(":")
        if not (host and separator and port.isdecimal() and 0 < int(port) < 2**16):
            raise EmnistLabError(
                f"{text!r} is no address", fix="write HOST:PORT, for example 10.0.0.5:5000"
            )
        return cls(host, port)

    def environment(self) -> dict[str, str]:
        """Return what tells Keras Tuner of it."""
        return {"KERASTUNER_ORACLE_IP": self.host, "KERASTUNER_ORACLE_PORT": self.port}


@dataclass(frozen=True)
class Spread:
    """What a run asks for; None leaves it to the environment, and that to the default.

    `workers` is a number or "auto" (`emnist_lab.search.devices.worker_devices`), `strategy` one of
    `emnist_lab.trials.strategy.STRATEGIES`, `listen` the HOST:PORT at which workers of other
    machines may join; without it nothing outside this machine can reach a search.
    """

    workers: str | None = None
    strategy: str | None = None
    listen: str | None = None

    def environment(self) -> dict[str, str]:
        """Return the variables that carry it to the processes of a study."""
        variables = {
            WORKERS_VARIABLE: self.workers,
            STRATEGY_VARIABLE: self.strategy,
            LISTEN_VARIABLE: self.listen,
        }
        return {name: value for name, value in variables.items() if value}

    def check(self) -> None:
        """Raise an EmnistLabError where it cannot be had on this machine."""
        local_devices(self.strategy, self.workers or AUTO)
        if self.listen:
            Address.parse(self.listen)


def local_devices(strategy: str | None, workers: str | None = None) -> list[dict[str, str]]:
    """Return the environment of each worker of this machine.

    Under the strategy "mirrored" one worker has every device. `workers` is a number or "auto", by
    default what `EMNIST_LAB_WORKERS` says.

    Raises
    ------
    EmnistLabError
        If this machine has too few devices.
    """
    workers = workers or os.environ.get(WORKERS_VARIABLE) or AUTO
    if strategy != MIRRORED:
        return worker_devices(workers)
    if workers not in (AUTO, "1"):
        raise EmnistLabError(
            f"one trial on all devices leaves none for {workers} workers",
            where="--strategy mirrored",
            fix="leave out --workers, or leave out --strategy for one device a trial",
        )
    return [{}]


def listen_address() -> Address | None:
    """Return the address that `EMNIST_LAB_LISTEN` opens to other machines, None by default."""
    text = os.environ.get(LISTEN_VARIABLE)
    return Address.parse(text) if text else None

"""A signal ends a command and all that it started."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# A shell without job control has what it starts in the background ignore SIGINT, which is no wish
# of the user's who sends one; to ignore SIGHUP is what `nohup` is for.
ALWAYS = (signal.SIGINT, signal.SIGTERM)
UNLESS_IGNORED = tuple(getattr(signal, name) for name in ("SIGHUP",) if hasattr(signal, name))


class Stopped(SystemExit):
    """The end of a command that was sent a signal, with the exit code that a shell gives it."""

    def __init__(self, number: int):
        super().__init__(128 + number)
        self.number = number

    def __str__(self) -> str:
        return f"Stopped by {signal.Signals(self.number).name}"


@contextmanager
def ends_on_signals() -> Iterator[None]:
    """Have a signal end all processes below this one, and then the body, with `Stopped`.

    In another thread than the first, where Python takes no signals, nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    taken = [*ALWAYS, *(s for s in UNLESS_IGNORED if signal.getsignal(s) != signal.SIG_IGN)]

    def stop(number: int, _frame: FrameType | None) -> None:
        # One is enough: a second would cut short what the first began.
        for each in taken:
            signal.signal(each, signal.SIG_IGN)
        end_processes_below()
        raise Stopped(number)

    before = {each: signal.signal(each, stop) for each in taken}
    try:
        yield
    finally:
        for each, handler in before.items():
            # None where it was set by no Python code.
            signal.signal(each, handler or signal.SIG_DFL)


def end_processes_below() -> None:
    """End the kernels, workers and all other processes that descend from this one.

    None is given time: one that sees another die would start it again, and records are written
    whole or not at all.
    """
    import psutil

    processes = psutil.Process().children(recursive=True)
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(processes, timeout=5)

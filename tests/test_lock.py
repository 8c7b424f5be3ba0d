"""Two runs of one folder take turns, and a dead one holds nobody up."""

import os
import signal
import subprocess
import sys

from emnist_lab.lock import folder_lock

HOLD = """
import sys
from pathlib import Path
from emnist_lab.lock import folder_lock
with folder_lock(Path(sys.argv[1]), print):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder_of(folder) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_is_told_who_works_and_waits(tmp_path):
    first = holder_of(tmp_path)
    told = []

    def tell(sentence):
        told.append(sentence)
        first.communicate("")  # the first ends only now, so the second did wait

    with folder_lock(tmp_path, tell):
        assert first.poll() == 0
    assert f"process {first.pid} on " in told[0]


def test_a_killed_process_holds_nobody_up(tmp_path):
    first = holder_of(tmp_path)
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    told = []
    with folder_lock(tmp_path, told.append):
        pass
    assert told == []

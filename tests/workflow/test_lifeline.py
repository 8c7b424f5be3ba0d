"""A study ends with its run, though a shell stands between them."""

import subprocess
import sys

STUDY = """
import signal
from emnist_lab.workflow import lifeline
lifeline.SECONDS_BETWEEN_LOOKS = 0.05
lifeline.end_with_run()
print("training", flush=True)
signal.pause()
"""
RUN = """
import os, subprocess, sys
from emnist_lab.workflow.lifeline import run_identity
environment = os.environ | run_identity() | {"STUDY": sys.argv[1]}
subprocess.run(["sh", "-c", f'"{sys.executable}" -c "$STUDY"; true'], env=environment)
"""


def test_a_study_does_not_outlive_the_run_that_started_it():
    run = subprocess.Popen([sys.executable, "-c", RUN, STUDY], stdout=subprocess.PIPE, text=True)
    with run:
        assert run.stdout.readline() == "training\n"
        run.kill()
        run.wait()
        # The end of the stream comes once the shell and the study have let go of it.
        assert run.stdout.read() == ""


def test_a_study_of_no_run_here_lives_on():
    study = STUDY.replace("signal.pause()", "print('done')")
    answer = subprocess.run(
        [sys.executable, "-c", study],
        env={"EMNIST_LAB_RUN": "another-machine:1", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == "training\ndone\n"

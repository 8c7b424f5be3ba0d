"""Commands that train or read answer, and TensorFlow's own lines are for who asks for them."""

import os
import subprocess
import sys

IMPORT = """
import os, sys
from emnist_lab.quiet import import_tensorflow, let_tensorflow_speak
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
if sys.argv[1:]:
    let_tensorflow_speak()
import_tensorflow()
import tensorflow as tf
tf.nn.relu(tf.ones((4, 4)))
print("answer")
"""


def said(*arguments: str) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT, *arguments],
        env={**os.environ, "TF_ENABLE_ONEDNN_OPTS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout, done.stderr


def test_only_the_answer_is_shown():
    assert said() == ("answer\n", "")


def test_tensorflow_speaks_if_asked_to():
    assert "oneDNN" in said("--verbose")[1]

"""Settings of the user's machine decide no figure."""

import json
import os
import subprocess
import sys
from pathlib import Path

import keras
import pytest

from emnist_lab import numerics
from emnist_lab.errors import EmnistLabError
from emnist_lab.models.build import build_model

SCRIPT = """
import emnist_lab, os, json
from emnist_lab.models.build import build_model
import keras, numpy as np
keras.utils.set_random_seed(1)
model = build_model("lenet5_new", (32, 32, 3), 5)
model.compile("sgd", "sparse_categorical_crossentropy")
images = np.random.default_rng(0).random((8, 32, 32, 3), np.float32)
history = model.fit(images, np.arange(8) % 5, epochs=3, verbose=0)
print(json.dumps([history.history["loss"], keras.config.backend(), str(model.dtype)]))
"""
ODD = {
    "channels_first": ({"image_data_format": "channels_first", "epsilon": 0.1}, {}),
    "float16": ({"floatx": "float16", "backend": "torch"}, {"TF_ENABLE_ONEDNN_OPTS": "0"}),
    "variables": ({}, {"KERAS_BACKEND": "jax", "KERAS_MAX_EPOCHS": "1", "TF_XLA_FLAGS": "--x"}),
    "not_text": (b"\xff\xfe", {"XLA_FLAGS": "--y"}),
}


def trained(home, **settings: str) -> list:
    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "HOME": str(home), "TF_CPP_MIN_LOG_LEVEL": "2", **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(answer.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory):
    return trained(tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize("kind", ODD)
def test_a_users_own_settings_of_keras_change_no_figure(tmp_path, ordinary, kind, monkeypatch):
    monkeypatch.delenv("KERAS_HOME", raising=False)
    keras_json, variables = ODD[kind]
    (tmp_path / ".keras").mkdir()
    written = keras_json if isinstance(keras_json, bytes) else json.dumps(keras_json).encode()
    (tmp_path / ".keras" / "keras.json").write_bytes(written)
    assert trained(tmp_path, **variables) == ordinary
    assert len(ordinary[0]) == 3


def settings_left_by(variables: dict[str, str], monkeypatch) -> dict[str, str]:
    """Return the environment that this package leaves where it is imported with variables."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    # Others of this process, Keras among them, are none that these variables could have moved.
    monkeypatch.setattr(numerics.sys, "modules", {})
    numerics.fix_settings()
    return dict(os.environ)


def test_variables_of_later_versions_are_removed_and_those_of_logs_and_threads_left(monkeypatch):
    harmless = {"TF_NUM_INTRAOP_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3", "TF_CONFIG": "{}"}
    deciding = ("TF_ENABLE_AUTO_MIXED_PRECISION", "ONEDNN_NEW_KERNELS", "OPENBLAS_CORETYPE")
    left = settings_left_by({**harmless, **dict.fromkeys(deciding, "1")}, monkeypatch)
    assert harmless.items() <= left.items()
    assert left.keys().isdisjoint(deciding)


def test_the_settings_that_keras_reads_without_a_writable_home_are_ours(monkeypatch, tmp_path):
    read = []
    monkeypatch.setattr(numerics, "_says_otherwise", lambda file: read.append(file))
    monkeypatch.setattr(numerics.os, "access", lambda *_: False)
    monkeypatch.delenv("KERAS_HOME", raising=False)
    settings_left_by({"HOME": str(tmp_path)}, monkeypatch)
    monkeypatch.setattr(numerics.os.path, "expanduser", lambda path: path)
    settings_left_by({}, monkeypatch)
    assert read == [Path("/tmp/.keras/keras.json")] * 2


def test_variables_that_tensorflow_had_read_before_are_refused_by_name(monkeypatch):
    monkeypatch.setattr(numerics, "_read_before", [])
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
    numerics.fix_settings()
    with pytest.raises(EmnistLabError, match=r"\$TF_ENABLE_ONEDNN_OPTS"):
        build_model("lenet5_new", (32, 32, 3), 5)


@pytest.mark.parametrize(
    ("setting", "value", "ours"),
    [
        ("floatx", "float16", "float32"),
        ("image_data_format", "channels_first", "channels_last"),
        ("epsilon", 1e-3, 1e-7),
        ("dtype_policy", "mixed_bfloat16", "float32"),
    ],
)
def test_settings_that_code_made_are_refused_by_name(setting, value, ours):
    getattr(keras.config, f"set_{setting}")(value)
    try:
        with pytest.raises(EmnistLabError, match=f"{setting} {value}"):
            build_model("lenet5_new", (32, 32, 3), 5)
    finally:
        getattr(keras.config, f"set_{setting}")(ours)

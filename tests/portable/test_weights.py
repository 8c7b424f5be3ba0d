"""Weights that somebody handed over are numbers of that network, or are refused."""

import zipfile

import numpy as np
import pytest

from emnist_lab.errors import EmnistLabError
from emnist_lab.models.build import build_model
from emnist_lab.portable.weights import (
    LARGEST_FILE,
    TrainedNetwork,
    read_weights,
    write_weights,
)
from emnist_lab.recipe import ImageForm

FORM = ImageForm(side=32, channels=1)
CLASSES = tuple("0123456789")


@pytest.fixture(scope="module")
def model():
    return build_model("lenet5_old", FORM.shape, len(CLASSES))


@pytest.fixture
def file(tmp_path):
    return tmp_path / "weights.npz"


def opened(file):
    return TrainedNetwork(file, "lenet5_old", {}, FORM, CLASSES).open()


def test_weights_come_back_rounded_to_half_precision(model, file):
    write_weights([w.numpy() for w in model.weights], file)
    for given, back in zip(model.weights, opened(file).weights, strict=True):
        np.testing.assert_array_equal(given.numpy().astype(np.float16), back.numpy())


def test_the_same_weights_give_the_same_bytes(model, tmp_path):
    for name in ("a", "b"):
        write_weights([w.numpy() for w in model.weights], tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_those_of_another_network_are_refused(model, file):
    write_weights([w.numpy().T for w in model.weights], file)
    with pytest.raises(EmnistLabError, match="another network"):
        opened(file)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_what_is_no_number_is_refused(file, wrong):
    write_weights([np.array([1.0, wrong])], file)
    with pytest.raises(EmnistLabError, match="finite"):
        read_weights(file, 2)


def test_other_types_numbers_and_sizes_are_refused(file):
    np.savez(file, np.ones(2))
    with pytest.raises(EmnistLabError, match="half precision"):
        read_weights(file, 2)
    np.savez(file, np.array([print], object))
    with pytest.raises(EmnistLabError, match="pickle"):
        read_weights(file, 1)
    np.savez(file, np.ones(2, np.float16))
    with pytest.raises(EmnistLabError, match="not 3 numbers"):
        read_weights(file, 3)
    file.write_bytes(b"PK" + b"0" * 100)
    with pytest.raises(EmnistLabError, match="no weights"):
        read_weights(file, 3)
    file.write_bytes(b"0" * (LARGEST_FILE + 1))
    with pytest.raises(EmnistLabError, match="larger than 2 MB"):
        read_weights(file, 3)


def test_what_unpacks_to_gigabytes_is_refused_unread(file):
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("0000.npy", "w") as stream,
    ):
        for _ in range(200):
            stream.write(bytes(10**6))
    with pytest.raises(EmnistLabError, match="unpacks to"):
        read_weights(file, 10**8)

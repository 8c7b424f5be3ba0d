"""Tiny EMNIST files in every form in which people keep them."""

import gzip
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from scipy.io import savemat

LABELS = {"train": [0, 46, 10, 7, 3], "test": [1, 2, 45]}


class TinyEmnist:
    """Upright images and labels, and the files that EMNIST would keep them in."""

    def __init__(self, folder: Path):
        self.folder = folder
        rng = np.random.default_rng(0)
        self.labels = {part: np.array(labels, np.uint8) for part, labels in LABELS.items()}
        self.images = {
            part: rng.integers(0, 256, (len(labels), 28, 28), np.uint8)
            for part, labels in LABELS.items()
        }

    def transposed(self, part: str) -> np.ndarray:
        return np.ascontiguousarray(self.images[part].transpose(0, 2, 1))

    def write_idx(self, split="balanced", suffix=".gz") -> None:
        for part in LABELS:
            for kind, values in (("images", self.transposed(part)), ("labels", self.labels[part])):
                name = f"emnist-{split}-{part}-{kind}-idx{values.ndim}-ubyte{suffix}"
                content = idx_bytes(values)
                (self.folder / name).write_bytes(gzip.compress(content) if suffix else content)

    def write_mnist(self) -> None:
        """Write the files of the original MNIST, which are upright."""
        for part, prefix in (("train", "train"), ("test", "t10k")):
            for kind, values in (("images", self.images[part]), ("labels", self.labels[part])):
                name = f"{prefix}-{kind}-idx{values.ndim}-ubyte"
                (self.folder / name).write_bytes(idx_bytes(values))

    def write_zip(self, split="balanced") -> Path:
        """Write the official archive's layout and remove the loose files."""
        self.write_idx(split)
        archive = self.folder / "gzip.zip"
        with zipfile.ZipFile(archive, "w") as members:
            for file in sorted(self.folder.glob("emnist-*")):
                members.write(file, f"gzip/{file.name}")
                file.unlink()
        return archive

    def write_csv(self, split="balanced") -> None:
        for part in LABELS:
            rows = np.column_stack(
                [self.labels[part], self.transposed(part).reshape(len(self.labels[part]), -1)]
            )
            np.savetxt(self.folder / f"emnist-{split}-{part}.csv", rows, fmt="%d", delimiter=",")

    def write_mat(self, split="balanced", has_mapping=True) -> None:
        parts = {
            part: {
                "images": self.transposed(part).reshape(len(self.labels[part]), -1),
                "labels": self.labels[part][:, None],
            }
            for part in LABELS
        }
        characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt"
        mapping = np.array([[label, ord(c)] for label, c in enumerate(characters)], np.uint8)
        dataset = parts | ({"mapping": mapping} if has_mapping else {})
        savemat(self.folder / f"emnist-{split}.mat", {"dataset": dataset}, do_compression=True)


def idx_bytes(values: np.ndarray) -> bytes:
    return struct.pack(f">I{values.ndim}I", 0x0800 | values.ndim, *values.shape) + values.tobytes()


@pytest.fixture
def emnist(tmp_path, project) -> TinyEmnist:
    """Return tiny data of a split with 47 classes, its folder still empty."""
    folder = tmp_path / "emnist"
    folder.mkdir()
    return TinyEmnist(folder)

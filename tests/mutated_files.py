"""Read files that were changed at random, in a process of their own with little memory.

`python tests/mutated_files.py READER FIRST COUNT` ends with 0 where every file was read, or refused
with an error that a user understands, in time, and nothing was left behind.
"""

import gzip
import io
import json
import os
import random
import resource
import signal
import struct
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from emnist_lab.datasets.emnist.photo import find_character
from emnist_lab.datasets.load import load_split
from emnist_lab.datasets.picture import read_brightness
from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import load_profile
from emnist_lab.project import ROOT_VARIABLE, Project
from emnist_lab.trials.exports import read_trials
from emnist_lab.trials.records import read_record

MEMORY = 2 * 10**9
SECONDS = 10
COUNTS = {"train": 9, "test": 5}
PROFILE = b"description: x\nvalidation_fraction: 0.25\nmax_epochs: 2\nseeds: [0]\nvariants: all\n"
STRANGE = [b"\0" * 8, b"\xff" * 8, b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"<", b"\x1b[2J", b"[" * 500]
STRANGE += [
    b"9" * 40,
    b"../" * 4,
    b"nan",
    b'"',
    b"\n",
    b"&a *a",
    b"!!python/object/apply:os.abort []",
]


def mutated(content: bytes, chosen: random.Random) -> bytes:
    """Return a content with one to four changes: bits, cuts, repetitions, strange values."""
    changed = bytearray(content)
    for _ in range(chosen.randint(1, 4)):
        place = chosen.randrange(len(changed) + 1)
        length = chosen.choice([1, 1, 4, 16, 256])
        kind = chosen.randrange(5)
        if kind == 0 and place < len(changed):
            changed[place] ^= 1 << chosen.randrange(8)
        elif kind == 1:
            del changed[place : place + length]
        elif kind == 2:
            changed[place:place] = changed[place : place + length] * chosen.choice([1, 2, 50])
        elif kind == 3:
            strange = chosen.choice(STRANGE)
            changed[place : place + len(strange)] = strange
        else:
            del changed[place:]
    return bytes(changed)


def idx(part: str, kind: str) -> bytes:
    labels = np.arange(COUNTS[part], dtype=np.uint8)
    values = labels if kind == "labels" else np.full((len(labels), 28, 28), 7, np.uint8)
    return struct.pack(f">I{values.ndim}I", 0x0800 | values.ndim, *values.shape) + values.tobytes()


def idx_files() -> dict[str, bytes]:
    return {
        f"emnist-balanced-{part}-{kind}-idx{dimensions}-ubyte.gz": idx(part, kind)
        for part in COUNTS
        for kind, dimensions in (("images", 3), ("labels", 1))
    }


def csv_files() -> dict[str, bytes]:
    line = ",".join(["7"] * 784).encode()
    lines = {part: b"".join(b"%d,%s\n" % (n, line) for n in range(COUNTS[part])) for part in COUNTS}
    return {f"emnist-balanced-{part}.csv": lines[part] for part in COUNTS}


def mat_file() -> dict[str, bytes]:
    from scipy.io import savemat

    parts = {
        part: {
            "images": np.full((count, 784), 7, np.uint8),
            "labels": np.arange(count, dtype=np.uint8)[:, None],
        }
        for part, count in COUNTS.items()
    }
    mapping = np.array([[label, 65 + label] for label in range(10)], np.uint8)
    content = io.BytesIO()
    savemat(content, {"dataset": parts | {"mapping": mapping}}, do_compression=True)
    return {"emnist-balanced.mat": content.getvalue()}


def zip_file() -> dict[str, bytes]:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in idx_files().items():
            archive.writestr(f"gzip/{name}", gzip.compress(member))
        archive.writestr("gzip/emnist-balanced-mapping.txt", "0 48\n1 49\n")
    return {"gzip.zip": content.getvalue()}


def photo_file() -> dict[str, bytes]:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (90, 80), "white")
    ImageDraw.Draw(picture).line((20, 20, 60, 70), fill="black", width=7)
    found = {}
    for name in ("png", "jpg", "tif", "gif", "bmp", "webp"):
        content = io.BytesIO()
        picture.save(content, Image.registered_extensions()[f".{name}"])
        found[f"photo.{name}"] = content.getvalue()
    return found


def record_file() -> dict[str, bytes]:
    sys.path.insert(0, str(Path(__file__).parent))
    from study_records import bare_record

    figures = {"test_acc": 0.5, "test_images": 40, "epochs": 2}
    return {
        "record.json": bare_record({}, figures=figures).model_dump_json(exclude_unset=True).encode()
    }


def read_data(folder: Path) -> None:
    load_split("balanced", folder)


def read_photo(folder: Path) -> None:
    for file in folder.iterdir():
        find_character(read_brightness(file))


def read_records(folder: Path) -> None:
    with warnings.catch_warnings():
        # One that cannot be read is named in a warning.
        warnings.simplefilter("ignore", UserWarning)
        read_record(folder)
    read_trials(str(folder))


def read_profile(folder: Path) -> None:
    project = Project.find()
    project.profile_file("x").parent.mkdir(parents=True, exist_ok=True)
    project.profile_file("x").write_bytes((folder / "x.yaml").read_bytes())
    load_profile(project, "x")


Files = dict[str, bytes]
READERS: dict[str, tuple[Callable[[], Files], Callable[[Path], None]]] = {
    "idx": (idx_files, read_data),
    "csv": (csv_files, read_data),
    "mat": (mat_file, read_data),
    "zip": (zip_file, read_data),
    "photo": (photo_file, read_photo),
    "record": (record_file, read_records),
    "profile": (lambda: {"x.yaml": PROFILE}, read_profile),
}


def read_mutated(reader: str, seed: int, scratch: Path) -> None:
    """Change one file of a reader, read it, and look for what was left."""
    make, read = READERS[reader]
    chosen = random.Random(seed)
    files = make()
    name = chosen.choice(sorted(files))
    if reader == "photo":
        files = {name: files[name]}
    files[name] = mutated(files[name], chosen)
    folder = scratch / str(seed)
    folder.mkdir()
    for each, content in files.items():
        (folder / each).write_bytes(gzip.compress(content) if each.endswith(".gz") else content)
    cache = Project.find().cache_dir
    before = set(cache.rglob("*"))
    signal.alarm(SECONDS)
    try:
        read(folder)
        return
    except EmnistLabError:
        pass
    finally:
        signal.alarm(0)
    assert not {file for file in set(cache.rglob("*")) - before if file.is_file()}


def main() -> None:
    reader, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "project"
        (root / "analysis").mkdir(parents=True)
        (root / "pyproject.toml").write_text('[project]\nname = "emnist_lab"\n')
        os.environ[ROOT_VARIABLE] = str(root)
        for seed in range(first, first + count):
            try:
                read_mutated(reader, seed, Path(scratch))
            except BaseException:
                print(json.dumps({"reader": reader, "seed": seed}), file=sys.stderr)
                raise
    assert "tensorflow" not in sys.modules


if __name__ == "__main__":
    main()

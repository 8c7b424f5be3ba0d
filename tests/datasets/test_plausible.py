"""Files that are whole can still be wrong: what is noticed, and who is told."""

import numpy as np
import pytest
from click.testing import CliRunner
from real_templates import said

from emnist_lab.cli import main
from emnist_lab.datasets.load import load_split
from emnist_lab.errors import DataError
from emnist_lab.reporting.report_values import data_values


def lines(images: np.ndarray, labels: np.ndarray, label_last: bool = False) -> str:
    pixels = images.reshape(len(images), -1)
    columns = [pixels, labels[:, None]] if label_last else [labels[:, None], pixels]
    return "\n".join(",".join(map(str, row)) for row in np.hstack(columns).astype(int)) + "\n"


@pytest.fixture
def handwriting():
    """Return images whose corners are empty, as EMNIST's are, and labels of all classes."""
    generator = np.random.default_rng(0)

    def make(count: int):
        images = np.zeros((count, 28, 28), np.uint8)
        images[:, 5:23, 5:23] = generator.integers(0, 256, (count, 18, 18))
        return images, np.arange(count) % 47

    return make


@pytest.fixture
def write_csv(project, tmp_path):
    def write(train, test, **options):
        for part, (images, labels) in (("train", train), ("test", test)):
            file = tmp_path / f"emnist-balanced-{part}.csv"
            file.write_text(lines(images, labels, **options))
        return tmp_path

    return write


def test_a_label_that_stands_last_is_refused_not_read_as_a_pixel(write_csv, handwriting):
    folder = write_csv(handwriting(200), handwriting(100), label_last=True)
    with pytest.raises(DataError, match="all 200 training images have the same label") as error:
        load_split("balanced", folder)
    assert "first in each line" in error.value.fix


def test_what_is_right_is_told_no_warning(write_csv, handwriting):
    folder = write_csv(handwriting(200), handwriting(100))
    assert load_split("balanced", folder).warnings == ()


def test_one_class_only_is_refused_in_either_part(write_csv, handwriting):
    images, labels = handwriting(60)
    folder = write_csv(handwriting(100), (images, np.full_like(labels, 7)))
    with pytest.raises(DataError, match="all 60 test images have the same label, that of 7"):
        load_split("balanced", folder)


def test_warnings_name_lacking_classes_shared_and_equal_images(write_csv, handwriting):
    images, labels = handwriting(94)
    folder = write_csv((images, labels % 45), (images[:60], labels[:60]))
    said = " ".join(load_split("balanced", folder).warnings)
    assert "2 of 47 classes never occur among the training images: r, t." in said
    assert "60 of 60 test images are training images too" in said
    assert "alike" not in said


def test_images_that_are_all_alike_are_told(write_csv, handwriting):
    images, labels = handwriting(94)
    alike = np.repeat(images[:1], 94, axis=0), labels
    said = " ".join(load_split("balanced", write_csv(alike, handwriting(94))).warnings)
    assert "all 94 training images are alike" in said


def test_warnings_are_shown_and_repeated_by_documents(write_csv, handwriting):
    images, labels = handwriting(94)
    folder = write_csv((images, labels), (images, labels))
    shown = CliRunner().invoke(main, ["data", "show", "--data-dir", str(folder)])
    assert "warning: 94 of 94 test images are training images too" in shown.output
    described = said("data_origin", data_values(load_split("balanced", folder), folder))
    assert "**In *balanced*, 94 of 94 test images are training images too" in described


def test_a_few_shared_images_are_no_warning(write_csv, handwriting):
    """EMNIST's own parts may share some."""
    images, labels = handwriting(200)
    others, _ = handwriting(200)
    others[0] = images[0]
    assert load_split("balanced", write_csv((images, labels), (others, labels))).warnings == ()

"""Data that somebody names comes first, then a download, then synthetic handwriting."""

import subprocess
import sys

import pytest

from emnist_lab.datasets.emnist.catalog import SPLITS
from emnist_lab.datasets.origin import available_splits, find_origin
from emnist_lab.errors import DataError
from emnist_lab.project import Project


def test_without_any_files_handwriting_is_synthetic_and_says_so(project):
    origin = find_origin()
    assert (origin.kind, origin.folder) == ("synthetic", None)
    assert "nobody wrote them" in origin.description
    assert available_splits() == SPLITS


def test_a_download_comes_before_synthetic_handwriting(emnist):
    archive = emnist.write_zip()
    Project.find().dataset_dir("emnist").mkdir(parents=True)
    archive.rename(Project.find().dataset_dir("emnist") / "gzip.zip")
    assert find_origin().folder == Project.find().dataset_dir("emnist") / "gzip.zip"
    assert available_splits() == ("balanced",)


def test_a_half_download_is_no_data(emnist):
    archive = emnist.write_zip()
    Project.find().dataset_dir("emnist").mkdir(parents=True)
    archive.rename(Project.find().dataset_dir("emnist") / "gzip.zip.part")
    assert find_origin().kind == "synthetic"


def test_the_environment_comes_before_a_download_and_the_argument_before_it(
    emnist, tmp_path, monkeypatch
):
    Project.find().dataset_dir("emnist").mkdir(parents=True)
    emnist.write_zip().rename(Project.find().dataset_dir("emnist") / "gzip.zip")
    emnist.write_csv("digits")
    monkeypatch.setenv("EMNIST_LAB_DATA", str(emnist.folder))
    assert find_origin().folder == emnist.folder
    (tmp_path / "other").mkdir()
    emnist.folder = tmp_path / "other"
    emnist.write_mat()
    assert find_origin(emnist.folder).folder == tmp_path / "other"


def test_a_folder_is_described_by_its_name_and_not_by_this_machine_s_paths(emnist):
    emnist.write_mat()
    description = find_origin(emnist.folder).description
    assert "'emnist'" in description
    assert str(emnist.folder) not in description


def test_splits_of_a_folder_are_listed_in_whatever_form_they_are(emnist):
    emnist.write_mat("byclass")
    emnist.write_csv("balanced")
    emnist.write_idx("letters")
    assert available_splits(emnist.folder) == ("balanced", "byclass", "letters")


def test_a_named_folder_without_emnist_is_an_error_and_never_synthetic(emnist, monkeypatch):
    monkeypatch.setenv("EMNIST_LAB_DATA", str(emnist.folder))
    with pytest.raises(DataError, match="holds no split of EMNIST"):
        find_origin()


def test_finding_and_mapping_data_imports_nothing_heavy():
    heavy = "{'tensorflow', 'keras', 'scipy', 'pandas', 'pyarrow', 'sklearn', 'requests'}"
    code = (
        "import sys; from emnist_lab.datasets import load, partition; "
        "from emnist_lab.datasets.emnist import download; "
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert answer.stdout.strip() == "[]"

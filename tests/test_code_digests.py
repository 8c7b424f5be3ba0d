"""The digests of code change with what a result runs through, and with nothing else."""

import shutil
from pathlib import Path

import pytest

import emnist_lab
from emnist_lab import code_digests as digests
from emnist_lab.code_digests import code_digests
from emnist_lab.trials.plan import TRAINING_MODULE

DENSENET = "emnist_lab.models.densenet"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Return a copy of the package's sources that digests are taken of."""
    copy = tmp_path / "emnist_lab"
    shutil.copytree(Path(emnist_lab.__file__).parent, copy)
    monkeypatch.setattr(digests.resources, "files", lambda name: copy)
    known = digests._KnownDigests()
    known.file = tmp_path / "digests.json"
    monkeypatch.setattr(digests, "_KNOWN", known)
    forget()
    yield copy
    forget()


def forget():
    digests.code_digests.cache_clear()
    digests._digest_and_imports.cache_clear()
    digests._module_file.cache_clear()


def edited(file: Path, old: str, new: str) -> dict[str, str]:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    forget()
    return code_digests(DENSENET)


def test_comments_docstrings_and_layout_do_not_count(package):
    before = code_digests(DENSENET)
    file = package / "models" / "densenet.py"
    assert edited(file, "# ", "# Reworded: ") == before
    assert edited(file, '"""', '"""Reworded. ') == before
    assert edited(file, "\n\n\n", "\n\n\n\n\n") == before


def test_an_initializer_counts(package):
    before = code_digests(DENSENET)
    after = edited(package / "models" / "blocks.py", "he_normal", "he_uniform")
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"emnist_lab.models.blocks"}


def test_modules_are_followed_through_imports(package):
    assert "emnist_lab.models.blocks" in code_digests(DENSENET)
    assert "emnist_lab.models.resnet50" not in code_digests(DENSENET)


def test_reading_files_is_not_part_of_a_trial(package):
    found = code_digests("emnist_lab.search.trial")
    assert "emnist_lab.training.fit" in found
    assert "emnist_lab.datasets.pipelines" in found
    assert not any("csv_files" in name or "synthesize" in name for name in found)


def test_from_one_command_to_the_next_only_what_changed_is_read(package, monkeypatch):
    before = code_digests(DENSENET)
    read, read_module = [], digests._read_module
    monkeypatch.setattr(
        digests, "_read_module", lambda file: read.append(file.stem) or read_module(file)
    )
    digests._KNOWN.found = None
    forget()
    assert code_digests(DENSENET) == before
    assert read == []
    after = edited(package / "models" / "blocks.py", "he_normal", "he_uniform")
    assert read == ["blocks"]
    assert after != before


def test_digests_do_not_hang_on_what_was_kept_of_them(package):
    before = code_digests(DENSENET)
    digests._KNOWN.file.write_text("not json")
    digests._KNOWN.found = None
    forget()
    assert code_digests(DENSENET) == before


def test_a_public_name_is_followed_to_where_it_lies(package):
    study = package / "evidence" / "study_of_ours.py"
    study.write_text("from emnist_lab import load_split\n")
    found = code_digests("emnist_lab.evidence.study_of_ours")
    assert "emnist_lab.datasets.load" in found
    assert "emnist_lab.training.fit" not in found
    study.write_text("import emnist_lab\n\nemnist_lab.load_split\n")
    forget()
    assert "emnist_lab.training.callbacks" in code_digests("emnist_lab.evidence.study_of_ours")


def test_what_is_for_type_checkers_does_not_count(package):
    before = code_digests(DENSENET)
    assert "emnist_lab.search.run" not in before
    init = package / "__init__.py"
    assert edited(init, "import Study as Study", "import Profile as Study") == before


def test_a_reader_of_files_or_photographs_retrains_nothing():
    # What it reads arrives in the digest of the data.
    assert [name for name in code_digests(TRAINING_MODULE) if "datasets.emnist" in name] == []

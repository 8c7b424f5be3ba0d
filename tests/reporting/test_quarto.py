"""Rendering with Quarto: a stand-in for what goes wrong, the real one where there is one."""

import re
import zipfile
from pathlib import Path

import pytest
from loaded_addresses import loaded_addresses, outside

from emnist_lab.errors import EmnistLabError
from emnist_lab.workflow.render import expected_outputs, find_quarto, render_with_quarto


@pytest.fixture
def stand_in(tmp_path):
    def write(script: str) -> Path:
        command = tmp_path / "quarto"
        command.write_text(f"#!/bin/sh\n{script}\n")
        command.chmod(0o755)
        return command

    return write


def test_both_routes_give_the_same_files(sample, site):
    assert all((site / file).is_file() for file in expected_outputs(sample))
    assert len(expected_outputs(sample)) == 9


def test_quarto_beside_python_is_found_where_none_is_on_the_path(stand_in, monkeypatch, tmp_path):
    command = stand_in("exit 0")
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert find_quarto() == str(command)
    command.unlink()
    assert find_quarto() is None


def test_quartos_own_words_reach_the_user(sample, stand_in):
    with pytest.raises(EmnistLabError, match="ERROR: YAML is broken"):
        render_with_quarto(sample, stand_in('echo "ERROR: YAML is broken" >&2; exit 1'))
    assert not (sample / "_site").exists()


def test_files_that_quarto_did_not_write_are_named(sample, stand_in):
    with pytest.raises(EmnistLabError, match=r"did not write index\.html, report/report\.html"):
        render_with_quarto(sample, stand_in("exit 0"))


def test_what_quarto_would_print_as_a_question_mark_is_an_error_first(sample, stand_in):
    report = sample / "report" / "report.qmd"
    report.write_text(report.read_text() + "\n{{< var none >}}\n")
    with pytest.raises(EmnistLabError, match="none"):
        render_with_quarto(sample, stand_in("exit 0"))


def test_the_script_before_quarto_is_told_that_all_is_prepared(sample, stand_in):
    command = stand_in('echo "prepared: $EMNIST_LAB_PREPARED"; exit 1')
    with pytest.raises(EmnistLabError, match="prepared: 1"):
        render_with_quarto(sample, command)


@pytest.mark.skipif(find_quarto() is None, reason="quarto is not installed")
def test_quarto_renders_the_same_sources_with_every_table_and_picture(sample):
    outputs = render_with_quarto(sample, find_quarto())
    assert all(file.is_file() for file in outputs)
    with zipfile.ZipFile(sample / "_site" / "report" / "slides.pptx") as archive:
        names = [n for n in archive.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", n)]
        slides = "".join(archive.read(name).decode() for name in names)
    assert slides.count("<a:tbl>") == 3
    assert slides.count("<p:pic>") == 3
    with zipfile.ZipFile(sample / "_site" / "report" / "report.docx") as archive:
        document = archive.read("word/document.xml").decode()
    assert document.count("Table\u00a0") >= 3
    for file in [*(sample / "_site").rglob("*.html"), *(sample / "_site").rglob("*.css")]:
        assert not [a for a in loaded_addresses(file) if outside(a)], file.name

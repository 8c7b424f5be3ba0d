"""Commands on data: fetch them, or say which there are."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from emnist_lab.cli.options import data_option
from emnist_lab.project import Project

if TYPE_CHECKING:
    from emnist_lab.dataset import DataSet


@click.group()
def data() -> None:
    """Download EMNIST, or say which data a run would use."""


@data.command()
def download() -> None:
    """Fetch the official archive (about 540 MB), resume, verify, keep."""
    from emnist_lab.datasets.registry import DATA_SETS

    for dataset in DATA_SETS.values():
        if dataset.download is not None:
            click.echo(dataset.download.fetch())


@data.command()
@data_option
def show(data_dir: Path | None) -> None:
    """Say which data a run would use, and what its splits hold."""
    from emnist_lab.datasets.origin import DATA_VARIABLE
    from emnist_lab.datasets.registry import project_datasets

    named = "" if data_dir or not os.environ.get(DATA_VARIABLE) else f" (${DATA_VARIABLE})"
    for dataset in project_datasets(Project.find()):
        _show_dataset(dataset, data_dir, named)


def _show_dataset(dataset: "DataSet", data_dir: Path | None, named: str) -> None:
    from emnist_lab.datasets.load import load_split
    from emnist_lab.datasets.origin import available_splits, find_origin

    click.echo(find_origin(data_dir, dataset=dataset).description + named)
    for name in available_splits(data_dir, dataset):
        split = load_split(name, data_dir, dataset)
        counts = f"{len(split.train_labels):>9,} train {len(split.test_labels):>9,} test"
        click.echo(f"{name:<10} {len(split.classes):>3} classes {counts}")
        for warning in split.warnings:
            click.echo(f"    warning: {warning}")

"""The `emnist-lab` command: each subcommand calls one function of the library."""

import os
from pathlib import Path

import click

from emnist_lab.cli import data, documents, models, studies
from emnist_lab.cli.commands import Commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="emnist_lab")
def main() -> None:
    """Train and compare networks on images, and build a report from the records."""
    # TensorFlow greets with a page of messages unless told before it is imported.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    # What this starts may work in another folder.
    for name in ("EMNIST_LAB_DATA", "EMNIST_LAB_ROOT"):
        if os.environ.get(name):
            os.environ[name] = str(Path(os.environ[name]).expanduser().absolute())


for command in (
    *(studies.run, studies.status, studies.train, studies.worker, studies.study),
    *(documents.render, documents.prepare, documents.keep, documents.verify, documents.diff),
    *(documents.claims, documents.tensorboard),
    *(models.models, models.evaluate, models.predict, models.export),
    data.data,
):
    main.add_command(command)

"""The examples for clusters name what there is."""

from pathlib import Path

import click
import pytest
import yaml
from study_records import STUDIES

from emnist_lab.cli import main

CLUSTER = Path(__file__).parent.parent / "docs" / "cluster"


def kubernetes_commands() -> list[list[str]]:
    parts = yaml.safe_load_all((CLUSTER / "kubernetes" / "search.yaml").read_text())
    jobs = [part["spec"]["template"]["spec"] for part in parts if part["kind"] == "Job"]
    return [container["command"] for job in jobs for container in job["containers"]]


def test_slurm_profile_gives_resources_to_studies_that_train():
    profile = yaml.safe_load((CLUSTER / "slurm" / "config.yaml").read_text())
    training = {study.name for study in STUDIES.values() if study.variants}
    assert set(profile["set-resources"]) <= training


@pytest.mark.parametrize("command", kubernetes_commands(), ids=lambda command: command[1])
def test_kubernetes_commands_are_ones_that_the_program_takes(command):
    program, name, *arguments = command
    assert program == "emnist-lab"
    subcommand = main.commands[name]
    context = subcommand.make_context(name, [str(argument) for argument in arguments])
    assert isinstance(context, click.Context)
    assert {context.params.get("study"), *context.params.get("studies", [])} & set(STUDIES)


def test_slurm_workers_are_started_with_the_arguments_that_the_program_takes():
    *_, line = (CLUSTER / "slurm" / "workers.sbatch").read_text().splitlines()
    arguments = line.replace('"', "").replace("$1", "host:5000").replace("$2", "layers")
    _, _, name, *rest = arguments.replace("$3", "paper").split()
    context = main.commands[name].make_context(name, rest)
    assert context.params["chief"] == "host:5000"
    assert context.params["study"] == "layers"

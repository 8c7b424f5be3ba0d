"""Commands that train: a study, a part of one, on this machine or for another."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from emnist_lab.cli.options import (
    data_option,
    find_console,
    json_option,
    profile_option,
    spread_options,
    verbose_option,
    workers_option,
)

if TYPE_CHECKING:
    from emnist_lab.config import StrategyName
    from emnist_lab.profile import Profile


@click.command()
@click.argument("studies", nargs=-1)
@profile_option
@data_option
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Studies that run side by side.",
)
@spread_options
def run(
    studies: tuple[str, ...],
    profile: "Profile",
    data_dir: Path | None,
    jobs: int,
    strategy: "StrategyName | None",
    workers: str | None,
    listen: str | None,
) -> None:
    """Bring STUDIES (default: all) and what they need up to date."""
    from emnist_lab.search.spread import Spread
    from emnist_lab.workflow.data_choice import chosen_data
    from emnist_lab.workflow.run import run_studies

    data_dir = chosen_data(profile, data_dir)
    spread = Spread(strategy=strategy, workers=workers, listen=listen)
    run_studies(list(studies), profile, data_dir, jobs, spread, find_console())


@click.command()
@click.argument("study")
@click.option("--chief", required=True, metavar="HOST:PORT", help="What `run --listen` opened.")
@profile_option
@data_option
@workers_option
def worker(
    study: str, chief: str, profile: "Profile", data_dir: Path | None, workers: str | None
) -> None:
    """Join the search of a STUDY that runs on another machine (see docs/scaling.md)."""
    from emnist_lab.search.join import join_search
    from emnist_lab.search.spread import Address
    from emnist_lab.studies import find_study
    from emnist_lab.workflow.data_choice import chosen_data

    joined = find_study(profile.project, study)
    data_dir = chosen_data(profile, data_dir)
    click.echo(join_search(joined, profile, Address.parse(chief), workers, data_dir))


@click.command()
@profile_option
@data_option
@json_option
def status(profile: "Profile", data_dir: Path | None, as_json: bool) -> None:
    """Say of every study whether it is fresh, stale or missing, why, and what fixes it."""
    from emnist_lab.studies import find_studies
    from emnist_lab.trials.freshness import study_status
    from emnist_lab.workflow.data_choice import chosen_data

    data_dir = chosen_data(profile, data_dir)
    states = [
        study_status(study, profile, data_dir) for study in find_studies(profile.project).values()
    ]
    if as_json:
        click.echo(json.dumps([vars(state) for state in states], indent=1))
        return
    for state in states:
        trials = f"{state.done} of {state.total} trials" if state.total else ""
        click.echo(f"{state.study:<16} {state.state:<8} {trials}")
        for reason in state.reasons:
            click.echo(f"    {reason}")
        if state.state != "fresh":
            click.echo(f"    fix: {state.command}")


@click.command()
@click.argument("study")
@click.argument("variant")
@profile_option
@data_option
@click.option("--seed", default=0, show_default=True, help="One of the profile's seeds.")
@verbose_option
def train(study: str, variant: str, profile: "Profile", data_dir: Path | None, seed: int) -> None:
    """Train one VARIANT of a STUDY and leave its record where the study finds it."""
    from emnist_lab.search.single import train_variant
    from emnist_lab.studies import find_study
    from emnist_lab.workflow.data_choice import chosen_data

    found, data_dir = find_study(profile.project, study), chosen_data(profile, data_dir)
    record = train_variant(found, variant, profile, seed, data_dir)
    reason = {"reason": record.reason} if record.reason else {}
    figures = record.figures.measured()
    click.echo(json.dumps({"status": record.status, **reason, **figures}, indent=1))
    if record.status == "failed":
        raise click.ClickException(record.reason or "the training failed")


@click.command(hidden=True)
@click.argument("name")
@profile_option
@data_option
@spread_options
def study(
    name: str,
    profile: "Profile",
    data_dir: Path | None,
    strategy: "StrategyName | None",
    workers: str | None,
    listen: str | None,
) -> None:
    """Execute the notebook of one study; the Snakefile calls this."""
    from emnist_lab.search.spread import Spread
    from emnist_lab.studies import find_study
    from emnist_lab.workflow.notebook import execute_study

    spread = Spread(strategy=strategy, workers=workers, listen=listen)
    os.environ.update(spread.environment())
    click.echo(execute_study(find_study(profile.project, name), profile, data_dir))

"""Commands on what trials left: documents, tables to keep, and whether all of it holds."""

import json
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from emnist_lab.cli.options import (
    DataDir,
    data_option,
    find_console,
    find_profile,
    json_option,
    profile_name_option,
    profile_option,
    stale_option,
)
from emnist_lab.project import DEFAULT_PROFILE, Project
from emnist_lab.quiet import import_tensorflow

if TYPE_CHECKING:
    from emnist_lab.profile import Profile


@click.command()
@profile_name_option
@data_option
@stale_option
@click.option(
    "--kept",
    type=DataDir,
    help="Render results that `keep` wrote to this folder, in place of a profile's own.",
)
@click.option(
    "--against",
    metavar="FOLDER",
    help="Mark what moved since these results: kept ones, a folder such as runs/tour, or "
    "REVISION:PATH of kept ones.",
)
def render(
    profile: str, data_dir: Path | None, stale: bool, kept: Path | None, against: str | None
) -> None:
    """Build the report and the slides from the records, with Quarto or without."""
    from emnist_lab.reporting.drawing import write_drawing
    from emnist_lab.reporting.prepare import prepare_documents
    from emnist_lab.workflow.data_choice import chosen_data
    from emnist_lab.workflow.documents import show_records
    from emnist_lab.workflow.earlier_results import earlier_results
    from emnist_lab.workflow.render import render as render_documents

    shown = _lay_out(kept) if kept else find_profile(profile)
    data_dir = chosen_data(shown, kept or data_dir)
    show_records(shown, data_dir, click.echo)
    write_drawing(shown, data_dir)
    with earlier_results(against, shown, click.echo) if against else nullcontext() as earlier:
        prepare_documents(shown, data_dir, stale or kept is not None, earlier)
    for file in render_documents(shown.project.root):
        click.echo(file)


def _lay_out(kept: Path) -> "Profile":
    """Lay kept results out as those of their profile, and return it."""
    from emnist_lab.search.spread import Spread
    from emnist_lab.trials.restore import restore_results
    from emnist_lab.workflow.run import run_studies

    profile = restore_results(Project.find(), kept, click.echo)
    run_studies([], profile, kept, 1, Spread(), find_console())
    return profile


@click.command()
@profile_option
@json_option
@click.option(
    "--expect",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="YAML or JSON of verdicts by claim; ends with 3 where another was found.",
)
def claims(profile: "Profile", as_json: bool, expect: Path | None) -> None:
    """Print what became of each claim that the studies state of a source."""
    from emnist_lab.reporting.claim_lines import claim_lines, plain_claims, unexpected_verdicts
    from emnist_lab.reporting.claim_values import read_claims

    found = read_claims(profile)
    lines = [json.dumps(plain_claims(found), indent=1)] if as_json else claim_lines(found)
    click.echo("\n".join(lines))
    if expect and (others := unexpected_verdicts(found, expect)):
        click.echo("\n".join(others), err=True)
        raise SystemExit(3)


@click.command()
@profile_option
@click.option("--port", default=6006, show_default=True, help="Where the pages are served.")
def tensorboard(profile: "Profile", port: int) -> None:
    """Show curves and hyperparameters of the records in TensorBoard, on this machine alone."""
    from emnist_lab.reporting.tensorboard import write_tensorboard

    options = ["--logdir", str(write_tensorboard(profile)), "--port", str(port)]
    raise SystemExit(subprocess.call([sys.executable, "-m", "tensorboard.main", *options]))


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@profile_option
@data_option
def keep(folder: Path, profile: "Profile", data_dir: Path | None) -> None:
    """Keep a profile's results in FOLDER: small tables, and the weights of a small network."""
    from emnist_lab.trials.kept import keep_results
    from emnist_lab.workflow.data_choice import chosen_data

    data_dir = chosen_data(profile, data_dir)
    click.echo(f"{keep_results(profile, data_dir, folder)} trials kept in {folder}")
    import_tensorflow()
    from emnist_lab.reporting.kept_weights import keep_weights

    click.echo(keep_weights(profile, data_dir, folder))


@click.command()
@profile_option
@data_option
@click.option("--sample", default=0, metavar="K", help="Train K random trials again, and compare.")
@click.option("--seed", default=0, show_default=True, help="Decides which trials are sampled.")
def verify(profile: "Profile", data_dir: Path | None, sample: int, seed: int) -> None:
    """Check that records, tables, notebooks and documents follow from data and from each other."""
    from emnist_lab.verify.profile import verify_profile
    from emnist_lab.workflow.data_choice import chosen_data

    findings = 0
    for check in verify_profile(profile, chosen_data(profile, data_dir), sample, seed):
        findings += len(check.findings)
        click.echo(f"{'FAILS' if check.findings else 'holds'}  {check.looked_at}")
        for finding in check.findings:
            click.echo(f"    {finding}")
    if findings:
        raise click.ClickException(f"{findings} things do not hold in profile {profile.name}")


@click.command()
@click.argument("before")
@click.argument("after")
def diff(before: str, after: str) -> None:
    """Show what differs between two sets of records: parameters, figures and how sure that is.

    BEFORE and AFTER are folders such as runs/tour, exports of records as CSV, or REVISION:PATH.
    """
    from emnist_lab.evidence.difference import compare_records, difference_lines

    click.echo("\n".join(difference_lines(compare_records(before, after))))


@click.command(hidden=True)
@click.option("--profile", help=f"[default: the profile prepared last, or {DEFAULT_PROFILE}]")
@data_option
@stale_option
def prepare(profile: str | None, data_dir: Path | None, stale: bool) -> None:
    """Write what the documents quote; Quarto calls this before it renders."""
    from emnist_lab.reporting.prepare import prepare_documents, prepared_profile
    from emnist_lab.workflow.data_choice import chosen_data
    from emnist_lab.workflow.documents import show_records

    shown = find_profile(profile or prepared_profile(Project.find()))
    data_dir = chosen_data(shown, data_dir)
    show_records(shown, data_dir, click.echo)
    prepare_documents(shown, data_dir, allow_stale=stale)

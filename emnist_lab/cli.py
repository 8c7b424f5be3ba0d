"""The `emnist-lab` command: each subcommand calls one function of the library."""

import contextlib
import errno
import json
import os
import sys
from pathlib import Path

import click

from emnist_lab.errors import EmnistLabError, StorageError
from emnist_lab.quiet import import_tensorflow, let_tensorflow_speak
from emnist_lab.workflow.ending import Stopped, ends_on_signals

# One that may not be read must not keep the others from being read.
Picture = click.Path(path_type=Path, readable=False)
DataDir = click.Path(exists=True, path_type=Path, resolve_path=True)
profile_option = click.option(
    "--profile", default="tour", show_default=True, help="tour, quick, cpu, paper, or your own."
)
data_option = click.option(
    "--data-dir",
    type=DataDir,
    help="Folder of the images' files, or the official zip.  [default: $EMNIST_LAB_DATA, the data "
    "set's folder below data/ or its verified download, or synthetic images]",
)
stale_option = click.option(
    "--stale", is_flag=True, help="Render stale records too, and say so on the page."
)
verbose_option = click.option(
    "--verbose",
    is_flag=True,
    callback=lambda ctx, option, asked: asked and let_tensorflow_speak(),
    help="Show what TensorFlow says of itself.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
workers_option = click.option(
    "--workers",
    envvar="EMNIST_LAB_WORKERS",
    help="Trials that train side by side: a number, or auto (one a GPU, else one a core).",
)


def spread_options(command):
    """Add the options that say how far a search spreads (`emnist_lab.search.spread.Spread`)."""
    strategy = click.option(
        "--strategy",
        type=click.Choice(["one_device", "mirrored"]),
        envvar="EMNIST_LAB_STRATEGY",
        help="mirrored trains each trial on all devices.  [default: one_device]",
    )
    listen = click.option(
        "--listen",
        envvar="EMNIST_LAB_LISTEN",
        metavar="HOST:PORT",
        help="Let workers of other machines join. Unauthenticated: for closed networks only.",
    )
    return workers_option(strategy(listen(command)))


class Commands(click.Group):
    """A group whose commands end in one clear message where a user can mend the cause."""

    def invoke(self, ctx):
        try:
            with ends_on_signals():
                answer = super().invoke(ctx)
                # What cannot be written shows here, not when Python ends.
                sys.stdout.flush()
                return answer
        except Stopped as stop:
            # The terminal may be what is gone.
            with contextlib.suppress(OSError):
                click.echo(f"{stop}; the same command goes on with what is left", err=True)
            raise
        except EmnistLabError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            if error.filename is not None:
                raise click.ClickException(str(StorageError.of(error))) from error
            # A closed pipe is no error: click ends quietly.
            if error.errno == errno.EPIPE:
                raise
            _drop_output()
            raise click.ClickException(
                f"the output cannot be written: {error.strerror or error}\n"
                "  send it to where there is room; what was done is kept"
            ) from error


def _drop_output() -> None:
    """Let Python flush to nowhere at its end what the system refuses to take."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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


def _profile(name: str):
    """Return the profile of that name in the project that the command is called in."""
    from emnist_lab.config import load_profile
    from emnist_lab.project import Project

    return load_profile(Project.find(), name)


@main.command()
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
def run(studies, profile, data_dir, jobs, **spread) -> None:
    """Bring STUDIES (default: all) and what they need up to date."""
    from emnist_lab.search.spread import Spread
    from emnist_lab.workflow.data_choice import chosen_data
    from emnist_lab.workflow.run import run_studies

    profile = _profile(profile)
    data_dir = chosen_data(profile, data_dir)
    run_studies(list(studies), profile, data_dir, jobs, Spread(**spread), _console())


def _console():
    from rich.console import Console

    console = Console()
    # A log takes lines as they are.
    console.soft_wrap = not console.is_terminal
    return console


@main.command()
@click.argument("study")
@click.option("--chief", required=True, metavar="HOST:PORT", help="What `run --listen` opened.")
@profile_option
@data_option
@workers_option
def worker(study, chief, profile, data_dir, workers) -> None:
    """Join the search of a STUDY that runs on another machine (see docs/scaling.md)."""
    from emnist_lab.search.join import join_search
    from emnist_lab.search.spread import Address
    from emnist_lab.studies import find_study
    from emnist_lab.workflow.data_choice import chosen_data

    profile = _profile(profile)
    study = find_study(profile.project, study)
    data_dir = chosen_data(profile, data_dir)
    click.echo(join_search(study, profile, Address.parse(chief), workers, data_dir))


@main.command()
@profile_option
@data_option
@json_option
def status(profile, data_dir, as_json) -> None:
    """Say of every study whether it is fresh, stale or missing, why, and what mends it."""
    from emnist_lab.studies import find_studies
    from emnist_lab.trials.freshness import study_status
    from emnist_lab.workflow.data_choice import chosen_data

    profile = _profile(profile)
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
            click.echo(f"    mend: {state.command}")


@main.command()
@profile_option
@data_option
@stale_option
@click.option(
    "--kept",
    type=DataDir,
    help="Render results that `keep` wrote to this folder, in place of a profile's own.",
)
def render(profile, data_dir, stale, kept) -> None:
    """Build the report and the slides from the records, with Quarto or without."""
    if kept:
        profile, data_dir, stale = _lay_out(kept), kept, True
    else:
        profile = _profile(profile)
    from emnist_lab.reporting.prepare import prepare_documents
    from emnist_lab.workflow.data_choice import chosen_data
    from emnist_lab.workflow.documents import show_records
    from emnist_lab.workflow.render import render as render_documents

    data_dir = chosen_data(profile, data_dir)
    show_records(profile, data_dir, click.echo)
    prepare_documents(profile, data_dir, allow_stale=stale)
    for file in render_documents(profile.project.root):
        click.echo(file)


def _lay_out(kept: Path):
    """Lay kept results out as those of their profile, and return it."""
    from emnist_lab.project import Project
    from emnist_lab.search.spread import Spread
    from emnist_lab.trials.kept import restore_results
    from emnist_lab.workflow.run import run_studies

    profile = restore_results(Project.find(), kept)
    run_studies([], profile, kept, 1, Spread(), _console())
    return profile


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@profile_option
@data_option
def keep(folder, profile, data_dir) -> None:
    """Keep a profile's results as small tables in FOLDER, without models and images."""
    from emnist_lab.trials.kept import keep_results
    from emnist_lab.workflow.data_choice import chosen_data

    profile = _profile(profile)
    data_dir = chosen_data(profile, data_dir)
    click.echo(f"{keep_results(profile, data_dir, folder)} trials kept in {folder}")


@main.command()
@profile_option
@data_option
@click.option("--sample", default=0, metavar="K", help="Train K random trials again, and compare.")
@click.option("--seed", default=0, show_default=True, help="Decides which trials are sampled.")
def verify(profile, data_dir, sample, seed) -> None:
    """Check that records, tables, notebooks and documents follow from data and from each other."""
    from emnist_lab.verify.profile import verify_profile
    from emnist_lab.workflow.data_choice import chosen_data

    findings, profile = 0, _profile(profile)
    for check in verify_profile(profile, chosen_data(profile, data_dir), sample, seed):
        findings += len(check.findings)
        click.echo(f"{'FAILS' if check.findings else 'holds'}  {check.looked_at}")
        for finding in check.findings:
            click.echo(f"    {finding}")
    if findings:
        raise click.ClickException(f"{findings} things do not hold in profile {profile.name}")


@main.command()
@click.argument("before")
@click.argument("after")
def diff(before, after) -> None:
    """Show what differs between two sets of records: parameters, figures and how sure that is.

    BEFORE and AFTER are folders such as runs/tour, exports of records as CSV, or REVISION:PATH.
    """
    from emnist_lab.evidence.difference import compare_records, difference_lines

    click.echo("\n".join(difference_lines(compare_records(before, after))))


@main.command()
@json_option
@verbose_option
def models(as_json, verbose) -> None:
    """List every study's variants with their parameter counts."""
    from emnist_lab.project import Project
    from emnist_lab.workflow.parameters import variant_parameters

    if as_json:
        click.echo(json.dumps(list(variant_parameters(Project.find())), indent=1))
        return
    for row in variant_parameters(Project.find()):
        parameters, trainable = f"{row['parameters']:,}", f"{row['trainable']:,}"
        click.echo(f"{row['study']:<16} {row['variant']:<24} {parameters:>12} {trainable:>12}")


@main.command()
@click.argument("model", type=click.Path(path_type=Path))
@data_option
@click.option("--dataset", help="Data set to read.  [default: the one it was trained on]")
@click.option("--split", help="Split to read.  [default: the first of the data set]")
@json_option
@verbose_option
def evaluate(model, data_dir, dataset, split, as_json, verbose) -> None:
    """Print the figures of a saved MODEL on a split's whole test part."""
    import_tensorflow()
    from emnist_lab.training.saved import evaluate_saved_model

    figures = evaluate_saved_model(model, split, data_dir, dataset)
    if as_json:
        click.echo(json.dumps(figures, indent=1))
        return
    for name, value in figures.items():
        click.echo(f"{name:<22} {value:.4f}" if isinstance(value, float) else f"{name:<22} {value}")


@main.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("images", nargs=-1, required=True, type=Picture)
@json_option
@verbose_option
def predict(model, images, as_json, verbose) -> None:
    """Read photos or scans of one character each: the likeliest classes, with probabilities."""
    import_tensorflow()
    from emnist_lab.training.read_photos import read_pictures

    readings = read_pictures(model, list(images))
    if as_json:
        click.echo(json.dumps(readings, indent=1))
    else:
        for reading in readings:
            _print_reading(reading)
    if any("error" in reading for reading in readings):
        raise SystemExit(1)


def _print_reading(reading: dict) -> None:
    if "error" in reading:
        error = EmnistLabError(reading["error"], reading["image"], reading["mend"])
        click.echo(f"Error: {error}", err=True)
        return
    guesses = "  ".join(f"{g['class']} {g['probability']:.1%}" for g in reading["guesses"])
    click.echo(f"{reading['image']}: {guesses}")
    for doubt in reading["doubts"]:
        click.echo(f"  doubtful: {doubt}")


@main.command()
@click.argument("study")
@click.argument("variant")
@profile_option
@data_option
@click.option("--seed", default=0, show_default=True, help="One of the profile's seeds.")
@verbose_option
def train(study, variant, profile, data_dir, seed, verbose) -> None:
    """Train one VARIANT of a STUDY and leave its record where the study finds it."""
    from emnist_lab.search.single import train_variant
    from emnist_lab.studies import find_study
    from emnist_lab.workflow.data_choice import chosen_data

    profile = _profile(profile)
    study = find_study(profile.project, study)
    record = train_variant(study, variant, profile, seed, chosen_data(profile, data_dir))
    reason = {"reason": record.reason} if record.reason else {}
    figures = record.figures.measured()
    click.echo(json.dumps({"status": record.status, **reason, **figures}, indent=1))
    if record.status == "failed":
        raise click.ClickException(record.reason)


@main.group()
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
def show(data_dir) -> None:
    """Say which data a run would use, and what its splits hold."""
    from emnist_lab.datasets.origin import DATA_VARIABLE
    from emnist_lab.datasets.registry import project_datasets
    from emnist_lab.project import Project

    named = "" if data_dir or not os.environ.get(DATA_VARIABLE) else f" (${DATA_VARIABLE})"
    for dataset in project_datasets(Project.find()):
        _show_dataset(dataset, data_dir, named)


def _show_dataset(dataset, data_dir, named: str) -> None:
    from emnist_lab.datasets.load import load_split
    from emnist_lab.datasets.origin import available_splits, find_origin

    click.echo(find_origin(data_dir, dataset=dataset).description + named)
    for name in available_splits(data_dir, dataset):
        split = load_split(name, data_dir, dataset)
        counts = f"{len(split.train_labels):>9,} train {len(split.test_labels):>9,} test"
        click.echo(f"{name:<10} {len(split.classes):>3} classes {counts}")
        for warning in split.warnings:
            click.echo(f"    warning: {warning}")


@main.command(hidden=True)
@click.argument("name")
@profile_option
@data_option
@spread_options
def study(name, profile, data_dir, **spread) -> None:
    """Execute the notebook of one study; the Snakefile calls this."""
    from emnist_lab.search.spread import Spread
    from emnist_lab.studies import find_study
    from emnist_lab.workflow.notebook import execute_study

    os.environ.update(Spread(**spread).environment())
    profile = _profile(profile)
    click.echo(execute_study(find_study(profile.project, name), profile, data_dir))


@main.command(hidden=True)
@click.option("--profile", help="[default: the profile prepared last, or tour]")
@data_option
@stale_option
def prepare(profile, data_dir, stale) -> None:
    """Write what the documents quote; Quarto calls this before it renders."""
    from emnist_lab.project import Project
    from emnist_lab.reporting.prepare import prepare_documents, prepared_profile
    from emnist_lab.workflow.data_choice import chosen_data
    from emnist_lab.workflow.documents import show_records

    profile = _profile(profile or prepared_profile(Project.find()))
    data_dir = chosen_data(profile, data_dir)
    show_records(profile, data_dir, click.echo)
    prepare_documents(profile, data_dir, allow_stale=stale)

"""Commands on models: what there is, what one is worth, and what it reads."""

import json
from pathlib import Path

import click

from emnist_lab.cli.options import Picture, data_option, json_option, verbose_option
from emnist_lab.errors import EmnistLabError
from emnist_lab.project import Project
from emnist_lab.quiet import import_tensorflow


@click.command()
@json_option
@verbose_option
def models(as_json: bool) -> None:
    """List every study's variants with their parameter counts."""
    from emnist_lab.workflow.parameters import variant_parameters

    if as_json:
        click.echo(json.dumps(list(variant_parameters(Project.find())), indent=1))
        return
    for row in variant_parameters(Project.find()):
        parameters, trainable = f"{row['parameters']:,}", f"{row['trainable']:,}"
        click.echo(f"{row['study']:<16} {row['variant']:<24} {parameters:>12} {trainable:>12}")


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@data_option
@click.option("--dataset", help="Data set to read.  [default: the one it was trained on]")
@click.option("--split", help="Split to read.  [default: the first of the data set]")
@json_option
@verbose_option
def evaluate(
    model: Path, data_dir: Path | None, dataset: str | None, split: str | None, as_json: bool
) -> None:
    """Print the figures of a saved MODEL on a split's whole test part."""
    import_tensorflow()
    from emnist_lab.training.saved import evaluate_saved_model

    figures = evaluate_saved_model(model, split, data_dir, dataset)
    if as_json:
        click.echo(json.dumps(figures, indent=1))
        return
    for name, value in figures.items():
        click.echo(f"{name:<22} {value:.4f}" if isinstance(value, float) else f"{name:<22} {value}")


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("images", nargs=-1, required=True, type=Picture)
@json_option
@verbose_option
def predict(model: Path, images: tuple[Path, ...], as_json: bool) -> None:
    """Read photos or scans of one character each: the likeliest classes, with probabilities."""
    from emnist_lab.portable.pictures import read_pictures
    from emnist_lab.portable.quick import convert_for_quick_reading, may_be_quick

    readings = read_pictures(model, list(images))
    if as_json:
        click.echo(json.dumps(readings, indent=1))
    else:
        for reading in readings:
            _print_reading(reading)
    if may_be_quick(model):
        click.echo("Converting the model, once: from now on it reads without TensorFlow", err=True)
        convert_for_quick_reading(model)
    if any("error" in reading for reading in readings):
        raise SystemExit(1)


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write to.  [default: exported, beside the model]",
)
@verbose_option
def export(model: Path, folder: Path | None) -> None:
    """Write a saved MODEL as LiteRT, as ONNX, and for a page in a browser."""
    import_tensorflow()
    from emnist_lab.portable.export import export_model

    done = export_model(model, folder or model.parent / "exported")
    for one in done:
        if one.reason:
            click.echo(f"{one.file.name} not written: {one.reason}", err=True)
        elif one.difference is None:
            click.echo(one.file)
        else:
            click.echo(f"{one.file}  (within {one.difference:.0e} of Keras on 200 images)")
    if all(one.reason for one in done):
        raise SystemExit(1)


def _print_reading(reading: dict) -> None:
    if "error" in reading:
        error = EmnistLabError(reading["error"], reading["image"], reading["fix"])
        click.echo(f"Error: {error}", err=True)
        return
    guesses = "  ".join(f"{g['class']} {g['probability']:.1%}" for g in reading["guesses"])
    click.echo(f"{reading['image']}: {guesses}")
    for doubt in reading["doubts"]:
        click.echo(f"  doubtful: {doubt}")

"""The options that commands share, and what they stand for."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from emnist_lab.project import DEFAULT_PROFILE, Project
from emnist_lab.quiet import let_tensorflow_speak

# Who only asks for help need not wait for what they come with.
if TYPE_CHECKING:
    from rich.console import Console

    from emnist_lab.profile import Profile

Command = Callable[..., Any]
# One that may not be read must not keep the others from being read.
Picture = click.Path(path_type=Path, readable=False)
DataDir = click.Path(exists=True, path_type=Path, resolve_path=True)
_profile_option = partial(
    click.option,
    "--profile",
    default=DEFAULT_PROFILE,
    show_default=True,
    help="tour, quick, cpu, paper, or your own.",
)
profile_name_option = _profile_option()
profile_option = _profile_option(callback=lambda ctx, option, name: find_profile(name))
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
    expose_value=False,
    callback=lambda ctx, option, asked: let_tensorflow_speak() if asked else None,
    help="Show what TensorFlow says of itself.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
workers_option = click.option(
    "--workers",
    envvar="EMNIST_LAB_WORKERS",
    help="Trials that train side by side: a number, or auto (one a GPU, else one a core).",
)


def find_profile(name: str) -> "Profile":
    """Return the profile of that name in the project that the command is called in."""
    from emnist_lab.profile import load_profile

    return load_profile(Project.find(), name)


def find_console() -> "Console":
    """Return where progress is shown: a terminal, or a log, which takes lines as they are."""
    from rich.console import Console

    # What is shown quotes names and sentences of others: no markup, and no smileys.
    console = Console(markup=False, emoji=False)
    console.soft_wrap = not console.is_terminal
    return console


def spread_options(command: Command) -> Command:
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
        help="Let workers of other machines join. Unencrypted: for closed networks only.",
    )
    return workers_option(strategy(listen(command)))

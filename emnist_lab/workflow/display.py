"""Show how far a run is: a bar and a few lines in a terminal, else a line for every step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from emnist_lab.workflow.progress import RunProgress

WIDEST_BAR = 40


Show = Callable[[list[str], set[str]], None]


@contextmanager
def shown_in(console: Console, progress: RunProgress) -> Iterator[Show]:
    """Give a function that takes the names of studies that run and ended, and shows how far."""
    if console.is_terminal:
        with Live(console=console, auto_refresh=False, transient=True) as live:

            def show(running: list[str], ended: set[str]) -> None:
                progress.look(running, ended)
                live.update(overview(progress, console.width), refresh=True)

            yield show
    else:
        yield partial(_tell, console, progress)
    console.print(f"Done in {elapsed_words(progress.elapsed_s)}.", highlight=False)


def overview(progress: RunProgress, width: int) -> Group:
    """Return a bar with the trials, a line with the time, and one for each trial that runs."""
    counts = f" {progress.done} of {progress.total} trials"
    bar = Table.grid()
    bar_width = max(1, min(WIDEST_BAR, width - len(counts)))
    # A run that trains nothing has a bar that is full.
    bar.add_row(ProgressBar(max(1, progress.total), progress.done, bar_width), _line(counts))
    studies = (
        f"{name}: {what}" for name in progress.running for what in progress.studies[name].doing()
    )
    return Group(bar, *map(_line, [_time(progress), *studies]))


def elapsed_words(seconds: float) -> str:
    """Return how long something took, as minutes and seconds, with hours before them if any."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def left_words(seconds: float | None) -> str:
    """Return how long something still takes, no finer than that can be known."""
    if seconds is None:
        return "estimating the time left"
    if seconds < 60:
        return "less than a minute left"
    if seconds < 90 * 60:
        return f"about {seconds / 60:.0f} min left"
    return f"about {seconds / 3600:.1f} h left"


def _tell(console: Console, progress: RunProgress, running: list[str], ended: set[str]) -> None:
    for name in progress.look(running, ended):
        study = progress.studies[name]
        what = "done" if name in ended else f"{study.done} of {len(study.plans)} trials"
        console.print(f"{name}: {what}; {_time(progress)}", highlight=False)


def _time(progress: RunProgress) -> str:
    elapsed = f"{elapsed_words(progress.elapsed_s)} elapsed"
    if progress.ended == progress.studies.keys():
        return elapsed
    return f"{elapsed}, {left_words(progress.seconds_left)}"


def _line(text: str) -> Text:
    return Text(text, no_wrap=True, overflow="ellipsis")

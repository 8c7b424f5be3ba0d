"""What a data set is: its splits, the form of its images, what a model can be asked of them.

A study names one; `emnist_lab.datasets.registry` lists those that come with this package.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Protocol, TypeVar

import numpy as np

from emnist_lab.errors import DataError
from emnist_lab.names import is_name

# Images and labels: uint8 (n, side, side), or (n, side, side, 3) in color, and integers (n,).
Batch = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class SplitFacts:
    """What is known of a split before any file is opened.

    Parameters
    ----------
    name : str
        The split's name, as its files or folders have it.
    classes : tuple of str
        The name of each class, in the order of the labels.
    train_images, test_images : int, optional
        Images in the whole data set as it is published, if that is known.
    first_label : int
        The smallest label in its files.
    """

    name: str
    classes: tuple[str, ...]
    train_images: int | None = None
    test_images: int | None = None
    first_label: int = 0


@dataclass(frozen=True)
class Task:
    """What a model is to tell apart: the classes, or groups of them.

    `answers` gives the group of each class; without it the classes themselves are the answers.
    """

    name: str
    answers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def classes(self, of_split: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names of the answers, given those of a split's classes."""
        return tuple(dict.fromkeys(self.answers.values())) or of_split


Named = TypeVar("Named", SplitFacts, Task)


@dataclass(frozen=True)
class Labels:
    """The classes of consecutive labels, the smallest of which is `first_label`."""

    first_label: int
    classes: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """The train or the test part of a split, read once, from front to back.

    `place` says where its labels come from, for errors; `batches` are upright images with their
    labels as the files state them.
    """

    place: object
    batches: Iterator[Batch]


@dataclass(frozen=True)
class SplitContent:
    """Both parts of a split, and what its labels stand for."""

    train: Part
    test: Part
    labels: Labels


class SplitFiles(Protocol):
    """The files that hold one split."""

    def read(self) -> SplitContent:
        """Return the content; without files to train from, both parts are the test part."""

    def identity(self) -> list[Any]:
        """Return what changes with the files, or with the code that reads them."""


class Form(Protocol):
    """A module that finds and reads the files of a data set, such as `image_folders`."""

    def splits_in(self, dataset: "DataSet", folder: Path) -> tuple[str, ...]:
        """Return the names of the splits that a folder holds whole."""

    def find_split_files(
        self, dataset: "DataSet", folder: Path, split: str, test_alone: bool = False
    ) -> SplitFiles:
        """Return the files of a split, or raise `DataError`; the test part alone may do."""

    def lacking(self, dataset: "DataSet", folder: Path) -> DataError:
        """Return the error that says what a folder without a whole split lacks."""


class Drawing(Protocol):
    """A module that draws a data set for those who have no files of it.

    `DESCRIPTION` says in a sentence what the images are, `NOTICE` what figures on them cannot say.
    """

    DESCRIPTION: str
    NOTICE: str

    def synthesize_split(self, name: str) -> tuple[np.ndarray, ...]:
        """Return training images, their labels from 0, test images, and their labels."""

    def synthesis_key(self) -> list[Any]:
        """Return what changes with the images that are drawn."""


@dataclass(frozen=True)
class Download:
    """An archive that may be fetched.

    `file` is its name once it is verified, in the data set's folder below `data/`; `description`
    says in a sentence what it holds, `fetch` gets it, or the rest of it, and returns its place.
    """

    file: str
    description: str
    fetch: Callable[[], Path]


@dataclass(frozen=True)
class DataSet:
    """Images of one kind, and what the engine has to know of them.

    Parameters
    ----------
    name : str
        Its name, which is that of its folder below `data/` too.
    content : str
        What the images are, such as "EMNIST handwriting", for sentences on them.
    splits : tuple of SplitFacts
        Divisions into training and test images; a study reads the first if it names none.
    side : int
        Height and width of the stored images, in pixels.
    form : Form
        Who reads its files.
    channels : {1, 3}
        Gray, or red, green and blue.
    holds_for : str
        What figures on them hold for, in words that follow "hold for".
    light_on_dark : bool
        Whether documents are to show the images the other way round, as ink on paper.
    tasks : tuple of Task
        What a model may be asked; a variant is asked the first if it names none.
    look_alikes : tuple of tuple of str
        Groups of classes that a single image may not tell apart.
    top_k : 5, optional
        Among how many guesses the true class is looked for, beside the first; records have a figure
        for five alone.
    drawing : Drawing, optional
        Who draws it where no files are at hand.
    download : Download, optional
        What may be fetched to its folder.
    show_picture : callable, optional
        Makes an image of the data set of a user's picture, with doubts in words; otherwise the
        picture is only scaled.
    stroke_script : Path, optional
        A script whose `drawHere.imageOf` makes an image of the data set of what is drawn in a page
        (`emnist_lab/portable/scripts/draw.js`); pages let nobody draw without it.
    """

    name: str
    content: str
    splits: tuple[SplitFacts, ...]
    side: int
    form: Form
    channels: Literal[1, 3] = 1
    holds_for: str = "images like these"
    light_on_dark: bool = False
    tasks: tuple[Task, ...] = (Task("classes"),)
    look_alikes: tuple[tuple[str, ...], ...] = ()
    top_k: Literal[5] | None = None
    drawing: Drawing | None = None
    download: Download | None = None
    show_picture: Callable[[Any], tuple[np.ndarray, tuple[str, ...]]] | None = None
    stroke_script: Path | None = None

    def __post_init__(self) -> None:
        answers = [name for task in self.tasks for name in (task.name, *task.answers.values())]
        split_names = [name for facts in self.splits for name in (facts.name, *facts.classes)]
        if wrong := [n for n in (self.name, *answers, *split_names) if not is_name(n)]:
            raise DataError(
                f"{wrong[0]!r} is no name of a data set, split, task or class",
                f"the data set '{self.name}'",
                "begin it with a letter or digit, and go on with these, spaces and . + - _",
            )
        most = max(len(facts.classes) for facts in self.splits)
        if self.top_k is not None and self.top_k > most:
            raise DataError(
                f"looks for the true class among {self.top_k} guesses of at most {most} classes",
                f"the data set '{self.name}'",
                "leave top_k out",
            )

    @property
    def split_names(self) -> tuple[str, ...]:
        """The names of its splits, the default first."""
        return tuple(facts.name for facts in self.splits)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of a stored image: a gray one has no axis for its channel."""
        return (self.side, self.side) + ((self.channels,) if self.channels > 1 else ())

    def split_facts(self, name: str) -> SplitFacts:
        """Return what is known of a split.

        Raises
        ------
        DataError
            If there is no split of that name.
        """
        return self._named("split", self.splits, name)

    def task(self, name: str) -> Task:
        """Return a task by its name.

        Raises
        ------
        DataError
            If there is no task of that name.
        """
        return self._named("task", self.tasks, name)

    def classes(self, split: str, task: str) -> tuple[str, ...]:
        """Return the names of the answers to a task on a split."""
        return self.task(task).classes(self.split_facts(split).classes)

    def _named(self, kind: str, parts: tuple[Named, ...], name: str) -> Named:
        for part in parts:
            if part.name == name:
                return part
        raise DataError(
            f"the data set '{self.name}' has no {kind} '{name}'",
            fix=f"choose one of {', '.join(part.name for part in parts)}",
        )

"""How much of the studies a run computes, and where what it leaves lies."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError

from emnist_lab.config import OwnSizes, Section, Study, Variant
from emnist_lab.errors import EmnistLabError
from emnist_lab.files import plain_yaml, read_text
from emnist_lab.names import Name, Text
from emnist_lab.project import Project
from emnist_lab.recipe import Recipe, StrictModel


class SearchSize(StrictModel):
    """How far a search goes: the shortest and the longest training, and how many brackets.

    Hyperband's brackets differ in how many variants they draw and how short the first trainings
    are; the one that draws most comes first.
    """

    first_epochs: int = Field(3, ge=1)
    epochs: int = Field(27, ge=1)
    brackets: int = Field(1, ge=1)


class Profile(StrictModel):
    """How much a run computes: sizes and a choice of variants, so that all take the same way.

    `variants` are all of a study, or those of its tour.
    `train_images` and `test_images` are the largest counts taken of a split (None: all), drawn
    with the class proportions kept; the images held out for validation count as `train_images`.
    `base_images` takes its place for the bases that other variants fine-tune.
    `max_epochs` caps a recipe's epochs, `model_epochs` further for the costliest architectures;
    `own_sizes` names those of the `sizes` that a study, or a section, has of its own which hold
    here; `batch_divisor` divides the batch size, so that small data still makes enough steps,
    though not below `smallest_batch`; `time_divisor` divides a recipe's time limit;
    `latency_runs` is the number of single images timed; `search` is the size of a study's search.
    What its runs leave lies in its `project`.
    """

    project: Project = Field(exclude=True, repr=False)
    name: Name
    description: Text
    variants: Literal["all", "tour"] = "all"
    train_images: int | None = Field(None, ge=1)
    base_images: int | None = Field(None, ge=1)
    test_images: int | None = Field(None, ge=1)
    validation_fraction: float = Field(gt=0, lt=1)
    max_epochs: int = Field(ge=1)
    model_epochs: dict[str, int] = Field(default_factory=dict)
    own_sizes: str | None = None
    batch_divisor: int = Field(1, ge=1)
    smallest_batch: int = Field(1, ge=1)
    time_divisor: float = Field(1, ge=1)
    seeds: tuple[int, ...] = Field(min_length=1)
    latency_runs: int = Field(200, ge=20)
    search: SearchSize = SearchSize()

    @property
    def runs_dir(self) -> Path:
        """The folder of everything that the profile's studies leave."""
        return self.project.all_runs_dir / self.name

    def study_dir(self, study: str) -> Path:
        """Return the folder of what one study leaves."""
        return self.runs_dir / study

    def trials_dir(self, study: str) -> Path:
        """Return the folder that holds one folder per trial."""
        return self.study_dir(study) / "trials"

    def trial_dir(self, study: str, variant: str, seed: int) -> Path:
        """Return the folder of what one trial leaves."""
        return self.trials_dir(study) / trial_name(variant, seed)

    def executed_notebook(self, study: str) -> Path:
        """Return the file of a study's notebook as papermill left it."""
        return self.study_dir(study) / "notebook.ipynb"

    def values_file(self, study: str) -> Path:
        """Return the file of the values that documents quote of a study."""
        return self.study_dir(study) / "values.json"

    def study_log(self, study: str) -> Path:
        """Return the file of all that a study said while its notebook ran, and why it failed."""
        return self.study_dir(study) / "study.log"

    def part_of(self, study: Study) -> Study:
        """Return the part of a study that the profile trains; its contrasts stay."""
        if self.variants == "all" or not study.tour:
            return study
        sections = tuple(
            part.model_copy(update={"variants": _named(part.variants, study.tour)})
            for part in study.sections
        )
        variants = _named(study.variants, study.tour)
        return study.model_copy(update={"variants": variants, "sections": sections})

    def sized(self, *parts: Section) -> "Profile":
        """Return the profile with the sizes that a study, or a section of it, has of its own."""
        found = (part.sizes.get(self.own_sizes or "", OwnSizes()) for part in parts)
        own = [sizes.model_dump(exclude_none=True) for sizes in found]
        return self.model_copy(update={key: size for sizes in own for key, size in sizes.items()})

    def scaled(self, recipe: Recipe, model: str, seed: int) -> Recipe:
        """Return the recipe for an architecture at this profile's size, with the trial's seed."""
        most_epochs = min(self.max_epochs, self.model_epochs.get(model, self.max_epochs))
        smallest = min(self.smallest_batch, recipe.batch_size)
        limit = recipe.time_limit_s
        return recipe.model_copy(
            update={
                "batch_size": max(smallest, recipe.batch_size // self.batch_divisor),
                "epochs": min(recipe.epochs, most_epochs),
                "seed": seed,
                "time_limit_s": None if limit is None else limit / self.time_divisor,
            }
        )


def trial_name(variant: str, seed: int) -> str:
    """Return the name of the folder of a variant's trial with a seed."""
    return f"{variant}-seed{seed}"


def load_profile(project: Project, name: str) -> Profile:
    """Read the project's `analysis/profiles/<name>.yaml`.

    Raises
    ------
    EmnistLabError
        If there is no such profile, or the file has a key or value that a profile does not know.
    """
    file = project.profile_file(name)
    if not file.is_file():
        known = ", ".join(sorted(path.stem for path in file.parent.glob("*.yaml")))
        raise EmnistLabError(
            f"no profile named {name!r}", where=file, fix=f"choose one of: {known}"
        )
    return _parse_profile(project, file)


def _parse_profile(project: Project, file: Path) -> Profile:
    try:
        return Profile(project=project, name=file.stem, **plain_yaml(read_text(file)))
    except (ValidationError, yaml.YAMLError, TypeError) as error:
        raise EmnistLabError(
            f"not a valid profile: {error}", where=file, fix="correct the keys named above"
        ) from error


def _named(variants: tuple[Variant, ...], names: tuple[str, ...]) -> tuple[Variant, ...]:
    return tuple(variant for variant in variants if variant.name in names)

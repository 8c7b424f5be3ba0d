"""What a trial is made of (recipe, variant, study), and how much of it a profile computes."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from emnist_lab import paths
from emnist_lab.errors import EmnistLabError

OptimizerName = Literal[
    "adam", "adamax", "nadam", "adamw", "rmsprop", "momentum", "nesterov", "sgd"
]
StrategyName = Literal["one_device", "mirrored"]
BrightnessWay = Literal["within_range", "stretched_to_255", "cut_to_integers", "shifted_by_255"]
SplitName = Literal["balanced", "bymerge", "byclass", "letters", "digits", "mnist"]


class StrictModel(BaseModel):
    """A frozen model that refuses unknown keys, so that a misspelt one is never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Augmentation(StrictModel):
    """How far a training image may move, each drawn anew for every image of every epoch.

    `rotation` is in degrees; `shift` and `zoom` are fractions of the side; `shear` is the
    tangent of the angle; `brightness` is the largest change of a grey value in 0..1. Ways of
    changing it other than `within_range` are Keras's for images in 0..255, kept to show what they
    do to images in 0..1 (`emnist_lab.datasets.brightness`).
    """

    rotation: float = Field(0.0, ge=0, le=180)
    shift: float = Field(0.0, ge=0, le=1)
    shear: float = Field(0.0, ge=0, le=1)
    zoom: float = Field(0.0, ge=0, lt=1)
    brightness: float = Field(0.0, ge=0, le=1)
    brightness_way: BrightnessWay = "within_range"


class Recipe(StrictModel):
    """How one model is trained.

    `batch_size` is the global batch. `plateau_patience` and `early_stopping` count epochs without a
    better validation loss; None leaves the callback out. `batchnorm_momentum` None chooses the
    momentum by the steps in an epoch (see `emnist_lab.training.compile.batchnorm_momentum`).
    """

    batch_size: int = Field(1024, ge=1)
    optimizer: OptimizerName = "adam"
    learning_rate: float = Field(0.001, gt=0)
    epochs: int = Field(100, ge=1)
    plateau_patience: int | None = Field(None, ge=1)
    plateau_factor: float = Field(0.2, gt=0, lt=1)
    early_stopping: int | None = Field(None, ge=1)
    augmentation: Augmentation | None = None
    batchnorm_momentum: float | None = Field(None, ge=0, lt=1)
    seed: int = Field(0, ge=0)


class ImageForm(StrictModel):
    """The form in which a model sees the 28x28 grey images.

    `fit` says how 28 becomes `side`: `resize` interpolates, `pad` adds a black border.
    """

    side: int = Field(28, ge=28)
    channels: Literal[1, 3] = 1
    fit: Literal["resize", "pad"] = "resize"

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels of a model's input."""
        return (self.side, self.side, self.channels)


class Variant(StrictModel):
    """One named row of a study: an architecture, its options, the image form and the recipe."""

    name: str
    change: str
    model: str
    options: dict[str, str | float | int | bool | list[int]] = {}
    image: ImageForm = ImageForm()
    recipe: Recipe = Recipe()


class Section(StrictModel):
    """A question, and the variants whose trials answer it.

    `reference` names the CSV of published figures in `emnist_lab/reference`. `contrasts` names
    pairs of variants that the prose compares: chosen before any figure is known, they are tested
    together with the comparisons of the best variant with the others. `sections` part the variants
    where there are several questions and published tables: each is compared with the best of its
    section then, and only the contrasts reach across.
    """

    name: str
    title: str
    question: str
    variants: tuple[Variant, ...] = ()
    reference: str | None = None
    contrasts: dict[str, tuple[str, str]] = {}
    sections: tuple["Section", ...] = ()

    @model_validator(mode="after")
    def _names_are_unique(self):
        names = [variant.name for variant in self.variants]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.name} names a variant twice")
        return self

    @model_validator(mode="after")
    def _sections_hold_every_variant(self):
        held = tuple(variant for section in self.sections for variant in section.variants)
        if self.sections and held != self.variants:
            raise ValueError(f"the sections of {self.name} hold other variants than itself")
        return self

    @property
    def references(self) -> tuple[str, ...]:
        """The CSVs of published figures of all variants."""
        own = (self.reference,) if self.reference else ()
        return own + tuple(name for section in self.sections for name in section.references)

    def variant(self, name: str) -> Variant:
        """Return the variant of that name."""
        return next(variant for variant in self.variants if variant.name == name)

    def section(self, name: str) -> "Section":
        """Return the section of that name."""
        return next(section for section in self.sections if section.name == name)


class Study(Section):
    """A section that runs by itself, on data of its own.

    `needs` names the studies that run first; `show_splits` says that the notebook shows every
    split, not only `split`.
    """

    split: SplitName = "balanced"
    needs: tuple[str, ...] = ()
    show_splits: bool = False

    def sections_of(self, variant: Variant) -> tuple[str, ...]:
        """Return the names of the study and of the section that a variant stands in."""
        return (self.name, *(part.name for part in self.sections if variant in part.variants))


class StudySizes(StrictModel):
    """The sizes of a profile that are others in one study, or in one section of a study."""

    train_images: int | None = Field(None, ge=1)
    max_epochs: int | None = Field(None, ge=1)


class Profile(StrictModel):
    """How much a run computes; only sizes, so that every profile takes the same way.

    `train_images` and `test_images` are the largest counts taken of a split (None: all), drawn
    with the class proportions kept; the images held out for validation count as `train_images`.
    `max_epochs` caps a recipe's epochs, `model_epochs` further for the costliest architectures;
    `studies` holds other sizes for studies of many trials or large models, and for sections, by
    name; `batch_divisor` divides the batch size, so that small data still makes enough steps;
    `latency_runs` is the number of single images timed.
    """

    name: str
    description: str
    train_images: int | None = Field(None, ge=1)
    test_images: int | None = Field(None, ge=1)
    validation_fraction: float = Field(gt=0, lt=1)
    max_epochs: int = Field(ge=1)
    model_epochs: dict[str, int] = {}
    studies: dict[str, StudySizes] = {}
    batch_divisor: int = Field(1, ge=1)
    seeds: tuple[int, ...] = Field(min_length=1)
    latency_runs: int = Field(200, ge=20)

    def sized(self, *names: str) -> "Profile":
        """Return the profile with the sizes that a study, or a section of it, has of its own."""
        own = [self.studies.get(name, StudySizes()).model_dump(exclude_none=True) for name in names]
        return self.model_copy(update={key: size for sizes in own for key, size in sizes.items()})

    def scaled(self, recipe: Recipe, model: str, seed: int) -> Recipe:
        """Return the recipe for an architecture at this profile's size, with the trial's seed."""
        most_epochs = min(self.max_epochs, self.model_epochs.get(model, self.max_epochs))
        return recipe.model_copy(
            update={
                "batch_size": max(1, recipe.batch_size // self.batch_divisor),
                "epochs": min(recipe.epochs, most_epochs),
                "seed": seed,
            }
        )


def load_profile(name: str) -> Profile:
    """Read `analysis/profiles/<name>.yaml`.

    Raises
    ------
    EmnistLabError
        If there is no such profile, or the file has a key or value that a profile does not know.
    """
    file = paths.profile_file(name)
    if not file.is_file():
        known = ", ".join(sorted(path.stem for path in file.parent.glob("*.yaml")))
        raise EmnistLabError(
            f"no profile named {name!r}", where=file, mend=f"choose one of: {known}"
        )
    return _parse_profile(file)


def _parse_profile(file: Path) -> Profile:
    try:
        return Profile(name=file.stem, **yaml.safe_load(file.read_text()))
    except (ValidationError, yaml.YAMLError, TypeError) as error:
        raise EmnistLabError(
            f"not a valid profile: {error}", where=file, mend="correct the keys named above"
        ) from error

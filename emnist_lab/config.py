"""Which trials there are: variants, and the studies that they answer."""

import re
from typing import Literal

from pydantic import Field, InstanceOf, model_validator

from emnist_lab.claim import Claim
from emnist_lab.dataset import DataSet
from emnist_lab.names import Name, Text
from emnist_lab.recipe import ImageForm, Recipe, StrictModel

StrategyName = Literal["one_device", "mirrored"]
OptionValue = Text | float | int | bool | list[int]


class Variant(StrictModel):
    """One named row of a study: an architecture, its options, the image form and the recipe.

    `label` is what a reader calls it, in a few words; its study gives it its name where it is
    empty. `gradient_steps` is the number of first steps over which each layer's gradient is noted.
    `split` is what it reads, None for the study's own; `task` what it tells apart, what its section
    does where it is empty. `base` names the variant of the study whose trained weights, the last
    layer's left out, it starts from. `budget_of` names a variant with a base: this one may train on
    as many images as the two did together, whatever number of epochs that is, in place of the
    recipe's epochs. `confusions_of` names a variant that reads the same: the classes that it
    confuses most on the images held out for validation have each of their training images twice.
    `repeats` names the row of a source's published figures that it stands beside, where that is not
    its own name.
    """

    name: Name
    label: Text = ""
    change: Text
    model: Text
    options: dict[Text, OptionValue] = Field(default_factory=dict)
    image: ImageForm = ImageForm()
    recipe: Recipe = Recipe()
    gradient_steps: int = Field(0, ge=0)
    split: str | None = None
    task: str = ""
    base: str | None = None
    budget_of: str | None = None
    confusions_of: str | None = None
    repeats: str = ""

    def of_dataset(self, dataset: DataSet, task: str = "") -> "Variant":
        """Return the variant with what it leaves open of its images and its task."""
        asked = dataset.task(self.task or task or dataset.tasks[0].name)
        image = self.image.of(dataset.side, dataset.channels)
        label = self.label or self.name
        return self.model_copy(update={"image": image, "task": asked.name, "label": label})

    @property
    def depends_on(self) -> str | None:
        """The variant whose trial has to end before this one's can begin."""
        return self.base or self.budget_of or self.confusions_of

    @model_validator(mode="after")
    def _depends_on_one(self) -> "Variant":
        if len([name for name in (self.base, self.budget_of, self.confusions_of) if name]) > 1:
            raise ValueError(f"{self.name} depends on more than one variant")
        if self.confusions_of and self.recipe.augmentation is None:
            raise ValueError(f"{self.name} repeats images and needs an augmentation for them")
        return self


class Family(StrictModel):
    """Variants that a search draws: one architecture, some of its options chosen one by one.

    `choices` holds for each of these options its values, each by the label that stands for it in
    the names of the variants. `label` is what a reader calls these, with the options' names in
    braces where their values stand; empty, it is the family's name and the chosen labels.
    """

    name: str
    # No part of what is drawn from, by which draws are known again.
    label: str = Field("", exclude=True)
    model: str
    options: dict[str, OptionValue] = Field(default_factory=dict)
    choices: dict[str, dict[str, OptionValue]]
    image: ImageForm = ImageForm()
    recipe: Recipe = Recipe()

    def label_of(self, chosen: dict[str, str], epochs: int) -> str:
        """Return what a reader calls the variant of some choices, by option, and epochs."""
        values = {name: _in_words(self.choices[name][choice]) for name, choice in chosen.items()}
        what = self.label.format(**values) or " ".join([self.name, *chosen.values()])
        return f"{what}, {epochs} epoch{'s' if epochs > 1 else ''}"

    def label_of_name(self, name: str) -> str | None:
        """Return the label of a drawn variant by its name, None where it is not of this family."""
        parts = [re.escape(self.name)]
        parts += [f"({'|'.join(map(re.escape, choices))})" for choices in self.choices.values()]
        found = re.fullmatch("_".join([*parts, r"e(\d+)"]), name)
        if found is None:
            return None
        *chosen, epochs = found.groups()
        return self.label_of(dict(zip(self.choices, chosen, strict=True)), int(epochs))


def _in_words(value: OptionValue) -> str:
    return "-".join(map(str, value)) if isinstance(value, list) else str(value)


class SearchSpace(StrictModel):
    """What a study's search draws from, and what it promotes its trials by.

    A trial's score is its validation accuracy (a share) less `latency_weight` for every doubling of
    its single-image latency. Of `factor` trials the best trains anew, `factor` times as long.
    """

    families: tuple[Family, ...] = Field(min_length=1)
    latency_weight: float = Field(0.01, ge=0)
    factor: int = Field(3, ge=2)
    seed: int = Field(0, ge=0)


class OwnSizes(StrictModel):
    """The sizes of a profile that are others in a study, or in a section of one."""

    train_images: int | None = Field(None, ge=1)
    base_images: int | None = Field(None, ge=1)
    max_epochs: int | None = Field(None, ge=1)
    batch_divisor: int | None = Field(None, ge=1)


class Section(StrictModel):
    """A question, and the variants whose trials answer it.

    `reference` names published figures (`emnist_lab.evidence.published`), if any. `contrasts`
    names pairs of variants that the prose compares: chosen before any figure is known, they are
    tested together with the comparisons of the best variant with the others. `sections` part the
    variants where there are several questions and published tables: each is compared with the best
    of its section then, and only the contrasts reach across. `split` and `task` are what its
    variants read and tell apart, the first of the data set where they are empty. `sizes` are those
    that it has of its own, by the name that a profile has for them.
    """

    name: str
    title: str
    question: str
    split: str = ""
    task: str = ""
    variants: tuple[Variant, ...] = ()
    reference: str | None = None
    contrasts: dict[str, tuple[str, str]] = Field(default_factory=dict)
    sections: tuple["Section", ...] = ()
    sizes: dict[str, OwnSizes] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _variants_are_of_its_sections(self) -> "Section":
        names = [variant.name for variant in self.variants]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.name} names a variant twice")
        held = tuple(variant for section in self.sections for variant in section.variants)
        if self.sections and held != self.variants:
            raise ValueError(f"the sections of {self.name} hold other variants than itself")
        return self

    @property
    def references(self) -> tuple[str, ...]:
        """The CSVs of published figures of all variants."""
        own = (self.reference,) if self.reference else ()
        return own + tuple(name for section in self.sections for name in section.references)

    def of_dataset(self, dataset: DataSet) -> "Section":
        """Return the section with what it and its variants leave open of their data.

        Raises
        ------
        DataError
            If they name a split or a task that the data set lacks.
        """
        for name in filter(None, (self.split, *(variant.split for variant in self.variants))):
            dataset.split_facts(name)
        task = self.task or dataset.tasks[0].name
        return self.model_copy(
            update={
                "split": self.split or dataset.split_names[0],
                "task": task,
                "variants": tuple(variant.of_dataset(dataset, task) for variant in self.variants),
                "sections": tuple(section.of_dataset(dataset) for section in self.sections),
            }
        )

    def variant(self, name: str) -> Variant:
        """Return the variant of that name."""
        return next(variant for variant in self.variants if variant.name == name)

    def section(self, name: str) -> "Section":
        """Return the section of that name."""
        return next(section for section in self.sections if section.name == name)


class Study(Section):
    """A section that runs by itself, on data of its own.

    `dataset` is what its variants read: what they leave open of their images, splits and tasks is
    what the data set has.
    `order` places it among the studies that a reader meets, smallest first, those of one `order` by
    name; `needs` names the studies that run first; `show_splits` says that the notebook shows every
    split, not only `split`; `search` draws further variants; `reads_others` says that the notebook
    shows the trials of the studies before it too (`shows`). `tour`
    names the variants that tell its story to a reader of minutes, all of them where it is empty.
    `claims` are the source's sentences on these and earlier studies' variants, `source_scale` says
    on how many images, and for how long, it trained.
    """

    dataset: InstanceOf[DataSet]
    order: int = 0
    needs: tuple[str, ...] = ()
    show_splits: bool = False
    reads_others: bool = False
    search: SearchSpace | None = None
    tour: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    source_scale: str = ""

    @model_validator(mode="after")
    def _nothing_is_left_open(self) -> "Study":
        whole = self.of_dataset(self.dataset)
        for name in ("split", "task", "variants", "sections"):
            # Frozen for everybody else: pydantic takes no other object from a validator.
            object.__setattr__(self, name, getattr(whole, name))
        return self

    @model_validator(mode="after")
    def _needed_variants_come_before(self) -> "Study":
        before: dict[str, Variant] = {}
        for variant in self.variants:
            if variant.depends_on and variant.depends_on not in before:
                needed = variant.depends_on
                raise ValueError(f"{variant.name} needs {needed}, which is not before it")
            if variant.budget_of and before[variant.budget_of].base is None:
                raise ValueError(f"{variant.budget_of} has no base, so its budget is its recipe's")
            if variant.confusions_of and not self._read_alike(
                variant, before[variant.confusions_of]
            ):
                raise ValueError(f"{variant.name} reads other images than {variant.confusions_of}")
            before[variant.name] = variant
        return self

    @model_validator(mode="after")
    def _tour_is_of_its_variants(self) -> "Study":
        needed = {variant.name: variant.depends_on for variant in self.variants}
        for name in self.tour:
            if name not in needed:
                raise ValueError(f"its tour names {name}, which is no variant of {self.name}")
            if needed[name] and needed[name] not in self.tour:
                raise ValueError(f"its tour holds {name}, but not {needed[name]} before it")
        return self

    @property
    def place(self) -> tuple[int, str]:
        """Where a reader meets it among the studies."""
        return (self.order, self.name)

    @property
    def leaves_values(self) -> bool:
        """Whether its notebook leaves values for the documents to quote: it shows trials."""
        return bool(self.variants) or self.reads_others

    def shows(self, other: "Study") -> bool:
        """Return whether its notebook shows the trials and claims of another study."""
        return self.reads_others and other.place < self.place

    @property
    def splits(self) -> tuple[str, ...]:
        """The splits that the trials read, the study's own first."""
        return tuple(dict.fromkeys((self.split, *map(self.split_of, self.variants))))

    @property
    def bases(self) -> frozenset[str]:
        """The variants that others fine-tune."""
        return frozenset(variant.base for variant in self.variants if variant.base)

    def split_of(self, variant: Variant) -> str:
        """Return the split that a variant reads."""
        return variant.split or self.split

    def _read_alike(self, *variants: Variant) -> bool:
        return len({(self.split_of(variant), variant.task) for variant in variants}) == 1

    def parts_of(self, variant: Variant) -> tuple[Section, ...]:
        """Return the study and the section of it that a variant stands in."""
        return (self, *(part for part in self.sections if variant in part.variants))

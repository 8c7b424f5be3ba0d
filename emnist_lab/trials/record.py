"""What a trial leaves, as one type: docs/record.md describes it, and a test holds it to this."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from emnist_lab.config import OptionValue, StrategyName
from emnist_lab.names import Name, Text
from emnist_lab.profile import trial_name
from emnist_lab.recipe import ImageForm, Recipe, StrictModel
from emnist_lab.trials.figures import Figures
from emnist_lab.trials.fingerprint import digest_of

# 1 is what was written before records said which they are: without the figures that say what took
# effect, which are then None.
SCHEMA_VERSION = 2

Status = Literal["completed", "diverged", "failed"]
# What made a trial fail, where that says nothing of its model: a library, memory, a killed process.
Cause = Literal["machine"]
MACHINE: Cause = "machine"


class Stage(StrictModel):
    """Another trial that this one hangs on: its variant, and its digest whatever its seed."""

    variant: Name
    digest: str


class LeftOut(StrictModel):
    """What a base leaves out: the images that the study's own split holds out of so many."""

    held_out_of: str | None
    train_images: int | None


class Hyperparameters(StrictModel):
    """All that is chosen for a trial before it begins.

    `train_images` and `test_images` are the largest counts taken of the split, None for all; the
    images held out for validation count as `train_images`. What stands below `latency_runs` is
    named only where it is not the default, so that it left older records fresh.
    """

    model: Text
    options: dict[Text, OptionValue]
    image: ImageForm
    recipe: Recipe
    split: Name
    task: Name
    train_images: int | None
    test_images: int | None
    validation_fraction: float
    latency_runs: int
    base: Stage | None = None
    budget_of: Stage | None = None
    confusions_of: Stage | None = None
    leaves_out: LeftOut | None = None
    strategy: StrategyName = "one_device"
    gradient_steps: int = 0

    def plain(self) -> dict:
        """Return what was named, as plain values: what a fingerprint is made of."""
        return self.model_dump(mode="json", exclude_unset=True)


class Provenance(StrictModel):
    """Where and with what a trial was made.

    `commit` and `dirty` are None outside a Git repository; `resident_mb` is the memory of the
    process at the end, `duration_s` the time of the trial, None where its process died; `started`
    is UTC. `replicas`, `threads` and `resident_mb` are None where no process lived to tell.
    `chief` is the address of a search that handed the trial out over a network, else None.
    """

    commit: Text | None
    dirty: bool | None
    packages: dict[Text, Text]
    python: Text
    device: Text
    accelerator: Text
    data: Text
    started: Text
    duration_s: float | None
    replicas: int | None = None
    threads: int | None = None
    resident_mb: int | None = None
    chief: Text | None = None


class TrialKey(NamedTuple):
    """What tells a trial from all others of a profile."""

    study: str
    variant: str
    seed: int

    @property
    def name(self) -> str:
        """The trial as values and pages name it, such as `layers/layer_4_1-seed0`."""
        return f"{self.study}/{trial_name(self.variant, self.seed)}"


class TrialRecord(StrictModel):
    """What became of one trial, and of what it is made.

    `reason` says why it did not complete, `cause` whose fault that was where it was not the
    model's; `data` is the digest of the split that it read, `code` that of each module it ran
    through, `fingerprint` that of hyperparameters, data and code. `earlier` says how the recipe of
    a kept trial differs from that by which its variant would be trained now.
    """

    study: Name
    variant: Name
    seed: int = Field(ge=0, lt=2**63)
    status: Status
    reason: Text | None = None
    cause: Cause | None = None
    fingerprint: Text
    figures: Figures
    hyperparameters: Hyperparameters
    data: Text
    code: dict[Text, Text]
    provenance: Provenance
    earlier: Text | None = None
    schema_version: int = Field(1, ge=1, le=SCHEMA_VERSION)

    @property
    def key(self) -> TrialKey:
        """Study, variant and seed."""
        return TrialKey(self.study, self.variant, self.seed)

    @property
    def completed(self) -> bool:
        """Whether it was trained to its end and measured."""
        return self.status == "completed"

    @property
    def failed_for_machine(self) -> bool:
        """Whether it failed for its machine's sake, so that another try may complete."""
        return self.cause == MACHINE

    @property
    def most_epochs(self) -> int | None:
        """The epochs that it was allowed; None where another trial's budget was not noted."""
        if self.figures.most_epochs is not None:
            return self.figures.most_epochs
        return None if self.hyperparameters.budget_of else self.hyperparameters.recipe.epochs

    @property
    def network(self) -> str:
        """The digest of what its time for one image hangs on: its network, whatever its weights."""
        chosen = self.hyperparameters.plain()
        shape = {name: chosen[name] for name in ("model", "options", "image", "split", "task")}
        code = {name: d for name, d in self.code.items() if name.startswith("emnist_lab.models.")}
        return digest_of([shape, code])

    def parts(self) -> dict:
        """Return what its fingerprint is made of: hyperparameters, data, code by module."""
        return {
            "hyperparameters": self.hyperparameters.plain(),
            "data": self.data,
            "code": self.code,
        }


# What it is called from outside.
Record = TrialRecord


def record_from(values: Mapping) -> TrialRecord:
    """Return the record of plain values, of this schema unless they say which they are.

    Raises
    ------
    pydantic.ValidationError
        Naming what a record does not have, or lacks (`refusal`).
    """
    return TrialRecord.model_validate({"schema_version": SCHEMA_VERSION, **values})


def refusal(error: ValidationError) -> str:
    """Return in words why something is no record that this version reads."""
    return "; ".join(_in_words(each) for each in error.errors(include_url=False))


def _in_words(error: ErrorDetails) -> str:
    name = ".".join(map(str, error["loc"]))
    if error["type"] == "json_invalid":
        return f"unreadable: {error['ctx']['error']}"
    if error["type"] == "missing":
        return f"without {name}"
    if error["type"] == "extra_forbidden":
        return f"with {name}, which this version does not know"
    if name == "schema_version" and error["type"] == "less_than_equal":
        return (
            f"of schema {error['input']}, newer than the {SCHEMA_VERSION} that this version reads"
        )
    return f"{name or 'the whole'}: {error['msg']}"

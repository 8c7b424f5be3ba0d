"""What identifies a trial, before it is trained: hyperparameters, data, code."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from emnist_lab.code_digests import code_digests
from emnist_lab.config import Study, Variant
from emnist_lab.dataset import Task
from emnist_lab.datasets.kept import DIGEST_MARK
from emnist_lab.profile import Profile, trial_name
from emnist_lab.recipe import Recipe
from emnist_lab.trials.draws import read_draws
from emnist_lab.trials.fingerprint import seeded_digest, seedless_digest
from emnist_lab.trials.record import Cause, Hyperparameters, Status, TrialRecord, record_from
from emnist_lab.trials.strategy import ONE_DEVICE, chosen_strategy

LOCKS_DIR = "locks"
TRAINING_MODULE = "emnist_lab.search.trial"


@dataclass(frozen=True)
class TrialPlan:
    """One variant with one seed at a profile's size, on data of a known digest.

    `strategy` says whether it trains on one device or on all (`emnist_lab.trials.strategy`);
    `base` is the trial whose trained weights it starts from, `budget_of` the one whose budget it
    has, and `confusions_of` the one whose confusions decide what is repeated (see
    `emnist_lab.config.Variant`). `held_out_of` is the digest of the study's own split,
    of which a base leaves out what is held out for validation; None for others.
    """

    study: Study
    variant: Variant
    profile: Profile
    seed: int
    data_digest: str
    strategy: str = ONE_DEVICE
    base: "TrialPlan | None" = None
    budget_of: "TrialPlan | None" = None
    confusions_of: "TrialPlan | None" = None
    held_out_of: str | None = None

    @property
    def stages(self) -> tuple["TrialPlan", ...]:
        """The trials whose training it has behind it in the end: its base, if any, and itself."""
        return (self,) if self.base is None else (self, self.base)

    @property
    def depends_on(self) -> "TrialPlan | None":
        """The trial that has to end before this one can begin."""
        return self.base or self.budget_of or self.confusions_of

    @property
    def split(self) -> str:
        """The name of the split that it reads."""
        return self.study.split_of(self.variant)

    @property
    def task(self) -> Task:
        """What its model tells apart."""
        return self.study.dataset.task(self.variant.task)

    @property
    def train_images(self) -> int | None:
        """The largest count taken of the split's training images, None for all."""
        return self.profile.base_images if self.is_base else self.profile.train_images

    @property
    def is_base(self) -> bool:
        """Whether other trials fine-tune this one."""
        return self.variant.name in self.study.bases

    @property
    def name(self) -> str:
        """The trial's folder name."""
        return trial_name(self.variant.name, self.seed)

    @property
    def folder(self) -> Path:
        """The folder of the trial's record, history, predictions and model."""
        return self.profile.trial_dir(self.study.name, self.variant.name, self.seed)

    @property
    def lock_folder(self) -> Path:
        """The folder that the process which trains it holds (`emnist_lab.lock.folder_lock`)."""
        return self.profile.study_dir(self.study.name) / LOCKS_DIR / self.name

    @property
    def recipe(self) -> Recipe:
        """The variant's recipe at the profile's size."""
        return self.profile.scaled(self.variant.recipe, self.variant.model, self.seed)

    def hyperparameters(self) -> Hyperparameters:
        """Return all that is chosen for this trial."""
        chosen = {
            "model": self.variant.model,
            "options": dict(self.variant.options),
            "image": self.variant.image.model_dump(mode="json"),
            "recipe": self.recipe.model_dump(mode="json"),
            "split": self.split,
            "task": self.variant.task,
            "train_images": self.train_images,
            "test_images": self.profile.test_images,
            "validation_fraction": self.profile.validation_fraction,
            "latency_runs": self.profile.latency_runs,
        }
        for part in ("base", "budget_of", "confusions_of"):
            if (other := getattr(self, part)) is not None:
                chosen[part] = {"variant": other.variant.name, "digest": other.seedless_digest}
        if self.is_base:
            images = self.profile.train_images
            chosen["leaves_out"] = {"held_out_of": self.held_out_of, "train_images": images}
        # Named only where they are not the default, so that they left older records fresh.
        if self.strategy != ONE_DEVICE:
            chosen["strategy"] = self.strategy
        if self.variant.gradient_steps:
            chosen["gradient_steps"] = self.variant.gradient_steps
        return Hyperparameters.model_validate(chosen)

    def parts(self) -> dict:
        """Return what the trial depends on, by part: hyperparameters, data, code by module."""
        model_module = f"emnist_lab.models.{self.variant.model}"
        return {
            "hyperparameters": self.hyperparameters().plain(),
            "data": self.data_digest,
            "code": code_digests(TRAINING_MODULE, "emnist_lab.models.build", model_module),
        }

    def fingerprint(self) -> str:
        """Return the digest of all the parts: equal fingerprint, equal result."""
        return seeded_digest(self.seedless_digest, self.seed)

    def with_seed(self, seed: int) -> "TrialPlan":
        """Return the same plan with another seed."""
        plan = copy(self)
        # Not `replace`, and the digest, which does not hang on the seed, along with the rest:
        # `status` asks for thousands of plans.
        plan.__dict__.update(
            seed=seed,
            base=self.base and self.base.with_seed(seed),
            budget_of=self.budget_of and self.budget_of.with_seed(seed),
            confusions_of=self.confusions_of and self.confusions_of.with_seed(seed),
            seedless_digest=self.seedless_digest,
        )
        return plan

    @cached_property
    def seedless_digest(self) -> str:
        """The digest of all the parts but the seed."""
        return seedless_digest(self.parts())

    def record(
        self,
        status: Status,
        reason: str | None,
        figures: dict,
        provenance: dict,
        cause: Cause | None = None,
    ) -> TrialRecord:
        """Return the record that says what became of this trial, and of what it is made.

        All given is as a `emnist_lab.trials.record.TrialRecord` has it.
        """
        return record_from(
            {
                "study": self.study.name,
                "variant": self.variant.name,
                "seed": self.seed,
                "status": status,
                "reason": reason,
                **({"cause": cause} if cause else {}),
                "fingerprint": self.fingerprint(),
                "figures": figures,
                **self.parts(),
                "provenance": provenance,
            }
        )


def plan_trials(study: Study, profile: Profile, digests: Mapping[str, str]) -> list[TrialPlan]:
    """Return every trial of a study, as far as is known: those that its search drew are the last.

    `digests` holds the digest of each split that the study reads, by the split's name.
    """
    drawn = [
        drawn_trial(study, variant, profile, digests[study.split])
        for variant in read_draws(study, profile).variants
    ]
    return own_trials(study, profile, digests) + drawn


def known_by_now(plans: list[TrialPlan]) -> list[TrialPlan]:
    """Return all trials of the study of these, with those that its search drew since."""
    digests = {plan.split: plan.data_digest for plan in plans}
    return plan_trials(plans[0].study, plans[0].profile, digests)


def drawn_trial(study: Study, variant: Variant, profile: Profile, data_digest: str) -> TrialPlan:
    """Return the trial of a variant that the study's search drew; it has the first seed."""
    strategy = chosen_strategy(profile)
    sizes = profile.sized(study)
    variant = variant.of_dataset(study.dataset, study.task)
    return TrialPlan(study, variant, sizes, profile.seeds[0], data_digest, strategy)


def own_trials(study: Study, profile: Profile, digests: Mapping[str, str]) -> list[TrialPlan]:
    """Return the trials of a study's own variants, seeds beside each other, as `plan_trials`."""
    study = profile.part_of(study)
    strategy = chosen_strategy(profile)
    firsts: dict[str | None, TrialPlan] = {}
    # What is kept of a split stands for the same images.
    own_images = digests[study.split].removeprefix(DIGEST_MARK)
    for variant in study.variants:
        firsts[variant.name] = TrialPlan(
            study,
            variant,
            profile.sized(*study.parts_of(variant)),
            profile.seeds[0],
            digests[study.split_of(variant)],
            strategy,
            base=firsts.get(variant.base),
            budget_of=firsts.get(variant.budget_of),
            confusions_of=firsts.get(variant.confusions_of),
            held_out_of=own_images if variant.name in study.bases else None,
        )
    return [first.with_seed(seed) for first in firsts.values() for seed in profile.seeds]

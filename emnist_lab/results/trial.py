"""What identifies a trial, before it is trained: hyperparameters, data, code."""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from emnist_lab import paths
from emnist_lab.config import Profile, Recipe, Study, Variant
from emnist_lab.results.fingerprint import code_digests, seeded_digest, seedless_digest
from emnist_lab.results.records import read_record
from emnist_lab.results.strategy import ONE_DEVICE, chosen_strategy

LOCKS_DIR = "locks"
TRAINING_MODULE = "emnist_lab.search.trial"


@dataclass(frozen=True)
class TrialPlan:
    """One variant with one seed at a profile's size, on data of a known digest.

    `strategy` says whether it trains on one device or on all (`emnist_lab.results.strategy`).
    """

    study: Study
    variant: Variant
    profile: Profile
    seed: int
    data_digest: str
    strategy: str = ONE_DEVICE

    @property
    def name(self) -> str:
        """The trial's folder name."""
        return trial_name(self.variant.name, self.seed)

    @property
    def folder(self) -> Path:
        """The folder of the trial's record, history, predictions and model."""
        return paths.trials_dir(self.profile.name, self.study.name) / self.name

    @property
    def lock_folder(self) -> Path:
        """The folder that the process which trains it holds (`emnist_lab.lock.folder_lock`)."""
        return paths.study_dir(self.profile.name, self.study.name) / LOCKS_DIR / self.name

    @property
    def recipe(self) -> Recipe:
        """The variant's recipe at the profile's size."""
        return self.profile.scaled(self.variant.recipe, self.variant.model, self.seed)

    def hyperparameters(self) -> dict:
        """Return all that is chosen for this trial, as plain values."""
        chosen = {
            "model": self.variant.model,
            "options": dict(self.variant.options),
            "image": self.variant.image.model_dump(mode="json"),
            "recipe": self.recipe.model_dump(mode="json"),
            "split": self.study.split,
            "train_images": self.profile.train_images,
            "test_images": self.profile.test_images,
            "validation_fraction": self.profile.validation_fraction,
            "latency_runs": self.profile.latency_runs,
        }
        # Named only where they are not the default, so that they left older records fresh.
        if self.strategy != ONE_DEVICE:
            chosen["strategy"] = self.strategy
        if self.variant.gradient_steps:
            chosen["gradient_steps"] = self.variant.gradient_steps
        return chosen

    def parts(self) -> dict:
        """Return what the trial depends on, by part: hyperparameters, data, code by module."""
        model_module = f"emnist_lab.models.{self.variant.model}"
        return {
            "hyperparameters": self.hyperparameters(),
            "data": self.data_digest,
            "code": code_digests(TRAINING_MODULE, "emnist_lab.models.build", model_module),
        }

    def fingerprint(self) -> str:
        """Return the digest of all the parts: equal fingerprint, equal result."""
        return seeded_digest(self._seedless_digest, self.seed)

    def with_seed(self, seed: int) -> "TrialPlan":
        """Return the same plan with another seed."""
        plan = replace(self, seed=seed)
        # It does not hang on the seed, and `status` asks thousands of plans for it.
        plan.__dict__["_seedless_digest"] = self._seedless_digest
        return plan

    @cached_property
    def _seedless_digest(self) -> str:
        return seedless_digest(self.parts())

    def record(self, status: str, reason: str | None, figures: dict, provenance: dict) -> dict:
        """Return the record that says what became of this trial, and of what it is made.

        Parameters
        ----------
        status : str
            completed, diverged or failed.
        reason : str or None
            Why it did not complete.
        figures : dict
            What was measured, as far as it got.
        provenance : dict
            Where and with what.
        """
        return {
            "study": self.study.name,
            "variant": self.variant.name,
            "seed": self.seed,
            "status": status,
            "reason": reason,
            "fingerprint": self.fingerprint(),
            "figures": figures,
            **self.parts(),
            "provenance": provenance,
        }


def trial_name(variant: str, seed: int) -> str:
    """Return the name of the folder of a variant's trial with a seed."""
    return f"{variant}-seed{seed}"


def plan_trials(study: Study, profile: Profile, data_digest: str) -> list[TrialPlan]:
    """Return every trial of a study, seeds beside each other, in the order of the variants."""
    strategy = chosen_strategy(profile.name)
    first_seed = profile.seeds[0]
    firsts = [
        TrialPlan(
            study,
            variant,
            profile.sized(*study.sections_of(variant)),
            first_seed,
            data_digest,
            strategy,
        )
        for variant in study.variants
    ]
    return [first.with_seed(seed) for first in firsts for seed in profile.seeds]


def finished_record(plan: TrialPlan) -> dict | None:
    """Return the record of a trial that ran with this very plan, or None."""
    record = read_record(plan.folder)
    return record if record and record["fingerprint"] == plan.fingerprint() else None

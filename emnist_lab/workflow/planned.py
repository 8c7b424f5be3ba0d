"""What the trials of a run cost before they begin: their work, and what such trials took before."""

import math
from collections import Counter
from itertools import cycle, islice
from pathlib import Path

from emnist_lab.config import Family, Variant
from emnist_lab.datasets.load import Split
from emnist_lab.profile import SearchSize
from emnist_lab.project import Project
from emnist_lab.trials.kept_table import TRIALS_FILE, kept_records
from emnist_lab.trials.plan import TrialPlan, drawn_trial
from emnist_lab.workflow.costs import Cost, Work

RECORDED_RUN = Path("docs", "results-cpu")


def recorded_costs(project: Project) -> list[Cost]:
    """Return what the trials of a project's kept run took, on the machine that it was made on."""
    folder = project.root / RECORDED_RUN
    if not (folder / TRIALS_FILE).is_file():
        return []
    return [cost for record in kept_records(folder) if (cost := Cost.of_record(record))]


def work_of(plan: TrialPlan, splits: dict[str, Split]) -> Work:
    """Return the work of a trial on the splits, by name, that its study reads."""
    tested = len(splits[plan.split].test_labels)
    return Work.of(
        plan.hyperparameters(),
        _epoch_images(plan, splits),
        _most_epochs(plan, splits),
        min(tested, plan.profile.test_images or tested),
    )


def draws_to_come(plans: list[TrialPlan], splits: dict[str, Split]) -> list[Work]:
    """Return the work that a study's search may still draw, its families interleaved.

    `plans` are all trials of the study that are known, drawn ones included.
    """
    study, profile = plans[0].study, plans[0].profile
    if study.search is None:
        return []
    own = {variant.name for variant in study.variants}
    drawn = Counter(p.variant.recipe.epochs for p in plans if p.variant.name not in own)
    to_come = []
    for epochs, count in _rungs(profile.search, study.search.factor).items():
        for family in islice(cycle(study.search.families), max(0, count - drawn[epochs])):
            plan = drawn_trial(study, _variant(family, epochs), profile, plans[0].data_digest)
            to_come.append(work_of(plan, splits))
    return to_come


def _rungs(size: SearchSize, factor: int) -> dict[int, int]:
    """Return how many variants Hyperband trains by their epochs, as Keras Tuner counts them."""
    most = math.floor(math.log(size.epochs / size.first_epochs, factor) + 1e-9) + 1
    counts: Counter[int] = Counter()
    for bracket in range(most - 1, max(most - size.brackets, 0) - 1, -1):
        last_rung = math.ceil(1 + math.log(size.epochs, factor)) / (bracket + 1)
        for halvings in range(bracket, -1, -1):
            epochs = math.ceil(size.epochs / factor**halvings)
            counts[epochs] += math.ceil(last_rung * factor**halvings)
    return dict(counts)


def _variant(family: Family, epochs: int) -> Variant:
    return Variant(
        name=family.name,
        change="",
        model=family.model,
        options=family.options,
        image=family.image,
        recipe=family.recipe.model_copy(update={"epochs": epochs}),
    )


def _epoch_images(plan: TrialPlan, splits: dict[str, Split]) -> int:
    there = len(splits[plan.split].train_labels)
    images = min(there, plan.train_images or there)
    return round(images * (1 - plan.profile.validation_fraction * plan.recipe.hold_out))


def _most_epochs(plan: TrialPlan, splits: dict[str, Split]) -> int:
    """Return the epochs of a trial's recipe, or those that another trial's budget pays for."""
    if plan.budget_of is None:
        return plan.recipe.epochs
    seen = sum(p.recipe.epochs * _epoch_images(p, splits) for p in plan.budget_of.stages)
    return max(1, round(seen / _epoch_images(plan, splits)))

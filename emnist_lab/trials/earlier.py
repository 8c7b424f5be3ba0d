"""Which kept trials have an earlier recipe: another than they would be trained by now."""

from collections.abc import Iterable
from typing import Any

from emnist_lab.config import Study
from emnist_lab.profile import Profile
from emnist_lab.trials.fingerprint import value_changes
from emnist_lab.trials.plan import TrialPlan, own_trials
from emnist_lab.trials.record import Hyperparameters, TrialKey, TrialRecord

# What code and data made of a choice, and what no training hangs on.
NO_CHOICE: Any = {
    **{"base": {"digest"}, "budget_of": {"digest"}, "leaves_out": {"held_out_of"}},
    **dict.fromkeys(("latency_runs", "gradient_steps", "strategy"), True),
}


def earlier_recipes(
    study: Study, profile: Profile, records: Iterable[TrialRecord]
) -> dict[TrialKey, str]:
    """Return what differs, of those records of a study whose recipe does.

    A trial that fine-tunes one of an earlier recipe, or has its budget, is of an earlier one too.
    """
    known = {record.key: record for record in records}
    found: dict[TrialKey, str] = {}
    # Bases come before what needs them. No data is compared, so that it needs no digest.
    for plan in own_trials(study, profile, dict.fromkeys(study.splits, "")):
        key = _key(plan)
        if key in known:
            before, now = _chosen(known[key].hyperparameters), _chosen(plan.hyperparameters())
            changes = value_changes(before, now)
            needed = plan.depends_on
            if needed and _key(needed) in found:
                changes.append(f"{needed.variant.name} has an earlier recipe")
            if changes:
                found[key] = "; ".join(changes)
    return found


def _key(plan: TrialPlan) -> TrialKey:
    return TrialKey(plan.study.name, plan.variant.name, plan.seed)


def _chosen(hyperparameters: Hyperparameters) -> dict:
    return hyperparameters.model_dump(mode="json", exclude=NO_CHOICE)

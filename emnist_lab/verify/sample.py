"""Train some trials again, under the conditions of a search, and compare their figures."""

import random
from dataclasses import replace
from pathlib import Path

from emnist_lab.trials.figures import GIVEN_FIGURES, TIME_FIGURES
from emnist_lab.trials.plan import TrialPlan
from emnist_lab.trials.provenance import package_versions, processor_name
from emnist_lab.trials.record import TrialRecord
from emnist_lab.trials.records import RECORD_FILE, finished_record, read_record
from emnist_lab.verify.check import Check, Finding, differs
from emnist_lab.workflow.scratch import run_command, scratch_profile

LAST_LINES = 3


def check_sample(plans: list[TrialPlan], count: int, seed: int, data_dir: Path | None) -> Check:
    """Train randomly chosen trials again in a scratch folder, and compare all but their times.

    Where a time limit ended one of the two trainings, how far it got hangs on the machine's speed:
    then only what does not is compared (`GIVEN_FIGURES`), and that both kept the limit.

    Parameters
    ----------
    plans : list of TrialPlan
        The trials to choose from; those without a fitting record are left out.

    Returns
    -------
    Check
        A finding for each figure that is not equal to the last bit.
    """
    finished = [(plan, record) for plan in plans if (record := finished_record(plan)) is not None]
    chosen = random.Random(seed).sample(finished, min(count, len(finished)))
    names = ", ".join(f"{plan.study.name} {plan.name}" for plan, _ in chosen)
    looked_at = f"{len(chosen)} of {len(finished)} trials trained again (seed {seed}): {names}"
    findings = []
    for plan, recorded in chosen:
        with scratch_profile(plan.profile) as scratch:
            repeated = train_again(replace(plan, profile=scratch), data_dir)
        findings += _different_figures(plan.folder / RECORD_FILE, recorded, repeated)
    return Check(looked_at, tuple(findings))


def train_again(plan: TrialPlan, data_dir: Path | None) -> TrialRecord | str:
    """Train a trial in its plan's project; `emnist-lab train` does it as a worker would.

    Returns
    -------
    TrialRecord or str
        Its record, or the last lines of a training that left none.
    """
    trial = plan.study.name, plan.variant.name, "--seed", str(plan.seed)
    done = run_command(plan.profile, data_dir, "train", *trial)
    lines = (done.stdout + done.stderr).strip().splitlines()
    return read_record(plan.folder) or "; ".join(lines[-LAST_LINES:]) or "no output"


def _different_figures(
    file: Path, recorded: TrialRecord, repeated: TrialRecord | str
) -> list[Finding]:
    if isinstance(repeated, str):
        return [Finding(file, "trained again", "a record", repeated)]
    before = {"status": recorded.status, **recorded.figures.measured()}
    after = {"status": repeated.status, **repeated.figures.measured()}
    names = set(before | after) - TIME_FIGURES
    note = "trained again" + _other_machine(recorded)
    findings = []
    if before.get("out_of_time") or after.get("out_of_time"):
        names &= {"status", *GIVEN_FIGURES}
        limit = recorded.hyperparameters.recipe.time_limit_s
        findings = [
            Finding(file, f"train_time_s {when}", f"at most {limit}", figures["train_time_s"])
            for when, figures in (("as recorded", before), (note, after))
            if figures["train_time_s"] > limit
        ]
    return findings + [
        Finding(file, f"{name} {note}", after.get(name), before.get(name))
        for name in before | after
        if name in names and differs(after.get(name), before.get(name), tolerance=0)
    ]


def _other_machine(recorded: TrialRecord) -> str:
    """Say where the record was made elsewhere: its last bits may rightly be others."""
    here = {"device": processor_name(), "packages": package_versions()}
    other = [name for name, value in here.items() if getattr(recorded.provenance, name) != value]
    return f" (recorded with another {' and other '.join(other)})" if other else ""

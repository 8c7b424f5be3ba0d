"""Whether notebooks fit what they depend on, and show again what they show when executed anew."""

import json
from pathlib import Path

from emnist_lab.config import Study
from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import Profile
from emnist_lab.reporting.values import flat_values
from emnist_lab.studies import studies_shown_by
from emnist_lab.trials.freshness import STAMP_FILE, notebook_parts, part_changes
from emnist_lab.trials.notebook_outputs import markdown_outputs
from emnist_lab.trials.plan import TrialPlan
from emnist_lab.trials.records import finished_record
from emnist_lab.verify.check import Check, Finding, differences
from emnist_lab.workflow.scratch import link_results, run_command, scratch_profile


def check_stamps(studies: list[Study], profile: Profile, data_dir: Path | None) -> Check:
    """Compare what every executed notebook depended on with what is there now.

    Returns
    -------
    Check
        A finding for each notebook that never ran, or shows older data, code or trials.
    """
    findings = []
    for study in studies:
        file = profile.study_dir(study.name) / STAMP_FILE
        notebook = profile.executed_notebook(study.name)
        if not file.is_file() or not notebook.is_file():
            findings.append(Finding(notebook, "notebook", "an executed one", "never run"))
            continue
        now = notebook_parts(study, profile, data_dir)
        changes = part_changes(json.loads(file.read_text()), now)
        if changes:
            what = "what the notebook depends on"
            findings.append(Finding(file, what, "as it was", "; ".join(changes)))
    return Check(f"notebooks: what {len(studies)} of them depend on", tuple(findings))


def check_tables(
    study: Study, plans: list[TrialPlan], profile: Profile, data_dir: Path | None
) -> Check:
    """Compare the tables and values that a notebook left with those of a new execution of it.

    Parameters
    ----------
    plans : list of TrialPlan
        Its trials; a notebook whose trials would have to be trained is not executed.

    Returns
    -------
    Check
        A finding for each table or value that differs; pictures are not compared.
    """
    file = profile.executed_notebook(study.name)
    looked_at = f"{study.name}: tables and values of its notebook"
    if not file.is_file() or any(finished_record(plan) is None for plan in plans):
        return Check(f"{looked_at}: not looked at, the study must run first")
    try:
        expected = _executed_again(study, profile, data_dir)
    except EmnistLabError as error:
        return Check(looked_at, (Finding(file, "notebook", "one that executes", error),))
    files = (file, profile.values_file(study.name))
    findings = [
        finding
        for of, again, left in zip(files, expected, _left(study, profile), strict=True)
        for finding in differences(of, again, left)
    ]
    return Check(f"{looked_at}, {sum(map(len, expected))} executed again", tuple(findings))


def _executed_again(study: Study, profile: Profile, data_dir: Path | None) -> list[dict]:
    with scratch_profile(profile) as scratch:
        link_results([*studies_shown_by(study, profile), study], profile, scratch)
        # A process of its own: kernels write warnings to where this one writes its answer.
        done = run_command(scratch, data_dir, "study", study.name)
        if done.returncode != 0:
            last = (done.stderr.strip() or "no output").splitlines()[-1]
            raise EmnistLabError(last, study.name)
        return _left(study, scratch)


def _left(study: Study, profile: Profile) -> list[dict]:
    """Return the tables of a study's notebook by label, and the values that it left by name."""
    file = profile.values_file(study.name)
    values = flat_values(json.loads(file.read_text())) if file.is_file() else {}
    return [dict(markdown_outputs(profile.executed_notebook(study.name))), values]

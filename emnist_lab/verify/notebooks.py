"""Execute notebooks again over finished records, and compare what they say and tabulate."""

import subprocess
import sys
from pathlib import Path

from emnist_lab.config import Study
from emnist_lab.errors import EmnistLabError
from emnist_lab.profile import Profile
from emnist_lab.studies import studies_shown_by
from emnist_lab.trials.notebook_outputs import markdown_outputs
from emnist_lab.trials.plan import TrialPlan
from emnist_lab.trials.records import finished_record
from emnist_lab.verify.check import Check, Finding, differences
from emnist_lab.verify.scratch import environment_of, link_results, scratch_profile


def check_tables(
    study: Study, plans: list[TrialPlan], profile: Profile, data_dir: Path | None
) -> Check:
    """Compare the tables and sentences of an executed notebook with a new execution of it.

    Parameters
    ----------
    study : Study
        The study.
    plans : list of TrialPlan
        Its trials; a notebook whose trials would have to be trained is not executed.
    profile : Profile
        The profile.
    data_dir : Path or None
        The data.

    Returns
    -------
    Check
        A finding for each table or sentence that differs; pictures are not compared.
    """
    file = profile.executed_notebook(study.name)
    looked_at = f"{study.name}: tables and sentences of its notebook"
    if not file.is_file() or any(finished_record(plan) is None for plan in plans):
        return Check(f"{looked_at}: not looked at, the study must run first")
    try:
        expected = _executed_again(study, profile, data_dir)
    except EmnistLabError as error:
        return Check(looked_at, (Finding(file, "notebook", "one that executes", error),))
    findings = differences(file, expected, markdown_outputs(file))
    return Check(f"{looked_at}, {len(expected)} executed again", tuple(findings))


def _executed_again(study: Study, profile: Profile, data_dir: Path | None) -> dict[str, str]:
    command = [sys.executable, "-m", "emnist_lab", "study", study.name, "--profile", profile.name]
    command += ["--data-dir", str(data_dir)] if data_dir else []
    with scratch_profile(profile) as scratch:
        shown = studies_shown_by(study, profile)
        link_results([*shown, study], profile, scratch)
        # A process of its own: kernels write warnings to where this one writes its answer.
        done = subprocess.run(
            command,
            cwd=scratch.project.root,
            env=environment_of(scratch.project),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            last = (done.stderr.strip() or "no output").splitlines()[-1]
            raise EmnistLabError(last, study.name)
        return markdown_outputs(scratch.executed_notebook(study.name))

"""What the command `claims` prints, and how a project holds its claims to verdicts."""

import json

import pytest
from click.testing import CliRunner
from study_records import Outcome, changed_record, found_in

from emnist_lab.claim import Claim, Relation, better_than
from emnist_lab.cli import main
from emnist_lab.evidence.section import study_results
from emnist_lab.profile import load_profile
from emnist_lab.project import Project
from emnist_lab.reporting.claim_values import claim_values, claims_of_study
from emnist_lab.reporting.values import write_values
from emnist_lab.trials.records import load_records, write_record
from emnist_lab.trials.table import results_frame

CLAIMS = (
    Claim("planted-true", "learns is better", "1", better_than("learns", ("diverges",))),
    Claim("planted-false", "learns is worse", "2", better_than("diverges", ("learns",))),
    Claim("too-few", "fails is better", "3", better_than("fails", ("diverges",))),
    Claim("elsewhere", "nobody trained it", "4", better_than("learns", ("unknown",))),
    Claim(
        "sizes",
        "both are as large",
        "5",
        measured=(Relation("parameters", ("learns",), ("fails",)),),
    ),
    Claim("simple", "it is simple", "6", untestable="nobody can measure it"),
)
VERDICTS = ["holds", "contradicted", "can't tell", "not tested", "holds", "not tested"]


@pytest.fixture
def claims(project_with_profiles, tiny_study, only_studies):
    """Return a function that runs `claims` on a finished run, with some options."""
    study = tiny_study.model_copy(update={"claims": CLAIMS})
    only_studies(study)
    profile = load_profile(Project.find(), "quick")
    accuracies = {"learns": 0.9, "diverges": 0.8, "fails": 0.801}
    outcomes = {name: Outcome(accuracy=share) for name, share in accuracies.items()}
    found_in(study, profile, **outcomes)
    for record in load_records(study.name, profile):
        stood_still = changed_record(record, {"figures/best_epoch": 3})
        write_record(profile.trial_dir(*record.key), stood_still)
    found = found_in_records(study, profile)
    values = {
        "claims": claim_values(claims_of_study(study, profile, found), lambda *names: [*names])
    }
    write_values(study.name, profile, values, found.comparisons)
    return lambda *options: CliRunner().invoke(main, ["claims", "--profile", "quick", *options])


def found_in_records(study, profile):
    return study_results(study, profile, results_frame(load_records(study.name, profile)))


def test_each_claim_is_printed_with_its_verdict_and_what_decides(claims):
    answer = claims()
    assert answer.exit_code == 0
    heads = [line for line in answer.output.splitlines() if not line.startswith(" ")]
    assert [line[:13].strip() for line in heads] == VERDICTS
    assert "learns against diverges: +10.0 points" in answer.output
    assert "test images would tell" in answer.output
    assert "unknown never ran here" in answer.output
    assert "nobody can measure it" in answer.output


def test_json_has_the_same_verdicts_and_plain_numbers(claims):
    found = json.loads(claims("--json").output)
    assert [claim["verdict"] for claim in found] == VERDICTS
    assert found[0]["by_run"]["contest"]["difference"] == pytest.approx(0.1)
    assert found[2]["by_run"]["images"] > 1000
    assert {claim["study"] for claim in found} == {"layers"}


def test_expected_verdicts_that_were_found_end_well_and_others_with_three(claims, tmp_path):
    file = tmp_path / "expected.yaml"
    file.write_text("planted-true: holds\ntoo-few: can't tell\n")
    assert claims("--expect", str(file)).exit_code == 0
    file.write_text(json.dumps({"planted-true": "holds", "planted-false": "holds"}))
    answer = claims("--expect", str(file))
    assert answer.exit_code == 3
    assert "planted-false: holds was expected, found: contradicted" in answer.output


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("unheard-of: holds", "no study states the claim 'unheard-of'"),
        ("planted-true: wins", "'wins' is no verdict on planted-true"),
        ("just words", "no verdicts by claim"),
        ("a: [", "is no YAML"),
    ],
)
def test_what_cannot_be_expected_is_said(claims, tmp_path, text, message):
    file = tmp_path / "expected.yaml"
    file.write_text(text)
    answer = claims("--expect", str(file))
    assert answer.exit_code == 1
    assert message in answer.output


def test_without_a_finished_notebook_the_command_says_what_to_run(
    project_with_profiles, tiny_study, only_studies
):
    only_studies(tiny_study.model_copy(update={"claims": CLAIMS}))
    answer = CliRunner().invoke(main, ["claims", "--profile", "quick"])
    assert answer.exit_code == 1
    assert "emnist-lab run layers --profile quick" in answer.output

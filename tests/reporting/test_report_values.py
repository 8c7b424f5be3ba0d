"""What the documents say of a run as a whole: its data, machine, sizes and coverage."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from real_templates import REPOSITORY, printed, said
from study_records import STUDIES, Outcome, found_in, write_trials

from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.datasets.load import Split
from emnist_lab.datasets.origin import Origin, drawn_origin
from emnist_lab.profile import Profile
from emnist_lab.project import Project
from emnist_lab.reporting import report_values as module
from emnist_lab.reporting.coverage import read_coverage
from emnist_lab.reporting.report_values import report_values
from emnist_lab.reporting.study_values import section_values
from emnist_lab.reporting.templates import filled, template_environment
from emnist_lab.reporting.values import Figure, write_values

REAL = Origin("real", Path("/data/emnist"), "The images are EMNIST handwriting.")
DRAWN = drawn_origin(EMNIST.drawing)
GENERAL = ["_stands_on.qmd", "_method.qmd", "_answer.qmd", "_reproduce.qmd", "_abstract.qmd"]


def balanced_split(origin: Origin) -> Split:
    classes = EMNIST.split_facts("balanced").classes
    labels = np.tile(np.arange(len(classes), dtype=np.uint8), 8)
    images = np.zeros((len(labels), 28, 28), np.uint8)
    return Split("balanced", classes, images, labels, images, labels, origin, "digest")


def values_of(
    profile: Profile, origin=DRAWN, studies=("layers", "baselines"), **outcomes: Outcome
) -> dict:
    """Return what is quoted of records of some studies, all alike but for these outcomes."""
    for name in studies:
        write_trials(STUDIES[name], profile, **outcomes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "load_split", lambda *_: balanced_split(origin))
        patch.setattr(module, "available_splits", lambda *_: ("balanced", "byclass"))
        return report_values(profile, None, read_coverage(profile)) | {"stale": [], "claims": []}


@pytest.fixture
def values(project, tiny_profile):
    return partial(values_of, tiny_profile)


@pytest.fixture(scope="module")
def written(make_project, make_tiny_profile, tmp_path_factory) -> dict:
    """Return what is quoted where every trial of two studies completed; only to be read."""
    with pytest.MonkeyPatch.context() as patch:
        root = make_project(tmp_path_factory.mktemp("written") / "project")
        patch.setenv("EMNIST_LAB_ROOT", str(root))
        return values_of(make_tiny_profile())


def general(part: str, values: dict) -> str:
    """Return a part of the documents that is of no study, each blank a single space."""
    environment = template_environment(Project(REPOSITORY))
    text = filled(environment, REPOSITORY / "report" / part, values)
    return " ".join(text.replace("\u00a0", " ").split())


def general_parts(values: dict) -> str:
    slides = {"studies": [], "part": lambda *_: ""}
    parts = [general(part, values) for part in GENERAL]
    return " ".join([*parts, general("_slides.qmd", values | slides)])


def test_documents_can_be_written_with_lost_trials(values):
    lost = Outcome(status="diverged", reason="a loss was no number")
    quoted = values(lenet5_old=lost, layer_4_2=lost)
    every = len(STUDIES["baselines"].variants) + len(STUDIES["layers"].variants)
    assert (quoted["run"]["trials"], quoted["run"]["completed"]) == (every, every - 2)
    assert f"{every}, of which {every - 2} completed" in general("_reproduce.qmd", quoted)
    assert "Trials trained on 1,000 images" in general_parts(quoted)


def test_the_choice_stands_in_abstract_and_answer(written, project, tiny_study, tiny_profile):
    chosen = Outcome(validation=0.9, accuracy=0.7, latency_ms=1.4)
    final = section_values(found_in(tiny_study, tiny_profile, fails=chosen)) | {"reference": None}
    final["candidates"] = {"images": Figure(1000, "count")}
    abstract = general("_abstract.qmd", written | {"final": final})
    assert (
        "**`fails` reads 70.0 % of the characters right (95 % interval 67.1\u201372.8)" in abstract
    )
    assert "and takes 1.40 ms for one image.**" in abstract
    assert "Validation chooses `fails` (90.0 % of 333 images). It reads 70.0 %" in general(
        "_answer.qmd", written | {"final": final}
    )


def test_the_method_lists_the_families_in_which_pairs_were_tested(
    written, tiny_study, tiny_profile
):
    text = general("_method.qmd", written)
    assert "No pair is tested in this report." in text
    tested = written["families"] + [{"name": "layers/one", "tests": Figure(3, "count")}]
    assert said("families", tested) == "The families of this report are `layers/one` (3 pairs)."


def test_families_are_those_of_the_pairs_that_notebooks_left(project, tiny_study, tiny_profile):
    lost = Outcome(status="failed")
    found = found_in(tiny_study, tiny_profile, fails=lost)
    write_values("layers", tiny_profile, {}, found.comparisons)
    found = found_in(tiny_study.model_copy(update={"name": "baselines"}), tiny_profile)
    write_values("baselines", tiny_profile, {}, found.comparisons)
    assert values_of(tiny_profile)["families"] == [
        {"name": "baselines", "tests": 2},
        {"name": "layers", "tests": 1},
    ]


def test_one_seed_is_said_to_judge_trained_networks_and_several_recipes(written):
    once = written["profile"]["seeds"]
    several = written | {"profile": written["profile"] | {"seeds": [*once, Figure(1, "count")]}}
    of_networks = "said of two trained networks, not of their recipes"
    assert of_networks in general("_method.qmd", written)
    assert "on the trained networks" in general("_answer.qmd", written)
    assert of_networks not in general("_method.qmd", several)
    assert "as that of a recipe" in general("_method.qmd", several)
    assert "trained networks" not in general("_answer.qmd", several)


@pytest.mark.parametrize("final", [{}, {"final": {}}, {"final": {"choice": None}}])
def test_without_a_choice_the_answer_is_open_in_abstract_report_and_slides(written, final):
    slides = {"studies": [], "part": lambda *_: ""}
    for part in ("_abstract.qmd", "_answer.qmd", "_slides.qmd"):
        assert "so that there is no answer so far" in general(part, written | slides | final)


def test_synthetic_data_is_called_so_in_plain_words_in_report_and_slides(written):
    for part in ("_stands_on.qmd", "_slides.qmd"):
        slides = {"studies": [], "part": lambda *_: ""}
        text = general(part, written | slides)
        assert "nobody wrote them by hand" in text
        assert "cannot say how well" in text
    assert "cannot say how well" in general("_answer.qmd", written)


def test_real_data_carries_no_such_warning(values):
    text = general_parts(values(REAL, studies=["baselines"]))
    assert "The images are EMNIST handwriting." in text
    assert "cannot say how well" not in text
    assert "by hand" not in text


def test_splits_at_hand_are_named(written):
    assert said("splits", written["data"]["splits"]) == "*balanced* and *byclass*"
    assert written["data"]["absent"] == ["bymerge", "letters", "digits", "mnist"]


def test_fresh_records_leave_no_notice_and_stale_ones_say_why(written):
    stale = {"stale": [{"study": "layers", "reasons": ["the data changed"]}]}
    slides = {"studies": [], "part": lambda *_: ""}
    for part in ("_stands_on.qmd", "_slides.qmd"):
        assert "out of date" not in general(part, written | slides)
        assert "layers (the data changed)" in general(part, written | slides | stale)


def test_run_names_commit_machine_and_versions(written):
    text = general("_reproduce.qmd", written)
    assert "| Commit | `0123456789` |" in text
    assert "| Machine | Processor of the test, CPU |" in text
    assert "| Versions | Python 3.11.7; keras 3.15.1 |" in text
    assert "| Day | 2026-11-21 |" in text


def test_trials_of_a_changed_working_folder_or_of_none_are_told(written):
    run = written["run"] | {"changed": True}
    assert said("commits", run) == "`0123456789`, with changes that were not committed"
    assert said("commits", run | {"commits": [], "changed": False}) == "none: no Git repository"


def test_sizes_are_those_of_the_trials_shown(written):
    text = general("_stands_on.qmd", written)
    assert "Trials trained on 1,000 images for at most" in text
    assert "validated on 25.0 % of the images" in text
    assert "were tested on 1,000; seed 0." in text


def test_what_is_still_to_be_trained_is_named_with_its_command(values):
    quoted = values(studies=["layers"])
    every = int(quoted["run"]["every"])
    text = said("whole_coverage", quoted["run"], quoted["profile"])
    trained, lacking = (len(STUDIES[name].variants) for name in ("layers", "baselines"))
    assert text.startswith(f"{trained} of the {every} variants of all studies are trained here.")
    assert f"baselines (0 of {lacking})" in text
    assert "layers (" not in text
    assert "`emnist-lab run --profile tiny` does so." in text


def test_a_reason_of_a_file_name_or_a_name_of_a_machine_is_no_markup(written):
    run = written["run"] | {"processors": ["<i>AMD</i> *EPYC* $x$ @7"]}
    assert printed("{= run.processors | listed =}", run=run) == (
        r"\<i\>AMD\<\/i\> \*EPYC\* \$x\$ \@7"
    )

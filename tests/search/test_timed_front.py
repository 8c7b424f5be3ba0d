"""The front compares models by times that were taken side by side."""

from dataclasses import replace

import pandas as pd
import pytest
from study_records import Outcome, write_trials

from emnist_lab.config import Study, Variant
from emnist_lab.results.records import load_records
from emnist_lab.results.table import results_frame
from emnist_lab.results.turns import write_turns
from emnist_lab.search.front import timed_front
from emnist_lab.search.run import StudyRun

SMALL = Variant(name="small", change="", model="compact", options={"width": 8})
MIXED = SMALL.model_copy(
    update={"name": "mixed", "recipe": SMALL.recipe.model_copy(update={"learning_rate": 0.003})}
)
LARGE = SMALL.model_copy(update={"name": "large", "options": {"width": 64}})
# By the times that trials took by themselves, `small` is fast and `mixed`, the same network, slow.
OUTCOMES = {
    "small": Outcome(validation=0.8, latency_ms=1.0),
    "mixed": Outcome(validation=0.85, latency_ms=5.0),
    "large": Outcome(validation=0.82, latency_ms=4.0),
}


@pytest.fixture
def run(project, only_study, tiny_profile, tiny_split) -> StudyRun:
    study = Study(name="x", title="", question="", variants=(SMALL, MIXED, LARGE))
    only_study(study)
    write_trials(study, tiny_profile, **OUTCOMES)
    results = results_frame(load_records("tiny", "x"))
    networks = results.set_index("variant")["network"]
    turns = [(networks["small"], 0, 1.2), (networks["large"], 0, 4.8)]
    write_turns("x", tiny_profile, pd.DataFrame(turns, columns=["network", "turn", "latency_ms"]))
    split = replace(tiny_split, digest="digest")
    return StudyRun(study, tiny_profile, split, results, pd.DataFrame(), pd.DataFrame())


def test_models_of_one_network_are_told_apart_by_accuracy_alone(run):
    found = timed_front(run, "large")
    assert list(found.front.index) == ["mixed"]
    assert found.summary["latency_ms"].to_dict() == {"mixed": 1.2, "large": 4.8, "small": 1.2}
    assert found.shares.loc["mixed", "share"] == 0.25
    assert found.reference == "large"

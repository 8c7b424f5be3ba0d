"""A search's memory stays level, however many trials and graphs it has."""

import json

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

GROWTHS = 10
# A process trains three graphs before it is replaced: its whole life, and the next one's beginning.
FEWEST_GROWTHS = 3
TRIALS_PER_GROWTH = 10
MOST_GROWTH = 0.15
STUDY = """
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.config import Study, Variant
from emnist_lab.recipe import ImageForm, Recipe

def variant(growth, rate):
    return Variant(name=f"growth{growth}-{rate}", change="", model="densenet",
                   options={"blocks": [2, 2], "growth": growth}, image=ImageForm(side=32),
                   recipe=Recipe(batch_size=64, learning_rate=rate, epochs=1))

STUDY = Study(dataset=EMNIST, name="tiny", title="", question="", variants=tuple(
    variant(growth, rate)
    for growth in range(8, 8 + GROWTHS) for rate in (0.01, 0.003, 0.001, 0.0003, 0.0001)
))
"""


def test_memory_after_a_hundred_trials_is_that_after_ten(search_project, shortened):
    growths = FEWEST_GROWTHS if shortened else GROWTHS
    study = STUDY.replace("GROWTHS", str(growths))
    project = search_project("memory", study=study, seeds=(0, 1))
    assert project.start(EMNIST_LAB_WORKERS="1").wait() == 0, project.last_words()
    files = project.study_folder.glob("trials/*/record.json")
    records = [
        json.loads(file.read_text()) for file in sorted(files, key=lambda f: f.stat().st_mtime)
    ]
    assert [record["status"] for record in records] == ["completed"] * growths * TRIALS_PER_GROWTH
    resident = [record["provenance"]["resident_mb"] for record in records]
    print("MB after every tenth trial:", resident[9::10])
    assert resident[-1] <= (1 + MOST_GROWTH) * resident[9]
    # A process holds one graph after ten trials, and three at most.
    assert max(resident) <= (1 + 2 * MOST_GROWTH) * resident[9]

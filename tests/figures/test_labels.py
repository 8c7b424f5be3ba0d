"""What a reader calls a variant: its label where a study gives one, else its code name."""

import re
from collections import Counter

import pytest
from sample_project import REPOSITORY

from emnist_lab.config import Family
from emnist_lab.figures.labels import labeled, titled
from emnist_lab.reporting.filters import named
from emnist_lab.studies import lead_imports_to, studies_below

STUDY = """
from emnist_lab.config import Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST

STUDY = Study(dataset=EMNIST, name="{study}", title="x", question="x", variants=({variants}))
"""
LONGEST = 44


@pytest.fixture
def labels(project):
    """Return a function that makes a project's studies of the labels of their variants."""

    def of(**studies: dict[str, str]) -> None:
        for study, variants in studies.items():
            lines = "".join(
                f'Variant(name="{name}", label="{label}", change="x", model="lenet5_new"), '
                for name, label in variants.items()
            )
            file = project / "analysis" / study / "study.py"
            file.parent.mkdir(parents=True)
            file.write_text(STUDY.format(study=study, variants=lines))
        lead_imports_to(project / "analysis")

    yield of
    lead_imports_to(REPOSITORY / "analysis")


def test_a_variant_is_called_by_its_label_and_one_without_by_its_name(labels):
    labels(one={"a_1": "Small net", "b": ""})
    assert labeled("a_1") == "Small net"
    assert labeled("b") == "b"
    assert labeled("gone_since") == "gone_since"
    assert labeled("a_1 + b") == "Small net + b"
    assert labeled("a_1 of one") == "Small net (one)"


def test_a_label_that_would_stand_for_two_variants_stands_for_neither(labels):
    labels(one={"a": "net", "b": "net", "c": "one's"}, two={"c": "two's"})
    assert [labeled(name) for name in "abc"] == ["a", "b", "c"]


def test_markdown_has_the_label_with_the_code_name_as_a_title(labels):
    labels(one={"a_1": "A *net*", "b": ""})
    assert titled("a_1") == '<span title="a_1">A \\*net\\*</span>'
    assert titled("b") == "b"
    assert named(["a_1", "b"]) == '<span title="a_1">A \\*net\\*</span> and `b`'


def test_labels_with_commas_are_told_apart_in_a_list(labels):
    labels(one={"a": "Net, wide", "b": "Net, deep", "c": "Other"})
    words = re.sub("<.*?>", "", named(["a", "b", "c"]))
    assert words == "Net, wide; Net, deep; and Other"


@pytest.mark.parametrize(
    ("label", "says"),
    [("Net {w} of {b}", "Net 64 of 2-4, 9 epochs"), ("", "net w64 b2-4, 9 epochs")],
)
def test_a_drawn_variant_is_known_again_by_its_name(label, says):
    choices = {"w": {"w6": 6, "w64": 64}, "b": {"b2-4": [2, 4]}}
    family = Family(name="net", label=label, model="densenet", choices=choices)
    assert family.label_of_name("net_w64_b2-4_e9") == says
    assert family.label_of_name("net_w7_b2-4_e9") is None
    assert "label" not in family.model_dump(), "draws are known again by what they are drawn from"


def test_every_variant_of_this_project_has_a_short_label_of_its_own():
    for study in studies_below(REPOSITORY / "analysis").values():
        counted = Counter(variant.label for variant in study.variants)
        assert all(number == 1 for number in counted.values()), counted.most_common(1)
        assert all(len(label) <= LONGEST for label in counted)
        assert all(labeled(variant.name) == variant.label for variant in study.variants)

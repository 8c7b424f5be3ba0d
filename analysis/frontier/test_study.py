"""The study of the Pareto front compares like with like, and its search can name what it draws."""

import itertools

import pytest

from analysis.frontier.study import SPACE, STUDY
from analysis.layers import study as layers
from emnist_lab.models.build import build_model, count_parameters
from emnist_lab.profile import load_profile
from emnist_lab.project import Project
from emnist_lab.search.space import drawn_variant


@pytest.mark.parametrize("name", ["compact", "fine_mixed"])
def test_the_small_networks_have_at_most_a_quarter_of_the_sources_parameters(name):
    small = STUDY.variant(name)
    model = build_model(small.model, small.image.shape, 47, **small.options)
    assert count_parameters(model)[0] <= 2_152_667 / 4


@pytest.mark.parametrize("name", ["layer_4_1", "layer_4_1_source"])
def test_the_sources_network_is_that_of_the_layers_study_by_either_recipe(name):
    here, there = STUDY.variant(name), layers.STUDY.variant(name)
    assert here.model_copy(update={"change": there.change}) == there


def test_no_drawn_training_is_longer_than_the_references(monkeypatch, request):
    monkeypatch.setenv("EMNIST_LAB_ROOT", str(request.config.rootpath))
    for name in ("quick", "cpu", "paper"):
        profile = load_profile(Project.find(), name)
        assert profile.search.epochs <= profile.max_epochs


def test_every_variant_that_can_be_drawn_has_a_name_of_its_own():
    names = []
    for family in SPACE.families:
        options = [f"{family.name} {option}" for option in family.choices]
        for labels in itertools.product(*family.choices.values()):
            values = {
                "family": family.name,
                "tuner/epochs": 3,
                **dict(zip(options, labels, strict=True)),
            }
            names.append(drawn_variant(SPACE, values).name)
    assert len(names) == len(set(names)) > 100

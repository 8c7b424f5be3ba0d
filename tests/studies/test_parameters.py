"""Every variant has exactly the parameters that the source gives."""

import json

import pytest
from click.testing import CliRunner

from emnist_lab.cli import main
from emnist_lab.config import load_profile
from emnist_lab.reference import published_figures
from emnist_lab.studies import STUDIES, find_study

EXACT = {
    "relu": 7_085_679,
    "dropout_4": 7_085_679,
    "lenet5_new": 65_104,
    "resnet50_default": 23_684_015,
    "layer_1": 3_346_743,
    "layer_2": 1_337_967,
    "layer_3": 5_747_858,
    "layer_4": 2_158_939,
    "layer_4_1": 2_152_667,
    "layer_4_2": 1_201_151,
    "layer_4_3": 1_201_151,
}


@pytest.fixture(scope="module")
def rows():
    answer = CliRunner().invoke(main, ["models", "--json"])
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def test_counts_match_the_source_exactly(rows):
    counts = {row["variant"]: row["parameters"] for row in rows}
    assert {name: counts[name] for name in EXACT} == EXACT
    assert next(row for row in rows if row["variant"] == "layer_4_1")["trainable"] == 2_128_755


def test_every_variant_is_listed_with_its_study(rows):
    expected = [(study.name, v.name) for study in STUDIES.values() for v in study.variants]
    assert [(row["study"], row["variant"]) for row in rows] == expected


@pytest.mark.parametrize("name", ["baselines", "layers"])
def test_no_variant_of_the_source_is_missing(name):
    published = set(published_figures(find_study(name).reference)["variant"])
    assert published == {variant.name for variant in find_study(name).variants}


@pytest.mark.parametrize("name", ["quick", "cpu", "paper"])
def test_profiles_give_own_sizes_to_studies_and_sections_that_exist(name, monkeypatch, request):
    monkeypatch.setenv("EMNIST_LAB_ROOT", str(request.config.rootpath))
    parts = {part.name for study in STUDIES.values() for part in (study, *study.sections)}
    assert set(load_profile(name).studies) <= parts


@pytest.mark.parametrize("name", ["quick", "cpu", "paper"])
def test_profiles_change_sizes_only(name, monkeypatch, request):
    monkeypatch.setenv("EMNIST_LAB_ROOT", str(request.config.rootpath))
    profile = load_profile(name)
    for study in STUDIES.values():
        for variant in study.variants:
            scaled = profile.scaled(variant.recipe, variant.model, seed=1)
            sizes = {"batch_size", "epochs", "seed"}
            assert scaled.model_dump(exclude=sizes) == variant.recipe.model_dump(exclude=sizes)
            assert scaled.epochs <= variant.recipe.epochs

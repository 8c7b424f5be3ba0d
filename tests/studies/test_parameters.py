"""Every variant has exactly the parameters that the source gives."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from study_records import STUDIES

from analysis.candidates.study import MOMENTUM_PAIRS
from analysis.hyperparameters.study import ZOOM
from emnist_lab.cli import main
from emnist_lab.evidence.published import published_beside, published_figures
from emnist_lab.models import expected
from emnist_lab.profile import load_profile
from emnist_lab.project import Project
from emnist_lab.studies import find_study
from emnist_lab.workflow import parameters
from emnist_lab.workflow.parameters import variant_parameters

LIST_AND_TELL_WHAT_WAS_IMPORTED = """
import sys
from emnist_lab.cli import main
main(["models"], standalone_mode=False)
print("tensorflow" in sys.modules, "keras" in sys.modules)
"""

EXACT = {
    "vgg16_head_2048": 20_057_967,
    "vgg16_head_1024": 16_337_775,
    "vgg16_head_512": 15_264_111,
    "vgg16_head_512_default_lr": 15_264_111,
    "vgg16_head_512_batch256": 15_264_111,
    "densenet121_batch512": 7_085_679,
    "densenet121_batch2048": 7_085_679,
    "vgg16_small_batch": 15_264_111,
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
    "layer_4_1_source": 2_152_667,
    "transfer_1": 2_152_667,
    "transfer_3_base": 2_159_462,
    "transfer_3": 2_152_667,
    "transfer_4": 1_201_151,
    "transfer_3_source_base": 2_159_462,
    "transfer_2_source": 2_152_667,
    "convnet_47": 2_241_271,
    "convnet_digit_letter": 2_237_266,
    # Maps of 7x7 in place of 6x6; and without the third and fourth convolution, 16 to 16 maps.
    "max_pooling": 2_241_271 + (7 * 7 - 6 * 6) * 128 * 360,
    "plain_47": 2_241_271 + (7 * 7 - 6 * 6) * 128 * 360 - 2 * (16 * 16 * 9 + 16 + 4 * 16),
    "no_skip": 2_241_271,
    "softmax": 2_241_271,
    "poolings_1": 2_241_271 + (14 * 14 - 6 * 6) * 128 * 360,
    "poolings_3": 2_241_271 + (3 * 3 - 6 * 6) * 128 * 360,
}


@pytest.fixture(scope="module")
def counted_project(copy_project, tmp_path_factory):
    # The counts are kept in a project's cache.
    return copy_project(tmp_path_factory.mktemp("counted") / "project")


@pytest.fixture(scope="module")
def rows(counted_project):
    environment = {"EMNIST_LAB_ROOT": str(counted_project)}
    answer = CliRunner(env=environment).invoke(main, ["models", "--json"])
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def test_the_second_time_nothing_is_built_and_tensorflow_not_imported(rows, counted_project):
    listed = subprocess.run(
        [sys.executable, "-c", LIST_AND_TELL_WHAT_WAS_IMPORTED],
        env={**os.environ, "EMNIST_LAB_ROOT": str(counted_project)},
        capture_output=True,
        text=True,
        check=True,
    )
    *lines, imported = listed.stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [[r["study"], r["variant"]] for r in rows]
    assert imported == "False False"


def test_counts_are_listed_as_they_come(project, monkeypatch):
    built = []
    monkeypatch.setattr(expected, "expected_parameters", lambda *a, **k: built.append(a) or (2, 1))
    first = next(variant_parameters(Project.find()))
    assert (first["parameters"], first["trainable"], len(built)) == (2, 1, 1)


def test_a_network_is_counted_again_when_its_code_changes(project, monkeypatch):
    monkeypatch.setattr(expected, "expected_parameters", lambda *a, **k: (2, 1))
    before = next(variant_parameters(Project.find()))
    monkeypatch.setattr(expected, "expected_parameters", lambda *a, **k: (4, 3))
    assert next(variant_parameters(Project.find())) == before
    monkeypatch.setattr(parameters, "code_digests", lambda *modules: "changed")
    assert next(variant_parameters(Project.find()))["parameters"] == 4


@pytest.mark.parametrize("content", ["nonsense", '{"a": 1}'])
def test_kept_counts_that_cannot_be_read_or_written_do_not_matter(project, monkeypatch, content):
    monkeypatch.setattr(expected, "expected_parameters", lambda *a, **k: (2, 1))
    file = project / "data" / "cache" / parameters.COUNTS_FILE
    file.parent.mkdir(parents=True)
    file.write_text(content)
    assert next(variant_parameters(Project.find()))["parameters"] == 2
    file.unlink()
    file.mkdir()
    assert next(variant_parameters(Project.find()))["parameters"] == 2


def test_counts_match_the_source_exactly(rows):
    counts = {row["variant"]: row["parameters"] for row in rows}
    assert {name: counts[name] for name in EXACT} == EXACT
    assert next(row for row in rows if row["variant"] == "layer_4_1")["trainable"] == 2_128_755


def test_every_variant_is_listed_with_its_study(rows):
    expected = [(study.name, v.name) for study in STUDIES.values() for v in study.variants]
    assert [(row["study"], row["variant"]) for row in rows] == expected


@pytest.mark.parametrize("name", ["baselines", "layers", "transfer", "bymerge"])
def test_every_published_row_stands_beside_a_variant(name):
    study = find_study(Project.find(), name)
    beside = list(published_beside(study)["variant"])
    assert set(beside) <= {variant.name for variant in study.variants}
    assert len(set(beside)) == len(beside)


def test_the_sources_layers_and_transfer_stand_beside_its_own_recipe():
    for name in ("layers", "transfer"):
        study = STUDIES[name]
        for row in published_beside(study).itertuples():
            recipe = study.variant(row.variant).recipe
            assert recipe.augmentation == ZOOM, "aug_4"
            assert recipe.optimizer == "nesterov"
            if not row.variant.endswith("_base"):
                assert (recipe.batch_size, recipe.learning_rate) == (1024, 0.001)
                assert recipe.plateau_patience
                assert recipe.early_stopping


def test_candidates_hold_every_head_and_network_of_the_source():
    heads = published_figures("candidates/vgg16_heads").set_index("variant")["parameters"].dropna()
    ours = {variant.name: variant for variant in find_study(Project.find(), "candidates").variants}
    assert heads.to_dict() == {name: EXACT[name] for name in heads.index}
    assert set(published_figures("candidates/vgg16_heads")["variant"]) < set(ours)
    networks = {variant.model for variant in ours.values()}
    assert networks == {
        *("vgg16", "mobilenet", "efficientnet_b1", "shufflenet"),
        *("wide_resnet", "densenet", "dual_path", "resnet50", "applications"),
    }


def test_small_batches_are_small_in_every_profile_and_the_only_difference(monkeypatch, request):
    monkeypatch.setenv("EMNIST_LAB_ROOT", str(request.config.rootpath))
    study = find_study(Project.find(), "candidates")
    for name in ("vgg16_batch", "mobilenet_batch", "efficientnet_batch"):
        small, large = map(study.variant, study.contrasts[name])
        assert small.recipe.model_copy(update={"batch_size": 1024}) == large.recipe
        assert (small.model, small.options) == (large.model, large.options)
        for profile in ("quick", "cpu", "paper"):
            sizes = load_profile(Project.find(), profile).sized(study)
            batches = [sizes.scaled(v.recipe, v.model, 0).batch_size for v in (small, large)]
            assert batches[0] == 16
            assert batches[0] <= batches[1] / 4


def test_a_patience_of_50_cannot_stop_50_epochs():
    recipe = find_study(Project.find(), "candidates").variant("densenet121_batch2048").recipe
    assert recipe.early_stopping >= recipe.epochs == 50


def test_momentum_pairs_differ_in_the_momentum_alone():
    for first, second in MOMENTUM_PAIRS:
        chosen, slow = (
            find_study(Project.find(), "candidates").variant(name) for name in (first, second)
        )
        assert slow.recipe.batchnorm_momentum == 0.99
        assert slow.recipe.model_copy(update={"batchnorm_momentum": None}) == chosen.recipe
        assert (slow.model, slow.options, slow.image) == (
            chosen.model,
            chosen.options,
            chosen.image,
        )


def test_studies_have_own_sizes_for_profiles_that_take_them(monkeypatch, request):
    monkeypatch.setenv("EMNIST_LAB_ROOT", str(request.config.rootpath))
    taken = {
        load_profile(Project.find(), name).own_sizes for name in ("tour", "quick", "cpu", "paper")
    }
    for study in STUDIES.values():
        for part in (study, *study.sections):
            assert set(part.sizes) <= taken


@pytest.mark.parametrize("name", ["quick", "cpu", "paper"])
def test_profiles_change_sizes_only(name, monkeypatch, request):
    monkeypatch.setenv("EMNIST_LAB_ROOT", str(request.config.rootpath))
    profile = load_profile(Project.find(), name)
    for study in STUDIES.values():
        for variant in study.variants:
            scaled = profile.scaled(variant.recipe, variant.model, seed=1)
            sizes = {"batch_size", "epochs", "seed", "time_limit_s"}
            assert scaled.model_dump(exclude=sizes) == variant.recipe.model_dump(exclude=sizes)
            assert scaled.epochs <= variant.recipe.epochs


def test_small_profiles_shorten_the_limit_and_leave_batches_that_still_work(monkeypatch, request):
    monkeypatch.setenv("EMNIST_LAB_ROOT", str(request.config.rootpath))
    convnet = find_study(Project.find(), "bymerge").variant("convnet_47")
    profile = load_profile(Project.find(), "quick")
    scaled = profile.scaled(convnet.recipe, convnet.model, seed=0)
    assert scaled.time_limit_s == convnet.recipe.time_limit_s / profile.time_divisor
    assert scaled.batch_size == profile.smallest_batch
    tiny = convnet.recipe.model_copy(update={"batch_size": 4})
    assert profile.scaled(tiny, convnet.model, seed=0).batch_size == 4


def test_contrasts_name_variants_of_their_study():
    for study in STUDIES.values():
        named = {name for pair in study.contrasts.values() for name in pair}
        assert named <= {variant.name for variant in study.variants}

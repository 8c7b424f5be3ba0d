"""Dual Path Networks against the paper and its authors' model."""

from emnist_lab.models.build import build_model
from emnist_lab.models.expected import expected_parameters

DPN_92 = {
    "blocks": (3, 4, 20, 3),
    "residual": 256,
    "bottleneck": 96,
    "groups": 32,
    "growth": (16, 32, 24, 128),
}


def test_the_papers_options_give_dpn_92():
    # As many as ports of the authors' own model have, to the last one.
    _, trainable = expected_parameters("dual_path", (224, 224, 3), 1000, **DPN_92)
    assert trainable == 37_668_392


def test_stages_halve_32_pixels_down_to_one_and_the_dense_path_grows():
    model = build_model("dual_path", (32, 32, 3), 47)
    added = [model.get_layer(f"stage{stage}_block2_add").output.shape[1:] for stage in (1, 2, 3, 4)]
    assert added == [(8, 8, 128), (4, 4, 256), (2, 2, 512), (1, 1, 1024)]
    dense = [model.get_layer(f"stage4_block{number}_append").output.shape[-1] for number in (1, 2)]
    assert dense == [3 * 64, 4 * 64]

"""The small residual network: its size follows from its structure."""

import pytest

from emnist_lab.models.build import build_model, count_parameters

GRAY, CLASSES = (28, 28, 1), 47


def expected(width, growth=2.0, stages=2, convolutions=2, squeeze=0, stem=5) -> int:
    """Count by hand: kernels, four numbers a map for each batch normalization, dense layers."""
    total, channels = 0, 1
    for stage in range(stages):
        maps, side = round(width * growth**stage), 3 if stage else stem
        total += side**2 * channels * maps + 4 * maps
        total += convolutions * (9 * maps * maps + 4 * maps)
        if squeeze:
            units = maps // squeeze
            total += (maps + 1) * units + (units + 1) * maps
        channels = maps
    return total + (channels + 1) * CLASSES


@pytest.mark.parametrize(
    "options",
    [
        {"width": 48},
        {"width": 16, "growth": 1.5, "stages": 3},
        {"width": 24, "convolutions": 1, "squeeze": 4, "stem": 3},
    ],
)
def test_parameters_follow_from_the_structure(options):
    model = build_model("compact", GRAY, CLASSES, **options)
    assert count_parameters(model)[0] == expected(**options)


def test_every_stage_halves_the_side():
    model = build_model("compact", GRAY, CLASSES, width=4, stages=3)
    sides = [model.get_layer(f"stage{stage}_conv").output.shape[1] for stage in (1, 2, 3)]
    assert sides == [14, 7, 4]

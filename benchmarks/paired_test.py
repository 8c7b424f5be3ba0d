"""Does the test of two recipes over several seeds hold its level, and what does it find?

    python benchmarks/paired_test.py [--repeats 2000]

Draws which test images trainings of two recipes read, thousands of times anew, and prints the table
of `docs/statistics.md`: how often each test calls equal recipes different at p < 0.05 (the level),
and how often `emnist_lab.evidence.paired` finds a true difference (the power).
"""

import argparse
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy import stats

from emnist_lab.evidence.paired import paired_difference

ACCURACY = 0.88
# How far the difficulty of images spreads beside what is left to chance: the more, the more of
# their errors two trainings share. And how far a recipe finds images difficult that others do not.
DIFFICULTIES = (1.2, 3.0, 6.0)
OF_RECIPE = 0.5
# By the test images: a true difference that is worth looking for.
DIFFERENCES = {250: 0.05, 2_000: 0.02, 18_800: 0.01}
SEEDS = (3, 5)
# How far the accuracies of each recipe's trainings spread, as a standard deviation.
SPREADS = ((0.0, 0.0), (0.003, 0.003), (0.01, 0.01), (0.01, 0.0))
SIGNIFICANCE = 0.05
HEADINGS = (
    *("test images", "seeds", "two trainings disagree on", "accuracies spread by (points)"),
    *("level", "level of the signs", "level of seeds alone", "true difference (points)", "power"),
)


@dataclass(frozen=True)
class Setting:
    """Two recipes, `difference` apart in mean accuracy, by whose trainings images are read."""

    images: int
    seeds: int
    difficulty: float
    spreads: tuple[float, float]
    difference: float = 0.0


def draw_readings(setting: Setting, generator: np.random.Generator) -> list[np.ndarray]:
    """Return which of newly drawn images each training of either recipe reads, (seeds, images).

    An image is read where a training's skill outweighs its difficulty, which all trainings share,
    what its recipe adds to that, and chance; so errors go together over recipes and seeds.
    """
    shape = (setting.seeds, setting.images)
    difficulty = setting.difficulty * _normal(generator, setting.images)
    readings = []
    for number, spread in enumerate(setting.spreads):
        accuracy = ACCURACY + (setting.difference if number == 0 else 0.0)
        level = stats.norm.ppf(accuracy)
        scale = np.sqrt(setting.difficulty**2 + OF_RECIPE**2 + 1)
        # A little more skill adds to the accuracy as the normal density at its level says.
        between = spread / stats.norm.pdf(level) * scale
        skill = level * np.hypot(scale, between)
        skill = skill + between * _normal(generator, (setting.seeds, 1))
        own = difficulty + OF_RECIPE * _normal(generator, setting.images)
        readings.append(skill > own + _normal(generator, shape))
    return readings


def share_found(setting: Setting, repeats: int, seed: int = 0) -> float:
    """Return how often `paired_difference` calls two recipes different."""
    generator = np.random.default_rng(seed)
    found = (paired_difference(draw_readings(setting, generator)) for _ in range(repeats))
    return float(np.mean([each.p_value < SIGNIFICANCE for each in found]))


def levels(setting: Setting, repeats: int, seed: int = 0) -> tuple[float, float, float, float]:
    """Return how often three tests call equal recipes different, and how often trainings disagree.

    The three are `paired_difference`, the signs of the images' mean readings, and Welch's test of
    the seeds' accuracies, for which the test images are all that there are.
    """
    generator = np.random.default_rng(seed)
    rejected, disagreement = [], []
    for _ in range(repeats):
        first, second = draw_readings(setting, generator)
        signs = np.sign(first.mean(axis=0) - second.mean(axis=0))
        ahead, untied = int((signs > 0).sum()), int((signs != 0).sum())
        accuracies = [each.mean(axis=1) for each in (first, second)]
        p_values = (
            paired_difference([first, second]).p_value,
            stats.binomtest(ahead, untied).pvalue if untied else 1.0,
            _welch(*accuracies),
        )
        rejected.append([p < SIGNIFICANCE for p in p_values])
        disagreement.append((first[0] != first[1]).mean())
    ours, signs_only, seeds_only = np.mean(rejected, axis=0)
    return float(ours), float(signs_only), float(seeds_only), float(np.mean(disagreement))


def _normal(generator: np.random.Generator, shape: int | tuple[int, int]) -> np.ndarray:
    return generator.standard_normal(shape, dtype=np.float32)


def _welch(first: np.ndarray, second: np.ndarray) -> float:
    parts = np.array([each.var(ddof=1) / len(each) for each in (first, second)])
    if parts.sum() < 1e-12:
        return float(first.mean() == second.mean())
    freedom = parts.sum() ** 2 / (parts**2 / (len(first) - 1)).sum()
    return float(2 * stats.t.sf(abs(first.mean() - second.mean()) / parts.sum() ** 0.5, freedom))


def main() -> None:
    parser = argparse.ArgumentParser(description="level and power of the paired test over seeds")
    parser.add_argument("--repeats", type=int, default=2000)
    repeats = parser.parse_args().repeats
    print(f"| {' | '.join(HEADINGS)} |\n|{'---:|' * len(HEADINGS)}")
    for images, seeds, difficulty, spreads in product(DIFFERENCES, SEEDS, DIFFICULTIES, SPREADS):
        alike = Setting(images, seeds, difficulty, spreads)
        ours, signs_only, seeds_only, disagreement = levels(alike, repeats)
        difference = DIFFERENCES[images]
        power = share_found(Setting(images, seeds, difficulty, spreads, difference), repeats)
        spread = " and ".join(f"{100 * each:g}" for each in spreads)
        shares = (f"{100 * each:.1f} %" for each in (ours, signs_only, seeds_only))
        cells = (f"{images:,}", str(seeds), f"{disagreement:.0%}", spread, *shares)
        print(f"| {' | '.join((*cells, f'{100 * difference:g}', f'{power:.0%}'))} |", flush=True)


if __name__ == "__main__":
    main()

"""The figure and tables of the Pareto front name what they must, and no more."""

import pandas as pd
import pytest

from analysis.frontier.figures import (
    NOT_TIMED,
    front_slide_table,
    front_table,
    interleaved_table,
    plot_front,
    space_table,
)
from analysis.frontier.front import TimedFront
from analysis.frontier.pareto import pareto_front
from emnist_lab.config import Family, SearchSpace
from emnist_lab.figures.labels import labeled, titled
from emnist_lab.figures.numbers import MISSING, size
from emnist_lab.trials.interleaved import INTERLEAVED_TIMES, shares_of_time


@pytest.fixture
def models() -> pd.DataFrame:
    rows = {
        "fast": ("frontier", 0.80, 0.79, 0.3, 2e5),
        "good": ("frontier", 0.89, 0.88, 0.6, 5e5),
        "layer_4_1": ("layers", 0.86, 0.855, 2.4, 2_152_667),
        "slow": ("baselines", 0.70, 0.71, 9.0, 2e7),
        "lost": ("baselines", float("nan"), float("nan"), float("nan"), 1e6),
    }
    columns = ["study", "val_acc", "test_acc", "latency_ms", "parameters"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    trained = {"completed": 1, "train_images": 900, "epochs": 3, "most_epochs": 3}
    trained |= {"base_images": 0, "base_epochs": 0}
    frame = frame.assign(**trained)
    return frame.assign(test_low=frame["test_acc"] - 0.01, test_high=frame["test_acc"] + 0.01)


def front_of(
    models: pd.DataFrame, shares: pd.DataFrame | None = None, reference=None, rivals=None
) -> TimedFront:
    nothing = pd.DataFrame(columns=["share"])
    shares = nothing if shares is None else shares
    return TimedFront(models, pareto_front(models), shares, reference, rivals or {})


def names_in(axes) -> set[str]:
    return {text.get_text().replace("\n", " ") for text in axes.texts}


def test_the_figure_names_the_front_and_the_reference_alone(models):
    figure = plot_front(front_of(models, reference="layer_4_1", rivals={"good": ["layer_4_1"]}))
    for axes in figure.axes:
        assert names_in(axes) == {"fast", "good ≈", labeled("layer_4_1")}


def test_what_had_more_images_stands_apart_in_the_figure(models, shares):
    models.loc["slow", "base_images"] = 5000
    figure = plot_front(front_of(models, shares, reference="layer_4_1"))
    assert names_in(figure.axes[0]) == {"fast", "good", labeled("layer_4_1"), "slow"}


def test_both_panels_show_the_same_models_and_the_same_line(models):
    left, right = plot_front(front_of(models)).axes
    lines = [[0.3, 0.6] in [list(line.get_xdata()) for line in a.lines] for a in (left, right)]
    assert lines == [True, True]
    assert names_in(left) == names_in(right)


def test_it_says_what_the_front_reaches_beside_the_reference(models, shares):
    front = front_of(models, shares, reference="layer_4_1", rivals={"good": ["slow"]})
    assert plot_front(front).get_label().replace("\u00a0", " ") == (
        "2 of 4 models are on the Pareto front: good reads 88.0 % of the test images at 0.60 ms, "
        "the most accurate on validation, a place within noise; fast reads 79.0 % of the test "
        f"images at 0.30 ms, the fastest; {labeled('layer_4_1')}, the source's, needs 4.0 times as "
        "long as the first for 85.5 %."
    )


def test_a_slide_has_one_panel(models):
    assert len(plot_front(front_of(models), slide=True).axes) == 1


@pytest.fixture
def shares() -> pd.DataFrame:
    rows = {
        "good": ("n1", 0.6, 0.25, 0.24, 0.27),
        "slow": ("n1", 0.6, 0.25, 0.24, 0.27),
        "layer_4_1": ("n2", 2.4, 1.0, 1.0, 1.0),
    }
    columns = ["network", "latency_ms", "share", "low", "high"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def test_the_table_has_the_share_of_the_references_time_interleaved(models, shares):
    front = front_of(models, shares, rivals={"good": ["slow"]})
    fast, good = front_table(front).splitlines()[2:]
    assert good.startswith("| good ≈ |")
    assert good.endswith("| 25.0 | slow |"), "neither time nor validation tells the two apart"
    assert fast.endswith(f"| {MISSING} | {MISSING} |"), "it was not timed"
    assert front_slide_table(front).splitlines()[3].endswith("| 25.0 |")


def test_the_space_lists_every_choice_with_its_label():
    family = Family(name="small", model="compact", choices={"width": {"w8": 8, "w16": 16}})
    table = space_table(SearchSpace(families=(family,)))
    assert "8 (`w8`), 16 (`w16`)" in table


def test_interleaved_times_stand_beside_the_size_and_the_models_of_a_network(models, shares):
    good, reference = interleaved_table(shares, models).splitlines()[2:]
    cells = [cell.strip() for cell in good.strip("|").split("|")]
    assert cells == ["good, slow", size(5e5), "0.60", "25.0", "24.0\u201327.0"]
    assert reference.startswith(f"| {titled('layer_4_1')} |")


def test_networks_that_were_not_timed_are_said_to_lack_times(models):
    nothing = shares_of_time(
        pd.DataFrame(columns=INTERLEAVED_TIMES.columns), pd.Series({"a": "n1"}), "a"
    )
    assert interleaved_table(nothing, models) == NOT_TIMED

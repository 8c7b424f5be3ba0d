"""The printed losses of 2020 stand where the report had seen as many images."""

import pandas as pd

from analysis.bymerge.losses import plot_printed_losses
from emnist_lab.evidence.published import published_figures

HISTORIES = pd.DataFrame(
    {"variant": "convnet_47", "seed": 0, "epoch": [0, 1], "loss": [2.0, 1.0]},
)
RESULTS = pd.DataFrame({"variant": ["convnet_47"], "seed": [0], "train_images": [500]})


def lines_of(figure) -> dict[str, dict[str, list]]:
    return {
        axes.get_title(loc="left"): {
            line.get_label(): line.get_xydata().tolist() for line in axes.get_lines()
        }
        for axes in figure.axes
    }


def test_both_sides_stand_at_the_images_that_they_had_seen():
    lines = lines_of(plot_printed_losses(published_figures("bymerge/losses"), HISTORIES, RESULTS))
    printed = lines["characters"]["the report, one batch"]
    assert printed[0] == [128_000, 0.3783]
    assert printed[-1] == [128 * (4 * 5453 + 5000), 0.2852]
    assert lines["characters"]["here, mean of an epoch"] == [[500, 2.0], [1000, 1.0]]
    assert len(lines["digit or letter"]["the report, one batch"]) == 30


def test_it_says_where_both_end():
    figure = plot_printed_losses(published_figures("bymerge/losses"), HISTORIES, RESULTS)
    assert figure.get_label().startswith(
        "Training loss ends at 1.00 nats here beside 0.23 in the report"
    )


def test_what_is_not_trained_here_leaves_the_reports_losses_alone():
    figure = plot_printed_losses(
        published_figures("bymerge/losses"), HISTORIES.iloc[:0], RESULTS.iloc[:0]
    )
    assert [list(lines) for lines in lines_of(figure).values()] == [["the report, one batch"]] * 2

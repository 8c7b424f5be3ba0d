"""A source's times and losses beside ours: what machines have in common, and no more."""

import pandas as pd
import pytest

from emnist_lab.evidence.published import fits_images
from emnist_lab.figures.numbers import MISSING
from emnist_lab.figures.source_tables import source_losses_table, source_times_table
from emnist_lab.figures.tables import ASSUMED, published_share

PUBLISHED = pd.DataFrame(
    {
        "variant": ["first", "second", "third", "fourth"],
        "named": ["first", "second", "third", "fourth"],
        "train_time_s": [1000.0, 2000.0, 4000.0, None],
        "seconds_per_epoch": [20.0, 23.0, None, None],
        "val_loss": [0.2893, None, None, None],
    }
)
SUMMARY = pd.DataFrame(
    {
        "train_time_s": [10.0, 30.0, 90.0],
        "epochs": [5.0, 10.0, 10.0],
        "device": ["one", "one", "other"],
        "val_loss": [1.25, 1.0, 1.0],
    },
    index=["first", "second", "third"],
)


def rows_of(table: str) -> dict[str, list[str]]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return {variant: cells for variant, *cells in rows}


def test_times_are_multiples_of_one_row_within_each_side():
    rows = rows_of(source_times_table(SUMMARY, PUBLISHED))
    assert [name for name in rows["variant"] if "epoch" in name] == rows["variant"][:2]
    assert rows["first"] == ["20.0\u00a0(1.00)", "1.00", "1,000\u00a0(1.00)", "1.00"]
    assert rows["second"] == ["23.0\u00a0(1.15)", "1.50", "2,000\u00a0(2.00)", "3.00"]


def test_a_time_of_another_device_has_no_multiple():
    assert rows_of(source_times_table(SUMMARY, PUBLISHED))["third"][-1] == MISSING


def test_what_the_source_does_not_time_has_no_multiple_of_ours_either():
    source = PUBLISHED.assign(eval_time_s=[6.0, None, None, None])
    ours = SUMMARY.assign(eval_time_s=1.0)
    assert rows_of(source_times_table(ours, source))["second"][-2:] == [MISSING, MISSING]


def test_what_the_source_does_not_time_has_no_row():
    assert "fourth" not in rows_of(source_times_table(SUMMARY, PUBLISHED))


def test_the_first_row_that_both_sides_have_is_what_others_are_divided_by():
    rows = rows_of(source_times_table(SUMMARY.drop(index="first"), PUBLISHED))
    assert rows["first"][2:] == ["1,000\u00a0(0.50)", MISSING]
    assert rows["second"][2:] == ["2,000\u00a0(1.00)", "1.00"]


def test_a_source_without_a_trial_here_keeps_its_own_multiples():
    rows = rows_of(source_times_table(SUMMARY.iloc[:0], PUBLISHED))
    assert rows["third"][2:] == ["4,000\u00a0(4.00)", MISSING]


def test_a_namesake_stands_in_where_what_repeats_the_source_was_not_trained():
    repeated = PUBLISHED.assign(variant=PUBLISHED["variant"] + "_source")
    summary = pd.concat([SUMMARY, SUMMARY.loc[["second"]].rename({"second": "second_source"})])
    assert list(rows_of(source_times_table(summary, repeated)))[2:] == [
        "first",
        "second_source",
        "third",
    ]


def test_losses_stand_beside_each_other_with_their_digits():
    assert rows_of(source_losses_table(SUMMARY, PUBLISHED)) == {
        "variant": ["validation loss, source", "validation loss, here"],
        ":---": ["---:", "---:"],
        "first": ["0.289", "1.250"],
        "second": [MISSING, "1.000"],
        "third": [MISSING, "1.000"],
    }


@pytest.mark.parametrize(("share", "fits"), [(0.9072, True), (0.8875, False), (0.906, False)])
def test_a_share_that_is_no_count_of_images_is_marked(share, fits):
    assert fits_images(share, 1024) is fits
    assert (ASSUMED in published_share(share, 1024)) is not fits


def test_a_missing_share_is_no_count_and_has_no_mark():
    assert not fits_images(float("nan"), 1024)
    assert published_share(float("nan"), 1024) == MISSING

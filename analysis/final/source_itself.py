"""Where the source's figures contradict its words, or each other; from what it published alone."""

from typing import Any

import pandas as pd

from emnist_lab.evidence.published import fits_images, published_together
from emnist_lab.figures.numbers import count
from emnist_lab.figures.tables import pipe_table
from emnist_lab.reporting.values import Figure

BATCH = 1024
# Its tables whose shares have four digits, so that it shows which are counts of 1,024 images.
FOUR_DIGITS = (
    "hyperparameters/activation",
    "hyperparameters/dropout",
    "hyperparameters/augmentation",
    "layers/source",
    "transfer/source",
)
STEPS = {
    "transfer": ("transfer_2", "layer_4_1"),
    "channels": ("layer_4_1", "layer_4"),
    "dropout": ("dropout_1_1", "elu"),
}


def source_rows() -> pd.DataFrame:
    """Return the source's rows of tables 3 to 9, a figure a column, in their order."""
    return published_together(FOUR_DIGITS).set_index("variant")


def counts_table(rows: pd.DataFrame) -> str:
    """Return test and top-5 accuracies as counts of 1,024 images, where they are such."""
    measured = rows.dropna(subset=["test_acc"])
    return pipe_table(
        [
            {
                "variant": row.Index,
                "test accuracy": f"{row.test_acc:.4f}",
                "times 1,024": _count(row.test_acc),
                "top-5 accuracy": f"{row.top5_acc:.4f}",
                "times 1,024 ": _count(row.top5_acc),
            }
            for row in measured.itertuples()
        ]
    )


def itself_values(rows: pd.DataFrame) -> dict[str, Any]:
    """Return what the source's figures say of each other.

    Returns
    -------
    dict
        `test` and `top5`: how many of how many accuracies `fit` 1,024 images, of `all`; `same_as`
        the variants that read as much as the final model; `slower_inference` the rows whose
        inference takes longer than the evaluation that holds it, of `timed` rows; `bases` that
        have one validation accuracy, and it; `gains` of its steps on test and on validation;
        `shrunk`, the change from layer_4_2 to transfer_4; and how long aug_3 and aug_4 trained.
    """
    test, top5 = rows["test_acc"].dropna(), rows["top5_acc"].dropna()
    timed = rows.dropna(subset=["eval_time_s", "inference_time_s"])
    bases = rows.loc[rows.index.str.endswith("_base"), "val_acc"].dropna()
    alike = bases[bases.duplicated(keep=False)]
    final = test["transfer_2"]
    return {
        "test": _fitting(test),
        "top5": _fitting(top5),
        "final": Figure(final, "share"),
        "same_as": [name for name in test.index[test == final] if name != "transfer_2"],
        "slower_inference": list(timed.index[timed["inference_time_s"] > timed["eval_time_s"]]),
        "timed": Figure(len(timed), "count"),
        "bases": list(alike.index),
        "bases_accuracy": Figure(alike.iloc[0], "share"),
        "gains": {
            name: {
                column: Figure(rows[column][after] - rows[column][before], "points")
                for column in ("test_acc", "val_acc")
            }
            for name, (after, before) in STEPS.items()
        },
        "shrunk": Figure(test["transfer_4"] - test["layer_4_2"], "points"),
        "aug_3": Figure(rows["train_time_s"]["aug_3"], "s"),
        "aug_4": Figure(rows["train_time_s"]["aug_4"], "s"),
        "base_4": Figure(rows["train_time_s"]["transfer_4_base"], "s"),
        "base_2": Figure(rows["train_time_s"]["transfer_2_base"], "s"),
    }


def _fitting(shares: pd.Series) -> dict[str, Figure]:
    fits = shares.map(lambda share: fits_images(share, BATCH))
    return {"fit": Figure(fits.sum(), "count"), "all": Figure(len(fits), "count")}


def _count(share: float) -> str:
    if fits_images(share, BATCH):
        return count(round(share * BATCH))
    return f"{share * BATCH:.2f}: none"

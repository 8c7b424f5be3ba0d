"""What the documents quote of the transfer study alone: what a base is worth, here and there."""

from typing import Any

import pandas as pd

from analysis.transfer.stages import stages_of
from emnist_lab.config import Study
from emnist_lab.evidence.published import published_together
from emnist_lab.evidence.section import SectionResults
from emnist_lab.reporting.study_values import names_by_verdict, published_pair
from emnist_lab.reporting.values import Figure

# The source's own model without transfer, and its final one.
SOURCE_TRANSFER = ("transfer_2", "layer_4_1")


def own_values(study: Study, found: SectionResults) -> dict[str, Any]:
    """Return what a base is worth beside the same network from scratch, and in the source.

    Returns
    -------
    dict
        `transfer`, the transferred models by verdict; `budget`, the lowest and the highest share of
        the images of both stages that the models from scratch saw, None where none is known;
        `source_transfer`.
    """
    pairs = [
        (stages["transferred"], stages["from scratch"])
        for stages in stages_of(study).values()
        if "from scratch" in stages
    ]
    published = published_together(("transfer/source", "layers/source"))
    return {
        "transfer": names_by_verdict([found.comparisons.of(*pair) for pair in pairs]),
        "budget": _budget(study, found.summary),
        "source_transfer": published_pair(published, *SOURCE_TRANSFER),
    }


def _budget(study: Study, summary: pd.DataFrame) -> list[Figure] | None:
    # Some variants may have no record yet.
    seen = (summary["epochs"] * summary["train_images"]).reindex([v.name for v in study.variants])
    shares = pd.Series(
        [
            seen[stages["from scratch"]] / (seen[stages["base"]] + seen[stages["transferred"]])
            for stages in stages_of(study).values()
            if "from scratch" in stages
        ],
        dtype=float,
    ).dropna()
    if shares.empty:
        return None
    return [Figure(share, "share") for share in (shares.min(), shares.max())]

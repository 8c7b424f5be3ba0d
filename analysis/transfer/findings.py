"""What the transfer study says of its bases."""

import pandas as pd

from analysis.transfer.stages import stages_of
from emnist_lab.config import Study
from emnist_lab.evidence.pool import Pool
from emnist_lab.evidence.published import published_figures
from emnist_lab.evidence.section import SectionResults
from emnist_lab.figures.numbers import percent
from emnist_lab.profile import Profile
from emnist_lab.reporting.findings import pairs_finding
from emnist_lab.reporting.findings_source import published_contrast

# The source's own model without transfer, and its final one.
SOURCE_TRANSFER = ("transfer_2", "layer_4_1")


def findings(found: SectionResults, profile: Profile, pool: Pool | None = None) -> dict[str, str]:
    """Return what the transfer study says of its bases, and the source of its final model.

    Parameters
    ----------
    found : SectionResults
        The study and its trials.
    profile : Profile
        Its size.
    pool : Pool, optional
        The trials of all studies.

    Returns
    -------
    dict of str to str
        Markdown sentences by name.
    """
    tables = [published_figures(name) for name in ("transfer/source", "layers/source")]
    return {
        "transfer": transfer_finding(found.section, found.summary, found.comparison),
        "source_transfer": published_contrast(pd.concat(tables), *SOURCE_TRANSFER),
    }


def transfer_finding(study: Study, summary: pd.DataFrame, comparison: pd.DataFrame) -> str:
    """Say in which recipes a base helped, beside the same model from scratch.

    Parameters
    ----------
    study : Study
        A study whose variants have bases.
    summary, comparison : pandas.DataFrame
        One row a variant, and the tested pairs.

    Returns
    -------
    str
        Markdown sentences.
    """
    pairs = [
        (stages["transferred"], stages["from scratch"])
        for stages in stages_of(study).values()
        if "from scratch" in stages
    ]
    found = pairs_finding(comparison, pairs)
    return (
        f"Transferred models beside the same from scratch: {found[0].lower()}{found[1:]} "
        f"{_budget_finding(study, summary)}"
    )


def _budget_finding(study: Study, summary: pd.DataFrame) -> str:
    # Some variants may have no record yet.
    seen = (summary["epochs"] * summary["train_images"]).reindex([v.name for v in study.variants])
    shares = []
    for stages in stages_of(study).values():
        if "from scratch" in stages:
            both = seen[stages["base"]] + seen[stages["transferred"]]
            shares.append(seen[stages["from scratch"]] / both)
    known = [share for share in shares if share == share]
    if not known:
        return ""
    low, high = (percent(extreme(known)) for extreme in (min, max))
    used = low if low == high else f"{low} to {high}"
    return f"From scratch, models saw {used} of the images that both stages together had seen."

"""The anchors by which documents lead to what stands on the results page."""

import re

_OUTSIDE = re.compile(r"[^A-Za-z0-9_-]")


def trial_anchor(trial: str) -> str:
    """Return the anchor of a trial's row on the results page.

    Parameters
    ----------
    trial : str
        As values name it, `study/variant-seed0`.
    """
    return _OUTSIDE.sub("-", trial)

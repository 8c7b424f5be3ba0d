"""Whether a profile's trials train on one device each or on all devices together."""

import os
from typing import get_args

from emnist_lab.config import StrategyName
from emnist_lab.errors import EmnistLabError
from emnist_lab.files import write_whole
from emnist_lab.profile import Profile

STRATEGIES: tuple[str, ...] = get_args(StrategyName)
ONE_DEVICE, MIRRORED = STRATEGIES
STRATEGY_VARIABLE = "EMNIST_LAB_STRATEGY"
STRATEGY_FILE = "strategy"


def remember_strategy(profile: Profile, strategy: str) -> None:
    """Note the strategy that a profile runs with, so that `status` and `render` expect it."""
    file = profile.runs_dir / STRATEGY_FILE
    if strategy == ONE_DEVICE:
        file.unlink(missing_ok=True)
    else:
        write_whole(file, strategy)


def chosen_strategy(profile: Profile) -> str:
    """Return what `EMNIST_LAB_STRATEGY` names, else what the profile last ran with.

    Raises
    ------
    EmnistLabError
        If it is no strategy.
    """
    file = profile.runs_dir / STRATEGY_FILE
    strategy = os.environ.get(STRATEGY_VARIABLE)
    if not strategy:
        strategy = file.read_text().strip() if file.is_file() else ONE_DEVICE
    if strategy not in STRATEGIES:
        raise EmnistLabError(
            f"no strategy named {strategy!r}",
            where=STRATEGY_VARIABLE,
            fix=f"choose one of: {', '.join(STRATEGIES)}",
        )
    return strategy

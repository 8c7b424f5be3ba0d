"""Train and measure CNNs on EMNIST, and build a report from what they leave.

What `__all__` names is for users, as are `emnist_lab.errors` and the form of a data set,
`emnist_lab.datasets.image_folders`; everything else is private and may change.
"""

import importlib
from typing import TYPE_CHECKING, Any

from emnist_lab.numerics import fix_settings
from emnist_lab.public_names import PUBLIC_NAMES

# Before anything of the package imports Keras, which reads its settings once.
fix_settings()

__all__ = sorted(PUBLIC_NAMES)

if TYPE_CHECKING:
    from emnist_lab.config import Study as Study
    from emnist_lab.config import Variant as Variant
    from emnist_lab.dataset import DataSet as DataSet
    from emnist_lab.dataset import SplitFacts as SplitFacts
    from emnist_lab.datasets.emnist.entry import EMNIST as EMNIST
    from emnist_lab.datasets.load import load_split as load_split
    from emnist_lab.datasets.prepare import prepare_datasets as prepare_datasets
    from emnist_lab.datasets.prepare import process_image as process_image
    from emnist_lab.distribution import distribute_dataset as distribute_dataset
    from emnist_lab.distribution import num_of_gpu as num_of_gpu
    from emnist_lab.distribution import set_strategy as set_strategy
    from emnist_lab.figures.data import class_counts_plot as class_counts_plot
    from emnist_lab.figures.data import plot_class_examples as plot_class_examples
    from emnist_lab.figures.learning import plot_learning_curves as plot_learning_curves
    from emnist_lab.models.build import build_model as build_model
    from emnist_lab.models.build import load_model as load_model
    from emnist_lab.recipe import Recipe as Recipe
    from emnist_lab.search.run import run_study as run_study
    from emnist_lab.training.callbacks import set_before_train as set_before_train
    from emnist_lab.training.evaluate import test_loss_and_accuracy as test_loss_and_accuracy
    from emnist_lab.trials.record import Record as Record
    from emnist_lab.trials.records import get_model_path as get_model_path
else:

    def __getattr__(name: str) -> Any:
        # TensorFlow takes seconds to import: only who uses a name waits for what it needs.
        if name not in PUBLIC_NAMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(PUBLIC_NAMES[name]), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *PUBLIC_NAMES})

"""Count a model's parameters without drawing its weights."""

from typing import Any

import keras

from emnist_lab.models.build import build_model, count_parameters


def expected_parameters(
    name: str, input_shape: tuple[int, int, int], classes: int, **options: Any
) -> tuple[int, int]:
    """Return the counts of a model that nobody needs otherwise, in half the time of building it.

    The arguments are those of `build_model`. It ends by clearing Keras's session: ask before
    training, not in the middle of it.
    """
    try:
        with keras.StatelessScope(initialize_variables=False):
            return count_parameters(build_model(name, input_shape, classes, **options))
    finally:
        # Keras would draw the weights left out here as soon as the next model is built.
        keras.utils.clear_session()

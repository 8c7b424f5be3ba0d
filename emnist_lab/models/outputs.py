"""What a classifier gives: probabilities, or logits that stand for them."""

import numpy as np

# Sums of half-precision probabilities are not exactly 1.
TOLERANCE = 1e-2


def are_probabilities(outputs: np.ndarray) -> bool:
    """Return whether outputs, (n, classes), are probabilities and not logits."""
    return bool(outputs.min() >= 0 and np.allclose(outputs.sum(axis=1), 1, atol=TOLERANCE))

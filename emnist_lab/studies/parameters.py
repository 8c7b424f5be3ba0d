"""How many parameters every variant of every study has."""

import functools

from emnist_lab.datasets.catalog import split_facts
from emnist_lab.models.expected import expected_parameters
from emnist_lab.studies import STUDIES


def variant_parameters() -> list[dict]:
    """Return `study`, `variant`, `parameters` and `trainable` of every variant."""
    rows = []
    for study in STUDIES.values():
        classes = len(split_facts(study.split).classes)
        for variant in study.variants:
            options = tuple((key, _hashable(value)) for key, value in variant.options.items())
            parameters, trainable = _count(variant.model, variant.image.shape, classes, options)
            rows.append(
                {
                    "study": study.name,
                    "variant": variant.name,
                    "parameters": parameters,
                    "trainable": trainable,
                }
            )
    return rows


@functools.cache
def _count(model: str, shape: tuple, classes: int, options: tuple) -> tuple[int, int]:
    return expected_parameters(model, shape, classes, **dict(options))


def _hashable(value):
    return tuple(value) if isinstance(value, list) else value

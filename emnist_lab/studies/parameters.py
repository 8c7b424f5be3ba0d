"""How many parameters every variant of every study has."""

import functools

from emnist_lab.config import Study, Variant
from emnist_lab.datasets.catalog import split_facts
from emnist_lab.models.expected import expected_parameters
from emnist_lab.studies import STUDIES


def variant_parameters() -> list[dict]:
    """Return `study`, `variant`, `parameters` and `trainable` of every variant."""
    rows = []
    for study in STUDIES.values():
        for variant in study.variants:
            classes = class_count(study, variant)
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


def class_count(study: Study, variant: Variant) -> int:
    """Return how many classes a variant tells apart."""
    if variant.task == "digit_or_letter":
        return 2
    return len(split_facts(study.split_of(variant)).classes)


@functools.cache
def _count(model: str, shape: tuple, classes: int, options: tuple) -> tuple[int, int]:
    return expected_parameters(model, shape, classes, **dict(options))


def _hashable(value):
    return tuple(value) if isinstance(value, list) else value

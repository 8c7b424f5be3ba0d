"""How many parameters every variant of every study has."""

import contextlib
import json
from collections.abc import Iterator
from importlib import metadata

from emnist_lab.code_digests import code_digests
from emnist_lab.config import Variant
from emnist_lab.errors import EmnistLabError
from emnist_lab.files import write_whole
from emnist_lab.models.catalog import MODULES
from emnist_lab.project import Project
from emnist_lab.quiet import import_tensorflow
from emnist_lab.studies import find_studies
from emnist_lab.trials.fingerprint import digest_of

COUNTS_FILE = "parameters.json"


def variant_parameters(project: Project) -> Iterator[dict]:
    """Yield `study`, `variant`, `parameters` and `trainable` of every variant.

    A network is built once to be counted; its counts are kept in the project's cache until the
    code that builds it changes, so that only the first call imports Keras.
    """
    file = project.cache_dir / COUNTS_FILE
    kept: dict[str, list[int]] = {}
    with contextlib.suppress(OSError, ValueError):
        kept = json.loads(file.read_text())
    for study in find_studies(project).values():
        for variant in study.variants:
            classes = len(study.dataset.classes(study.split_of(variant), variant.task))
            key = _key(variant, classes)
            if key not in kept:
                kept[key] = _count(variant, classes)
                # At once: counting all of them takes a minute, which may be interrupted.
                with contextlib.suppress(EmnistLabError):
                    write_whole(file, json.dumps(kept))
            parameters, trainable = kept[key]
            yield {
                "study": study.name,
                "variant": variant.name,
                "parameters": parameters,
                "trainable": trainable,
            }


def _key(variant: Variant, classes: int) -> str:
    """Return a digest of all that a network is built from."""
    code = code_digests("emnist_lab.models.expected", MODULES[variant.model])
    chosen = [variant.model, variant.image.shape, classes, dict(variant.options)]
    return digest_of([*chosen, code, metadata.version("keras")])


def _count(variant: Variant, classes: int) -> list[int]:
    import_tensorflow()
    from emnist_lab.models.expected import expected_parameters

    form = variant.image.shape
    return list(expected_parameters(variant.model, form, classes, **variant.options))

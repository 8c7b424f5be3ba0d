"""How many parameters every variant of every study has."""

import contextlib
import json
from collections.abc import Iterator
from importlib import metadata

from emnist_lab.code_digests import code_digests
from emnist_lab.config import Study, Variant
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
    counts = _KeptCounts(project)
    for study in find_studies(project).values():
        for variant in study.variants:
            parameters, trainable = counts.of(variant, class_count(study, variant))
            yield {
                "study": study.name,
                "variant": variant.name,
                "parameters": parameters,
                "trainable": trainable,
            }


def class_count(study: Study, variant: Variant) -> int:
    """Return how many classes a variant tells apart."""
    return len(study.dataset.classes(study.split_of(variant), variant.task))


class _KeptCounts:
    """Counts by the digest of all that a network is built from."""

    def __init__(self, project: Project) -> None:
        self.file = project.cache_dir / COUNTS_FILE
        self.found: dict[str, list[int]] = {}
        with contextlib.suppress(OSError, ValueError):
            self.found = json.loads(self.file.read_text())

    def of(self, variant: Variant, classes: int) -> tuple[int, int]:
        """Return a variant's parameters and how many of them are trained."""
        key = digest_of(
            [
                *(variant.model, variant.image.shape, classes, dict(variant.options)),
                code_digests("emnist_lab.models.expected", MODULES[variant.model]),
                metadata.version("keras"),
            ]
        )
        if key not in self.found:
            import_tensorflow()
            from emnist_lab.models.expected import expected_parameters

            self.found[key] = list(
                expected_parameters(variant.model, variant.image.shape, classes, **variant.options)
            )
            # At once: counting all of them takes a minute, which may be interrupted.
            self._keep()
        parameters, trainable = self.found[key]
        return parameters, trainable

    def _keep(self) -> None:
        with contextlib.suppress(EmnistLabError):
            write_whole(self.file, json.dumps(self.found))

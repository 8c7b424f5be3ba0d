"""Read the cached images again and compare their content with the digest they go by."""

import hashlib
import json
from pathlib import Path

import numpy as np

from emnist_lab.config import Study
from emnist_lab.datasets.content import BATCH_IMAGES
from emnist_lab.datasets.load import Split, load_split
from emnist_lab.datasets.store import ARRAYS, META_NAME
from emnist_lab.trials.freshness import shown_splits
from emnist_lab.verify.check import Check, Finding


def check_data(studies: list[Study], data_dir: Path | None) -> Check:
    """Compare the content of every split that the studies use with its digest.

    Returns
    -------
    Check
        A finding for each split that is not what its digest says.
    """
    shown = {
        (study.dataset.name, name): (name, study.dataset)
        for study in studies
        for name in shown_splits(study, data_dir)
    }
    images, findings = 0, []
    for name, dataset in shown.values():
        split = load_split(name, data_dir, dataset)
        images += len(split.train_labels) + len(split.test_labels)
        found = _content_digest(split)
        if found != split.digest:
            mapped = split.train_images.filename  # type: ignore[attr-defined]  # a memory map's own
            file = Path(mapped).with_name(META_NAME)
            findings.append(Finding(file, f"digest of {name}", split.digest, found))
    return Check(f"data: content of {len(shown)} splits, {images:,} images read", tuple(findings))


def _content_digest(split: Split) -> str:
    """Return the SHA-256 of a split's images, labels and classes, from the arrays themselves.

    Written apart from the code that fills the cache, so that a mistake there is found here.
    """
    content = []
    for name in ARRAYS:
        values = getattr(split, name)
        content.append([name, list(values.shape), _sha256(values)])
    return hashlib.sha256(json.dumps([content, list(split.classes)]).encode()).hexdigest()


def _sha256(values: np.ndarray) -> str:
    digest = hashlib.sha256()
    for start in range(0, len(values), BATCH_IMAGES):
        digest.update(np.ascontiguousarray(values[start : start + BATCH_IMAGES]).data)
    return digest.hexdigest()

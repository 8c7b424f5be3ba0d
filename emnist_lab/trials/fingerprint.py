"""What a trial's result depends on, as digests: equal fingerprint, equal result."""

import hashlib
import json


def digest_of(value: object) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of a value's canonical JSON."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def seedless_digest(parts: dict) -> str:
    """Return the digest of what trials that differ in their seed alone have in common.

    Parameters
    ----------
    parts : dict
        A trial's `hyperparameters`, `data` and `code`.
    """
    recipe = {**parts["hyperparameters"]["recipe"], "seed": None}
    return digest_of({**parts, "hyperparameters": {**parts["hyperparameters"], "recipe": recipe}})


def seeded_digest(seedless: str, seed: int) -> str:
    """Return a trial's fingerprint from the digest that it shares with other seeds."""
    # As `digest_of` writes the two, without the encoder: `status` asks for thousands.
    return hashlib.sha256(f'["{seedless}",{seed}]'.encode()).hexdigest()[:16]

"""What a trial's result depends on, as digests: equal fingerprint, equal result."""

import hashlib
import json
from collections.abc import Iterator


def digest_of(value: object) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of a value's canonical JSON."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def seedless_digest(parts: dict) -> str:
    """Return the digest of a trial's hyperparameters, data and code, whatever its seed."""
    recipe = {**parts["hyperparameters"]["recipe"], "seed": None}
    return digest_of({**parts, "hyperparameters": {**parts["hyperparameters"], "recipe": recipe}})


def seeded_digest(seedless: str, seed: int) -> str:
    """Return a trial's fingerprint from the digest that it shares with other seeds."""
    # As `digest_of` writes the two, without the encoder: `status` asks for thousands.
    return hashlib.sha256(f'["{seedless}",{seed}]'.encode()).hexdigest()[:16]


def value_changes(before: dict, now: dict) -> list[str]:
    """Name the values of nested dicts that differ, one phrase a difference."""
    old, new = dict(by_dotted_name(before)), dict(by_dotted_name(now))
    return [
        f"{name} was {old.get(name)}, now {new.get(name)}"
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def by_dotted_name(values: dict, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Give the values of nested dicts, each by its keys with dots between them."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from by_dotted_name(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def told_by_name(values: dict) -> dict[str, bool | int | float | str]:
    """Return what is set of nested values, each by its dotted name, as text if it is no number."""
    return {
        name: value if isinstance(value, bool | int | float) else str(value)
        for name, value in by_dotted_name(values)
        if value not in (None, [])
    }

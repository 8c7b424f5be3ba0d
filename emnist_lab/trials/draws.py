"""The variants that a study's search drew, kept beside its trials for all that reads them."""

import json
from dataclasses import dataclass
from pathlib import Path

from emnist_lab.config import Study, Variant
from emnist_lab.files import write_whole
from emnist_lab.profile import Profile
from emnist_lab.trials.fingerprint import digest_of

SEARCH_FILE = "search.json"


@dataclass(frozen=True)
class Draws:
    """The variants drawn so far, those of shorter trainings first, and whether that is all."""

    variants: tuple[Variant, ...] = ()
    complete: bool = False


def search_digest(study: Study, profile: Profile) -> str:
    """Return the digest of what a study's search draws from, and at which size.

    Data and code are no part of it: where they changed the trials are stale, and the search that
    trains them anew draws anew.
    """
    space = study.search and study.search.model_dump(mode="json")
    return digest_of([space, profile.search.model_dump(mode="json"), profile.seeds[0]])


def read_draws(study: Study, profile: Profile) -> Draws:
    """Return what a study's search drew; nothing where it draws otherwise now, or never did."""
    if study.search is None:
        return Draws(complete=True)
    file = _search_file(study, profile)
    if not file.is_file():
        return Draws()
    kept = json.loads(file.read_text())
    if kept["digest"] != search_digest(study, profile):
        return Draws()
    return Draws(tuple(Variant(**variant) for variant in kept["variants"]), kept["complete"])


def write_draws(study: Study, profile: Profile, draws: Draws) -> None:
    """Note what a study's search drew so far."""
    content = {
        "digest": search_digest(study, profile),
        "complete": draws.complete,
        "variants": [variant.model_dump(mode="json") for variant in draws.variants],
    }
    write_whole(_search_file(study, profile), json.dumps(content, indent=1))


def _search_file(study: Study, profile: Profile) -> Path:
    return profile.study_dir(study.name) / SEARCH_FILE

"""What a reader calls a variant, in figures, tables and sentences: its label, not its code name."""

from functools import lru_cache
from html import escape
from pathlib import Path

from markupsafe import Markup

from emnist_lab.config import Family
from emnist_lab.errors import EmnistLabError
from emnist_lab.evidence.verdict import OF_STUDY, TOGETHER
from emnist_lab.figures.escape import escaped
from emnist_lab.studies import imported_dir, studies_are_imported, studies_below


def labeled(name: str) -> str:
    """Return the label of a variant, of several added up, or of one of a named study.

    The studies are those that `import analysis` finds. What none of them has stands for itself, and
    so does a name that two of them label otherwise, or a label that one gives twice.
    """
    sides = name.split(TOGETHER)
    if len(sides) > 1:
        return TOGETHER.join(map(labeled, sides))
    variant, of_study, study = name.partition(OF_STUDY)
    return f"{_label(variant)} ({study})" if of_study else _label(variant)


def titled(name: str, shown: str = "") -> Markup:
    """Return a variant's label, or what is shown for it, with its code name as a title in html.

    One without a label stands as it is: a name has no signs that Markdown reads.
    """
    label = shown or labeled(name)
    if label == name:
        return Markup(name)
    return Markup(f'<span title="{escape(name)}">{escaped(label)}</span>')


def _label(name: str) -> str:
    if not studies_are_imported():
        return name
    labels, families = _labels_below(imported_dir())
    drawn = (family.label_of_name(name) for family in families)
    return labels.get(name) or next(filter(None, drawn), name)


@lru_cache(maxsize=1)
def _labels_below(folder: Path) -> tuple[dict[str, str], list[Family]]:
    """Return the label by name of each variant that has one of its own, and what searches draw."""
    try:
        studies = studies_below(folder).values()
    except EmnistLabError:
        # Whoever runs that study is told; the figures of the others are drawn all the same.
        return {}, []
    labels: dict[str, set[str]] = {}
    for study in studies:
        given = [variant.label for variant in study.variants]
        for variant in study.variants:
            alone = given.count(variant.label) == 1
            labels.setdefault(variant.name, set()).add(variant.label if alone else variant.name)
    families = [family for study in studies if study.search for family in study.search.families]
    return {name: said.pop() for name, said in labels.items() if len(said) == 1}, families

"""How a value was computed, in words: a sentence a kind of value, which its unit and name tell."""

from emnist_lab.reporting.values import Figure
from emnist_lab.trials.figures import FigureFacts, figure_facts

# Where a source's own figures stand among a study's values.
_PUBLISHED = frozenset({"source", "itself", "by_figures", "printed"})
_AS_PRINTED = "As the source prints it, or computed from what it prints; no trial of ours is in it."
_ACCURACY = (
    "Images whose most probable class is the right one, divided by all {images} images that {did}."
)
_BY_FIGURE = {
    "test_acc": _ACCURACY.format(images="test", did="it was tested on"),
    "val_acc": _ACCURACY.format(images="validation", did="were held out")
    + " Of the epoch that was kept.",
    "latency_ms": "One forward pass with one image: the median of the quietest fifth of many, "
    "compilation and loading left out. Where networks were timed interleaved, that time.",
}
_TIMES = (
    "The time for one image of one network divided by that of another, both timed in one process, "
    "a few images each in every round: the median over rounds, and its 95 % interval by order "
    "statistics."
)
_BY_UNIT = {
    "share": "One count divided by another, from 0 to 1.",
    "percent": "A share that was chosen beforehand, or counted.",
    "points": "An accuracy minus another, as a share; on the same images where both were tested "
    "here.",
    "p": "The probability of a difference at least as large by chance alone. With one training "
    "each McNemar's exact test of the images that only one of the two reads; with several, "
    "Student's test over images and seeds. Corrected by Holm's method in its family.",
    "count": "Counted in the records, the data or the settings.",
    "parameters": "The weights of the network, as Keras counts them.",
    "duration": "Summed over the trials as their records have it.",
    "times": "One figure divided by another.",
    "rate": "As the recipe or the records have it.",
}
# What the documents quote beside studies (`emnist_lab.reporting.report_values`).
_OF_ALL = {
    "profile": "the settings of the profile and the records of all studies",
    "data": "the data",
    "run": "the records of all studies",
    "sizes": "the records of all studies",
    "families": "the comparisons of all studies",
    "claims": "the records of the study that states the claim",
}
_ELSE = "Computed by the study's notebook from the records."
_INTERVALS = {
    "share": "The interval holds the true value in 95 of 100 such tests: of an accuracy it is "
    "Wilson's, and covers the choice of test images alone.",
    "points": "The interval is the 95 % interval of paired shares, not adjusted for other "
    "comparisons. Each side with one training: Bonett and Price's, on the images alone; with "
    "several, Student's over images and seeds.",
}
# What tables of notebooks show, by the heading of the column: figures of records, and what is not.
_COLUMN_OF_FIGURE = {
    "test (%)": "test_acc",
    "here (%)": "test_acc",
    "validation (%)": "val_acc",
    "top-5 (%)": "top5_acc",
    "latency (ms)": "latency_ms",
    "parameters": "parameters",
    "size": "parameters",
    "epochs": "epochs",
    "training": "train_time_s",
}
_BY_COLUMN = {
    "95 % interval": "Of an accuracy Wilson's, which covers the choice of test images alone; of a "
    "difference that of paired shares, not adjusted for other comparisons.",
    "to choice": "Its test accuracy minus that of the choice, in points, on the same images.",
    "difference": "The first accuracy minus the second, in points.",
    "p (Holm)": _BY_UNIT["p"],
    "only the first (%)": "The images that the first reads and the second does not, by all.",
    "only the second (%)": "The images that the second reads and the first does not, by all.",
    "of the reference's (%)": _TIMES,
    "source (%)": _AS_PRINTED,
    "source, test": _AS_PRINTED,
    "source, validation": _AS_PRINTED,
    "against the source": "A two-proportion test at 5 %, with the interval of the difference.",
}
_SEEDS = "Of a variant with several seeds it is the mean over them."


def how_computed(name: str, figure: Figure, has_interval: bool) -> str:
    """Return in words how a value was computed.

    Parameters
    ----------
    name : str
        The dotted path to it.
    figure : Figure
        The value, or the first of an interval's ends.
    has_interval : bool
        Whether an interval stands beside it, or it is one.
    """
    parts = name.split(".")
    if _PUBLISHED & set(parts):
        return _AS_PRINTED
    if parts[-2:] in (["time", "share"], ["time", "interval"]):
        return _TIMES
    last = parts[-1].replace("_interval", "_acc")
    said = [_BY_FIGURE.get(last) or _recorded(last, figure) or _BY_UNIT.get(figure.unit, _ELSE)]
    if has_interval:
        said.append(_INTERVALS.get(figure.unit, ""))
    if len({trial.rpartition("-seed")[0] for trial in figure.trials}) < len(figure.trials):
        said.append(_SEEDS)
    return " ".join(filter(None, said))


def columns_computed() -> dict[str, str]:
    """Return in words how the numbers in tables of notebooks were computed, by column heading."""
    facts = figure_facts()
    recorded = {
        heading: _BY_FIGURE.get(name) or _in_records(facts[name])
        for heading, name in _COLUMN_OF_FIGURE.items()
    }
    return recorded | _BY_COLUMN


def stands_on(name: str) -> str:
    """Return in words what a value stands on that names no trials."""
    parts = name.split(".")
    if _PUBLISHED & set(parts):
        return "the figures that the source prints"
    return _OF_ALL.get(parts[0]) or f"the records of the study {parts[0]}"


def _recorded(name: str, figure: Figure) -> str | None:
    # A value of this name in another unit is a share of what the records have.
    if figure.unit not in ("count", "ms", "s", "loss", "rate"):
        return None
    facts = figure_facts().get(name)
    return facts and _in_records(facts)


def _in_records(facts: FigureFacts) -> str:
    return f"In each record, {facts.unit}: {facts.meaning}."

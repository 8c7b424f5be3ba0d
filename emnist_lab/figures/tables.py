"""Tables as Markdown pipe tables, which arrive as native tables in every document format."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from emnist_lab.config import Section
from emnist_lab.evidence.published import (
    fits_images,
    less_published,
    told_from_published,
)
from emnist_lab.evidence.statistics import best_on_validation, standard_error
from emnist_lab.evidence.verdict import Comparisons
from emnist_lab.figures.labels import titled
from emnist_lab.figures.numbers import (
    MISSING,
    NO_BREAK,
    Shown,
    count,
    duration,
    milliseconds_number,
    percent_number,
    percent_range,
    points,
    points_range,
    size,
)

INTERVAL = f"95{NO_BREAK}% interval"
TEST = "test (%)"
TO_CHOICE = "to choice"
BESIDE_SOURCE = "against the source"
# Behind a difference; a star would be emphasis to Markdown.
BEYOND_CHANCE, WITHIN_NOISE = "\u2020", "\u2248"
# Behind a published accuracy of which the number of test images is assumed.
ASSUMED = "\u2021"
TIMES = "\u00d7"
BOTH_STAGES = "both stages"
# In place of a table: a cell that is labeled as one has to hold one in every format.
NOTHING_TO_SHOW = "| |\n| :--- |\n| Nothing to show yet: too few of these trials have completed. |"


class Table(str):
    """A Markdown pipe table, and its `rows`: what is shown by column heading."""

    rows: list[dict[str, str]]

    def __new__(cls, text: str, rows: Sequence[dict[str, str]] = ()) -> "Table":
        """Return a text that remembers its cells."""
        table = super().__new__(cls, text)
        table.rows = list(rows)
        return table


def pipe_table(rows: list[dict[str, str]], left: tuple[str, ...] = ()) -> str:
    """Return a Markdown pipe table.

    Parameters
    ----------
    rows : list of dict
        Shown text by column heading, the same headings in every row.
    left : tuple of str
        Columns of words, aligned left as the first one is; the others hold numbers.

    Returns
    -------
    str
        Header, alignments and rows, one a line, a `Table`; without rows, a cell that says so. Test
        accuracy and its interval stand second, where a phone shows them.
    """
    if not rows:
        return NOTHING_TO_SHOW
    headings = _test_accuracy_second(list(rows[0]))
    words = {headings[0], *left}
    lines: list[list[str]] = [
        headings,
        [":---" if heading in words else "---:" for heading in headings],
        *[[row[heading] for heading in headings] for row in rows],
    ]
    text = "\n".join(f"| {' | '.join(_escaped(cell) for cell in line)} |" for line in lines)
    return Table(text, [{heading: row[heading] for heading in headings} for row in rows])


def _test_accuracy_second(headings: list[str]) -> list[str]:
    first, *others = headings
    if TEST not in others:
        return headings
    test = [heading for heading in others if heading in (TEST, INTERVAL)]
    return [first, *test, *(heading for heading in others if heading not in test)]


def named(variant: str, *, best: str | None = None, earlier: object = False) -> str:
    """Return a variant's label for a table: bold if it is the best, its recipe told if earlier."""
    label = titled(variant)
    name = f"**{label}**" if variant == best else str(label)
    return Shown(f"{name} (earlier recipe)" if earlier else name, variant)


def recipe_table(study: Section, results: pd.DataFrame) -> str:
    """Return a table of a study's variants: what changes, and the recipe that they were trained by.

    Parameters
    ----------
    results : pandas.DataFrame
        One row a trial (`emnist_lab.trials.table.RESULT_COLUMNS`).
    """
    trials = results.drop_duplicates("variant").set_index("variant")
    rows = []
    for variant in study.variants:
        if variant.name not in trials.index:
            continue
        trial = trials.loc[variant.name]
        epochs = BOTH_STAGES if trial["in_budget"] else count(trial["most_epochs"])
        rows.append(
            {
                "variant": named(variant.name, earlier=pd.notna(trial["earlier"])),
                "what it is, or what changes": variant.change,
                "input": trial["input"].replace("x", TIMES),
                "optimizer": trial["optimizer"],
                "batch": count(trial["batch_size"]),
                "learning rate": f"{trial['learning_rate']:g}",
                "epochs at most": epochs,
            }
        )
    return pipe_table(rows, left=("what it is, or what changes", "optimizer"))


def results_table(summary: pd.DataFrame, comparisons: Comparisons) -> str:
    """Return the table of a study's figures, the best variant by validation accuracy in bold.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a variant (`emnist_lab.evidence.summary.variant_summary`).

    Returns
    -------
    str
        A pipe table; a variant without a completed trial shows its status in place of figures.
        `to choice` is the difference in points of test accuracy to the variant in bold, marked
        `\u2020` where it is beyond chance and `\u2248` where it is within noise.
    """
    best = best_on_validation(summary)
    has_top5 = summary["top5_acc"].notna().any()
    rows = []
    for variant, row in summary.iterrows():
        shown = {
            "variant": named(variant, best=best, earlier=row["earlier"]),
            "parameters": count(row["parameters"]),
            "epochs": count(row["epochs"]),
            "validation (%)": percent_number(row["val_acc"]),
            TEST: figure_or_status(row),
            INTERVAL: percent_range(row["test_low"], row["test_high"]),
        }
        if summary["trials"].max() > 1:
            shown["sd over seeds"] = percent_number(row["test_acc_sd"])
            shown[f"95{NO_BREAK}% over seeds"] = percent_range(
                row["test_seeds_low"], row["test_seeds_high"]
            )
            shown["trials"] = f"{row['completed']} of {row['trials']}"
        rows.append(
            {
                **shown,
                TO_CHOICE: marked_difference(comparisons, variant, best),
                **({"top-5 (%)": percent_number(row["top5_acc"])} if has_top5 else {}),
                "training": duration(row["train_time_s"]),
                "latency (ms)": milliseconds_number(row["latency_ms"]),
            }
        )
    return pipe_table(rows)


def marked_difference(comparisons: Comparisons, first: str, second: str | None) -> str:
    """Return a difference in points with the mark of what it is worth, or a dash.

    Parameters
    ----------
    first, second : str
        The variants; the difference is first minus second. None is compared with none.

    Returns
    -------
    str
        Such as `+1.2 \u2020`, beyond chance, or `+0.2 \u2248`, within noise.
    """
    compared = None if second is None else comparisons.of(first, second)
    if compared is None or not compared.comparable:
        return MISSING
    mark = BEYOND_CHANCE if compared.beyond_chance else WITHIN_NOISE
    return points(compared.difference).marked(f"{NO_BREAK}{mark}")


def published_table(summary: pd.DataFrame, published: pd.DataFrame) -> str:
    """Return our test accuracies beside the source's, with what the difference is worth.

    Parameters
    ----------
    published : pandas.DataFrame
        The source's figures, with `variant`, `test_acc` and `test_images`
        (`emnist_lab.evidence.published.published_figures`).

    Returns
    -------
    str
        A pipe table; the source's standard error is that of a share of its images, which are
        assumed where its accuracy is marked `\u2021`.
    """
    source = published.set_index("variant")
    rows = []
    for variant, row in summary.iterrows():
        theirs = source["test_acc"].get(variant, np.nan)
        images = source["test_images"].get(variant, np.nan)
        rows.append(
            {
                "variant": named(variant, earlier=row["earlier"]),
                "here (%)": figure_or_status(row),
                INTERVAL: percent_range(row["test_low"], row["test_high"]),
                "source (%)": published_share(theirs, images),
                "source's s.e.": standard_error_cell(theirs, images),
                "difference": points(row["test_acc"] - theirs),
                BESIDE_SOURCE: beside_source(row, theirs, images),
            }
        )
    return pipe_table(rows, left=(BESIDE_SOURCE,))


def slide_table(
    summary: pd.DataFrame, published: pd.DataFrame | None = None, best: str | None = None
) -> str:
    """Return the figures of `results_table` that fit on a slide, the source's accuracy beside.

    Parameters
    ----------
    summary, published : pandas.DataFrame
        As for `published_table`; without published figures their column is left out.
    best : str, optional
        What stands in bold, in place of the best of these on validation.
    """
    best = best or best_on_validation(summary)
    rows = [
        {
            "variant": named(variant, best=best, earlier=row["earlier"]),
            "size": size(row["parameters"]),
            TEST: figure_or_status(row),
            INTERVAL: percent_range(row["test_low"], row["test_high"]),
            "latency (ms)": milliseconds_number(row["latency_ms"]),
        }
        for variant, row in summary.iterrows()
    ]
    if published is not None:
        source = published.set_index("variant")[["test_acc", "test_images"]]
        for variant, row in zip(summary.index, rows, strict=True):
            known = variant in source.index
            row["source (%)"] = published_share(*source.loc[variant]) if known else MISSING
    return pipe_table(rows)


def beside_source(row: pd.Series, published: float, source_images: float) -> str:
    """Return whether an accuracy can be told from the source's, with the difference's interval."""
    if row.get("earlier"):
        return "earlier recipe"
    words = {"within_noise": "not distinguishable", "higher": "higher here", "lower": "lower here"}
    found = less_published(row, published, source_images)
    if found is None:
        return MISSING
    said = words[told_from_published(found) or ""]
    return f"{said} ({points_range(found.low, found.high)})"


def published_share(share: float, images: float) -> str:
    """Return a published accuracy in percent, marked where its test images are assumed."""
    mark = "" if fits_images(share, images) or np.isnan(share) else f"{NO_BREAK}{ASSUMED}"
    return percent_number(share).marked(mark)


def standard_error_cell(share: float, images: float) -> str:
    """Return the standard error of a share of some images as `± 0.9`, in points, or a dash."""
    if np.isnan(images):
        return MISSING
    error = percent_number(standard_error(share, int(images)))
    return MISSING if error == MISSING else Shown(f"± {error}", error.value)


def figure_or_status(row: pd.Series) -> str:
    """Return a variant's test accuracy in percent, or what became of it instead."""
    return percent_number(row["test_acc"]) if row["completed"] else row["status"]


def _escaped(cell: str) -> str:
    # pandoc hands a cell that opens with a sign to typst as a list, unless the space is a hard one.
    opened = f"{cell[0]}{NO_BREAK}{cell[2:]}" if cell[:2] in ("+ ", "- ", "= ") else cell
    return opened.replace("|", "\\|")

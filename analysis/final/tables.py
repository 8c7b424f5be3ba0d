"""Tables of the final study: the chosen model, the baselines beside it, the reach of its error."""

import numpy as np
import pandas as pd

from emnist_lab.evidence.data_seen import data_seen
from emnist_lab.evidence.pool import Pool
from emnist_lab.evidence.verdict import Comparisons
from emnist_lab.figures.comparison_tables import TRAINED_ON
from emnist_lab.figures.numbers import (
    MISSING,
    count,
    milliseconds_number,
    percent_number,
    percent_range,
)
from emnist_lab.figures.tables import (
    BESIDE_SOURCE,
    INTERVAL,
    TEST,
    TIMES,
    TO_CHOICE,
    beside_source,
    marked_difference,
    named,
    pipe_table,
    published_share,
    standard_error_cell,
)

# The class of a layer in the words of the field, where its name in Keras is another.
KINDS = {
    "InputLayer": "input",
    "ZeroPadding2D": "zero padding",
    "Conv2D": "convolution",
    "DepthwiseConv2D": "depthwise convolution",
    "BatchNormalization": "batch normalization",
    "Activation": "activation",
    "AveragePooling2D": "average pooling",
    "MaxPooling2D": "max pooling",
    "GlobalAveragePooling2D": "global average pooling",
    "Concatenate": "concatenation",
    "Dense": "dense",
    "Dropout": "dropout",
    "Add": "addition",
    "Multiply": "multiplication",
    "Reshape": "reshaping",
    "Permute": "transposition",
    "Flatten": "flattening",
    "LeakyReLU": "leaky ReLU",
}


def structure_table(structure: pd.DataFrame) -> str:
    """Return a model's structure, a row a layer or folded part.

    Parameters
    ----------
    structure : pandas.DataFrame
        From `analysis.final.folded_structure.folded_structure`.

    Returns
    -------
    str
        A pipe table that ends in the sum of the parameters.
    """
    rows = [
        {
            "layer": row.layer.replace("_", " "),
            "what it is": _kinds_in_words(row.kinds),
            "output": row.output.replace("x", TIMES),
            "parameters": count(row.parameters) if row.parameters else MISSING,
        }
        for row in structure.itertuples()
    ]
    total = {"layer": "all", "what it is": "", "output": "", "parameters": ""}
    rows.append({**total, "parameters": count(structure["parameters"].sum())})
    return pipe_table(rows, left=("what it is",))


def baseline_table(
    summary: pd.DataFrame, comparisons: Comparisons, published: pd.DataFrame, chosen: str
) -> str:
    """Return the chosen model beside the baselines and the source's figures for the same models.

    Parameters
    ----------
    summary : pandas.DataFrame
        One row a variant of any study (`emnist_lab.evidence.pool.Pool`).
    published : pandas.DataFrame
        The source's final table, with `variant`, `parameters`, `test_acc` and `test_images`.

    Returns
    -------
    str
        A pipe table; a variant that this run has not trained shows the source's figures only.
    """
    source = published.set_index("variant")
    rows = []
    for variant in dict.fromkeys([chosen, *source.index]):
        trained = variant in summary.index
        row = summary.loc[variant] if trained else pd.Series({"completed": 0}, dtype=object)
        theirs, images = (
            source[column].get(variant, np.nan) for column in ("test_acc", "test_images")
        )
        rows.append(
            {
                "variant": named(variant, best=chosen),
                "parameters": count(row.get("parameters", source["parameters"].get(variant))),
                TRAINED_ON: (trained and data_seen(row)) or MISSING,
                TEST: percent_number(row.get("test_acc")),
                INTERVAL: percent_range(row.get("test_low"), row.get("test_high")),
                TO_CHOICE: marked_difference(comparisons, variant, chosen),
                "latency (ms)": milliseconds_number(row.get("latency_ms")),
                "source (%)": published_share(theirs, images),
                "source's s.e.": standard_error_cell(theirs, images),
                BESIDE_SOURCE: beside_source(row, theirs, images),
            }
        )
    return pipe_table(rows, left=(BESIDE_SOURCE,))


def groups_table(pool: Pool) -> str:
    """Return the groups of models that were trained alike, with the best on validation of each.

    Returns
    -------
    str
        A pipe table; in bold the group whose models are ranked.
    """
    rows = []
    for group in pool.groups:
        best, row = group[0], pool.summary.loc[group[0]]
        rows.append(
            {
                "best on validation": named(best, best=pool.ranking[0], earlier=row["earlier"]),
                "images": count(row["train_images"]),
                "epochs at most": count(row["most_epochs"]),
                "images of its base": count(row["base_images"]) if row["base_images"] else MISSING,
                "variants": count(len(group)),
                "validation (%)": percent_number(row["val_acc"]),
                TEST: percent_number(row["test_acc"]),
                INTERVAL: percent_range(row["test_low"], row["test_high"]),
            }
        )
    return pipe_table(rows)


def reach_table(reach: pd.DataFrame) -> str:
    """Return test accuracy under milder and milder questions, for each model.

    Parameters
    ----------
    reach : pandas.DataFrame
        From `emnist_lab.evidence.reach.reach_of_models`.

    Returns
    -------
    str
        A pipe table in percent of the test images.
    """
    rows = [
        {
            "variant": named(str(label)),
            "as it is (%)": percent_number(row["accuracy"]),
            "look-alikes folded (%)": percent_number(row["folded"]),
            "errors on look-alikes (%)": percent_number(row["errors_on_look_alikes"]),
            "first or second guess (%)": percent_number(row["top_two"]),
        }
        for label, row in reach.iterrows()
    ]
    return pipe_table(rows)


def agreement_table(agreement) -> str:
    """Return what the best models make of the same test images.

    Returns
    -------
    str
        A pipe table of shares that sum to 100 %.
    """
    shares = {
        "all of them right": agreement.all_right,
        "some right, some not": agreement.some_right,
        "all wrong, in different ways": agreement.other_mistakes,
        "all wrong in the same way": agreement.same_mistake,
    }
    return pipe_table(
        [
            {
                f"{len(agreement.models)} models": words,
                "images": count(share * agreement.images),
                "share (%)": percent_number(share),
            }
            for words, share in shares.items()
        ]
    )


def placebo_table(found: pd.DataFrame) -> str:
    """Return how often the seeds of each variant are called different (`placebo_tests`)."""
    rows = [
        {
            "variant": named(str(name)),
            "seeds": count(row["seeds"]),
            "pairs of networks": count(row["pairs"]),
            "called different": count(row["networks"]),
            "seeds parted in two": count(row["partings"]),
            "called different recipes": count(row["recipes"]),
        }
        for name, row in found.iterrows()
    ]
    return pipe_table(rows)


def _kinds_in_words(kinds: dict[str, int]) -> str:
    named = {KINDS.get(kind, kind): number for kind, number in kinds.items()}
    return ", ".join(f"{number} {kind}" if number > 1 else kind for kind, number in named.items())

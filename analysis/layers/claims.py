"""What the source claims of its smaller DenseNets; its recipe judges."""

from emnist_lab.claim import ABOUT, Claim, best_of, figures_of

TABLE_7 = ("layer_1", "layer_2", "layer_3")
RIVALS = (*TABLE_7, "layer_4", "layer_4_2", "layer_4_3")
TIMES = ("eval_time_s", "inference_time_s")


def _by_source(row: str) -> str:
    """Return the variant that repeats a row of the source's."""
    return f"{row}_source"


MOST = tuple(each for column in TIMES for each in figures_of(column, "layer_4", TABLE_7))
HALF_THE_SIZE = figures_of("parameters", "layer_4_2", ("layer_4_1",), 2 * ABOUT)

CLAIMS = (
    best_of(
        name="layers-choice",
        says="layer_4_1 is the small DenseNet to go on with",
        where="final deck, 4.6.1 and 5.1",
        best="layer_4_1",
        rivals=RIVALS,
    ).renamed(_by_source),
    Claim(
        name="layer-4-quickest",
        says="Of the four in table 7, layer_4 shortens evaluation and inference most",
        where="final deck, 4.6.1",
    )
    .and_figures(*MOST)
    .renamed(_by_source),
    Claim(
        name="layer-4-2-half",
        says="layer_4_2 has about half the parameters of layer_4_1",
        where="final deck, 4.6.1",
    )
    .and_figures(*HALF_THE_SIZE)
    .renamed(_by_source),
)

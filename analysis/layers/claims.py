"""What the source claims of its smaller DenseNets; its recipe judges."""

from emnist_lab.claim import ABOUT, Claim, Relation, better_than, figures_of

TABLE_7 = ("layer_1", "layer_2", "layer_3")
RIVALS = (*TABLE_7, "layer_4", "layer_4_2", "layer_4_3")
TIMES = ("eval_time_s", "inference_time_s")


def _by_source(relation: Relation) -> Relation:
    """Return a relation of the source's rows as one of the variants that repeat them."""
    sides = (relation.better, relation.worse)
    first, second = (tuple(f"{name}_source" for name in side) for side in sides)
    return Relation(relation.column, first, second, relation.factor)


MOST = tuple(each for column in TIMES for each in figures_of(column, "layer_4", TABLE_7))
HALF_THE_SIZE = figures_of("parameters", "layer_4_2", ("layer_4_1",), 2 * ABOUT)

CLAIMS = (
    Claim(
        name="layers-choice",
        says="layer_4_1 is the small DenseNet to go on with",
        where="final deck, 4.6.1 and 5.1",
        contests=better_than("layer_4_1", RIVALS, ending="_source"),
        published=figures_of("test_acc", "layer_4_1", RIVALS),
    ),
    Claim(
        name="layer-4-quickest",
        says="Of the four in table 7, layer_4 shortens evaluation and inference most",
        where="final deck, 4.6.1",
        measured=tuple(map(_by_source, MOST)),
        published=MOST,
    ),
    Claim(
        name="layer-4-2-half",
        says="layer_4_2 has about half the parameters of layer_4_1",
        where="final deck, 4.6.1",
        measured=tuple(map(_by_source, HALF_THE_SIZE)),
        published=HALF_THE_SIZE,
    ),
)

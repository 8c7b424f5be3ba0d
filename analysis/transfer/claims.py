"""What the source claims of transfer; its recipe judges."""

from emnist_lab.claim import Claim, Contest, Relation, better_than, greater_gain

FROM = {"transfer_1": "layer_4_1", "transfer_2": "layer_4_1", "transfer_3": "layer_4_1"}
FROM |= {"transfer_4": "layer_4_2"}

CLAIMS = (
    Claim(
        name="transfer-helps",
        says="Going on from a base makes a network read more",
        where="final deck, 4.6.2",
        # At equal cost: the same network from scratch sees as many images as both stages.
        contests=tuple(Contest((f"{name}_source",), (f"{name}_source_scratch",)) for name in FROM),
        published=tuple(Relation("test_acc", (name,), (start,)) for name, start in FROM.items()),
    ),
    Claim(
        name="transfer-short-blocks",
        says="Too few convolutions in the blocks (layer_4_2) limit what transfer gains",
        where="final deck, 4.6.2",
        contests=greater_gain(
            ("transfer_2_source", "transfer_2_source_scratch"),
            [("transfer_4_source", "transfer_4_source_scratch")],
        ),
        published=(Relation("test_acc", ("transfer_2", "layer_4_2"), ("layer_4_1", "transfer_4")),),
    ),
    Claim(
        name="transfer-efficient",
        says="ByMerge for 5 epochs in batches of 2,048 (transfer_2) is the most efficient base",
        where="final deck, 4.6.2",
        contests=better_than("transfer_2", ("transfer_1", "transfer_3"), ending="_source"),
        published=tuple(
            relation
            for name in ("transfer_1", "transfer_3")
            for relation in (
                Relation("test_acc", ("transfer_2",), (name,)),
                Relation("train_time_s", ("transfer_2", "transfer_2_base"), (name, f"{name}_base")),
            )
        ),
    ),
)

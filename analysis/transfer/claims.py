"""What the source claims of transfer; its recipe judges."""

from emnist_lab.claim import LITTLE, Claim, Contest, Relation, at_most, greater_gain

# Of layer_4_2 the source says itself that transfer gains little.
OF_LAYER_4_1 = ("transfer_1", "transfer_2", "transfer_3")

CLAIMS = (
    Claim(
        name="transfer-helps",
        says="Transfer makes layer_4_1 read more (implied)",
        where="final deck, 4.6.2 and 5.3",
        # At equal cost: the same network from scratch sees as many images as both stages.
        contests=tuple(
            Contest((f"{name}_source",), (f"{name}_source_scratch",)) for name in OF_LAYER_4_1
        ),
        published=tuple(Relation("test_acc", (name,), ("layer_4_1",)) for name in OF_LAYER_4_1),
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
        contests=at_most(
            LITTLE,
            [(f"{name}_source", "transfer_2_source") for name in ("transfer_1", "transfer_3")],
        ),
        published=tuple(
            relation
            for name in ("transfer_1", "transfer_3")
            for relation in (
                Relation("test_acc", ("transfer_2",), (name,), 1 - LITTLE),
                Relation("train_time_s", ("transfer_2", "transfer_2_base"), (name, f"{name}_base")),
            )
        ),
    ),
)

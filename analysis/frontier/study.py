"""The Pareto front: accuracy against the time for one image, searched on purpose.

Command: `emnist-lab run frontier --profile quick`
Time on 2 cores: quick 2 minutes, cpu 125. paper was not measured.
Source: no such study; its aim was "the right combination of accuracy and inference time", and its
choice layer_4_1 (0.898 of 1,024 test images).

The search's draws follow from its seed. Which of them train on for longer also follows from the
measured latency, so that another machine may promote others: the records say which were.
"""

from analysis.layers import study as layers
from emnist_lab.config import Family, OwnSizes, SearchSpace, Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.recipe import Augmentation, ImageForm, Mixing, Recipe

# What networks of the last years are trained with, in place of the source's recipe.
MODERN = Recipe(
    batch_size=1024,
    optimizer="adamw",
    learning_rate=0.003,
    weight_decay=0.05,
    schedule="cosine",
    warmup_epochs=1,
    epochs=100,
    label_smoothing=0.1,
    averaged_epochs=2,
    augmentation=Augmentation(rotation=15, shift=0.1, shear=0.2, zoom=0.15, elastic=0.02),
    plain_share=0.15,
)
# Of a few long epochs, one to warm up and two to average over would be too large a part.
SHORT = MODERN.model_copy(update={"warmup_epochs": 0.25, "averaged_epochs": 0.2})
# Balanced asks for every class alike, so that ByMerge is evened out too. EMNIST centers its
# characters, so that copies which are shifted less are more like those to be read. Nothing is
# chosen by how the base reads images of its own split, so that none are held out.
BASE = SHORT.model_copy(
    update={
        "epochs": 6,
        "balance_classes": True,
        "augmentation": MODERN.augmentation.model_copy(update={"shift": 0.05}),
        "hold_out": False,
    }
)
# Balanced's images are among those that the base saw: going on with them alone makes it forget the
# others, the more so the faster it learns.
GOING_ON = SHORT.model_copy(update={"epochs": 2, "learning_rate": 0.0001, "plain_share": 1.0})
MIXED = MODERN.model_copy(update={"mixing": Mixing(method="cutmix", alpha=1.0, share=0.3)})
REFERENCE = layers.STUDY.variant("layer_4_1")
COMPACT = Variant(
    name="compact",
    label="Compact residual",
    change="few wide residual layers, the modern recipe",
    model="compact",
    options={"width": 32, "growth": 2.0, "stages": 3, "activation": "swish", "dropout": 0.3},
    recipe=MODERN,
)
FINE = Variant(
    name="fine_mixed",
    label="Fine residual, CutMix",
    change="a thin convolution at full side first, CutMix",
    model="fine",
    options={"dropout": 0.3},
    recipe=MIXED,
)


def _changed(variant: Variant, name: str, **changed) -> Variant:
    return variant.model_copy(update={"name": name, **changed})


SPACE = SearchSpace(
    families=(
        Family(
            name="small",
            label="Compact {width}x{growth}, {stages}x{convolutions}, k{stem}, SE {squeeze}",
            model="compact",
            options={"activation": "swish", "dropout": 0.3},
            choices={
                "width": {f"w{width}": width for width in (24, 32, 48, 64)},
                "growth": {"x1.5": 1.5, "x2": 2.0},
                "stages": {"s2": 2, "s3": 3},
                "convolutions": {"c1": 1, "c2": 2},
                "stem": {"k3": 3, "k5": 5},
                "squeeze": {"plain": 0, "se": 4},
            },
            recipe=MODERN,
        ),
        Family(
            name="dense",
            label="DenseNet {blocks}, growth {growth}",
            model="densenet",
            options={"activation": "elu", "stem_pooling": "average", "dropout": 0.3},
            choices={
                "blocks": {
                    "b3-6": [3, 6],
                    "b4-8": [4, 8],
                    "b2-4-4": [2, 4, 4],
                    "b2-4-8-4": [2, 4, 8, 4],
                    "b3-6-12-6": [3, 6, 12, 6],
                },
                "growth": {f"g{growth}": growth for growth in (12, 24, 32, 48)},
            },
            image=ImageForm(side=32),
            recipe=MODERN,
        ),
    ),
    latency_weight=0.01,
)

STUDY = Study(
    dataset=EMNIST,
    name="frontier",
    order=80,
    sizes={
        "cpu": OwnSizes(base_images=100000, max_epochs=72),
    },
    title="The Pareto front",
    question="Which networks does none other beat in both accuracy and time for one image?",
    needs=("data",),
    reads_others=True,
    variants=(
        REFERENCE.model_copy(
            update={"change": "the source's network, by the short recipe of layers"}
        ),
        layers.STUDY.variant("layer_4_1_source").model_copy(
            update={"change": "the source's network, by the source's own recipe"}
        ),
        COMPACT,
        _changed(
            COMPACT,
            "compact_mixed",
            label="Compact residual, CutMix",
            change="the same, parts of images cut from others",
            recipe=MIXED,
        ),
        FINE,
        _changed(
            FINE,
            "fine_base",
            label="Fine residual on ByMerge",
            change="the same network on bymerge",
            recipe=BASE,
            split="bymerge",
        ),
        _changed(
            FINE,
            "fine_transferred",
            label="Fine residual, ByMerge then Balanced",
            change="the same on bymerge, then balanced",
            recipe=GOING_ON,
            base="fine_base",
        ),
    ),
    contrasts={
        "compact": ("compact", "layer_4_1"),
        "recipe": ("layer_4_1", "layer_4_1_source"),
        "mixing": ("compact_mixed", "compact"),
        "network": ("fine_mixed", "compact_mixed"),
        "base": ("fine_transferred", "fine_mixed"),
    },
    search=SPACE,
    tour=(
        "layer_4_1",
        "compact",
        "compact_mixed",
    ),
)

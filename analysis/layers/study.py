"""Layers: a smaller, faster DenseNet.

Command: `emnist-lab run layers --profile quick`
Time on 2 cores: quick 7 minutes beside other work, cpu 21 for the short recipe alone. paper was not
measured.
Source: layer_4_1 0.898 with 2,152,667 parameters, the base of its final model (test accuracy).
"""

from analysis.data.study import SOURCE_SCALE
from analysis.hyperparameters.study import NESTEROV, ZOOM
from analysis.layers.claims import CLAIMS
from emnist_lab.config import OwnSizes, Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.recipe import Augmentation, ImageForm, Recipe

# What the source prints for its final model: batches of 1,024, 0.001, a scheduler on performance,
# Nesterov's momentum, ELU and `aug_4`. Its tables of this study and of transfer do not repeat it.
SOURCE_RECIPE = NESTEROV.model_copy(update={"augmentation": ZOOM})
# This project's own: Adam and small moves of the images learn in the few epochs of small profiles.
SHORT_RECIPE = Recipe(
    batch_size=1024,
    optimizer="adam",
    learning_rate=0.001,
    plateau_patience=3,
    early_stopping=8,
    epochs=100,
    augmentation=Augmentation(rotation=10, shift=0.05, zoom=0.1),
)
THREE_CHANNELS = ImageForm(side=32, channels=3)
ONE_CHANNEL = ImageForm(side=32, channels=1)


def _variant(name: str, label: str, change: str, image: ImageForm, **options) -> Variant:
    elu = {"activation": "elu", "stem_pooling": "average", "dropout": 0.3}
    return Variant(
        name=name,
        label=label,
        change=change,
        model="densenet",
        options={**elu, **options},
        image=image,
        recipe=SHORT_RECIPE,
    )


def by_source(network: Variant) -> Variant:
    """Return a network of the source by the source's own recipe."""
    return network.model_copy(
        update={
            "name": f"{network.name}_source",
            "label": f"{network.label}, source's recipe",
            "change": f"{network.label} by the source's recipe",
            "recipe": SOURCE_RECIPE,
            "repeats": network.name,
        }
    )


NETWORKS = (
    _variant(
        "layer_1",
        "DenseNet 4-8-16-8",
        "dense blocks 4-8-16-8",
        THREE_CHANNELS,
        blocks=[4, 8, 16, 8],
    ),
    _variant(
        "layer_2",
        "DenseNet 6-12",
        "two dense blocks, one transition block",
        THREE_CHANNELS,
        blocks=[6, 12],
    ),
    _variant(
        "layer_3",
        "DenseNet121, θ = 0.3",
        "compression 0.3 in the transition blocks",
        THREE_CHANNELS,
        blocks=[6, 12, 24, 16],
        compression=0.3,
    ),
    _variant(
        "layer_4",
        "DenseNet 3-6-12-6, RGB",
        "dense blocks 3-6-12-6",
        THREE_CHANNELS,
        blocks=[3, 6, 12, 6],
    ),
    _variant(
        "layer_4_1",
        "DenseNet 3-6-12-6, gray",
        "3-6-12-6 with one channel",
        ONE_CHANNEL,
        blocks=[3, 6, 12, 6],
    ),
    _variant(
        "layer_4_2",
        "DenseNet 2-4-8-4, gray",
        "dense blocks 2-4-8-4",
        ONE_CHANNEL,
        blocks=[2, 4, 8, 4],
    ),
    _variant(
        "layer_4_3",
        "DenseNet 2-4-8-4, slim",
        "2-4-8-4 with less padding and convolution at the stem",
        ONE_CHANNEL,
        blocks=[2, 4, 8, 4],
        stem="slim",
    ),
)
# The source planned other numbers of maps in a block and reports none: half and twice the layers of
# layer_4_2, with as many more or fewer maps each as keep its parameters.
SHAPES = (
    _variant(
        "layer_4_2_wide",
        "DenseNet 1-2-4-2, 51 maps",
        "dense blocks 1-2-4-2 of 51 maps a layer, as many parameters as 2-4-8-4",
        ONE_CHANNEL,
        blocks=[1, 2, 4, 2],
        growth=51,
    ),
    _variant(
        "layer_4_2_deep",
        "DenseNet 4-8-16-8, 19 maps",
        "dense blocks 4-8-16-8 of 19 maps a layer, as many parameters as 2-4-8-4",
        ONE_CHANNEL,
        blocks=[4, 8, 16, 8],
        growth=19,
    ),
)
# It planned to supplement the data of confused classes, too. Which those are, the images held out
# for validation say, and never those of the test.
CONFUSED = next(v for v in NETWORKS if v.name == "layer_4_1").model_copy(
    update={
        "name": "layer_4_1_confused",
        "label": "DenseNet 3-6-12-6, confused twice",
        "change": "3-6-12-6, images of the classes that it confuses twice",
        "confusions_of": "layer_4_1",
    }
)
# The source's steps from network to network.
STEPS = {
    "channels": ("layer_4_1", "layer_4"),
    "blocks": ("layer_4_2", "layer_4_1"),
    "stem": ("layer_4_3", "layer_4_2"),
}


STUDY = Study(
    source_scale=SOURCE_SCALE,
    dataset=EMNIST,
    name="layers",
    order=50,
    sizes={
        # Of 510 to train on, the last batch is no rest of two, on whose statistics batch
        # normalization would validate: the source's recipe diverged so.
        "quick": OwnSizes(train_images=680),
        "cpu": OwnSizes(train_images=7000, max_epochs=7),
    },
    title="Layers",
    question="How small may a DenseNet get before accuracy suffers?",
    needs=("data",),
    reference="layers/source",
    contrasts={
        "recipe": ("layer_4_1", "layer_4_1_source"),
        **STEPS,
        **{
            f"{name}_source": (f"{after}_source", f"{before}_source")
            for name, (after, before) in STEPS.items()
        },
        "wide": ("layer_4_2_wide", "layer_4_2"),
        "deep": ("layer_4_2_deep", "layer_4_2"),
        "confused": ("layer_4_1_confused", "layer_4_1"),
    },
    variants=(*NETWORKS, *map(by_source, NETWORKS), *SHAPES, CONFUSED),
    claims=CLAIMS,
    tour=("layer_4_1", "layer_4_2", "layer_4_1_source"),
)

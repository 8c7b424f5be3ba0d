"""Candidates: which published network to start from.

Command: `emnist-lab run candidates --profile quick`
Time on 2 cores: quick 3 minutes, cpu 33. paper was not measured.
Source: of the first round VGG16, MobileNet and EfficientNetB1 failed to learn, and ShuffleNet has
no result; of the second (Wide ResNet, DenseNet121, Dual Path Network) it went on with DenseNet121,
the only one whose training it documents.
"""

from emnist_lab.config import OwnSizes, Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.recipe import ImageForm, Recipe

FORM = ImageForm(side=32, channels=3)
# Steps over which the first round's gradients, and those of a model that learns, are noted.
GRADIENT_STEPS = 8

RECIPE = Recipe(
    batch_size=1024,
    optimizer="adam",
    learning_rate=0.001,
    plateau_patience=3,
    early_stopping=8,
    epochs=100,
)
# The source says of one head alone that it had the optimizer's default rate, and names no other.
# Half of it is the rate that it gives for its ResNet-50.
HEAD_RECIPE = RECIPE.model_copy(update={"learning_rate": 0.0005})
SLOW_STATISTICS = RECIPE.model_copy(update={"batchnorm_momentum": 0.99})


def _variant(name: str, change: str, model: str, recipe: Recipe = RECIPE, **named) -> Variant:
    return Variant(name=name, change=change, model=model, image=FORM, recipe=recipe, **named)


def _vgg16(name: str, change: str, recipe: Recipe = HEAD_RECIPE, **options) -> Variant:
    return _variant(name, change, "vgg16", recipe, options=options)


FIRST_ROUND = (
    _vgg16("vgg16", "as published: two dense layers of 4096").model_copy(
        update={"gradient_steps": GRADIENT_STEPS}
    ),
    _vgg16("vgg16_head_2048", "two dense layers of 2048", head=[2048, 2048]),
    _vgg16("vgg16_head_1024", "two of 1024", head=[1024, 1024]),
    _vgg16("vgg16_head_512", "two of 512", head=[512, 512]).model_copy(
        update={"gradient_steps": GRADIENT_STEPS}
    ),
    _vgg16("vgg16_head_512_default_lr", "two of 512, Adam's default rate", RECIPE, head=[512, 512]),
    _vgg16(
        "vgg16_head_512_batch256",
        "two of 512, batch 256",
        HEAD_RECIPE.model_copy(update={"batch_size": 256}),
        head=[512, 512],
    ),
    _vgg16("vgg16_4096_dropout", "two of 4096, dropout 0.5 after the last", dropout=0.5),
    _vgg16("vgg16_512_single_dropout", "one of 512, dropout 0.5 after it", head=[512], dropout=0.5),
    _variant("mobilenet", "MobileNet", "mobilenet", gradient_steps=GRADIENT_STEPS),
    _variant("efficientnet_b1", "EfficientNetB1", "efficientnet_b1", gradient_steps=GRADIENT_STEPS),
    _variant("shufflenet", "ShuffleNet, 3 groups", "shufflenet", gradient_steps=GRADIENT_STEPS),
    _variant(
        "mobilenet_momentum_099",
        "MobileNet, batch-normalization momentum 0.99",
        "mobilenet",
        SLOW_STATISTICS,
    ),
    _variant(
        "shufflenet_momentum_099",
        "ShuffleNet, batch-normalization momentum 0.99",
        "shufflenet",
        SLOW_STATISTICS,
    ),
)
SECOND_ROUND = (
    _variant("wide_resnet", "Wide ResNet, WRN-16-4", "wide_resnet"),
    _variant("densenet121", "DenseNet121", "densenet", gradient_steps=GRADIENT_STEPS),
    _variant("dual_path", "Dual Path Network, DPN-26 at half width", "dual_path"),
)
# One variant a network, for figures that would be crowded with every head.
NETWORKS = (
    "vgg16",
    "mobilenet",
    "efficientnet_b1",
    "shufflenet",
    *(variant.name for variant in SECOND_ROUND),
)
# The network that the first round's gradients are shown beside.
LEARNER = "densenet121"
# Each network as it is, beside itself with the statistics that the source's default gives.
MOMENTUM_PAIRS = (
    ("mobilenet", "mobilenet_momentum_099"),
    ("shufflenet", "shufflenet_momentum_099"),
)

STUDY = Study(
    dataset=EMNIST,
    name="candidates",
    order=30,
    sizes={
        "quick": OwnSizes(train_images=200, max_epochs=1, batch_divisor=8),
        "cpu": OwnSizes(train_images=2000, max_epochs=6, batch_divisor=16),
    },
    title="Candidates",
    question="Which published network is worth starting from?",
    needs=("data",),
    contrasts={
        "mobilenet_momentum": MOMENTUM_PAIRS[0],
        "shufflenet_momentum": MOMENTUM_PAIRS[1],
        "wide_resnet": ("wide_resnet", "densenet121"),
        "dual_path": ("dual_path", "densenet121"),
        "wide_or_dual": ("wide_resnet", "dual_path"),
    },
    variants=(*FIRST_ROUND, *SECOND_ROUND),
    tour=(
        "vgg16_head_512",
        "mobilenet",
        "mobilenet_momentum_099",
        "wide_resnet",
        "densenet121",
    ),
)

"""Candidates: which published network to start from.

Command: `emnist-lab run candidates --profile quick`
Time on 2 cores: quick 6 minutes, cpu 33 for the 16 variants of the two rounds. paper was not
measured.
Beyond the source's two rounds: small batches, batch normalization and fewer layers, the two reasons
that it gives for failures taken away; DenseNet121 by the two trainings of its log; and a third
round, a small network of each further family of keras.applications that takes 32x32 images.
Source: of the first round VGG16, MobileNet and EfficientNetB1 failed to learn, and ShuffleNet has
no result; of the second (Wide ResNet, DenseNet121, Dual Path Network) it went on with DenseNet121,
the only one whose training it documents.
"""

from analysis.candidates.claims import CLAIMS
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


def _variant(
    name: str, label: str, change: str, model: str, recipe: Recipe = RECIPE, **named
) -> Variant:
    return Variant(
        name=name, label=label, change=change, model=model, image=FORM, recipe=recipe, **named
    )


def _vgg16(name: str, label: str, change: str, recipe: Recipe = HEAD_RECIPE, **options) -> Variant:
    return _variant(name, label, change, "vgg16", recipe, options=options)


def _application(name: str, network: str) -> Variant:
    return _variant(name, network, network, "applications", options={"network": network})


FIRST_ROUND = (
    _vgg16("vgg16", "VGG16", "as published: two dense layers of 4096").model_copy(
        update={"gradient_steps": GRADIENT_STEPS}
    ),
    _vgg16(
        "vgg16_head_2048", "VGG16, dense 2048-2048", "two dense layers of 2048", head=[2048, 2048]
    ),
    _vgg16("vgg16_head_1024", "VGG16, dense 1024-1024", "two of 1024", head=[1024, 1024]),
    _vgg16("vgg16_head_512", "VGG16, dense 512-512", "two of 512", head=[512, 512]).model_copy(
        update={"gradient_steps": GRADIENT_STEPS}
    ),
    _vgg16(
        "vgg16_head_512_default_lr",
        "VGG16, dense 512-512, rate 0.001",
        "two of 512, Adam's default rate",
        RECIPE,
        head=[512, 512],
    ),
    _vgg16(
        "vgg16_head_512_batch256",
        "VGG16, dense 512-512, batch 256",
        "two of 512, batch 256",
        HEAD_RECIPE.model_copy(update={"batch_size": 256}),
        head=[512, 512],
    ),
    _vgg16(
        "vgg16_4096_dropout",
        "VGG16, dense 4096-4096, dropout",
        "two of 4096, dropout 0.5 after the last",
        dropout=0.5,
    ),
    _vgg16(
        "vgg16_512_single_dropout",
        "VGG16, dense 512, dropout",
        "one of 512, dropout 0.5 after it",
        head=[512],
        dropout=0.5,
    ),
    _variant("mobilenet", "MobileNet", "MobileNet", "mobilenet", gradient_steps=GRADIENT_STEPS),
    _variant(
        "efficientnet_b1",
        "EfficientNetB1",
        "EfficientNetB1",
        "efficientnet_b1",
        gradient_steps=GRADIENT_STEPS,
    ),
    _variant(
        "shufflenet",
        "ShuffleNet",
        "ShuffleNet, 3 groups",
        "shufflenet",
        gradient_steps=GRADIENT_STEPS,
    ),
    _variant(
        "mobilenet_momentum_099",
        "MobileNet, momentum 0.99",
        "MobileNet, batch-normalization momentum 0.99",
        "mobilenet",
        SLOW_STATISTICS,
    ),
    _variant(
        "shufflenet_momentum_099",
        "ShuffleNet, momentum 0.99",
        "ShuffleNet, batch-normalization momentum 0.99",
        "shufflenet",
        SLOW_STATISTICS,
    ),
)
# What the source names as reasons for the failures, taken away one at a time: large batches, and
# more layers than LeNet has. The batch is small enough to stay what it is in every profile.
SMALL_BATCH = RECIPE.model_copy(update={"batch_size": 16})
REMEDIES = (
    _vgg16(
        "vgg16_small_batch",
        "VGG16, dense 512-512, batch 16",
        "two of 512, batch 16",
        HEAD_RECIPE.model_copy(update={"batch_size": 16}),
        head=[512, 512],
    ),
    _variant(
        "mobilenet_small_batch",
        "MobileNet, batch 16",
        "MobileNet, batch 16",
        "mobilenet",
        SMALL_BATCH,
    ),
    _variant(
        "efficientnet_b1_small_batch",
        "EfficientNetB1, batch 16",
        "EfficientNetB1, batch 16",
        "efficientnet_b1",
        SMALL_BATCH,
    ),
    _vgg16(
        "vgg16_batchnorm",
        "VGG16 with batch normalization",
        "two of 512, batch normalization before every convolution's ReLU",
        head=[512, 512],
        batchnorm=True,
    ).model_copy(update={"gradient_steps": GRADIENT_STEPS}),
    _vgg16(
        "vgg16_short",
        "VGG16, three of five blocks",
        "two of 512, three of the five blocks",
        head=[512, 512],
        blocks=3,
    ),
    _variant("resnet50", "ResNet-50", "ResNet-50", "resnet50"),
    _variant(
        "resnet50_short",
        "ResNet-50, two of four stages",
        "ResNet-50, two of the four stages",
        "resnet50",
        options={"stages": 2},
    ),
)
SECOND_ROUND = (
    _variant(
        "wide_resnet",
        "Wide ResNet-16-4",
        "Wide ResNet, WRN-16-4",
        "wide_resnet",
        gradient_steps=GRADIENT_STEPS,
    ),
    _variant(
        "densenet121", "DenseNet121", "DenseNet121", "densenet", gradient_steps=GRADIENT_STEPS
    ),
    _variant(
        "dual_path",
        "DPN-26, half width",
        "Dual Path Network, DPN-26 at half width",
        "dual_path",
        gradient_steps=GRADIENT_STEPS,
    ),
)
# The two trainings of DenseNet121 that the source's log has. In 50 epochs a patience of 50 never
# stops the second.
DOCUMENTED = (
    _variant(
        "densenet121_batch512",
        "DenseNet121, batch 512",
        "DenseNet121, batch 512",
        "densenet",
        RECIPE.model_copy(update={"batch_size": 512}),
    ),
    _variant(
        "densenet121_batch2048",
        "DenseNet121, batch 2,048",
        "DenseNet121, batch 2048, half the rate, 50 epochs",
        "densenet",
        RECIPE.model_copy(
            update={
                "batch_size": 2048,
                "learning_rate": 0.0005,
                "early_stopping": 50,
                "epochs": 50,
            }
        ),
    ),
)
# The log planned to test every model of TensorFlow: a small one of each family that takes images of
# 32x32 pixels and stands in no round before.
THIRD_ROUND = (
    _application("mobilenet_v2", "MobileNetV2"),
    _application("mobilenet_v3_small", "MobileNetV3Small"),
    _application("nasnet_mobile", "NASNetMobile"),
    _application("efficientnet_v2_b0", "EfficientNetV2B0"),
    _application("resnet50_v2", "ResNet50V2"),
    _application("convnext_tiny", "ConvNeXtTiny"),
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
# Each remedy beside the same without it; a shortened ResNet-50 beside a shortened VGG16, too, which
# the log recommends less.
REMEDY_CONTRASTS = {
    "vgg16_batch": ("vgg16_small_batch", "vgg16_head_512"),
    "mobilenet_batch": ("mobilenet_small_batch", "mobilenet"),
    "efficientnet_batch": ("efficientnet_b1_small_batch", "efficientnet_b1"),
    "batchnorm": ("vgg16_batchnorm", "vgg16_head_512"),
    "fewer_layers": ("vgg16_short", "vgg16_head_512"),
    "shorter_resnet": ("resnet50_short", "resnet50"),
    "resnet_or_vgg16": ("resnet50_short", "vgg16_short"),
}

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
        **REMEDY_CONTRASTS,
        "batch512": ("densenet121_batch512", LEARNER),
        "batch2048": ("densenet121_batch2048", "densenet121_batch512"),
        **{variant.name: (variant.name, LEARNER) for variant in THIRD_ROUND},
    },
    variants=(*FIRST_ROUND, *REMEDIES, *SECOND_ROUND, *DOCUMENTED, *THIRD_ROUND),
    claims=CLAIMS,
    tour=(
        "vgg16_head_512",
        "mobilenet",
        "mobilenet_momentum_099",
        "wide_resnet",
        "densenet121",
    ),
)

"""Baselines: LeNet-5, old, new and with batch normalization; ResNet-50, changed in six steps.

Command: `emnist-lab run baselines --profile quick`
Time on 2 cores: quick 2 minutes, cpu 15. paper was not measured.
Source: lenet5_old 0.861, lenet5_new 0.869, ResNet-50 0.760 to 0.906 (test accuracy).
"""

from analysis.baselines.claims import CLAIMS
from analysis.data.study import SOURCE_SCALE
from emnist_lab.config import OwnSizes, Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.recipe import Augmentation, ImageForm, Recipe

LENET5_RECIPE = Recipe(
    batch_size=512, learning_rate=0.001, plateau_patience=3, early_stopping=8, epochs=100
)
RESIZED = ImageForm(side=32, channels=3, fit="resize")
PADDED = ImageForm(side=32, channels=3, fit="pad")

# The source names no optimizer of its ResNet-50: Adam is this project's choice. Each step keeps the
# changes of the steps before it.
RESNET50_DEFAULT = Recipe(batch_size=256, learning_rate=0.001, early_stopping=8, epochs=100)
RESNET50_LARGE_BATCH = RESNET50_DEFAULT.model_copy(update={"batch_size": 2048})
RESNET50_SCHEDULER = RESNET50_LARGE_BATCH.model_copy(
    update={"learning_rate": 0.0005, "plateau_patience": 3}
)
RESNET50_AUGMENTED = RESNET50_SCHEDULER.model_copy(
    update={"augmentation": Augmentation(rotation=10, shift=0.1, zoom=0.1)}
)

STUDY = Study(
    source_scale=SOURCE_SCALE,
    dataset=EMNIST,
    name="baselines",
    order=20,
    sizes={
        "quick": OwnSizes(train_images=200, max_epochs=12),
        "cpu": OwnSizes(train_images=5000),
    },
    title="Baselines",
    question="What do well-known networks reach, and at what cost?",
    needs=("data",),
    reference="baselines/source",
    contrasts={
        "lenet5": ("lenet5_new", "lenet5_old"),
        "lenet5_batchnorm": ("lenet5_new_batchnorm", "lenet5_new"),
        # Each step of ResNet-50 beside the one before it.
        "large_batch": ("resnet50_batch2048", "resnet50_default"),
        "scheduler": ("resnet50_scheduler", "resnet50_batch2048"),
        "leaky_relu": ("resnet50_leakyrelu", "resnet50_scheduler"),
        "dropout": ("resnet50_dropout", "resnet50_leakyrelu"),
        "augmentation": ("resnet50_augmentation", "resnet50_dropout"),
        "padding": ("resnet50_zero_padding", "resnet50_augmentation"),
    },
    variants=(
        Variant(
            name="lenet5_old",
            label="LeNet-5 of 1998",
            change="tanh, C3 connection table, trainable sub-sampling, RBF output",
            model="lenet5_old",
            image=ImageForm(side=32, channels=1, fit="pad"),
            recipe=LENET5_RECIPE,
        ),
        Variant(
            name="lenet5_new",
            label="LeNet-5 with ReLU",
            change="ReLU, average pooling, softmax",
            model="lenet5_new",
            image=RESIZED,
            recipe=LENET5_RECIPE,
        ),
        Variant(
            name="lenet5_new_batchnorm",
            label="LeNet-5 with batch normalization",
            change="the one with ReLU, batch normalization before every ReLU",
            model="lenet5_new",
            options={"batchnorm": True},
            image=RESIZED,
            recipe=LENET5_RECIPE,
        ),
        Variant(
            name="resnet50_default",
            label="ResNet-50, batch 256",
            change="as published, batch 256",
            model="resnet50",
            image=RESIZED,
            recipe=RESNET50_DEFAULT,
        ),
        Variant(
            name="resnet50_batch2048",
            label="ResNet-50, batch 2,048",
            change="+ batch 2048",
            model="resnet50",
            image=RESIZED,
            recipe=RESNET50_LARGE_BATCH,
        ),
        Variant(
            name="resnet50_scheduler",
            label="ResNet-50 with scheduler",
            change="+ learning rate 0.0005, ReduceLROnPlateau",
            model="resnet50",
            image=RESIZED,
            recipe=RESNET50_SCHEDULER,
        ),
        Variant(
            name="resnet50_leakyrelu",
            label="ResNet-50 with LeakyReLU",
            change="+ LeakyReLU",
            model="resnet50",
            options={"activation": "leaky_relu"},
            image=RESIZED,
            recipe=RESNET50_SCHEDULER,
        ),
        Variant(
            name="resnet50_dropout",
            label="ResNet-50 with dropout",
            change="+ dropout 0.5 before the last layer",
            model="resnet50",
            options={"activation": "leaky_relu", "dropout": 0.5},
            image=RESIZED,
            recipe=RESNET50_SCHEDULER,
        ),
        Variant(
            name="resnet50_augmentation",
            label="ResNet-50 with augmentation",
            change="+ rotation, shift and zoom of training images",
            model="resnet50",
            options={"activation": "leaky_relu", "dropout": 0.5},
            image=RESIZED,
            recipe=RESNET50_AUGMENTED,
        ),
        Variant(
            name="resnet50_zero_padding",
            label="ResNet-50 with zero padding",
            change="+ zero padding 28 to 32 in place of resizing",
            model="resnet50",
            options={"activation": "leaky_relu", "dropout": 0.5},
            image=PADDED,
            recipe=RESNET50_AUGMENTED,
        ),
    ),
    claims=CLAIMS,
    tour=(
        "lenet5_old",
        "lenet5_new",
        "resnet50_dropout",
    ),
)

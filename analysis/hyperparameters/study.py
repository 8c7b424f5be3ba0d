"""Hyperparameters of DenseNet121: optimizer, activation, dropout, augmentation.

Command: `emnist-lab run hyperparameters --profile quick`
Time on 2 cores: quick 7 minutes, cpu 36. paper was not measured.
Source: Nesterov at 0.01 and batch 1024 0.904, ELU 0.895, dropout 0.3 before the last layer 0.907,
augmentation 0.882 to 0.894 (test accuracy); augmentation with brightness collapsed to 0.027.
"""

from analysis.data.study import SOURCE_SCALE
from analysis.hyperparameters.claims import CLAIMS
from emnist_lab.config import OwnSizes, Section, Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.recipe import Augmentation, ImageForm, Recipe

INPUT = ImageForm(side=32, channels=3)
SCHEDULED = Recipe(plateau_patience=3, early_stopping=8, epochs=100)

# The source's two grids, by batch size: its rates, and its optimizers in the order of its tables.
GRIDS = {
    2048: (
        (0.01, 0.001, 0.0001),
        ("adam", "adamax", "nadam", "adamw", "rmsprop", "nesterov", "momentum"),
    ),
    1024: ((0.01, 0.001), ("adam", "adamax", "adamw", "nesterov", "momentum")),
}
OPTIMIZERS = {
    "adam": "Adam",
    "adamax": "AdaMax",
    "nadam": "Nadam",
    "adamw": "AdamW",
    "rmsprop": "RMSprop",
    "nesterov": "Nesterov",
    "momentum": "Momentum",
}
# The source prints this recipe over its table of activations and for its final model. The tables in
# between are taken to have it, each with the choice of the table before: ELU, then dropout at 0.3
# before the last layer.
NESTEROV = SCHEDULED.model_copy(
    update={"optimizer": "nesterov", "learning_rate": 0.001, "batch_size": 1024}
)
ELU = {"activation": "elu"}
DROPOUT_1_1 = {"dropout": 0.3, "dropout_place": "output"}

# The source gives the degrees alone; the other sizes are this project's choice.
ROTATION = Augmentation(rotation=10)
SHIFT = ROTATION.model_copy(update={"shift": 0.1})
SHEAR = SHIFT.model_copy(update={"shear": 0.1})
ZOOM = SHEAR.model_copy(update={"zoom": 0.1})
BRIGHTNESS = ZOOM.model_copy(update={"brightness": 0.2})

# The experiment on brightness asks what a network sees, not which network: the layer study's
# layer_4_1 with Adam learns in any profile.
SMALL_DENSENET = {
    **ELU,
    **DROPOUT_1_1,
    "blocks": [3, 6, 12, 6],
    "stem_pooling": "average",
}


def _densenet121(name: str, label: str, change: str, recipe: Recipe, **options) -> Variant:
    return Variant(
        name=name,
        label=f"DenseNet121, {label}",
        change=change,
        model="densenet",
        options=options,
        image=INPUT,
        recipe=recipe,
    )


def _optimizer_variant(optimizer: str, learning_rate: float, batch_size: int) -> Variant:
    recipe = SCHEDULED.model_copy(
        update={"optimizer": optimizer, "learning_rate": learning_rate, "batch_size": batch_size}
    )
    change = f"{optimizer}, learning rate {learning_rate}, batch {batch_size}"
    label = f"{OPTIMIZERS[optimizer]} {learning_rate}, batch {batch_size:,}"
    return _densenet121(f"{optimizer}_{learning_rate}_{batch_size}", label, change, recipe)


def _dropout_variant(name: str, label: str, change: str, rate: float, place: str) -> Variant:
    return _densenet121(
        name, f"dropout {label}", change, NESTEROV, **ELU, dropout=rate, dropout_place=place
    )


def _augmented_variant(name: str, label: str, change: str, augmentation: Augmentation) -> Variant:
    recipe = NESTEROV.model_copy(update={"augmentation": augmentation})
    return _densenet121(name, label, change, recipe, **ELU, **DROPOUT_1_1)


def _brightness_variant(name: str, label: str, change: str, augmentation: Augmentation) -> Variant:
    return Variant(
        name=f"brightness_{name}",
        label=f"Small DenseNet, {label}",
        change=change,
        model="densenet",
        options=SMALL_DENSENET,
        image=ImageForm(side=32, channels=1),
        recipe=SCHEDULED.model_copy(
            update={"batch_size": 1024, "optimizer": "adam", "augmentation": augmentation}
        ),
    )


# Batch 2048 beside 1024 at equal optimizer and rate, wherever both grids have them.
BATCH_CONTRASTS = {
    f"batch_{optimizer}_{rate}": (f"{optimizer}_{rate}_2048", f"{optimizer}_{rate}_1024")
    for optimizer in GRIDS[1024][1]
    for rate in GRIDS[1024][0]
}

OPTIMIZER = Section(
    name="optimizer",
    title="Learning rate and optimizer",
    question="Which optimizer, at which learning rate and batch size?",
    reference="hyperparameters/optimizer",
    contrasts={
        "nesterov": ("nesterov_0.01_1024", "adam_0.001_1024"),
        # The source goes on with 0.001, although its own figures of 0.01 are better.
        "nesterov_rate": ("nesterov_0.01_1024", "nesterov_0.001_1024"),
        # It leaves these two out of its second grid for their time.
        "nadam": ("nadam_0.001_2048", "adam_0.001_2048"),
        "rmsprop": ("rmsprop_0.001_2048", "adam_0.001_2048"),
        **BATCH_CONTRASTS,
    },
    variants=tuple(
        _optimizer_variant(optimizer, rate, batch)
        for batch, (rates, optimizers) in GRIDS.items()
        for optimizer in optimizers
        for rate in rates
    ),
)

ACTIVATION = Section(
    name="activation",
    title="Activation",
    question="Which activation after every batch normalization?",
    reference="hyperparameters/activation",
    contrasts={"elu": ("elu", "relu")},
    variants=tuple(
        _densenet121(activation, name, name, NESTEROV, activation=activation)
        for activation, name in {
            "relu": "ReLU",
            "leaky_relu": "LeakyReLU",
            "elu": "ELU",
            "swish": "Swish",
        }.items()
    ),
)

DROPOUT = Section(
    name="dropout",
    title="Dropout",
    question="Where should dropout come, and how much of it?",
    reference="hyperparameters/dropout",
    variants=(
        _dropout_variant("dropout_1", "0.5 at the end", "0.5 before the last layer", 0.5, "output"),
        _dropout_variant(
            "dropout_1_1", "0.3 at the end", "0.3 before the last layer", 0.3, "output"
        ),
        _dropout_variant(
            "dropout_2", "0.5 after blocks", "0.5 after each dense block", 0.5, "blocks"
        ),
        _dropout_variant(
            "dropout_3", "0.5 at transitions", "0.5 after each transition", 0.5, "transitions"
        ),
        _dropout_variant(
            "dropout_4", "0.2 in blocks", "0.2 after the blocks' convolutions", 0.2, "convolutions"
        ),
        _dropout_variant(
            "dropout_5", "0.5 at the stem", "0.5 after the first convolution", 0.5, "stem"
        ),
        _dropout_variant(
            "dropout_5_1", "0.2 at the stem", "0.2 after the first convolution", 0.2, "stem"
        ),
    ),
)

AUGMENTATION = Section(
    name="augmentation",
    title="Augmentation",
    question="Which random changes of the training images help?",
    reference="hyperparameters/augmentation",
    contrasts={
        "shift": ("aug_2", "aug_1"),
        "brightness": ("aug_5", "aug_4"),
    },
    variants=(
        _augmented_variant("aug_1", "rotation", "rotation by up to 10 degrees", ROTATION),
        _augmented_variant("aug_2", "rotation and shift", "+ horizontal and vertical shift", SHIFT),
        _augmented_variant("aug_3", "rotation to shear", "+ shear", SHEAR),
        _augmented_variant("aug_4", "rotation to zoom", "+ zoom", ZOOM),
        _augmented_variant("aug_5", "rotation to brightness", "+ brightness", BRIGHTNESS),
    ),
)

# Each augmentation beside the same network without any.
AUGMENTATION_CONTRASTS = {
    variant.name: (variant.name, "dropout_1_1") for variant in AUGMENTATION.variants
}

EXPERIMENT = Section(
    name="brightness",
    title="Which ways of changing the brightness make a network collapse",
    question="Which way of changing the brightness leaves a network at chance?",
    sizes={
        "quick": OwnSizes(train_images=800, max_epochs=4),
        "cpu": OwnSizes(train_images=1800, max_epochs=5, batch_divisor=16),
    },
    variants=(
        _brightness_variant(
            "unchanged", "brightness unchanged", "rotation to zoom, brightness left alone", ZOOM
        ),
        _brightness_variant(
            "within_range", "brightness in 0 to 1", "+ brightness, kept in 0 to 1", BRIGHTNESS
        ),
        *(
            _brightness_variant(
                way,
                way.replace("_", " "),
                change,
                BRIGHTNESS.model_copy(update={"brightness_way": way}),
            )
            for way, change in {
                "stretched_to_255": "+ brightness, stretched to 0 to 255 first",
                "cut_to_integers": "+ brightness, cut to whole numbers first",
                "shifted_by_255": "+ brightness, a share of 255 added",
            }.items()
        ),
    ),
)

SECTIONS = (OPTIMIZER, ACTIVATION, DROPOUT, AUGMENTATION, EXPERIMENT)

STUDY = Study(
    source_scale=SOURCE_SCALE,
    dataset=EMNIST,
    name="hyperparameters",
    order=40,
    sizes={
        "quick": OwnSizes(train_images=200, max_epochs=1, batch_divisor=8),
        "cpu": OwnSizes(train_images=1200, max_epochs=3, batch_divisor=32),
    },
    title="Hyperparameters",
    question="Which settings does DenseNet121 learn best with?",
    needs=("data",),
    contrasts={
        "dropout": ("dropout_1_1", "elu"),
        **AUGMENTATION_CONTRASTS,
    },
    sections=SECTIONS,
    variants=tuple(variant for section in SECTIONS for variant in section.variants),
    claims=CLAIMS,
    tour=(
        "nesterov_0.01_1024",
        "elu",
        "dropout_1_1",
        "aug_2",
        "brightness_unchanged",
        "brightness_shifted_by_255",
    ),
)

"""ByMerge under a time limit: digit or letter, 47 characters, and what each part of a recipe adds.

Command: `emnist-lab run bymerge --profile quick`
Time on 2 cores: quick 2 minutes, cpu 20 by its limit. cpu and paper were not measured; the limit is
6 s a trial in quick, 90 s in cpu and the report's 15 minutes in paper.
Source: the 2020 report's ConvNet reads 0.933 for digit or letter and 0.911 for 47 characters (test
accuracy), trained for 13.6 and 11.5 minutes on one GPU.

The report made the network in steps from a plain version, and tried poolings, batch normalization,
dropout, and more units and layers of LSTM and GRU. It only proposed images held out for validation,
a decay of the learning rate by steps or by a level of validation accuracy, and balanced classes. It
held nothing out itself: `no_validation` is its own recipe, and `convnet_47` the same with images
held out, by which the others are measured.
"""

from analysis.bymerge.claims import CLAIMS
from emnist_lab.config import OwnSizes, Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.recipe import Augmentation, Recipe

TIME_LIMIT_S = 15 * 60
RECIPE_47 = Recipe(
    batch_size=128, optimizer="adam", learning_rate=0.001, epochs=5, time_limit_s=TIME_LIMIT_S
)
RECIPE_DIGIT_LETTER = RECIPE_47.model_copy(update={"learning_rate": 0.0025, "epochs": 6})
COPIES = Augmentation(rotation=10, shift=0.05, zoom=0.1)
LISTING = "listing2020"
MAX_POOLED = {"last_pooling": "max"}
# The report says that the two convolutions of the branch came with its skip connection.
PLAIN = {"branch": "none", **MAX_POOLED, "softmaxes": 2}


def _digit_letter(
    name: str, label: str, change: str, model: str, options: dict | None = None
) -> Variant:
    return Variant(
        name=f"{name}_digit_letter",
        label=f"{label}, digit or letter",
        change=f"{change}, digit or letter",
        model=model,
        options=options or {},
        recipe=RECIPE_DIGIT_LETTER,
        task="digit_or_letter",
    )


def _row_reader(name: str, label: str, change: str, model: str, **options) -> Variant:
    return Variant(
        name=name,
        label=label,
        change=f"{change}, 47 characters",
        model=model,
        options=options,
        recipe=RECIPE_47,
    )


def _convnet(name: str, label: str, change: str, options: dict | None = None, **recipe) -> Variant:
    return Variant(
        name=name,
        label=f"ConvNet, {label}",
        change=change,
        model=LISTING,
        options=options or {},
        recipe=RECIPE_47.model_copy(update=recipe),
    )


# The report lists what it tried, not by how much: steps, rates, levels and changes of copies are
# ours. Each differs from convnet_47 in what it says alone.
STEPS = (
    _convnet(
        "plain_47", "plain version", "the plain version: none of the three steps below", PLAIN
    ),
    _convnet("max_pooling", "max pooling", "max-pooling in place of adaptive pooling", MAX_POOLED),
    _convnet("no_skip", "no skip connection", "without the skip connection", {"branch": "stacked"}),
    _convnet(
        "softmax",
        "softmax twice",
        "softmax in place of log-softmax: normalized twice",
        {"softmaxes": 2},
    ),
)
TRIED = (
    _convnet(
        "no_batchnorm",
        "no batch normalization",
        "without batch normalization",
        {"batch_normalization": False},
    ),
    _convnet("dropout_0_2", "dropout 0.2", "dropout 0.2 after each dense layer", {"dropout": 0.2}),
    _convnet("dropout_0_5", "dropout 0.5", "dropout 0.5 after each dense layer", {"dropout": 0.5}),
)
PROPOSED = (
    _convnet(
        "no_validation", "nothing held out", "nothing held out, last epoch kept", hold_out=False
    ),
    _convnet("decay_step", "rate halved each epoch", "rate halved after every epoch", step_every=1),
    # A level that short trainings reach too; long ones pass it, as most others, in an epoch.
    _convnet(
        "decay_level",
        "rate halved by level",
        "rate halved once validation accuracy is 10 %",
        decay_level=0.1,
    ),
    _convnet(
        "balanced_classes",
        "classes balanced",
        "rare classes filled up with augmented copies",
        balance_classes=True,
        augmentation=COPIES,
    ),
)
ABLATIONS = (*STEPS, *TRIED, *PROPOSED)
# Beside max_pooling, which pools twice by 2.
POOLINGS = (
    _convnet(
        "poolings_1", "one max pooling", "one max pooling: maps of 14x14", {"last_pooling": "none"}
    ),
    _convnet(
        "poolings_3",
        "three max poolings",
        "three max poolings: maps of 3x3",
        {**MAX_POOLED, "third_pooling": True},
    ),
)
LARGER_ROW_READERS = tuple(
    _row_reader(
        f"{model}_47_{what}",
        f"{model.upper()}, {change.partition(' in')[0]}",
        f"{model.upper()}, {change}",
        model,
        **options,
    )
    for model in ("lstm", "gru")
    for what, change, options in (
        ("units", "256 units in place of 128", {"units": 256}),
        ("layers", "two layers", {"depth": 2}),
    )
)

STUDY = Study(
    dataset=EMNIST,
    name="bymerge",
    order=70,
    title="ByMerge under a time limit",
    question="What can be learned in a quarter of an hour, and what does each part of it add?",
    split="bymerge",
    needs=("data",),
    reference="bymerge/source",
    sizes={
        # Epochs short enough that the limit comes after the first: until then no decay acts.
        "quick": OwnSizes(train_images=200),
        "cpu": OwnSizes(train_images=4000),
    },
    variants=(
        _digit_letter("convnet", "ConvNet", "residual ConvNet", LISTING),
        _digit_letter("plain", "Plain ConvNet", "its plain version", LISTING, PLAIN),
        _digit_letter("lstm", "LSTM", "LSTM over rows", "lstm"),
        _digit_letter("gru", "GRU", "GRU over rows", "gru"),
        _convnet("convnet_47", "47 classes", "residual ConvNet, 47 characters"),
        _row_reader("lstm_47", "LSTM, 47 classes", "LSTM over rows", "lstm"),
        _row_reader("gru_47", "GRU, 47 classes", "GRU over rows", "gru"),
        *LARGER_ROW_READERS,
        *ABLATIONS,
        *POOLINGS,
    ),
    contrasts={
        "plain_digit_letter": ("plain_digit_letter", "convnet_digit_letter"),
        "kinds_lstm": ("convnet_digit_letter", "lstm_digit_letter"),
        "kinds_gru": ("convnet_digit_letter", "gru_digit_letter"),
        "lstm": ("convnet_47", "lstm_47"),
        "gru": ("convnet_47", "gru_47"),
        "lstm_gru": ("lstm_47", "gru_47"),
        **{variant.name: (variant.name, f"{variant.model}_47") for variant in LARGER_ROW_READERS},
        **{variant.name: (variant.name, "convnet_47") for variant in ABLATIONS},
        **{variant.name: (variant.name, "max_pooling") for variant in POOLINGS},
    },
    claims=CLAIMS,
    tour=(
        "convnet_digit_letter",
        "convnet_47",
        "gru_47",
        "no_batchnorm",
    ),
)

"""ByMerge under a time limit: digit or letter, 47 characters, and what each part of a recipe adds.

Command: `emnist-lab run bymerge --profile quick`
Time on 2 cores: quick 2 minutes, cpu 12. paper was not measured; the limit is 6 s a trial in quick,
90 s in cpu and the report's 15 minutes in paper.
Source: the 2020 report's ConvNet reads 0.933 for digit or letter and 0.911 for 47 characters (test
accuracy), trained for 13.6 and 11.5 minutes on one GPU.
"""

from emnist_lab.config import Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.recipe import Augmentation, Recipe

TIME_LIMIT_S = 15 * 60
RECIPE_47 = Recipe(
    batch_size=128, optimizer="adam", learning_rate=0.001, epochs=5, time_limit_s=TIME_LIMIT_S
)
RECIPE_DIGIT_LETTER = RECIPE_47.model_copy(update={"learning_rate": 0.0025, "epochs": 6})
COPIES = Augmentation(rotation=10, shift=0.05, zoom=0.1)
NETWORKS = {"convnet": "convnet2020", "lstm": "lstm", "gru": "gru"}


def _digit_letter(name: str, change: str) -> Variant:
    return Variant(
        name=f"{name}_digit_letter",
        change=f"{change}, digit or letter",
        model=NETWORKS[name],
        recipe=RECIPE_DIGIT_LETTER,
        task="digit_or_letter",
    )


def _characters(name: str, change: str) -> Variant:
    return Variant(
        name=f"{name}_47",
        change=f"{change}, 47 characters",
        model=NETWORKS[name],
        recipe=RECIPE_47,
    )


def _ablation(name: str, change: str, options: dict | None = None, **recipe) -> Variant:
    return Variant(
        name=name,
        change=change,
        model=NETWORKS["convnet"],
        options=options or {},
        recipe=RECIPE_47.model_copy(update=recipe),
    )


# The report lists what it tried, not by how much: steps, rates and changes of copies are ours.
ABLATIONS = {
    "poolings": (
        _ablation("poolings_2", "two max-poolings in place of one", {"poolings": 2}),
        _ablation("poolings_3", "three max-poolings", {"poolings": 3}),
    ),
    "batch normalization": (
        _ablation("no_batchnorm", "without batch normalization", {"batch_normalization": False}),
    ),
    "dropout": (
        _ablation("dropout_0_2", "dropout 0.2 after each dense layer", {"dropout": 0.2}),
        _ablation("dropout_0_5", "dropout 0.5 after each dense layer", {"dropout": 0.5}),
    ),
    "learning-rate decay": (
        _ablation("decay_step", "rate halved every second epoch", step_every=2),
        _ablation(
            "decay_plateau",
            "rate halved after an epoch without gain",
            plateau_patience=1,
            plateau_factor=0.5,
        ),
    ),
    "validation": (
        _ablation("no_validation", "nothing held out, last epoch kept", hold_out=False),
    ),
    "class balance": (
        _ablation(
            "balanced_classes",
            "rare classes filled up with augmented copies",
            balance_classes=True,
            augmentation=COPIES,
        ),
    ),
}

STUDY = Study(
    dataset=EMNIST,
    name="bymerge",
    order=70,
    title="ByMerge under a time limit",
    question="What can be learned in a quarter of an hour, and what does each part of it add?",
    split="bymerge",
    needs=("data",),
    reference="bymerge/source",
    variants=(
        _digit_letter("convnet", "residual ConvNet"),
        _digit_letter("lstm", "LSTM over rows"),
        _digit_letter("gru", "GRU over rows"),
        _characters("convnet", "residual ConvNet"),
        _characters("lstm", "LSTM over rows"),
        _characters("gru", "GRU over rows"),
        *(variant for of_part in ABLATIONS.values() for variant in of_part),
    ),
    contrasts={
        "kinds_lstm": ("convnet_digit_letter", "lstm_digit_letter"),
        "kinds_gru": ("convnet_digit_letter", "gru_digit_letter"),
        "lstm": ("convnet_47", "lstm_47"),
        "gru": ("convnet_47", "gru_47"),
        "lstm_gru": ("lstm_47", "gru_47"),
        **{
            variant.name: (variant.name, "convnet_47")
            for of_part in ABLATIONS.values()
            for variant in of_part
        },
    },
    tour=(
        "convnet_digit_letter",
        "convnet_47",
        "gru_47",
        "no_batchnorm",
    ),
)

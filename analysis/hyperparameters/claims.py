"""What the source claims of DenseNet121's hyperparameters."""

from emnist_lab.claim import (
    ABOUT,
    LITTLE,
    Claim,
    Relation,
    at_most,
    best_of,
    better_than,
    figures_of,
)

OPTIMIZERS = ("adam", "adamax", "adamw", "nesterov", "momentum")
GRID_1024 = tuple(
    f"{optimizer}_{rate}_1024"
    for rate in (0.01, 0.001)
    for optimizer in OPTIMIZERS
    if (optimizer, rate) != ("nesterov", 0.001)
)
NONE = "dropout_1_1"
PLACES = ("dropout_1", "dropout_2", "dropout_3", "dropout_4", "dropout_5", "dropout_5_1")
# The two that the source weighs against each other, and calls an improvement.
WEIGHED = ("aug_3", "aug_4")

LEFT_OUT = tuple(
    Relation("train_time_s", (f"{kept}_0.001_2048",), (f"{left}_0.001_2048",))
    for kept in OPTIMIZERS
    for left in ("nadam", "rmsprop")
)
SHORTER_BY_BATCH = tuple(
    Relation("train_time_s", (f"{optimizer}_0.001_2048",), (f"{optimizer}_0.001_1024",))
    for optimizer in OPTIMIZERS
)
AUG_3_TIMES = tuple(
    relation
    for column in ("eval_time_s", "inference_time_s")
    for relation in figures_of(column, "aug_3", (NONE,))
)
# "About 50 % more" and "about 100 % more" than without augmentation.
AUG_4_TIME = (
    *figures_of("train_time_s", "aug_4", (NONE,), ABOUT / 1.5),
    Relation("train_time_s", (NONE,), ("aug_4",), 1.5 * ABOUT),
)
AUG_3_TIME = (Relation("train_time_s", (NONE,), ("aug_3",), 2 * ABOUT),)

CLAIMS = (
    Claim(
        name="batch-2048",
        says="A batch of 2,048 shortens training",
        where="final deck, 4.5.1",
    ).and_figures(*SHORTER_BY_BATCH),
    Claim(
        name="optimizers-left-out",
        says="Nadam and RMSprop take longer to train than the other optimizers",
        where="final deck, 4.5.1",
    ).and_figures(*LEFT_OUT),
    best_of(
        name="optimizer-choice",
        says="Nesterov's momentum at 0.001 is the setting to go on with",
        where="final deck, 4.5.2, caption of table 3",
        best="nesterov_0.001_1024",
        rivals=GRID_1024,
    ),
    best_of(
        name="activation-choice",
        says="ELU is the activation to go on with",
        where="final deck, 5.2",
        best="elu",
        # The source's own rivals: a variant of ours is none.
        rivals=("relu", "leaky_relu", "swish"),
    ),
    best_of(
        name="dropout-choice",
        says="dropout_1_1 is the dropout to go on with (inferred from its tables)",
        where="final deck, 4.5.3, tables 4 and 5",
        best=NONE,
        rivals=PLACES,
        # Of most places it prints no test accuracy.
        column="val_acc",
    ),
    Claim(
        name="augmentation-helps",
        says="Augmentation is a good improvement (its own reason is the time of aug_3)",
        where="final deck, 4.5.4",
        contests=tuple(
            contest for augmented in WEIGHED for contest in better_than(augmented, (NONE,))
        ),
        published=tuple(
            relation
            for augmented in WEIGHED
            for relation in figures_of("test_acc", augmented, (NONE,))
        ),
    ),
    Claim(
        name="shear-saves-time",
        says="With distortion (aug_3), evaluation and inference take less time than without "
        "augmentation",
        where="final deck, 4.5.4",
    ).and_figures(*AUG_3_TIMES),
    Claim(
        name="aug-4-time",
        says="aug_4 takes about 50 % more training time than none, aug_3 about 100 % more",
        where="final deck, 4.5.4",
    ).and_figures(*AUG_4_TIME, *AUG_3_TIME),
    Claim(
        name="augmentation-choice",
        says="aug_4 reads nearly as much as aug_3, and takes less time to train",
        where="final deck, 4.5.4",
        contests=at_most(LITTLE, [("aug_3", "aug_4")]),
        published=figures_of("test_acc", "aug_4", ("aug_3",), 1 - LITTLE),
    ).and_figures(Relation("train_time_s", ("aug_4",), ("aug_3",))),
)

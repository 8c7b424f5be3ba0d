"""Hyperparameters of DenseNet121: optimizer, activation, dropout, augmentation.

Command: `emnist-lab run hyperparameters --profile quick`
Source: Nesterov at 0.01 and batch 1024 0.901 on validation; ELU 0.903; dropout 0.3 before the last
layer 0.897; its fifth augmentation, with brightness, collapsed to 0.024.
"""

from emnist_lab.config import ImageForm, Recipe, Section, Study, Variant

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


def _grid_variant(optimizer: str, learning_rate: float, batch_size: int) -> Variant:
    return Variant(
        name=f"{optimizer}_{learning_rate}_{batch_size}",
        change=f"{optimizer}, learning rate {learning_rate}, batch {batch_size}",
        model="densenet",
        image=INPUT,
        recipe=SCHEDULED.model_copy(
            update={
                "optimizer": optimizer,
                "learning_rate": learning_rate,
                "batch_size": batch_size,
            }
        ),
    )


OPTIMIZER = Section(
    name="optimizer",
    title="Learning rate and optimizer",
    question="Which optimizer, at which learning rate and batch size?",
    reference="hyperparameters_optimizer",
    variants=tuple(
        _grid_variant(optimizer, rate, batch)
        for batch, (rates, optimizers) in GRIDS.items()
        for optimizer in optimizers
        for rate in rates
    ),
)

SECTIONS = (OPTIMIZER,)

STUDY = Study(
    name="hyperparameters",
    title="Hyperparameters",
    question="Which settings does DenseNet121 learn best with?",
    needs=("data",),
    sections=SECTIONS,
    variants=tuple(variant for section in SECTIONS for variant in section.variants),
)

"""What the source claims of its baselines."""

from emnist_lab.claim import best_of

WHERE = "final deck, 4.2.2"
STEPS = ("resnet50_default", "resnet50_batch2048", "resnet50_scheduler", "resnet50_leakyrelu")

CLAIMS = (
    best_of(
        name="resnet50-dropout",
        says="ResNet-50 reads most with dropout, the fourth of the five steps named there",
        where=WHERE,
        best="resnet50_dropout",
        rivals=(*STEPS, "resnet50_augmentation"),
    ),
    best_of(
        name="resnet50-augmentation",
        says="Augmentation makes ResNet-50 read less",
        where=WHERE,
        best="resnet50_dropout",
        rivals=("resnet50_augmentation",),
    ),
)

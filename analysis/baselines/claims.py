"""What the source claims of its baselines."""

from emnist_lab.claim import Claim, better_than, figures_of

WHERE = "final deck, 4.2.2"
STEPS = ("resnet50_default", "resnet50_batch2048", "resnet50_scheduler", "resnet50_leakyrelu")

CLAIMS = (
    Claim(
        name="resnet50-dropout",
        says="ResNet-50 reads most with dropout, the fourth of the five steps named there",
        where=WHERE,
        contests=better_than("resnet50_dropout", (*STEPS, "resnet50_augmentation")),
        published=figures_of("test_acc", "resnet50_dropout", (*STEPS, "resnet50_augmentation")),
    ),
    Claim(
        name="resnet50-augmentation",
        says="Augmentation makes ResNet-50 read less",
        where=WHERE,
        contests=better_than("resnet50_dropout", ("resnet50_augmentation",)),
        published=figures_of("test_acc", "resnet50_dropout", ("resnet50_augmentation",)),
    ),
)

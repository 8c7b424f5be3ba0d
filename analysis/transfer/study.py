"""Transfer: a base from more images and classes, its last layer replaced, trained on.

Command: `emnist-lab run transfer --profile quick`
Time on 2 cores: quick 3 minutes, cpu 25. paper was not measured.
Source: transfer_1 0.908, transfer_2 0.907 (its final model), transfer_3 0.907, transfer_4 0.888
(test accuracy on balanced; bases 0.864 to 0.889 on validation images, of which split is not said).
"""

from analysis.data.study import SOURCE_SCALE
from analysis.layers import study as layers
from emnist_lab.claim import each_better, greatest_gain
from emnist_lab.config import OwnSizes, Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.recipe import Recipe

# The source names no optimizer here. Adam's 0.001 is what its DenseNets are trained with above;
# 0.1 is the rate of the DenseNet paper, which uses Nesterov's momentum.
GENTLE_BASE = layers.RECIPE.model_copy(
    update={"batch_size": 2048, "epochs": 10, "plateau_patience": None, "early_stopping": None}
)
STEEP_BASE = GENTLE_BASE.model_copy(
    update={"optimizer": "nesterov", "learning_rate": 0.1, "epochs": 5}
)
SHORT_BASE = STEEP_BASE.model_copy(update={"epochs": 3})


def _stages(name: str, model: str, split: str, base_recipe: Recipe) -> tuple[Variant, ...]:
    """Return a base, the variant that fine-tunes it, and the same from scratch."""
    network = layers.STUDY.variant(model)
    base = network.model_copy(
        update={
            "name": f"{name}_base",
            "change": f"{model} on {split}",
            "split": split,
            "recipe": base_recipe,
        }
    )
    transferred = network.model_copy(
        update={"name": name, "change": f"{base.name}, then balanced", "base": base.name}
    )
    scratch = network.model_copy(
        update={
            "name": f"{name}_scratch",
            "change": f"{model} on balanced alone, as many images as both stages",
            "budget_of": name,
        }
    )
    return base, transferred, scratch


VARIANTS = (
    *_stages("transfer_1", "layer_4_1", "bymerge", GENTLE_BASE),
    *_stages("transfer_2", "layer_4_1", "bymerge", STEEP_BASE),
    *_stages("transfer_3", "layer_4_1", "byclass", SHORT_BASE),
    *_stages("transfer_4", "layer_4_2", "bymerge", STEEP_BASE),
)
# The variants that fine-tune a base, in the order of the study.
TRANSFERRED = tuple(variant for variant in VARIANTS if variant.base)
# The steps by which the source went from DenseNet121 to the model that its final one fine-tunes.
STEPS_BEFORE = (
    ("elu", "relu"),
    ("dropout_1_1", "elu"),
    ("aug_2", "dropout_1_1"),
    ("layer_4_1", "layer_4"),
)

STUDY = Study(
    source_scale=SOURCE_SCALE,
    dataset=EMNIST,
    name="transfer",
    order=60,
    sizes={
        "quick": OwnSizes(train_images=600, base_images=600),
        "cpu": OwnSizes(train_images=4000, base_images=8000, max_epochs=5),
    },
    title="Transfer",
    question="Does a model that first saw more images, or more classes, read these better?",
    needs=("data",),
    reference="transfer/source",
    variants=VARIANTS,
    contrasts={
        **{f"scratch_{n}": (f"transfer_{n}", f"transfer_{n}_scratch") for n in range(1, 5)},
        "rate": ("transfer_2", "transfer_1"),
        "classes": ("transfer_3", "transfer_2"),
        "size": ("transfer_4", "transfer_2"),
    },
    claims=(
        each_better(
            "Going on from a base helps (each recipe of transfer)",
            [(variant.name, f"{variant.name}_scratch") for variant in TRANSFERRED],
        ),
        greatest_gain(
            "Going on from a base helps most (transfer_2 over its scratch)",
            ("transfer_2", "transfer_2_scratch"),
            STEPS_BEFORE,
        ),
    ),
    tour=(
        "transfer_2_base",
        "transfer_2",
        "transfer_2_scratch",
    ),
)

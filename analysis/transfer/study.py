"""Transfer: a base from more images and classes, its last layer replaced, trained on.

Command: `emnist-lab run transfer --profile quick`
Time on 2 cores: quick 3 minutes and cpu 25 for the short recipe alone. paper was not measured.
Source: transfer_1 0.908, transfer_2 0.907 (its final model), transfer_3 0.907, transfer_4 0.888
(test accuracy on balanced; bases 0.864 to 0.889 on validation images, of which split is not said).
"""

from analysis.data.study import SOURCE_SCALE
from analysis.layers import study as layers
from analysis.transfer.claims import CLAIMS
from emnist_lab.config import OwnSizes, Study, Variant
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.recipe import Recipe

# Of its bases the source prints batches, epochs and rates, and no optimizer. 0.001 is taken with
# that of the recipe, 0.1 with Nesterov's momentum, as in the DenseNet paper.
BASE = {"batch_size": 2048, "plateau_patience": None, "early_stopping": None}
STEEP = {"optimizer": "nesterov", "learning_rate": 0.1}


def _stages(
    name: str, label: str, network: Variant, split: str, base_recipe: Recipe
) -> tuple[Variant, ...]:
    """Return a base, the variant that fine-tunes it, and the same from scratch.

    `label` says what the base reads and how, as `{}` says what is done with it.
    """
    base, transferred, scratch = f"{name}_base", name, f"{name}_scratch"
    on_base = {
        "label": label.format("base on"),
        "change": f"{network.label} on {split}",
        "split": split,
        "recipe": base_recipe,
    }
    on_all = f"{network.label} on balanced alone, as many images as both stages"
    return tuple(
        network.model_copy(update={"repeats": "", "name": stage, **changed})
        for stage, changed in (
            (base, on_base),
            (
                transferred,
                {
                    "label": label.format("from"),
                    "change": f"{label.format('base on')}, then balanced",
                    "base": base,
                },
            ),
            (scratch, {"label": label.format("scratch, as"), "change": on_all, "budget_of": name}),
        )
    )


def _recipes(networks: str, recipe: Recipe) -> tuple[Variant, ...]:
    """Return the stages of all four; `networks` ends the names of the layers study's networks.

    What follows a base is printed of transfer_2 to transfer_4, and taken for transfer_1 too.
    """
    gentle = recipe.model_copy(update=BASE | {"epochs": 10})
    steep = recipe.model_copy(update=BASE | STEEP | {"epochs": 5})
    short = steep.model_copy(update={"epochs": 3})
    return tuple(
        stage
        for number, label, network, split, base_recipe in (
            (1, "3-6-12-6 {} ByMerge 0.001", "layer_4_1", "bymerge", gentle),
            (2, "3-6-12-6 {} ByMerge 0.1", "layer_4_1", "bymerge", steep),
            (3, "3-6-12-6 {} ByClass", "layer_4_1", "byclass", short),
            (4, "2-4-8-4 {} ByMerge", "layer_4_2", "bymerge", steep),
        )
        for stage in _stages(
            f"transfer_{number}{networks}",
            f"{label}, source's" if networks else label,
            layers.STUDY.variant(f"{network}{networks}"),
            split,
            base_recipe,
        )
    )


BY_SHORT_RECIPE = _recipes("", layers.SHORT_RECIPE)
BY_SOURCE = tuple(
    stage.model_copy(update={"repeats": "" if stage.budget_of else repeated.name})
    for stage, repeated in zip(
        _recipes("_source", layers.SOURCE_RECIPE), BY_SHORT_RECIPE, strict=True
    )
)
VARIANTS = (*BY_SHORT_RECIPE, *BY_SOURCE)
# The variants that fine-tune a base as the source did, in the order of the study.
TRANSFERRED_BY_SOURCE = tuple(variant for variant in BY_SOURCE if variant.base)
# The source's steps from one of its four to another.
STEPS = {
    "rate": ("transfer_2", "transfer_1"),
    "classes": ("transfer_3", "transfer_2"),
    "size": ("transfer_4", "transfer_2"),
}
STUDY = Study(
    source_scale=SOURCE_SCALE,
    dataset=EMNIST,
    name="transfer",
    order=60,
    sizes={
        "quick": OwnSizes(train_images=680, base_images=680),
        "cpu": OwnSizes(train_images=4000, base_images=8000, max_epochs=5),
    },
    title="Transfer",
    question="Does a model that first saw more images, or more classes, read these better?",
    needs=("data",),
    reference="transfer/source",
    variants=VARIANTS,
    contrasts={
        **{f"scratch_{n}": (f"transfer_{n}", f"transfer_{n}_scratch") for n in range(1, 5)},
        **STEPS,
        **{
            f"scratch_{n}_source": (f"transfer_{n}_source", f"transfer_{n}_source_scratch")
            for n in range(1, 5)
        },
        **{
            f"{name}_source": (f"{after}_source", f"{before}_source")
            for name, (after, before) in STEPS.items()
        },
    },
    claims=CLAIMS,
    tour=(
        "transfer_2_base",
        "transfer_2",
        "transfer_2_scratch",
    ),
)

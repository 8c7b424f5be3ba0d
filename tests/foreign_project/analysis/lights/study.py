"""Traffic lights: a study of a user's, of pictures that a user has."""

from emnist_lab.config import Study, Variant
from emnist_lab.dataset import DataSet, SplitFacts
from emnist_lab.datasets import image_folders
from emnist_lab.recipe import Augmentation, ImageForm, Recipe

LIGHTS = DataSet(
    name="lights",
    content="pictures of traffic lights",
    splits=(SplitFacts("lights", ("red", "green")),),
    side=20,
    channels=3,
    form=image_folders,
)
RECIPE = Recipe(
    batch_size=16,
    epochs=8,
    learning_rate=0.01,
    augmentation=Augmentation(rotation=10, shift=0.1),
)
COLOR = Variant(
    name="color",
    change="all three channels",
    model="densenet",
    options={"blocks": [1, 1], "growth": 6},
    recipe=RECIPE,
)
STUDY = Study(
    dataset=LIGHTS,
    name="lights",
    title="Traffic lights",
    question="Does a network need color to tell a red light from a green one?",
    variants=(
        COLOR,
        COLOR.model_copy(
            update={
                "name": "brightness",
                "change": "brightness in place of colors",
                "image": ImageForm(channels=1),
            }
        ),
    ),
    contrasts={"color": ("color", "brightness")},
)

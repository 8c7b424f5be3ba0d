"""How one model is trained, and the form in which it sees images."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from emnist_lab.errors import EmnistLabError

OptimizerName = Literal[
    "adam", "adamax", "nadam", "adamw", "rmsprop", "momentum", "nesterov", "sgd"
]
BrightnessWay = Literal["within_range", "stretched_to_255", "cut_to_integers", "shifted_by_255"]


class StrictModel(BaseModel):
    """A frozen model that refuses unknown keys, so that a misspelt one is never ignored."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


class Augmentation(StrictModel):
    """How far a training image may move, each drawn anew for every image of every epoch.

    `rotation` is in degrees; `shift` and `zoom` are fractions of the side; `shear` is the
    tangent of the angle; `brightness` is the largest change of a gray value in 0..1. Ways of
    changing it other than `within_range` are Keras's for images in 0..255, kept to show what they
    do to images in 0..1 (`emnist_lab.datasets.brightness`).

    `elastic` is the standard deviation, as a fraction of the side, by which each of 5 x 5 points of
    the image moves on its own, and what lies between along with them: P. Y. Simard, D. Steinkraus
    and J. C. Platt, "Best Practices for Convolutional Neural Networks Applied to Visual Document
    Analysis", ICDAR 2003, with a coarser field.
    """

    rotation: float = Field(0.0, ge=0, le=180)
    shift: float = Field(0.0, ge=0, le=1)
    shear: float = Field(0.0, ge=0, le=1)
    zoom: float = Field(0.0, ge=0, lt=1)
    elastic: float = Field(0.0, ge=0, le=1)
    brightness: float = Field(0.0, ge=0, le=1)
    brightness_way: BrightnessWay = "within_range"


class Mixing(StrictModel):
    """How training images are mixed with others of their batch, and their labels with them.

    `mixup` adds two images, `cutmix` puts a box of one into the other; the share of either is drawn
    from a beta distribution with both parameters `alpha`. `share` is the part of the images that
    are mixed.
    """

    method: Literal["mixup", "cutmix"] = "mixup"
    alpha: float = Field(0.2, gt=0)
    share: float = Field(1.0, gt=0, le=1)


class Recipe(StrictModel):
    """How one model is trained.

    `batch_size` is the global batch. `plateau_patience` and `early_stopping` count epochs without a
    better validation loss; None leaves the callback out. `batchnorm_momentum` None chooses the
    momentum by the steps in an epoch (see `emnist_lab.training.compile.batchnorm_momentum`).

    `time_limit_s` ends the training before its epochs, validation included, take longer; how far it
    gets then hangs on the machine, so such a trial is not repeated bit by bit. Every `step_every`
    epochs the learning rate is multiplied by `step_factor`; so it is, once, after the first epoch
    whose validation accuracy reaches `decay_level`. Without `hold_out` the images held out
    for validation are trained on too, and the last epoch is kept in place of the best. With
    `balance_classes`, copies of rarer classes' images are added until every class has as many as
    the commonest, and `augmentation` changes the copies alone. In the last epochs, a `plain_share`
    of all, images are neither augmented nor mixed, but seen as they will be when it counts (Z. He
    et al., "Data Augmentation Revisited", arXiv 2019).

    `schedule` "cosine" lets the learning rate rise in a straight line for `warmup_epochs` and fall
    along half a cosine to nothing at the last epoch, which is kept in place of the best: a smoothed
    network's validation loss rises while its accuracy still does. `weight_decay` is the share, in
    units of the learning rate, by which each step shrinks kernels; None leaves an optimizer its own
    default. `label_smoothing` is the share of a training label given to all classes alike;
    validation keeps the plain loss. `averaged_epochs` is the time constant of the moving average of
    the weights that is validated and kept, in epochs; None keeps the weights themselves.
    """

    batch_size: int = Field(1024, ge=1)
    optimizer: OptimizerName = "adam"
    learning_rate: float = Field(0.001, gt=0)
    epochs: int = Field(100, ge=1)
    plateau_patience: int | None = Field(None, ge=1)
    plateau_factor: float = Field(0.2, gt=0, lt=1)
    early_stopping: int | None = Field(None, ge=1)
    augmentation: Augmentation | None = None
    plain_share: float = Field(0.0, ge=0, le=1)
    batchnorm_momentum: float | None = Field(None, ge=0, lt=1)
    seed: int = Field(0, ge=0)
    time_limit_s: float | None = Field(None, gt=0)
    step_every: int | None = Field(None, ge=1)
    step_factor: float = Field(0.5, gt=0, lt=1)
    decay_level: float | None = Field(None, gt=0, le=1)
    hold_out: bool = True
    balance_classes: bool = False
    schedule: Literal["constant", "cosine"] = "constant"
    warmup_epochs: float = Field(0.0, ge=0)
    weight_decay: float | None = Field(None, ge=0)
    label_smoothing: float = Field(0.0, ge=0, lt=1)
    mixing: Mixing | None = None
    averaged_epochs: float | None = Field(None, gt=0)

    @model_validator(mode="after")
    def _options_fit_together(self) -> "Recipe":
        by_validation = self.early_stopping or self.plateau_patience or self.decay_level
        if not self.hold_out and by_validation:
            raise ValueError(
                "early stopping and a decay by plateau or level need images held out for validation"
            )
        if self.balance_classes and self.augmentation is None:
            raise ValueError("balancing needs an augmentation that changes the copies")
        if self.schedule == "cosine" and by_validation:
            raise ValueError(
                "a cosine schedule takes neither plateaus, nor levels, nor early stopping"
            )
        return self

    @property
    def keeps_last(self) -> bool:
        """Whether the model keeps the weights of its last epoch, not of its best."""
        return not self.hold_out or self.schedule == "cosine"

    @property
    def first_plain_epoch(self) -> int:
        """The epoch, from 0, from which on training images are not changed any more."""
        return self.epochs - round(self.plain_share * self.epochs)

    @property
    def has_soft_labels(self) -> bool:
        """Whether a training label is a distribution over the classes, not one of them."""
        return self.label_smoothing > 0 or self.mixing is not None


class ImageForm(StrictModel):
    """The form in which a model sees the stored images; 0 stands for what the data set has.

    `fit` says how their side becomes `side`: `resize` interpolates, `pad` adds a black border. A
    gray channel is repeated for three; of colors the brightness is taken for one.
    """

    side: int = Field(0, ge=0)
    channels: Literal[0, 1, 3] = 0
    fit: Literal["resize", "pad"] = "resize"

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels of a model's input."""
        return (self.side, self.side, self.channels)

    def of(self, side: int, channels: int) -> "ImageForm":
        """Return the form for images of a side and so many channels, with every size known.

        Raises
        ------
        EmnistLabError
            If it is smaller than the images.
        """
        if 0 < self.side < side:
            raise EmnistLabError(
                f"a model cannot see images of {side} pixels a side in {self.side}",
                fix=f"choose a side of {side} or more, or 0",
            )
        return self.model_copy(
            update={"side": self.side or side, "channels": self.channels or channels}
        )

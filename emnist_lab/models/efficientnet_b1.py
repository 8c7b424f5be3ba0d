"""EfficientNetB1 from keras.applications.

M. Tan and Q. Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", ICML
2019: tables 1 and 2, dropout of B1 from section 5.
"""

import keras
from keras import layers

from emnist_lab.models.blocks import classifier

DROPOUT = 0.2


def build(input_shape: tuple[int, int, int], classes: int) -> keras.Model:
    """Return the model with untrained weights; it needs 32x32 pixels or more."""
    images = keras.Input(input_shape)
    # keras.applications divides gray levels by 255 inside the model. Images in 0..1 would arrive
    # in the first batch normalization with a variance far below its epsilon, and all but vanish.
    gray_levels = layers.Rescaling(255.0, name="gray_levels")(images)
    backbone = keras.applications.EfficientNetB1(
        include_top=False,
        weights=None,
        pooling="avg",
        input_tensor=gray_levels,
        input_shape=input_shape,
    )
    return classifier(images, backbone.output, classes, "efficientnet_b1", DROPOUT)

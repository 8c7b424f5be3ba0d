"""VGG16, with the heads that the candidates study tries, fewer blocks, and batch normalization.

K. Simonyan and A. Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition",
ICLR 2015: configuration D. The head of two layers with 4,096 units is the paper's. Batch
normalization is younger than the network.
"""

from collections.abc import Sequence

import keras
from keras import layers

from emnist_lab.models.blocks import classifier, normalized_activation

# Convolutions of each block, and maps of each of them, from the input on.
CONVOLUTIONS = (2, 2, 3, 3, 3)
MAPS = (64, 128, 256, 512, 512)


def build(
    input_shape: tuple[int, int, int],
    classes: int,
    head: Sequence[int] = (4096, 4096),
    dropout: float = 0.0,
    blocks: int = len(CONVOLUTIONS),
    batchnorm: bool = False,
) -> keras.Model:
    """Return the model with untrained weights; it needs 32x32 pixels or more.

    Parameters
    ----------
    head : sequence of int
        The units of each fully connected layer between the convolutions and the softmax layer.
    dropout : float
        The rate after the last of them.
    blocks : int
        How many of the five blocks of convolutions it has, the first ones.
    batchnorm : bool
        Whether every convolution is normalized before its ReLU.
    """
    images = x = keras.Input(input_shape)
    for block, (convolutions, maps) in enumerate(
        zip(CONVOLUTIONS[:blocks], MAPS[:blocks], strict=True), start=1
    ):
        for number in range(1, convolutions + 1):
            name = f"block{block}_conv{number}"
            activation = None if batchnorm else "relu"
            x = layers.Conv2D(maps, 3, padding="same", activation=activation, name=name)(x)
            x = normalized_activation(x, name) if batchnorm else x
        x = layers.MaxPooling2D(2, name=f"block{block}_pool")(x)
    x = layers.Flatten(name="flatten")(x)
    for number, units in enumerate(head, start=1):
        x = layers.Dense(units, activation="relu", name=f"fc{number}")(x)
    return classifier(images, x, classes, "vgg16", dropout)

"""LeNet-5 as it is drawn today: ReLU, plain average pooling and softmax.

After Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-Based Learning Applied to Document
Recognition", Proceedings of the IEEE 86(11), 1998, figure 2. The last layer has no bias, which
gives the source's 65,104 parameters for 47 classes and 32x32x3 images.
"""

import keras
from keras import KerasTensor, layers

from emnist_lab.models.blocks import normalized_activation


def build(input_shape: tuple[int, int, int], classes: int, batchnorm: bool = False) -> keras.Model:
    """Return the model; it needs images of 32x32 pixels or a little more.

    With `batchnorm`, every layer but the last is normalized before its ReLU.
    """
    images = keras.Input(input_shape)
    x = _activated(images, layers.Conv2D(6, 5, name="C1"), batchnorm)
    x = layers.AveragePooling2D(2, name="S2")(x)
    x = _activated(x, layers.Conv2D(16, 5, name="C3"), batchnorm)
    x = layers.AveragePooling2D(2, name="S4")(x)
    x = _activated(x, layers.Conv2D(120, 5, name="C5"), batchnorm)
    x = layers.Flatten()(x)
    x = _activated(x, layers.Dense(84, name="F6"), batchnorm)
    probabilities = layers.Dense(classes, use_bias=False, activation="softmax", name="output")(x)
    return keras.Model(images, probabilities, name="lenet5_new")


def _activated(x: KerasTensor, layer: layers.Layer, batchnorm: bool) -> KerasTensor:
    if batchnorm:
        return normalized_activation(layer(x), layer.name)
    layer.activation = keras.activations.relu
    return layer(x)

"""LeNet-5 as it is drawn today: ReLU, plain average pooling and softmax.

After Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-Based Learning Applied to Document
Recognition", Proceedings of the IEEE 86(11), 1998, figure 2. The last layer has no bias, which
gives the source's 65,104 parameters for 47 classes and 32x32x3 images.
"""

import keras
from keras import layers


def build(input_shape: tuple[int, int, int], classes: int) -> keras.Model:
    """Return the model; it needs images of 32x32 pixels or a little more."""
    images = keras.Input(input_shape)
    x = layers.Conv2D(6, 5, activation="relu", name="C1")(images)
    x = layers.AveragePooling2D(2, name="S2")(x)
    x = layers.Conv2D(16, 5, activation="relu", name="C3")(x)
    x = layers.AveragePooling2D(2, name="S4")(x)
    x = layers.Conv2D(120, 5, activation="relu", name="C5")(x)
    x = layers.Flatten()(x)
    x = layers.Dense(84, activation="relu", name="F6")(x)
    probabilities = layers.Dense(classes, use_bias=False, activation="softmax", name="output")(x)
    return keras.Model(images, probabilities, name="lenet5_new")

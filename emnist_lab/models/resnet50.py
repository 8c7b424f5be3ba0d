"""ResNet-50 from keras.applications, with the changes that the baseline study makes to it.

K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition", CVPR 2016.
With 47 classes and 32x32x3 images: the source's 23,684,015 parameters.
"""

import keras
from keras import layers

from emnist_lab.models.blocks import activation_layer, classifier

# As keras.applications names them.
LAST_OF_STAGE = ("conv2_block3_out", "conv3_block4_out", "conv4_block6_out", "conv5_block3_out")


def build(
    input_shape: tuple[int, int, int],
    classes: int,
    activation: str = "relu",
    dropout: float = 0.0,
    stages: int = len(LAST_OF_STAGE),
) -> keras.Model:
    """Return the model with untrained weights; it needs 32x32 pixels or more.

    `activation` (a name in `blocks.ACTIVATIONS`) stands in place of every ReLU, `dropout` is the
    rate between the average pooling and the softmax layer. Of the four stages of residual blocks it
    has the first `stages`.
    """
    backbone = keras.applications.ResNet50(include_top=False, weights=None, input_shape=input_shape)
    if stages < len(LAST_OF_STAGE):
        end = backbone.get_layer(LAST_OF_STAGE[stages - 1]).output
        backbone = keras.Model(backbone.input, end)
    if activation != "relu":
        backbone = _with_activation(backbone, activation)
    x = layers.GlobalAveragePooling2D(name="avg_pool")(backbone.output)
    return classifier(backbone.input, x, classes, "resnet50", dropout)


def _with_activation(backbone: keras.Model, activation: str) -> keras.Model:
    def same_or_activation(layer: layers.Layer) -> layers.Layer:
        if isinstance(layer, layers.Activation):
            return activation_layer(activation, name=layer.name)
        return type(layer).from_config(layer.get_config())

    return keras.models.clone_model(backbone, clone_function=same_or_activation)

"""A small member of each further family of keras.applications that takes 32x32 images.

Xception needs 71x71 pixels, InceptionV3 and InceptionResNetV2 need 75x75: no option makes them take
less. VGG, ResNet, MobileNet (the first), DenseNet and EfficientNet have a module of their own here.
"""

import keras
from keras import layers

from emnist_lab.errors import EmnistLabError
from emnist_lab.models.blocks import classifier

# What some do to gray levels in 0..255 first is left out: images are in 0..1 already.
AS_THEY_ARE = {"include_preprocessing": False}
NETWORKS = {
    "MobileNetV2": {},
    "MobileNetV3Small": AS_THEY_ARE,
    "EfficientNetV2B0": AS_THEY_ARE,
    "NASNetMobile": {},
    "ResNet50V2": {},
    "ConvNeXtTiny": AS_THEY_ARE,
}


def build(
    input_shape: tuple[int, int, int], classes: int, network: str = "MobileNetV2"
) -> keras.Model:
    """Return the model with untrained weights; it needs 32x32 pixels or more.

    `network` is a name in `NETWORKS`.
    """
    if network not in NETWORKS:
        raise EmnistLabError(
            f"unknown network {network!r}", fix=f"choose one of: {', '.join(NETWORKS)}"
        )
    backbone = getattr(keras.applications, network)(
        include_top=False,
        weights=None,
        pooling="avg",
        input_shape=input_shape,
        **NETWORKS[network],
    )
    if network == "ConvNeXtTiny":
        backbone = keras.models.clone_model(backbone, clone_function=_quick_on_a_processor)
    return classifier(backbone.input, backbone.output, classes, "applications")


def _quick_on_a_processor(layer: layers.Layer) -> layers.Layer:
    """Return the same layer anew; a convolution of each map alone in the form made for that.

    As a grouped convolution TensorFlow takes many times as long for it on a processor.
    """
    if isinstance(layer, layers.Conv2D) and layer.groups == layer.filters:
        return layers.DepthwiseConv2D(layer.kernel_size, padding=layer.padding, name=layer.name)
    return type(layer).from_config(layer.get_config())

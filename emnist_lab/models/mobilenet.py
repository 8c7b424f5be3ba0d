"""MobileNet from keras.applications, at full width.

A. Howard, M. Zhu, B. Chen and others, "MobileNets: Efficient Convolutional Neural Networks for
Mobile Vision Applications", arXiv:1704.04861, 2017: table 1.
"""

import keras

from emnist_lab.models.blocks import classifier


def build(input_shape: tuple[int, int, int], classes: int) -> keras.Model:
    """Return the model with untrained weights; it needs 32x32 pixels or more."""
    backbone = keras.applications.MobileNet(
        include_top=False, weights=None, pooling="avg", input_shape=input_shape
    )
    return classifier(backbone.input, backbone.output, classes, "mobilenet")

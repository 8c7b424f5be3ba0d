"""Train and measure CNNs on EMNIST, and build a report from what they leave."""

from emnist_lab.numerics import fix_settings

# Before anything of the package imports Keras, which reads its settings once.
fix_settings()

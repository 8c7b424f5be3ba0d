"""Train and measure CNNs on EMNIST, and build a report from what they leave."""

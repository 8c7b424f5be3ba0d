"""Devices, and how one training spreads over several of them."""

import functools

import tensorflow as tf

from emnist_lab.config import StrategyName


def num_of_gpu() -> int:
    """Return how many GPUs TensorFlow sees."""
    return len(tf.config.list_physical_devices("GPU"))


def device_name() -> str:
    """Return the first GPU's model and how many there are, or "CPU"."""
    gpus = tf.config.list_physical_devices("GPU")
    if not gpus:
        return "CPU"
    details = tf.config.experimental.get_device_details(gpus[0])
    return f"{len(gpus)} x {details.get('device_name', 'GPU')}"


@functools.cache
def set_strategy(name: StrategyName = "one_device") -> tf.distribute.Strategy:
    """Return the strategy under which a model is built and compiled.

    Parameters
    ----------
    name : {"one_device", "mirrored"}
        One trial on the first device, or one trial on all visible devices of the machine. Under
        `mirrored` the recipe's batch size is the global batch, which the replicas share, and
        batch normalization uses each replica's part of it.

    Returns
    -------
    tf.distribute.Strategy
        TensorFlow's default strategy, or a `MirroredStrategy` over every GPU (without GPUs, over
        every logical CPU). One process takes one mirrored strategy, the same in every call: traced
        models outlive a trial, and belong to the strategy that they were built under. Gradients
        are summed on one device, since several collective rings in a process abort.
    """
    if name == "one_device":
        return tf.distribute.get_strategy()
    kind = "GPU" if num_of_gpu() else "CPU"
    devices = [device.name for device in tf.config.list_logical_devices(kind)]
    return tf.distribute.MirroredStrategy(
        devices, cross_device_ops=tf.distribute.ReductionToOneDevice()
    )


def distribute_dataset(
    dataset: tf.data.Dataset, strategy: tf.distribute.Strategy
) -> tf.data.Dataset | tf.distribute.DistributedDataset:
    """Share the global batches of a pipeline among the replicas of a model's strategy.

    For one replica that is the pipeline itself; else each element holds one part of a batch per
    replica, parts differing by at most one image.
    """
    if strategy.num_replicas_in_sync == 1:
        return dataset
    return strategy.experimental_distribute_dataset(without_sharding(dataset))


def without_sharding(dataset: tf.data.Dataset) -> tf.data.Dataset:
    """Return a pipeline whose batches replicas share, where TensorFlow would share its files."""
    options = tf.data.Options()
    # Every replica reads the same generator; sharding it would need one generator per replica.
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.OFF
    return dataset.with_options(options)

"""One replica and two see the same global batch and end at the same weights."""

import copyreg
import dataclasses
import importlib
import json
import pickle
import subprocess
import sys
import types

import numpy as np
import pandas as pd
import pytest

from emnist_lab.config import Study, Variant
from emnist_lab.dataset import DataSet
from emnist_lab.datasets.emnist import entry
from emnist_lab.datasets.emnist.entry import EMNIST
from emnist_lab.recipe import ImageForm, Recipe
from emnist_lab.trials.plan import plan_trials
from emnist_lab.trials.records import read_record

# What a data set is made of cannot be pickled, so that another process imports it.
copyreg.pickle(types.ModuleType, lambda module: (importlib.import_module, (module.__name__,)))
copyreg.pickle(DataSet, lambda dataset: (getattr, (entry, "EMNIST")))
SCRIPT = """
import json, sys
import numpy as np, tensorflow as tf, keras
replicas = int(sys.argv[1])
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(
    cpu, [tf.config.LogicalDeviceConfiguration() for _ in range(replicas)])
from emnist_lab.distribution import distribute_dataset, num_of_gpu, set_strategy
strategy = set_strategy("mirrored" if replicas > 1 else "one_device")
generator = np.random.default_rng(0)
images = generator.random((32, 8, 8, 1), dtype=np.float32)
labels = generator.integers(0, 4, 32)
dataset = tf.data.Dataset.from_tensor_slices((images, labels)).batch(16)
with strategy.scope():
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(4, 3, activation="relu"),
                              keras.layers.Flatten(), keras.layers.Dense(4, activation="softmax")])
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="sparse_categorical_crossentropy",
                  metrics=["accuracy"])
options = tf.data.Options()
options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.OFF
model.fit(dataset.with_options(options), epochs=1, shuffle=False, verbose=0)
loss, accuracy = model.evaluate(dataset.with_options(options), verbose=0)
parts = distribute_dataset(dataset, strategy)
shares = [strategy.experimental_local_results(batch[1]) for batch in parts]
print(json.dumps({"weights": [w.tolist() for w in model.get_weights()], "loss": loss,
                  "accuracy": accuracy, "gpus": num_of_gpu(),
                  "shares": [[len(part) for part in share] for share in shares]}))
"""

TRIALS = """
import json, pickle, sys
import tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(
    cpu, [tf.config.LogicalDeviceConfiguration() for _ in range(2)])
from emnist_lab.search.tuner import run_and_record
from emnist_lab.training.reuse import TracedModels
plans, splits = pickle.load(sys.stdin.buffer)
traced = TracedModels()
for plan in plans:
    run_and_record(plan, splits, traced)
"""


def trained(replicas: int) -> dict:
    # One strategy a process: several of them abort each other.
    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(replicas)], capture_output=True, text=True, check=True
    )
    return json.loads(answer.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def one_and_two():
    return trained(1), trained(2)


def test_two_replicas_end_at_the_weights_of_one(one_and_two):
    one, two = one_and_two
    for weights, expected in zip(two["weights"], one["weights"], strict=True):
        np.testing.assert_allclose(weights, expected, atol=1e-6)
    assert two["loss"] == pytest.approx(one["loss"], abs=1e-5)
    assert two["accuracy"] == one["accuracy"]


def test_the_batch_size_is_the_global_one(one_and_two):
    one, two = one_and_two
    assert one["shares"] == [[16], [16]]
    assert two["shares"] == [[8, 8], [8, 8]]


def test_trials_train_on_all_devices_and_their_records_say_so(project, tiny_profile, tiny_split):
    lenet = Variant(
        name="lenet",
        change="",
        model="lenet5_new",
        image=ImageForm(side=32),
        recipe=Recipe(batch_size=24, learning_rate=0.003, epochs=2, plateau_patience=1),
    )
    # Takes over what the trial before it traced.
    slower = lenet.recipe.model_copy(update={"learning_rate": 0.001})
    slow = lenet.model_copy(update={"name": "slow", "recipe": slower})
    options = {"blocks": [1, 1], "growth": 4, "dropout": 0.3}
    dense = lenet.model_copy(update={"name": "dense", "model": "densenet", "options": options})
    study = Study(
        dataset=EMNIST, name="layers", title="", question="", variants=(lenet, slow, dense)
    )
    on_one = plan_trials(study, tiny_profile, {"balanced": "tiny"})
    mirrored = [dataclasses.replace(plan, strategy="mirrored") for plan in on_one]

    subprocess.run(
        [sys.executable, "-c", TRIALS],
        input=pickle.dumps((mirrored, {"balanced": tiny_split})),
        check=True,
    )
    records = [read_record(plan.folder) for plan in mirrored]
    assert [(record.status, record.reason) for record in records] == [("completed", None)] * 3
    history = pd.read_csv(on_one[1].folder / "history.csv")

    assert {record.hyperparameters.strategy for record in records} == {"mirrored"}
    assert {record.provenance.replicas for record in records} == {2}
    assert "strategy" not in on_one[0].hyperparameters().plain()
    assert records[0].fingerprint != on_one[0].fingerprint()

    from emnist_lab.search.tuner import run_and_record
    from emnist_lab.training.reuse import TracedModels

    run_and_record(on_one[1], {"balanced": tiny_split}, TracedModels())
    expected = pd.read_csv(on_one[1].folder / "history.csv")
    figures = ["loss", "accuracy", "val_loss", "val_accuracy", "learning_rate"]
    np.testing.assert_allclose(history[figures], expected[figures], atol=1e-5)

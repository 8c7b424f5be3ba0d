"""What `import emnist_lab` offers: found without waiting for it, and used without our classes."""

import ast
import math
import re
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf
from finished_project import write_idx

import emnist_lab
from emnist_lab import (
    Recipe,
    class_counts_plot,
    plot_class_examples,
    plot_learning_curves,
    prepare_datasets,
    process_image,
    set_before_train,
    test_loss_and_accuracy,
)
from emnist_lab.errors import DataError, EmnistLabError
from emnist_lab.public_names import PUBLIC_NAMES
from emnist_lab.trials.record import TrialRecord

# The functions that the source names, by its files.
SOURCE_NAMES = [
    *("process_image", "prepare_datasets", "plot_class_examples", "class_counts_plot"),
    *("num_of_gpu", "distribute_dataset", "set_strategy"),
    *("get_model_path", "set_before_train", "plot_learning_curves", "test_loss_and_accuracy"),
]


def test_the_report_says_where_each_function_of_the_source_is():
    text = (Path(__file__).parents[1] / "report" / "_source.qmd").read_text()
    rows = re.findall(r"^\| \w+\.py \| `(\w+)` \| `([\w.]+)` \|$", text, re.MULTILINE)
    assert [name for name, _ in rows] == SOURCE_NAMES
    for name, module in rows:
        assert PUBLIC_NAMES[name] == module
        assert getattr(emnist_lab, name).__module__ == module


@pytest.mark.parametrize("name", [*SOURCE_NAMES, "run_study", "load_split", "Study", "Variant"])
def test_a_name_is_offered(name):
    assert name in emnist_lab.__all__
    assert name in dir(emnist_lab)
    assert getattr(emnist_lab, name).__name__ == name


def test_a_record_is_the_type_that_trials_leave():
    assert emnist_lab.Record is TrialRecord


def test_another_name_is_none_of_the_package():
    with pytest.raises(AttributeError, match="no attribute 'run_studies'"):
        _ = emnist_lab.run_studies


def test_type_checkers_see_the_same_names_in_the_same_places():
    tree = ast.parse(Path(emnist_lab.__file__).read_text())
    for_types = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {alias.asname: node.module for node in for_types.body for alias in node.names}
    assert seen == PUBLIC_NAMES


@pytest.mark.parametrize(
    "code",
    [
        "import emnist_lab; dir(emnist_lab)",
        "from emnist_lab import Recipe, Study, Variant, get_model_path, load_split, run_study",
        "from emnist_lab.cli import main; main(['--help'], standalone_mode=False)",
        "from emnist_lab.workflow import documents; from emnist_lab.reporting import prepare",
        "from emnist_lab.trials import freshness; from emnist_lab.workflow import data_choice",
    ],
)
def test_what_need_not_train_does_not_wait_for_tensorflow(code):
    check = "; import sys; sys.exit('tensorflow' in sys.modules or 'keras' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code + check], check=False).returncode == 0


CLASSES = 3


@pytest.fixture(scope="module")
def data() -> tuple[np.ndarray, np.ndarray]:
    """Return images of one bright row a class, as plain arrays."""
    generator = np.random.default_rng(0)
    labels = np.arange(60) % CLASSES
    images = generator.random((60, 8, 8, 1), np.float32) / 2
    images[np.arange(60), labels] += 0.5
    return images, labels


def plain_model(activation: str | None = "softmax") -> keras.Model:
    keras.utils.set_random_seed(0)
    layers = [keras.Input((8, 8, 1)), keras.layers.Flatten()]
    model = keras.Sequential([*layers, keras.layers.Dense(CLASSES, activation=activation)])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def test_a_plain_model_is_tested_on_plain_arrays(data):
    images, labels = data
    model = plain_model()
    figures = test_loss_and_accuracy(model, images, labels)
    loss, accuracy = model.evaluate(images, labels, verbose=0)
    assert figures["test_loss"] == pytest.approx(loss, rel=1e-5)
    assert figures["test_acc"] == pytest.approx(accuracy)
    batches = tf.data.Dataset.from_tensor_slices(data).batch(16)
    assert test_loss_and_accuracy(model, batches) == pytest.approx(figures)
    columns = keras.utils.to_categorical(labels)
    assert test_loss_and_accuracy(model, images, columns) == pytest.approx(figures)


def test_logits_are_judged_as_the_probabilities_that_they_stand_for(data):
    of_logits = test_loss_and_accuracy(plain_model(activation=None), *data)
    assert of_logits == pytest.approx(test_loss_and_accuracy(plain_model(), *data), rel=1e-5)


def test_labels_of_other_classes_are_refused(data):
    with pytest.raises(EmnistLabError, match="from 1 to 3"):
        test_loss_and_accuracy(plain_model(), data[0], data[1] + 1)


def trained(
    folder, recipe: Recipe, data, epochs: int
) -> tuple[keras.Model, keras.callbacks.History]:
    model = plain_model()
    history = model.fit(
        *data,
        epochs=epochs,
        validation_data=data,
        shuffle=False,
        verbose=0,
        callbacks=set_before_train(recipe, folder),
    )
    return model, history


def test_a_plain_training_goes_on_where_it_stopped(data, tmp_path):
    recipe = Recipe(learning_rate=0.01, early_stopping=5, plateau_patience=2, epochs=4)
    whole, history = trained(str(tmp_path / "whole"), recipe, data, 4)
    trained(tmp_path / "parts", recipe, data, 2)
    parts, rest = trained(tmp_path / "parts", recipe, data, 4)
    assert rest.epoch == [2, 3]
    assert rest.history["val_loss"] == history.history["val_loss"][2:]
    for weight, expected in zip(parts.get_weights(), whole.get_weights(), strict=True):
        np.testing.assert_array_equal(weight, expected)
    # Of a training that ended, nothing is trained again.
    again, nothing = trained(tmp_path / "whole", recipe, data, 4)
    assert nothing.epoch == []
    np.testing.assert_array_equal(again.get_weights()[0], whole.get_weights()[0])
    assert again.fit(*data, epochs=1, verbose=0).epoch == [0]
    other = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten()])
    other.compile("sgd", "mse")
    with pytest.raises(EmnistLabError, match="was of another model"):
        other.fit(
            data[0], data[0].reshape(60, -1), callbacks=set_before_train(recipe, tmp_path / "whole")
        )


def test_a_schedule_counts_the_steps_of_a_plain_training(data, tmp_path):
    recipe = Recipe(learning_rate=0.5, schedule="cosine", averaged_epochs=1, epochs=3)
    model, _ = trained(tmp_path / "whole", recipe, data, 3)
    last_step = 1 - 1 / (3 * 2)
    assert float(model.optimizer.learning_rate) == pytest.approx(
        0.25 * (1 + math.cos(math.pi * last_step)), rel=1e-5
    )
    with pytest.raises(EmnistLabError, match="5 epochs, and the recipe's schedule ends after 3"):
        trained(tmp_path / "longer", recipe, data, 5)


def drawn(figure) -> list[list[float]]:
    lines = [line for axes in figure.axes for line in axes.get_lines()]
    return [[*line.get_ydata()] for line in lines]


def test_curves_are_drawn_of_what_fit_returns(data, tmp_path):
    folder = tmp_path / "plain"
    _, history = trained(folder, Recipe(learning_rate=0.01, epochs=3), data, 3)
    expected = [history.history["loss"], history.history["val_loss"]]
    assert drawn(plot_learning_curves(history, metric="loss")) == expected
    assert drawn(plot_learning_curves(history.history, metric="loss")) == expected
    by_epoch = pd.read_csv(folder / "history.csv")
    assert np.allclose(drawn(plot_learning_curves(by_epoch, metric="loss")), expected)
    figure = plot_learning_curves({"first": history, "second": by_epoch})
    assert [axes.get_title("left") for axes in figure.axes if axes.get_visible()] == [
        "first",
        "second",
    ]


def test_a_history_without_the_metric_is_refused_with_what_mends_it():
    with pytest.raises(EmnistLabError, match="no accuracy, only loss") as refusal:
        plot_learning_curves({"loss": [1.0, 0.5]})
    assert 'metrics=["accuracy"]' in str(refusal.value)


def test_images_of_a_user_get_the_form_of_a_model():
    images = np.full((2, 28, 28), 255, np.uint8)
    assert process_image(images).shape == (2, 28, 28, 1)
    padded = process_image(images[0], resize_shape=(32, 32), channels=3, fit="pad")
    assert padded.shape == (32, 32, 3)
    assert padded[0, 0].numpy().tolist() == [0, 0, 0]
    assert padded[16, 16].numpy().tolist() == [1, 1, 1]
    mapped = tf.data.Dataset.from_tensor_slices(images).map(process_image)
    assert mapped.element_spec.shape == (28, 28, 1)


@pytest.mark.parametrize(
    ("images", "options", "refusal"),
    [
        (np.zeros((2, 28, 28), np.float32), {}, "float32"),
        (np.zeros(28, np.uint8), {}, "shape"),
        (np.zeros((2, 28, 20), np.uint8), {}, "20 by 28"),
        (np.zeros((2, 28, 28), np.uint8), {"resize_shape": (32, 40)}, "32 by 40"),
        (np.zeros((2, 40, 40), np.uint8), {"resize_shape": (32, 32)}, "whole in 32"),
    ],
)
def test_images_that_a_model_cannot_see_are_refused(images, options, refusal):
    with pytest.raises(DataError, match=refusal):
        process_image(images, **options)


def test_a_split_is_prepared_in_one_call(project, tmp_path):
    write_idx(tmp_path / "files")
    parts = prepare_datasets(
        resize_shape=(32, 32), channels=3, batch_size=16, data_dir=str(tmp_path / "files")
    )
    labels = [np.concatenate([truth for _, truth in part]) for part in parts]
    assert [len(each) for each in labels] == [67, 13, 40]
    for part in parts:
        images, truth = next(iter(part))
        assert images.shape == (len(truth), 32, 32, 3)
        assert 0 <= images.numpy().min() <= images.numpy().max() <= 1
    with pytest.raises(DataError, match="squares"):
        prepare_datasets(resize_shape=(32, 28))


def test_colors_are_kept_or_their_brightness_is():
    red = np.zeros((2, 20, 20, 3), np.uint8)
    red[..., 0] = 255
    assert process_image(red).shape == (2, 20, 20, 3)
    gray = process_image(red, resize_shape=(32, 32), channels=1)
    assert gray.shape == (2, 32, 32, 1)
    assert gray.numpy().mean() == pytest.approx(0.3, abs=0.01)


def test_examples_and_counts_are_drawn_of_plain_arrays():
    images = np.zeros((6, 20, 20, 3), np.uint8)
    labels = np.array([0, 0, 1, 1, 1, 2])
    figure = plot_class_examples((images, labels), per_class=2)
    assert [text.get_text() for text in figure.axes[0].texts] == ["0", "1", "2"]
    axes = class_counts_plot({"mine": (labels, labels[:3])}).axes[0]
    assert axes.get_title("left") == "mine"
    assert [bar.get_height() for bar in axes.patches] == [2, 3, 1, 2, 1, 0]
    with pytest.raises(DataError, match="none that can be shown"):
        plot_class_examples((images / 255, labels))

"""What every architecture must do, on the smallest of each kind."""

import keras
import numpy as np
import pytest

from emnist_lab.errors import EmnistLabError
from emnist_lab.models.build import (
    build_model,
    count_parameters,
    load_model,
)
from emnist_lab.models.expected import expected_parameters

# Large models take minutes of such tests: test_large_models.py asks all of each once.
SMALL_MODELS = {
    "lenet5_old": ("lenet5_old", (32, 32, 1), {}),
    "lenet5_new": ("lenet5_new", (32, 32, 3), {}),
    "densenet": ("densenet", (32, 32, 1), {"blocks": (1, 2), "growth": 8, "dropout": 0.2}),
    "densenet_dropped_convolutions": (
        "densenet",
        (32, 32, 1),
        {"blocks": (1, 1), "growth": 8, "dropout": 0.2, "dropout_place": "convolutions"},
    ),
    "compact": ("compact", (28, 28, 1), {"width": 8, "squeeze": 4, "dropout": 0.2}),
    "fine": ("fine", (28, 28, 1), {"width": 8, "dropout": 0.2}),
    "densenet_elu": (
        "densenet",
        (32, 32, 1),
        {
            "blocks": (1, 1),
            "growth": 8,
            "activation": "elu",
            "stem": "slim",
            "stem_pooling": "average",
        },
    ),
    "shufflenet": ("shufflenet", (32, 32, 1), {"units": (2, 1), "maps": (36, 72)}),
    "wide_resnet": ("wide_resnet", (32, 32, 1), {"depth": 10, "width": 1, "dropout": 0.2}),
    "dual_path": (
        "dual_path",
        (32, 32, 1),
        {"blocks": (2, 1), "residual": 16, "bottleneck": 8, "groups": 2, "growth": (4, 8)},
    ),
    "convnet2020": ("convnet2020", (28, 28, 1), {"poolings": 2, "dropout": 0.1}),
    "convnet2020_bare": ("convnet2020", (28, 28, 1), {"batch_normalisation": False}),
    "lstm": ("lstm", (28, 28, 1), {"units": 64}),
    "gru": ("gru", (28, 28, 1), {"units": 64}),
}
CLASSES = 5


@pytest.fixture(params=SMALL_MODELS.values(), ids=SMALL_MODELS)
def model_and_images(request):
    name, input_shape, options = request.param
    keras.utils.set_random_seed(7)
    images = np.random.default_rng(7).random((8, *input_shape), dtype="float32")
    return build_model(name, input_shape, CLASSES, **options), images


def test_outputs_are_probabilities(model_and_images):
    model, images = model_and_images
    probabilities = model.predict_on_batch(images)
    assert probabilities.shape == (8, CLASSES)
    assert probabilities.dtype == np.float32
    assert (probabilities >= 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)


def test_output_does_not_depend_on_the_rest_of_the_batch(model_and_images):
    model, images = model_and_images
    alone = np.concatenate([model.predict_on_batch(images[i : i + 1]) for i in range(8)])
    np.testing.assert_allclose(alone, model.predict_on_batch(images), atol=1e-5)


def test_training_moves_every_weight_and_lowers_the_loss(model_and_images):
    model, images = model_and_images
    labels = np.arange(8) % CLASSES
    before = [np.array(weight) for weight in model.trainable_weights]
    # Eager steps: tracing a DenseNet takes longer than ten of them.
    model.compile("adam", loss="sparse_categorical_crossentropy", run_eagerly=True)
    losses = [float(model.train_on_batch(images, labels)) for _ in range(10)]
    assert min(losses[-3:]) < 0.95 * losses[0]
    for weight, old in zip(model.trainable_weights, before, strict=True):
        assert not np.array_equal(weight, old), weight.path


def test_a_saved_model_gives_the_same_output_when_loaded(model_and_images, tmp_path):
    model, images = model_and_images
    model.save(tmp_path / "model.keras")
    loaded = load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded.predict_on_batch(images), model.predict_on_batch(images))


@pytest.mark.parametrize("case", SMALL_MODELS)
def test_one_seed_gives_one_model(case):
    name, input_shape, options = SMALL_MODELS[case]
    weights = []
    for seed in (3, 3, 4):
        keras.utils.set_random_seed(seed)
        weights.append(build_model(name, input_shape, CLASSES, **options).get_weights())
    for first, again in zip(weights[0], weights[1], strict=True):
        np.testing.assert_array_equal(first, again)
    assert any(not np.array_equal(a, b) for a, b in zip(weights[0], weights[2], strict=True))


@pytest.mark.parametrize("case", SMALL_MODELS)
def test_expected_parameters_are_those_of_the_built_model(case):
    name, input_shape, options = SMALL_MODELS[case]
    built = build_model(name, input_shape, CLASSES, **options)
    assert expected_parameters(name, input_shape, CLASSES, **options) == count_parameters(built)


def test_unknown_model_names_the_choices():
    with pytest.raises(EmnistLabError, match=r"unknown model 'lenet6'.*\n.*lenet5_old, lenet5_new"):
        build_model("lenet6", (32, 32, 1), 10)


def test_unknown_option_names_the_choices():
    with pytest.raises(EmnistLabError, match=r"no option 'blokcs'\n.*blocks, growth, bottleneck"):
        build_model("densenet", (32, 32, 1), 10, blokcs=(1, 1))
    with pytest.raises(EmnistLabError, match=r"no option 'dropout'\n.*takes no options"):
        build_model("lenet5_new", (32, 32, 1), 10, dropout=0.1)


@pytest.mark.parametrize(
    ("option", "choices"),
    [
        ("activation", "relu, leaky_relu, elu, swish"),
        ("dropout_place", "stem, convolutions, blocks, transitions, output"),
        ("stem", "standard, slim"),
        ("stem_pooling", "max, average"),
    ],
)
def test_unknown_value_of_an_option_names_the_choices(option, choices):
    with pytest.raises(EmnistLabError, match=f"'odd'\n.*{choices}"):
        build_model("densenet", (32, 32, 1), 10, blocks=(1, 1), **{option: "odd"})


@pytest.mark.parametrize("name", ["lenet5_old", "lenet5_new", "resnet50"])
def test_images_too_small_for_the_architecture_are_refused(name):
    with pytest.raises(EmnistLabError, match=f"{name} cannot be built for 20x20x1 images"):
        build_model(name, (20, 20, 1), 10)


def test_missing_model_file_is_named(tmp_path):
    with pytest.raises(EmnistLabError, match=r"absent\.keras: no such model file"):
        load_model(tmp_path / "absent.keras")


@pytest.mark.parametrize("name", ["broken.keras", "broken.h5", "broken"])
def test_file_that_is_no_model_is_refused(tmp_path, name):
    (tmp_path / name).write_bytes(b"not a model")
    with pytest.raises(EmnistLabError, match="not a model that Keras can load"):
        load_model(tmp_path / name)


def test_half_a_model_file_is_refused(tmp_path):
    whole = tmp_path / "whole.keras"
    build_model("lenet5_new", (32, 32, 1), 10).save(whole)
    half = tmp_path / "half.keras"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(EmnistLabError, match="not a model that Keras can load"):
        load_model(half)

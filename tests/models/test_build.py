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
    "listing2020": ("listing2020", (28, 28, 1), {"dropout": 0.1}),
    "listing2020_plain": (
        "listing2020",
        (28, 28, 1),
        {"branch": "none", "last_pooling": "max", "batch_normalization": False},
    ),
    "lstm": ("lstm", (28, 28, 1), {"units": 64, "depth": 2}),
    "gru": ("gru", (28, 28, 1), {"units": 64}),
}
CLASSES = 5
SEED = 7


def new_model(case: str, seed: int = SEED) -> keras.Model:
    name, input_shape, options = SMALL_MODELS[case]
    keras.utils.set_random_seed(seed)
    return build_model(name, input_shape, CLASSES, **options)


def random_images(model: keras.Model) -> np.ndarray:
    return np.random.default_rng(7).random((8, *model.input_shape[1:]), dtype="float32")


@pytest.fixture(scope="module", params=SMALL_MODELS)
def case(request):
    return request.param


@pytest.fixture(scope="module")
def model(case):
    """Return the model of a case, built once for all tests that leave it as it is."""
    return new_model(case)


@pytest.fixture(scope="module")
def images(model):
    return random_images(model)


@pytest.fixture(scope="module")
def probabilities(model, images):
    return model.predict_on_batch(images)


def test_outputs_are_probabilities(probabilities):
    assert probabilities.shape == (8, CLASSES)
    assert probabilities.dtype == np.float32
    assert (probabilities >= 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-6)


def test_output_does_not_depend_on_the_rest_of_the_batch(model, images, probabilities):
    alone = np.concatenate([model.predict_on_batch(images[i : i + 1]) for i in range(8)])
    np.testing.assert_allclose(alone, probabilities, atol=1e-5)


def test_training_moves_every_weight_and_lowers_the_loss(case):
    model = new_model(case)
    images = random_images(model)
    labels = np.arange(8) % CLASSES
    before = [np.array(weight) for weight in model.trainable_weights]
    # Eager steps: tracing a DenseNet takes longer than ten of them.
    model.compile("adam", loss="sparse_categorical_crossentropy", run_eagerly=True)
    losses = [float(model.train_on_batch(images, labels)) for _ in range(10)]
    assert min(losses[-3:]) < 0.95 * losses[0]
    for weight, old in zip(model.trainable_weights, before, strict=True):
        assert not np.array_equal(weight, old), weight.path


def test_a_saved_model_gives_the_same_output_when_loaded(model, images, probabilities, tmp_path):
    model.save(tmp_path / "model.keras")
    loaded = load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded.predict_on_batch(images), probabilities)


def test_one_seed_gives_one_model(case, model):
    first, again, other = (m.get_weights() for m in (model, new_model(case), new_model(case, 4)))
    for weight, same in zip(first, again, strict=True):
        np.testing.assert_array_equal(weight, same)
    assert any(not np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_expected_parameters_are_those_of_the_built_model(case, model):
    name, input_shape, options = SMALL_MODELS[case]
    assert expected_parameters(name, input_shape, CLASSES, **options) == count_parameters(model)


def test_unknown_model_names_the_choices():
    with pytest.raises(EmnistLabError, match=r"unknown model 'lenet6'.*\n.*lenet5_old, lenet5_new"):
        build_model("lenet6", (32, 32, 1), 10)


def test_unknown_option_names_the_choices():
    with pytest.raises(EmnistLabError, match=r"no option 'blokcs'\n.*blocks, growth, bottleneck"):
        build_model("densenet", (32, 32, 1), 10, blokcs=(1, 1))
    with pytest.raises(EmnistLabError, match=r"no option 'dropout'\n.*takes no options"):
        build_model("mobilenet", (32, 32, 1), 10, dropout=0.1)


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

"""A model's layers as its report shows them."""

from emnist_lab.models.build import build_model, count_parameters
from emnist_lab.training.structure import read_structure, write_structure


def test_layers_are_in_order_with_shapes_and_all_parameters(tmp_path):
    options = {"blocks": [1, 1], "growth": 4, "activation": "elu"}
    model = build_model("densenet", (32, 32, 1), 47, **options)
    write_structure(model, tmp_path)
    layers = read_structure(tmp_path)
    assert list(layers["layer"][1:3]) == ["stem_pad", "stem_conv"]
    assert layers.set_index("layer")["output"]["stem_conv"] == "16x16x8"
    assert layers.iloc[-1][["kind", "output"]].tolist() == ["Dense", "47"]
    assert layers["parameters"].sum() == count_parameters(model)[0]

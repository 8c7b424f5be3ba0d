"""What `import emnist_lab` offers: found without waiting for it, and used without our classes."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import emnist_lab
from emnist_lab.public_names import PUBLIC_NAMES

# The functions that the source names, by its files.
SOURCE_NAMES = [
    *("process_image", "prepare_datasets", "plot_class_examples", "class_counts_plot"),
    *("num_of_gpu", "distribute_dataset", "set_strategy"),
    *("get_model_path", "set_before_train", "plot_learning_curves", "test_loss_and_accuracy"),
]


@pytest.mark.parametrize("name", [*SOURCE_NAMES, "run_study", "load_split", "Study", "Variant"])
def test_a_name_is_offered(name):
    assert name in emnist_lab.__all__
    assert name in dir(emnist_lab)
    assert getattr(emnist_lab, name).__name__ == name


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

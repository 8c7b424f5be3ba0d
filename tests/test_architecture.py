"""The guide for contributors describes the code that there is."""

import pkgutil
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Without the drawing, whose frame is of backticks.
GUIDE = re.sub("```.*?```", "", (ROOT / "docs" / "architecture.md").read_text(), flags=re.DOTALL)
STANDING_FOR_NEW = re.compile(r"/x\b")


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_rooms_stand_in_the_order_that_is_held():
    table = GUIDE.partition("| Room of `emnist_lab` ")[2].partition("\n\n")[0]
    told = [names(line.split("|")[1]) for line in table.splitlines()[2:]]
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    held = [layer.split(" : ") for layer in linter["contracts"][0]["layers"]]
    assert list(map(set, told)) == list(map(set, reversed(held)))


def named(pattern: str) -> list[str]:
    """Return what the guide names of a kind, without what stands for something new."""
    whole = {name for name in names(GUIDE) if re.fullmatch(pattern, name)}
    return sorted(name for name in whole if not STANDING_FOR_NEW.search(name))


@pytest.mark.parametrize("path", named(r"(emnist_lab|analysis|tests|report)/[\w/.]*"))
def test_a_file_that_it_names_is_there(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("name", named(r"emnist_lab(\.\w+)+"))
def test_a_module_or_class_that_it_names_is_there(name):
    found = pkgutil.resolve_name(name)
    assert found.__name__ in (name, name.rpartition(".")[2])

"""SECURITY.md names tests that there are."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_attack_names_the_tests_that_show_what_happens():
    text = (ROOT / "SECURITY.md").read_text()
    rows = re.findall(r"^\| .* \| `(tests/\S+)`: (.*) \|$", text, re.MULTILINE)
    assert rows
    for file, names in rows:
        source = (ROOT / file).read_text()
        assert [n for n in re.findall(r"`(\w+)`", names) if f"def {n}(" not in source] == []

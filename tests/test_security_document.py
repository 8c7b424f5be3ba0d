"""The tests that SECURITY.md names are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROW = re.compile(r"`(tests/[\w/]+\.py)`: `(test_\w+)`")


def test_every_attack_names_a_test_that_is_there():
    rows = ROW.findall((ROOT / "SECURITY.md").read_text())
    assert rows
    assert not [row for row in rows if f"def {row[1]}(" not in (ROOT / row[0]).read_text()]

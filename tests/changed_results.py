"""Kept results with one value changed, as somebody might who means harm."""

import json

import pandas as pd

# What another has put into a field; the last is an escape sequence of terminals.
HOSTILE = [
    *("../../../x", "<script>alert(1)</script>", "$(touch PWN)", "99999999999999999999", "-1"),
    *("nan", "inf", "", "[" * 100_000, "\x1b]0;PWN\x07"),
]


def leaves(value, path=()):
    """Give the path to each value in nested dicts and lists."""
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in inner:
            yield from leaves(each, (*path, key))
    else:
        yield path


def with_changed_leaf(text, choose):
    content = json.loads(text)
    path = choose(sorted(leaves(content), key=str))
    holder = content
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = choose([*HOSTILE, -1, 10**30, None, [], {}, 1e308])
    return json.dumps(content)


def change_one_value(file, choose):
    """Change a field of a table or of `splits.json`; `choose` picks one of a list."""
    if file.suffix == ".json":
        file.write_text(with_changed_leaf(file.read_text(), choose))
        return
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    if not len(frame):
        return
    column, row = choose(list(frame.columns)), choose(list(frame.index))
    nested = column in ("hyperparameters", "code", "provenance") and choose([True, True, False])
    value = frame.loc[row, column]
    frame.loc[row, column] = with_changed_leaf(value, choose) if nested else choose(HOSTILE)
    frame.to_csv(file, index=False)

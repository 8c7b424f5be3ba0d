"""Kept results with one value changed, as somebody might who means harm."""

import json

import pandas as pd

# What another has put into a field; the last is an escape sequence of terminals.
HOSTILE = [
    *("../../../x", "<script>alert(1)</script>", "$(touch PWN)", "99999999999999999999", "-1"),
    *("nan", "inf", "", "[" * 100_000, "\x1b]0;PWN\x07"),
]

NESTED = ("hyperparameters", "code", "provenance")


def leaves(value, path=()):
    """Give the path to each value in nested dicts and lists."""
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in inner:
            yield from leaves(each, (*path, key))
    else:
        yield path


def with_leaf(text, path, value):
    """Return a JSON text with another value at a path."""
    holder = content = json.loads(text)
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return json.dumps(content)


def with_changed_leaf(text, choose):
    path = choose(sorted(leaves(json.loads(text)), key=str))
    return with_leaf(text, path, choose([*HOSTILE, -1, 10**30, None, [], {}, 1e308]))


def every_field(file):
    """Give each field of a table's first row or of `splits.json`: a column, and a path in it."""
    if file.suffix == ".json":
        yield from ((None, path) for path in leaves(json.loads(file.read_text())))
        return
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    for column in frame.columns if len(frame) else ():
        yield column, None
        if column in NESTED:
            yield from ((column, path) for path in leaves(json.loads(frame.loc[0, column])))


def change_field(file, column, path, value):
    """Give one of the fields of `every_field` another value."""
    if column is None:
        file.write_text(with_leaf(file.read_text(), path, value))
        return
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    frame.loc[0, column] = with_leaf(frame.loc[0, column], path, value) if path else value
    frame.to_csv(file, index=False)


def change_one_value(file, choose):
    """Change a field of a table or of `splits.json`; `choose` picks one of a list."""
    if file.suffix == ".json":
        file.write_text(with_changed_leaf(file.read_text(), choose))
        return
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    if not len(frame):
        return
    column, row = choose(list(frame.columns)), choose(list(frame.index))
    nested = column in NESTED and choose([True, True, False])
    value = frame.loc[row, column]
    frame.loc[row, column] = with_changed_leaf(value, choose) if nested else choose(HOSTILE)
    frame.to_csv(file, index=False)

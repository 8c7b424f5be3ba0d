"""What a result depends on, as digests that tell which part of it changed."""

import ast
import functools
import hashlib
import json
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

PACKAGE = "emnist_lab"
# They decide no figure: what they name and choose arrives in the hyperparameters.
NEUTRAL_MODULES = frozenset(
    f"{PACKAGE}.{name}"
    for name in ("config", "errors", "files", "paths", "recipe", "models.catalog")
)


def digest_of(value) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of a value's canonical JSON."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def seedless_digest(parts: dict) -> str:
    """Return the digest of what trials that differ in their seed alone have in common.

    Parameters
    ----------
    parts : dict
        A trial's `hyperparameters`, `data` and `code`.
    """
    recipe = {**parts["hyperparameters"]["recipe"], "seed": None}
    return digest_of({**parts, "hyperparameters": {**parts["hyperparameters"], "recipe": recipe}})


def seeded_digest(seedless: str, seed: int) -> str:
    """Return a trial's fingerprint from the digest that it shares with other seeds."""
    return digest_of([seedless, seed])


@functools.cache
def code_digests(*roots: str) -> dict[str, str]:
    """Digest the project's modules that the roots import, directly or through others.

    Parameters
    ----------
    *roots : str
        Dotted names of `emnist_lab` modules.

    Returns
    -------
    dict of str to str
        Digest by module name; comments, docstrings and layout do not count.
    """
    found: dict[str, str] = {}
    waiting = list(roots)
    while waiting:
        module = waiting.pop()
        if module in found or module in NEUTRAL_MODULES:
            continue
        digest, imported = _digest_and_imports(module)
        found[module] = digest
        waiting.extend(imported)
    return dict(sorted(found.items()))


def script_digests(script: Path) -> dict[str, str]:
    """Digest a notebook's whole text, prose included, and the modules that it imports."""
    text = script.read_text()
    imported = _imported_modules(ast.parse(text))
    return {script.name: hashlib.sha256(text.encode()).hexdigest()[:16], **code_digests(*imported)}


@functools.cache
def _digest_and_imports(module: str) -> tuple[str, tuple[str, ...]]:
    tree = ast.parse(_module_file(module).read_text())
    imported = _imported_modules(tree)
    _drop_docstrings(tree)
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest()[:16], imported


def _imported_modules(tree: ast.AST) -> tuple[str, ...]:
    names = []
    for node in _statements(tree):
        if isinstance(node, ast.Import):
            names.extend(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
            names.extend(f"{node.module}.{alias.name}" for alias in node.names)
    return tuple(name for name in names if name.startswith(PACKAGE) and _module_file(name))


@functools.cache
def _module_file(module: str) -> Path | None:
    parts = module.split(".")[1:]
    base = Path(str(resources.files(PACKAGE))).joinpath(*parts)
    for file in (base.with_suffix(".py"), base / "__init__.py"):
        if file.is_file():
            return file
    return None


def _drop_docstrings(tree: ast.AST) -> None:
    for node in (tree, *_statements(tree)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body[0] = ast.Pass()


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    # Imports and docstrings are statements; walking the expressions too takes far longer.
    for field in ("body", "orelse", "finalbody", "handlers", "cases"):
        for statement in getattr(node, field, ()):
            yield statement
            yield from _statements(statement)

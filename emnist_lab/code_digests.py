"""Digests of this project's code: which modules a result ran through, and whether they changed."""

import ast
import contextlib
import functools
import hashlib
import json
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from emnist_lab.errors import StorageError
from emnist_lab.files import write_whole

PACKAGE = "emnist_lab"
# Studies, of whose code notebooks consist.
STUDIES = "analysis"
# They decide no figure: what they name and choose arrives in the hyperparameters.
NEUTRAL_MODULES = frozenset(
    f"{PACKAGE}.{name}"
    for name in (
        *("config", "errors", "files", "paths", "recipe", "models.catalog"),
        *("trials.plan", "trials.record"),
    )
)


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
    _KNOWN.keep()
    return dict(sorted(found.items()))


def script_digests(script: Path, *modules: str) -> dict[str, str]:
    """Digest a notebook's whole text, prose included, and the modules that it hangs on.

    Those are what it imports, and others that are named.
    """
    text = script.read_text()
    known = [module for module in modules if _module_file(module)]
    return {
        script.name: hashlib.sha256(text.encode()).hexdigest()[:16],
        **code_digests(*_imported_modules(ast.parse(text)), *known),
    }


class _KnownDigests:
    """The digests of modules as they were last read, kept from one command to the next.

    Reading them all again is a quarter of the time of `emnist-lab status`. A file counts as read if
    neither its time nor its size changed.
    """

    def __init__(self):
        # Beside Python's own cache of the modules, by version like it, and as little missed.
        name = f"digests.{sys.implementation.cache_tag}.json"
        self.file = Path(__file__).parent / "__pycache__" / name
        self.found: dict[str, list] | None = None
        self.is_new = False

    def of(self, module: str) -> tuple[str, tuple[str, ...]]:
        """Return a module's digest and imports, read only if it changed, or this module did."""
        if self.found is None:
            self.found = self._kept()
        state = [*_file_state(_module_file(module)), *_file_state(Path(__file__))]
        known = self.found.get(module)
        if known is None or known[0] != state:
            known = self.found[module] = [state, *_read_module(module)]
            self.is_new = True
        return known[1], tuple(known[2])

    def keep(self) -> None:
        """Write what was read anew, if the folder may be written to."""
        if self.is_new:
            with contextlib.suppress(StorageError):
                write_whole(self.file, json.dumps(self.found))
            self.is_new = False

    def _kept(self) -> dict[str, list]:
        try:
            return json.loads(self.file.read_text())
        except (OSError, ValueError):
            return {}


_KNOWN = _KnownDigests()


@functools.cache
def _digest_and_imports(module: str) -> tuple[str, tuple[str, ...]]:
    return _KNOWN.of(module)


def _file_state(file: Path) -> tuple[int, int]:
    stat = file.stat()
    return stat.st_mtime_ns, stat.st_size


def _read_module(module: str) -> tuple[str, tuple[str, ...]]:
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
    ours = (name for name in names if name.split(".")[0] in (PACKAGE, STUDIES))
    return tuple(name for name in ours if _module_file(name))


@functools.cache
def _module_file(module: str) -> Path | None:
    base = Path(str(resources.files(PACKAGE))).parent.joinpath(*module.split("."))
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

"""Digests of this project's code: which modules a result ran through, and whether they changed."""

import ast
import contextlib
import functools
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

from emnist_lab.errors import StorageError
from emnist_lab.files import write_whole
from emnist_lab.public_names import PUBLIC_NAMES

PACKAGE = "emnist_lab"
# What `import emnist_lab` makes ready to be used.
ANY_PUBLIC_NAME = f"{PACKAGE}.*"
# The folder, and the package, of studies.
STUDIES = "analysis"
# They decide no figure: what they name and choose arrives in the hyperparameters.
NEUTRAL_MODULES = frozenset(
    f"{PACKAGE}.{name}"
    for name in (
        *("config", "errors", "files", "profile", "project", "public_names", "recipe"),
        *("models.catalog", "trials.plan", "trials.record"),
    )
)


@functools.cache
def code_digests(*roots: str) -> dict[str, str]:
    """Digest the package's modules that some of them import, directly or through others.

    The digests stand by the modules' names; comments, docstrings and layout do not count.
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


def notebook_digests(script: Path, *modules: str) -> dict[str, str]:
    """Digest a study's notebook, prose included, and all modules that it hangs on.

    `modules` are those of studies that it hangs on beside those that it imports. The digests stand
    by the names of modules, of the package and of studies, and by the script's.
    """
    text = script.read_text()
    found = {script.name: hashlib.sha256(text.encode()).hexdigest()[:16]}
    waiting = [*_imported_names(_parsed(text)), *modules]
    of_package = set()
    while waiting:
        module = waiting.pop()
        file = script.parents[2].joinpath(*module.split(".")).with_suffix(".py")
        if module.partition(".")[0] == PACKAGE:
            of_package.add(module)
        elif module not in found and file.is_file():
            found[module], imported = _KNOWN.of(module, file)
            waiting.extend(imported)
    return found | code_digests(*sorted(_modules_of(of_package)))


class _KnownDigests:
    """The digests of modules as they were last read, kept from one command to the next.

    Reading them all again doubles the time of `emnist-lab status`. A file counts as read if
    neither its time nor its size changed.
    """

    def __init__(self) -> None:
        # Beside Python's own cache of the modules, by version like it, and as little missed.
        name = f"digests.{sys.implementation.cache_tag}.json"
        self.file = Path(__file__).parent / "__pycache__" / name
        self.found: dict[str, list] | None = None
        self.is_new = False

    def of(self, module: str, file: Path) -> tuple[str, tuple[str, ...]]:
        """Return a module's digest and imports, read only if it changed, or this module did."""
        if self.found is None:
            self.found = self._kept()
        state = [str(file), *_file_state(file), *_file_state(Path(__file__))]
        known = self.found.get(module)
        if known is None or known[0] != state:
            known = self.found[module] = [state, *_read_module(file)]
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
    file = _module_file(module)
    if file is None:
        raise ModuleNotFoundError(f"no module named {module!r}", name=module)
    digest, imported = _KNOWN.of(module, file)
    return digest, tuple(_modules_of(imported))


def _modules_of(names: Iterable[str]) -> Iterator[str]:
    """Name the modules of the package in which imported names lie."""
    for name in names:
        lies_in = PUBLIC_NAMES.get(name.removeprefix(f"{PACKAGE}."), name)
        if name == ANY_PUBLIC_NAME:
            yield from PUBLIC_NAMES.values()
        elif _module_file(lies_in):
            yield lies_in


def _file_state(file: Path) -> tuple[int, int]:
    stat = file.stat()
    return stat.st_mtime_ns, stat.st_size


def _read_module(file: Path) -> tuple[str, tuple[str, ...]]:
    tree = _parsed(file.read_text())
    imported = _imported_names(tree)
    _drop_docstrings(tree)
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest()[:16], imported


def _parsed(text: str) -> ast.Module:
    """Return a module without what is there for type checkers alone."""
    tree = ast.parse(text)
    tree.body = [
        statement
        for node in tree.body
        for statement in (
            node.orelse
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
            else [node]
        )
    ]
    return tree


def _imported_names(tree: ast.AST) -> tuple[str, ...]:
    names: list[str] = []
    for node in _statements(tree):
        if isinstance(node, ast.Import):
            names.extend(alias.name for alias in node.names)
            names.extend(ANY_PUBLIC_NAME for alias in node.names if alias.name == PACKAGE)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
            names.extend(f"{node.module}.{alias.name}" for alias in node.names)
    return tuple(name for name in names if name.partition(".")[0] in (PACKAGE, STUDIES))


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

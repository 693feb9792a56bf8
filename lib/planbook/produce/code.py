"""Which code a step's tables come from: the step's module and all it imports, hashed.

A table made by other code is another table, so this hash is part of its key in the cache.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import platform
import time
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

PACKAGE = "planbook"
LIBRARIES = ("numpy", "pandas", "xarray", "scipy")
# What turns a step's answer into its table, beside the step's own imports.
ALWAYS = ("planbook.fields", "planbook.params.draws", "planbook.produce.tables")
_STARTED = time.time()


@cache
def code_key(module: str) -> str:
    """Give the hash of a module's source, of every planbook module it imports, and of the libraries' versions."""
    hashed = hashlib.sha256(repr(library_versions()).encode())
    files = sorted({*(_file(name) for name in modules_used(module)), *(_file(name) for name in ALWAYS)})
    for file in files:
        hashed.update(file.read_bytes())
    if any(file.stat().st_mtime > _STARTED for file in files):
        # Edited since this process loaded it: what runs is not what is on disk, so no other process may share it.
        hashed.update(repr(_STARTED).encode())
    return hashed.hexdigest()


@cache
def modules_used(module: str) -> tuple[str, ...]:
    """Give a module and the planbook modules it imports, directly or through others, sorted."""
    found: set[str] = set()
    queue = [module]
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue += _imported(name)
    return tuple(sorted(found))


@cache
def references_named(module: str) -> tuple[str, ...]:
    """Give the reference tables that the code behind a module names itself, not through its inputs."""
    names = set()
    for used in modules_used(module):
        for node in ast.walk(_tree(used)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"reference.load", "load"}:
                names |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "reference.population":
                names.add("population")
    return tuple(sorted(name for name in names if isinstance(name, str)))


def library_versions() -> dict[str, str]:
    """Give the versions that can change a number: Python's and the numeric libraries'."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


def _imported(module: str) -> Iterator[str]:
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Import):
            candidates = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            candidates = [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        yield from (name for name in candidates if name.split(".")[0] == PACKAGE and _is_module(name))


@cache
def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


@cache
def _file(module: str) -> Path:
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"no module named '{module}'", name=module)
    return Path(spec.origin)


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(_file(module).read_text(encoding="utf-8"))

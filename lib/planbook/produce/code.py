"""Which code a step's tables and a notebook's page come from: a module and all it imports, hashed.

A table made by other code is another table, so this hash is part of its key in the cache; a page made by other code is
stale.
"""

from __future__ import annotations

import hashlib
import importlib.util
import platform
import re
import sys
import time
from collections.abc import Iterator
from functools import cache
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import version
from pathlib import Path

from planbook import workflow
from planbook.produce.notebooks import code_cells

PACKAGE = "planbook"
LIBRARIES = ("numpy", "pandas", "xarray", "scipy")
# Beside those, what can change a page: what draws, runs and renders it.
RENDERERS = (
    "ipykernel",
    "ipython",
    "jinja2",
    "markupsafe",
    "matplotlib",
    "matplotlib-inline",
    "mistune",
    "nbconvert",
    "nbformat",
    "papermill",
    "planbook",
    "pyarrow",
    "pydantic",
)
# What turns a step's answer into its table, beside the step's own imports.
ALWAYS = ("planbook.params.draws", "planbook.produce.tables")
_STARTED = time.time()
# Read by pattern, as parsing every module takes seconds: what else looks like an import only makes a hash wider.
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(planbook[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|.+)|import[ \t]+(planbook.*))$", re.M
)
_NAMED = re.compile(r"\bload\(\s*\"(\w+)\"|\breference\.(population)\(")
_WORD = re.compile(r'"(\w+)"')
_BEGUN, _ENDED = re.compile(r'f"([a-z]+_)\{'), re.compile(r'f"\{\w+\}(_\w+)"')
_NOTE = re.compile(r"#.*|\bas\s+\w+")


@cache
def code_key(module: str) -> str:
    """Give the hash of a module's source, of every planbook module it imports, and of the libraries' versions."""
    hashed = hashlib.sha256(repr(library_versions()).encode())
    files = sorted({_file(name) for name in (*modules_used(module), *modules_used("planbook.fields"), *ALWAYS)})
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
    found = (_NAMED.findall(_text(used)) for used in modules_used(module))
    return tuple(sorted({loaded or other for each in found for loaded, other in each}))


@cache
def arrays_named(module: str) -> frozenset[str]:
    """Give the arrays that the code behind a module names, whole, as `f"step_{name}"` or as `f"{step}_name"`."""
    texts = [_text(used) for used in modules_used(module)]
    words = {word for text in texts for word in _WORD.findall(text)}
    begun, ended = ({part for text in texts for part in found.findall(text)} for found in (_BEGUN, _ENDED))
    joined = {start + word for start in begun for word in words} | {word + end for end in ended for word in words}
    return frozenset(words | joined) & frozenset(workflow.ARRAYS)


@cache
def modules_of_notebook(path: Path) -> tuple[str, ...]:
    """Give the planbook modules that a notebook's cells import, directly or through others, sorted."""
    found: set[str] = set()
    for cell in code_cells(path):
        found |= {used for module in _imports("".join(cell["source"])) for used in modules_used(module)}
    return tuple(sorted(found))


@cache
def module_digest(module: str) -> str:
    """Give the hash of one module's source, such that no other process has it where the file was edited meanwhile."""
    file = _file(module)
    edited = repr(_STARTED) if file.stat().st_mtime > _STARTED else ""
    return hashlib.sha256(file.read_bytes() + edited.encode()).hexdigest()


@cache
def library_versions() -> dict[str, str]:
    """Give the versions that can change a number: Python's and the numeric libraries'."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


@cache
def page_versions() -> dict[str, str]:
    """Give the versions that can change a page."""
    return library_versions() | {name: version(name) for name in RENDERERS}


@cache
def _imported(module: str) -> tuple[str, ...]:
    return tuple(_imports(_text(module)))


def _imports(text: str) -> Iterator[str]:
    for source, names, modules in _IMPORT.findall(text):
        words = _NOTE.sub("", names or modules).strip("() \n").split(",")
        said = [word.strip() for word in words if word.strip()]
        candidates = [source, *(f"{source}.{name}" for name in said)] if source else said
        yield from (name for name in candidates if _spec(name) is not None)


@cache
def _spec(name: str) -> ModuleSpec | None:
    """Find a module without importing it or the packages around it."""
    around, _, _ = name.rpartition(".")
    if not around:
        return importlib.util.find_spec(name)
    package = sys.modules.get(around) or _spec(around)
    folders = getattr(package, "__path__", None) or getattr(package, "submodule_search_locations", None)
    return PathFinder.find_spec(name, list(folders)) if folders else None


@cache
def _file(module: str) -> Path:
    spec = _spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"no module named '{module}'", name=module)
    return Path(spec.origin)


@cache
def _text(module: str) -> str:
    return _file(module).read_text(encoding="utf-8")

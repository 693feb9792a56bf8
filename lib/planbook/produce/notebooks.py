"""What a notebook must be before it may be run: there, readable, with a cell of parameters and nothing left over."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from planbook.errors import InputError, Problem

PARAMETERS = ("system", "place", "scenario")


def runnable_problems(path: Path) -> list[Problem]:
    """Give what would stop a notebook from being run: missing, unreadable, or without its parameters."""
    try:
        cells = [cell for cell in code_cells(path) if "parameters" in cell.get("metadata", {}).get("tags", [])]
    except InputError as error:
        return list(error.problems)
    if len(cells) != 1:
        what = f"has {len(cells)} cells tagged 'parameters'"
        return [Problem(what, path.name, f"one, that sets {', '.join(PARAMETERS)}")]
    missing = [name for name in PARAMETERS if name not in _assigned("".join(cells[0]["source"]))]
    return [
        Problem(f"the cell of parameters does not set '{name}'", path.name, f"it sets {', '.join(PARAMETERS)}")
        for name in missing
    ]


def left_over_problems(path: Path) -> list[Problem]:
    """Give the problem of a notebook kept with outputs or numbers of execution, or nothing."""
    try:
        cells = code_cells(path)
    except InputError:
        return []
    if any(cell.get("outputs") or cell.get("execution_count") for cell in cells):
        return [Problem("is kept with outputs", path.name, "clear them: nbstripout does")]
    return []


def code_cells(path: Path) -> list[dict[str, Any]]:
    """Give the code cells of a notebook; raises `InputError` when it is not there or is not a notebook of version 4."""
    if not path.exists():
        there = ", ".join(sorted(each.name for each in path.parent.glob("*.ipynb"))) or "none"
        raise InputError(Problem("there is no such notebook", path.name, f"there: {there}"))
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        if notebook["nbformat"] != 4:
            raise ValueError(f"it is of version {notebook['nbformat']}, not 4")
        return [cell for cell in notebook["cells"] if cell["cell_type"] == "code" and "source" in cell]
    except (ValueError, OSError, KeyError, TypeError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(Problem(f"cannot be read as a notebook: {said}", path.name)) from error


def modules_imported(path: Path) -> tuple[str, ...]:
    """Give the modules that a notebook's cells import by name, in order; none where it cannot be read."""
    try:
        sources = ["".join(cell["source"]) for cell in code_cells(path)]
    except InputError:
        return ()
    return tuple(dict.fromkeys(name for source in sources for name in _imported(source)))


def content_hash(path: Path) -> str:
    """Give the hash of a notebook's file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _imported(source: str) -> Iterator[str]:
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def _assigned(source: str) -> set[str]:
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return set()
    plain = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
    plain += [node.target for node in body if isinstance(node, ast.AnnAssign)]
    return {target.id for target in plain if isinstance(target, ast.Name)}

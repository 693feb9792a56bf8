"""Jupyter's libraries are imported without the slow parser, whichever of our modules comes first."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import planbook.produce

JUPYTER = {"IPython", "ipykernel", "jupyter_client", "nbclient", "nbconvert", "nbformat", "papermill"}
LEAN = "planbook.produce.lean"
MODULES = sorted(Path(planbook.produce.__path__[0]).glob("*.py"))


def imported(tree: ast.Module) -> Iterator[str]:
    """Give what a module imports as it is itself imported, in order."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_that_imports_jupyter_imports_it_lean(path: Path) -> None:
    names = list(imported(ast.parse(path.read_text(encoding="utf-8"))))
    ours = [name for name in names if name.split(".")[0] in JUPYTER]
    assert not ours or LEAN in names[: names.index(ours[0])]

"""Notebooks are thin, carry names and no numbers, and are committed without outputs."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest

from planbook import workflow

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TUTORIAL = "00_tutorial"
OF_STEPS = [path for path in NOTEBOOKS if path.stem != TUTORIAL]
LONGEST_CELL = 8
NAMES = {"system", "place", "scenario"}


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def tagged(path: Path, tag: str) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if tag in cell.metadata.get("tags", [])]


def test_there_is_one_notebook_for_each_step() -> None:
    assert [path.stem for path in OF_STEPS] == sorted(step.stem for step in workflow.STEPS)


@pytest.mark.parametrize("path", OF_STEPS, ids=lambda path: path.stem)
def test_a_notebook_of_a_step_has_one_cell_to_explore_it(path: Path) -> None:
    assert [cell.source for cell in code_cells(path) if "explore(run)" in cell.source] == [
        "from planbook.live import explore\n\nexplore(run)"
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs(path: Path) -> None:
    assert all(not cell.outputs and cell.execution_count is None for cell in code_cells(path))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_three_parameters_and_a_default_for_each(path: Path) -> None:
    (cell,) = tagged(path, "parameters")
    assigned = {target.id for line in ast.parse(cell.source).body for target in line.targets}  # type: ignore[attr-defined]
    assert assigned == NAMES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_thin(path: Path) -> None:
    for cell in code_cells(path):
        assert cell.source.count("\n") < LONGEST_CELL
        tree = ast.parse(cell.source)
        refused = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Lambda)
        assert not [node for node in ast.walk(tree) if isinstance(node, refused)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_carries_names_and_no_numbers(path: Path) -> None:
    for cell in code_cells(path):
        numbers = [
            node.value
            for node in ast.walk(ast.parse(cell.source))
            if isinstance(node, ast.Constant)
            and isinstance(node.value, int | float)
            and not isinstance(node.value, bool)
        ]
        assert numbers == []


@pytest.mark.parametrize("path", OF_STEPS, ids=lambda path: path.stem)
def test_a_notebook_opens_with_its_question_and_what_it_reads_and_leaves_out(path: Path) -> None:
    first = nbformat.read(path, as_version=4).cells[0]
    step = next(step for step in workflow.STEPS if step.stem == path.stem)
    assert first.source.startswith(f"# {step.question}")
    for said in ("Reads", "Assumes", "Produces", "Not covered"):
        assert f"**{said}**" in first.source


@pytest.mark.parametrize("path", OF_STEPS, ids=lambda path: path.stem)
def test_a_notebook_names_every_table_it_produces(path: Path) -> None:
    first = nbformat.read(path, as_version=4).cells[0].source
    step = next(step for step in workflow.STEPS if step.stem == path.stem)
    assert [table.name for table in step.produces if f"`{table.name}`" not in first] == []

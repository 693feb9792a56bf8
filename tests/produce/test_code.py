"""What code a table comes from is read by pattern; Python's own parser says whether the pattern sees all of it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from planbook.produce import code
from planbook.produce.tasks import in_turn
from planbook.workflow import STEP_OF, STEPS, TABLES, upstream

LIB = Path(code.__file__).parents[1]
MODULES = sorted(LIB.rglob("*.py"))


def parsed_imports(text: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name.split(".")[0] == "planbook" and code._spec(name) is not None}


@pytest.mark.parametrize(
    "folder", sorted({path.parent for path in MODULES}), ids=lambda path: str(path.relative_to(LIB))
)
def test_every_import_that_python_sees_is_seen(folder: Path) -> None:
    for path in sorted(folder.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert set(code._imports(text)) == parsed_imports(text), path


def test_imports_over_several_lines_with_notes_and_other_names_are_seen() -> None:
    text = (
        "from planbook.data import (\n    areas,  # where\n    local as supplied,\n)\n"
        "    import planbook.units as u\nfrom planbook import errors\n"
    )
    found = set(code._imports(text))
    assert {"planbook.data.areas", "planbook.data.local", "planbook.units", "planbook.errors"} <= found


def test_every_reference_that_code_names_is_seen() -> None:
    named = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"reference.load", "load"}:
                named |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    seen = {name for path in MODULES for pair in code._NAMED.findall(path.read_text(encoding="utf-8")) for name in pair}
    assert named <= seen


def test_an_array_is_named_whole_or_by_its_parts() -> None:
    assert "demand_volumes" in code.arrays_named("planbook.steps.finance")
    assert {"capacity_needed", "capacity_counted"} <= code.arrays_named("planbook.steps.capacity")
    assert "value_worth" not in code.arrays_named("planbook.steps.need")


def test_tables_come_after_those_they_need_and_keep_what_later_ones_read() -> None:
    turns = list(in_turn(TABLES))
    order = [STEP_OF[name].slug for name, _, _ in turns]
    assert sorted(name for name, _, _ in turns) == sorted(TABLES)
    for each in STEPS:
        for before in upstream(each.slug):
            assert max(i for i, slug in enumerate(order) if slug == before.slug) < order.index(each.slug)
    for name, ends, to_come in turns:
        own = STEP_OF[name].slug
        assert ends == (own not in to_come)
        assert all(order.index(slug) <= order.index(own) or slug in to_come for slug in order)

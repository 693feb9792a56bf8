"""Nothing marked confidential is in what an edition for others is made of: tables, pages, embedded figures."""

from __future__ import annotations

import ast
import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from planbook import workflow
from planbook.fields.field import AUDIENCES
from planbook.params.governance import OWN, Governance
from planbook.params.governance_registers import Row
from planbook.produce import run as runs
from planbook.produce.editions import EDITIONS, FULL, released, said_left_out
from planbook.produce.project import open_project
from planbook.produce.reading import Reading
from planbook.produce.tables import SystemTables

ROOT = Path(__file__).parents[2]
STEP = workflow.step("governance")
CANARY = "CANARY"
WORDS = re.compile(r"\s")
IN_PAGE = re.compile(rb"data:[^,\"]*;base64,([A-Za-z0-9+/=]+)")


def marked(value: Any, audience: str) -> Any:
    """Give a register's plain values with a canary at the head of every text that people wrote."""
    if isinstance(value, dict):
        return {key: marked(each, audience) for key, each in value.items()}
    if isinstance(value, tuple):
        return tuple(marked(each, audience) for each in value)
    return f"{CANARY} {audience} {value}" if isinstance(value, str) and WORDS.search(value) else value


def planted(governance: Governance, audience: str, *, by_row: bool) -> Governance:
    """Give the registers with canaries, kept to an audience: each row by itself, or the whole file."""
    files = {}
    for name, file in governance.files.items():
        plain = marked(
            {field: plain_of(getattr(file, field), audience, by_row) for field in type(file).model_fields}, audience
        )
        files[name] = OWN[name].model_validate(
            {**plain, "system": "EXAMPLE", "audience": "public" if by_row else audience}
        )
    return Governance(governance.national, files)


def plain_of(value: Any, audience: str, by_row: bool) -> Any:
    if isinstance(value, Row):
        return {**value.model_dump(by_alias=True), "audience": audience if by_row else None}
    if isinstance(value, dict):
        return {key: plain_of(each, audience, by_row) for key, each in value.items()}
    if isinstance(value, tuple):
        return tuple(plain_of(each, audience, by_row) for each in value)
    return value.model_dump() if hasattr(value, "model_dump") else value


def tables_with(money: Any, audience: str, *, by_row: bool) -> SystemTables:
    plain = money.tables("EXAMPLE", "plan")
    for name in ("levers_residual", "value_summary"):
        plain.made(name)
    found = planted(plain.written.governance, audience, by_row=by_row)
    kept = {name: each for name, each in plain._made.items() if not name.startswith("governance_")}
    written = replace(plain.written, governance=found, _digests={})
    return replace(plain, written=written, _made=kept, _making=[])


def page_of(tables: SystemTables, edition: str, monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, Reading]:
    """Run the notebook's cells on those tables, and give all they show, what is embedded written out too."""
    project, reading = open_project(ROOT), Reading()
    said = runs.said_of(project.beliefs, "plan")
    made = runs.Run(project, STEP, tables.areas.system, said, tables, reading, edition)
    monkeypatch.setattr(runs, "open_run", lambda *_args, **_named: made)
    shown = b"".join(cells_shown())
    embedded = [base64.b64decode(each) for each in IN_PAGE.findall(shown)]
    return b"\n".join([shown, *embedded]), reading


def cells_shown() -> Iterator[bytes]:
    names: dict[str, Any] = {}
    for cell in nbformat.read(ROOT / "notebooks" / f"{STEP.stem}.ipynb", as_version=4).cells:
        if cell.cell_type != "code":
            continue
        *before, last = ast.parse(cell.source).body
        if not isinstance(last, ast.Expr):
            exec(cell.source, names)
            continue
        exec(compile(ast.Module(before, []), "cell", "exec"), names)
        yield str(eval(compile(ast.Expression(last.value), "cell", "eval"), names)).encode()


@pytest.mark.parametrize("by_row", [True, False], ids=["rows", "whole files"])
def test_no_confidential_byte_is_in_what_others_see(money: Any, by_row: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = tables_with(money, "confidential", by_row=by_row)
    for edition in ("public", "partners"):
        shown, reading = page_of(tables, edition, monkeypatch)
        assert [shown[each.start() : each.start() + 90] for each in re.finditer(CANARY.encode(), shown)] == []
        assert reading.left_out["governance_risks"] == (7, 7)
        assert "7 of 7 rows of risks" in said_left_out(reading.left_out, edition)
        for table in STEP.produces:
            frame = released(tables.made(table.name).frame, table, edition)
            assert CANARY not in frame.to_csv(), table.name
    full, reading = page_of(tables, FULL, monkeypatch)
    assert full.count(CANARY.encode()) > 300
    assert reading.left_out == {}
    assert said_left_out(reading.left_out, FULL) == ""


def test_partners_see_what_is_for_them_and_the_public_does_not(money: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = tables_with(money, "partners", by_row=True)
    assert CANARY.encode() not in page_of(tables, "public", monkeypatch)[0]
    assert page_of(tables, "partners", monkeypatch)[0].count(CANARY.encode()) > 300


def test_every_text_a_register_holds_carries_its_audience_into_some_table(money: Any) -> None:
    """The canary test is worth something only where the texts do reach the tables."""
    tables = tables_with(money, "confidential", by_row=True)
    written = "".join(tables.made(table.name).frame.to_csv() for table in STEP.produces)
    for name, file in tables.written.governance.files.items():
        assert f"{CANARY} confidential" in file.model_dump_json(), name
    assert written.count(f"{CANARY} confidential") > 300


def test_editions_are_nested(money: Any) -> None:
    tables = money.tables("EXAMPLE", "plan")
    for table in STEP.produces:
        frame = tables.made(table.name).frame
        counts = [len(released(frame, table, edition)) for edition in EDITIONS]
        assert counts == sorted(counts)
        assert counts[-1] == len(frame)
    assert EDITIONS == ("public", "partners", "full")
    assert AUDIENCES[0] == "public"

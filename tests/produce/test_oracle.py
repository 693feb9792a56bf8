"""Every notebook that ships gives the same page by the warm engine as by a real kernel."""

from __future__ import annotations

from pathlib import Path

import pytest

from planbook.data import reference
from planbook.produce.farm import make_reports
from planbook.produce.project import open_project
from planbook.produce.selection import select
from planbook.produce.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.mark.notebook
@pytest.mark.skipif(not reference.names(), reason="the reference tables are not built")
def test_both_engines_make_the_same_pages_of_a_real_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANBOOK_CACHE", str(tmp_path / "cache"))
    project = open_project(ROOT)
    selection = select(project, ["QWO"], "leeds")
    made: dict[str, list[bytes]] = {}
    for engine in ("warm", "kernel"):
        summary = make_reports(project, selection, Settings(tmp_path / engine, engine=engine))
        assert [failure.message for failure in summary.failures] == []
        made[engine] = [(tmp_path / engine / wanted.path).read_bytes() for wanted in selection.wanted]
    for wanted, warm, kernel in zip(selection.wanted, made["warm"], made["kernel"], strict=True):
        assert warm == kernel, wanted.said

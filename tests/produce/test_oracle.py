"""Every notebook that ships gives the same page by the warm engine as by a real kernel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planbook import workflow
from planbook.data import reference
from planbook.produce.farm import make_reports
from planbook.produce.project import open_project
from planbook.produce.selection import select
from planbook.produce.settings import Settings


@pytest.mark.notebook
@pytest.mark.skipif(not reference.names(), reason="the reference tables are not built")
@pytest.mark.parametrize("step", [step.slug for step in workflow.STEPS])
def test_both_engines_make_the_same_page_of_a_real_place(
    step: str, cache: Path, light: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANBOOK_CACHE", str(cache))
    project = open_project(light)
    selected = select(project, ["QWO"], "leeds", step, "options")
    wanted = next(each for each in selected.wanted if each.place)
    selection = replace(selected, wanted=(wanted,))
    pages = {}
    for engine in ("warm", "kernel"):
        summary = make_reports(project, selection, Settings(tmp_path / engine, jobs=1, engine=engine))
        assert [failure.message for failure in summary.failures] == []
        pages[engine] = (tmp_path / engine / wanted.path).read_bytes()
    assert pages["warm"] == pages["kernel"]

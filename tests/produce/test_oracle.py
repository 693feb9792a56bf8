"""Every notebook that ships gives the same page by the warm engine as by a real kernel."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from planbook import workflow
from planbook.data import reference
from planbook.produce.engines import ENGINES
from planbook.produce.farm import make_reports
from planbook.produce.project import open_project
from planbook.produce.selection import select
from planbook.produce.settings import Settings


@dataclass
class Both:
    """What both engines made of each step: its page by engine, and what went wrong."""

    pages: dict[str, dict[str, bytes]] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def both(cache: Path, light: Path, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Make every step's page of a real place by each engine, all in one farm each, from the same tables."""
    found, out = Both(), tmp_path_factory.mktemp("oracle")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_CACHE", str(cache))
        project = open_project(light)
        selected = select(project, ["QWO"], "leeds", scenarios="options")
        for engine in ENGINES:
            summary = make_reports(project, selected, Settings(out / engine, engine=engine))
            for failure in summary.failures:
                found.wrong.setdefault(failure.wanted.step, []).append(f"{engine}: {failure.message}")
            for row in summary.rows:
                found.pages.setdefault(str(row["step"]), {})[engine] = (out / engine / str(row["path"])).read_bytes()
    return found


@pytest.mark.notebook
@pytest.mark.skipif(not reference.names(), reason="the reference tables are not built")
@pytest.mark.parametrize("step", [step.slug for step in workflow.STEPS])
def test_both_engines_make_the_same_page_of_a_real_place(step: str, both: Both) -> None:
    assert both.wrong.get(step, []) == []
    made = both.pages[step]
    assert set(made) == set(ENGINES)
    assert made["warm"] == made["kernel"]

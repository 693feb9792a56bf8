"""How long choosing levers takes for one system: a row of the bench."""

from __future__ import annotations

import time
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from planbook.methods.levers.worked import worked
from planbook.produce.cache import open_cache
from planbook.produce.project import Project
from planbook.produce.tables import RecordedInputs, system_tables
from planbook.workflow import step

MOST_SECONDS = 10.0


class Row(NamedTuple):
    """One row: what was measured, its target in words, seconds, whether it was met, and each measurement."""

    what: str
    target: str
    seconds: float
    met: bool
    each: Sequence[float]


def choosing_levers(project: Project, system: str, scenario: str = "options", times: int = 3) -> Row:
    """Time the whole step for one system: every lever tried, the choice made, limits lifted, the model run again.

    What comes before (demand, programmes, staff required and available) is made first and not counted.
    """
    tables = system_tables(project.beliefs, project.areas(system), scenario, open_cache(project.root))
    inputs = RecordedInputs(tables, step("levers"))
    inputs.array("supply_gap")
    each = []
    for _ in range(times):
        begun = time.perf_counter()
        worked(inputs)
        each.append(time.perf_counter() - begun)
    seconds = median(each)
    what = f"choosing levers for {system}: tried, chosen, limits lifted, run again"
    return Row(what, f"under {MOST_SECONDS:.0f} s", seconds, seconds < MOST_SECONDS, tuple(each))

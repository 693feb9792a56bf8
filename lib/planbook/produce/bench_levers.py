"""How long choosing levers takes for one system: a row of the bench."""

from __future__ import annotations

import time
from statistics import median

from planbook.methods.levers.worked import chosen, each_alone, worked
from planbook.produce.bench import Measured
from planbook.produce.cache import open_cache
from planbook.produce.inputs import RecordedInputs
from planbook.produce.project import Project
from planbook.produce.tables import system_tables
from planbook.workflow import step

MOST_SECONDS = 10.0


def choosing_levers(project: Project, system: str, scenario: str = "options", times: int = 3) -> Measured:
    """Time the whole step for one system: every lever tried, the choice made, limits lifted, the model run again.

    What comes before (demand, programmes, staff required and available) is made first and not counted.
    """
    tables = system_tables(project.beliefs, project.areas(system), scenario, open_cache(project.root))
    inputs = RecordedInputs(tables, step("levers"))
    inputs.array("levers_alone")
    each = []
    for _ in range(times):
        begun = time.perf_counter()
        each_alone(inputs)
        found = chosen(inputs)
        worked(inputs, dict(zip(found["lever"].values, found["amount"].values, strict=True)))
        each.append(time.perf_counter() - begun)
    seconds = median(each)
    what = f"choosing levers for {system}: tried, chosen, limits lifted, run again"
    return Measured(what, f"under {MOST_SECONDS:.0f} s", seconds, "s", seconds < MOST_SECONDS, tuple(each))

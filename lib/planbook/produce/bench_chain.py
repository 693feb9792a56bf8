"""The bench of the chain: from who needs care to what it costs, for one area, all joint draws, no drawing.

`CHAIN` names, step by step, the summaries by area, line and year that the next step or a reader takes further. What no
assumption touches is made before the clock starts, and levers are held as chosen there, as for a what-if. Held, in the
same run, against every table of the same steps: those that explain, credit and test among them.

`python -m planbook.produce.bench_chain SYSTEM SCENARIO TIMES` prints the processor seconds of each.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from planbook import workflow
from planbook.produce.bench import Bench, Measured
from planbook.produce.cache import Stored, Unkept
from planbook.produce.project import Project, open_project
from planbook.produce.tables import SystemTables, system_tables

SCENARIO = "options"
HELD = "levers_chosen"
CHAIN: dict[str, tuple[str, ...]] = {
    "need": ("need_population", "need_segments", "need_cohort"),
    "demand": ("demand_activity", "demand_list", "demand_waits", "demand_beds", "demand_staff", "demand_cost"),
    "pathways": ("pathways_points",),
    "capacity": ("capacity_resources", "capacity_waiting_summary"),
    "workforce": ("workforce_groups",),
    "supply": ("supply_positions",),
    "levers": ("levers_residual",),
    "finance": ("finance_lines", "finance_cases"),
}
TARGET_SECONDS = 1.0
MANY = 100  # more systems than there are


def measured(bench: Bench, times: int) -> Iterator[Measured]:
    """Measure the chain of the first system without places, in a process of its own."""
    system = one_area(bench)
    said = bench.called("planbook.produce.bench_chain", system, SCENARIO, str(times))
    chain, whole = ([float(each) for each in line.split()[1:]] for line in said.strip().splitlines()[-2:])
    seconds, everything = median(chain), median(whole)
    steps = " to ".join(dict.fromkeys((next(iter(CHAIN)), list(CHAIN)[-1])))
    yield Measured(
        f"the chain ({steps}, levers held): {system}, one area, every joint draw, nothing drawn",
        f"under {TARGET_SECONDS:g} s",
        seconds,
        "s",
        seconds < TARGET_SECONDS,
        tuple(chain),
        f"processor seconds; every table of these steps {everything:.2f} s, {everything / seconds:.1f} times the chain",
    )


def one_area(bench: Bench) -> str:
    """Give the first system of the bench that has no places, or its own."""
    every = bench.some_systems(MANY)
    return next((code for code in every if not bench.project.areas(code).places), bench.system)


def seconds_of(project: Project, system: str, scenario: str, times: int) -> dict[str, list[float]]:
    """Give the seconds of the chain and of every table of its steps, several times, in a warm process."""
    chain = [name for names in CHAIN.values() for name in names]
    every = [table.name for slug in CHAIN for table in workflow.step(slug).produces]
    before = [table.name for step in workflow.upstream(list(CHAIN)[-1]) for table in step.produces]
    warm = _fresh(project, system, scenario, {}, {})
    made = {name: warm.made(name) for name in dict.fromkeys((*before, *every))}
    held = {name: each for name, each in made.items() if name == HELD or not each.reads["parameters"]}
    figures = {name: each for name, each in warm._arrays.items() if not each[1].asked["parameters"]}
    found: dict[str, list[float]] = {"chain": [], "every": []}
    for _ in range(times):
        for what, names in (("chain", chain), ("every", every)):
            tables = _fresh(project, system, scenario, held, figures)
            began = time.process_time()
            for name in names:
                tables.made(name)
            found[what].append(time.process_time() - began)
    return found


def _fresh(
    project: Project, system: str, scenario: str, held: Mapping[str, Stored], figures: Mapping[str, Any]
) -> SystemTables:
    """Give tables of which nothing is made but what is held, and of arrays but those of published figures."""
    fresh = system_tables(project.beliefs, project.areas(system), scenario, Unkept(Path(tempfile.gettempdir())))
    return replace(fresh, _made=dict(held), _arrays=dict(figures))


if __name__ == "__main__":
    for what, seconds in seconds_of(open_project(), sys.argv[1], sys.argv[2], int(sys.argv[3])).items():
        print(what, *seconds)

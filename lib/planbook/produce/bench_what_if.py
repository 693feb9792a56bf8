"""What-ifs in the bench: from one control moved to the updated chart, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from planbook.produce.bench import Bench, Measured
from planbook.produce.bench_chain import one_area

TARGET_SECONDS = 0.25
TIMES = 5
FIRST = "-"
GROWTH = "demand.population_error_pct_per_year"
MOVES = (
    ("demand", FIRST, "its first assumption, the step's numbers"),
    ("finance", FIRST, "its first assumption, the step's numbers"),
    ("finance", GROWTH, "people grow faster: from demand through to money"),
)


def measured(bench: Bench) -> Iterator[Measured]:
    """Measure moves for the first system without places, and for the bench's own with all of its."""
    for system in dict.fromkeys((one_area(bench), bench.system)):
        places = len(bench.project.areas(system).places)
        for step, key, said in MOVES:
            printed = bench.called("planbook.live.bench_what_if", system, step, key, str(TIMES))
            each = [float(part) for part in printed.strip().splitlines()[-1].split()]
            seconds = median(each)
            what = f"what-if, {step} ({said}): {system}, {places} places, to an updated chart"
            yield Measured(what, f"under {TARGET_SECONDS:g} s", seconds, "s", seconds < TARGET_SECONDS, tuple(each))

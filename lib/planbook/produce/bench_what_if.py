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
            clock, processor = (_seconds(line) for line in printed.strip().splitlines()[-2:])
            seconds = median(clock)
            what = f"what-if, {step} ({said}): {system}, {places} places, to an updated chart"
            target, met = f"under {TARGET_SECONDS:g} s", seconds < TARGET_SECONDS
            yield Measured(what, target, seconds, "s", met, tuple(clock), f"processor {median(processor):.2f} s")


def _seconds(line: str) -> list[float]:
    return [float(part) for part in line.split()[1:]]

"""How long it takes from a control that is moved to the chart that shows it: rows of the bench, one a step and system.

`python -m planbook.live.bench_what_if SYSTEM STEP KEY TIMES` prints the seconds of each move, in one warm process, by
the clock and then of the processor; what is saved is worked out before. KEY -: the assumption that matters most.
"""

from __future__ import annotations

import sys
import time

from planbook.live.trial import Trial
from planbook.present import what_if, what_if_chart
from planbook.produce.project import open_project
from planbook.produce.run import run_of

SCENARIO = "options"
NAMES = ("As saved", "As moved")
FURTHER = 0.9  # of the way to the high end: each move stops a little short of the one before


def seconds_of(system: str, step: str, key: str, times: int) -> dict[str, list[float]]:
    """Give the seconds of each of so many moves of one assumption, to an updated chart and table, by each clock."""
    trial = Trial(run_of(open_project(), step, system, None, SCENARIO))
    key = key or next(iter(trial.movable))
    if key not in trial.movable:
        trial.movable[key] = trial.movable_of(key)
    _, saved, high = trial.movable[key].ends
    lines = what_if_chart.lines_for(trial.numbers(), trial.swings)
    clocks = {"clock": time.perf_counter, "processor": time.process_time}
    found, to = {name: list[float]() for name in clocks}, high
    for _ in range(times + 1):
        to = saved + FURTHER * (to - saved)
        begun = {name: now() for name, now in clocks.items()}
        trial.move(key, to)
        numbers = trial.numbers()
        what_if_chart.chart(numbers, lines)
        what_if.compared(numbers, "Key numbers", NAMES)
        for name, now in clocks.items():
            found[name].append(now() - begun[name])
    return {name: each[1:] for name, each in found.items()}  # the first works out what is saved as well


if __name__ == "__main__":
    system, step, key, times = sys.argv[1:]
    for clock, each in seconds_of(system, step, key.removeprefix("-"), int(times)).items():
        print(clock, *each)

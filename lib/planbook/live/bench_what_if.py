"""How long it takes from a control that is moved to the chart that shows it: rows of the bench, one a step and system.

`python -m planbook.live.bench_what_if SYSTEM STEP KEY TIMES` prints the seconds of each move, in one warm process; what
is saved is worked out before the clock starts. No KEY: the assumption that matters most.
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


def seconds_of(system: str, step: str, key: str, times: int) -> list[float]:
    """Give the seconds of each of so many moves of one assumption, to an updated chart and table."""
    trial = Trial(run_of(open_project(), step, system, None, SCENARIO))
    key = key or next(iter(trial.movable))
    if key not in trial.movable:
        trial.movable[key] = trial.movable_of(key)
    _, saved, high = trial.movable[key].ends
    lines = what_if_chart.lines_for(trial.numbers(), trial.swings)
    found, to = [], high
    for _ in range(times + 1):
        to = saved + FURTHER * (to - saved)
        begun = time.perf_counter()
        trial.move(key, to)
        numbers = trial.numbers()
        what_if_chart.chart(numbers, lines)
        what_if.compared(numbers, "Key numbers", NAMES)
        found.append(time.perf_counter() - begun)
    return found[1:]  # the first works out what is saved as well


if __name__ == "__main__":
    print(*seconds_of(sys.argv[1], sys.argv[2], sys.argv[3] if sys.argv[3] != "-" else "", int(sys.argv[4])))

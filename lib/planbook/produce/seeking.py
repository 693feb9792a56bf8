"""What would have to be true, and what would be regretted least: asked of a run, answered by running it again.

goal_seek(run, ["supply.joiners_change_pct"], "staff", 10, year=2030)
regret_of(run, ["baseline", "options"], ["hard_winter", "strikes"], "waiting")
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from planbook.errors import Problem, raise_if_any, unknown
from planbook.methods.regret import least_regret
from planbook.methods.scenarios.answers import BY_KEY, answered
from planbook.methods.scenarios.designed import steps
from planbook.methods.seek import sought
from planbook.params.joining import JOIN
from planbook.produce.run import Run, run_of
from planbook.workflow import step

CLOSE = 0.01


@dataclass(frozen=True)
class Goal:
    """What was found: the values that meet the target, or come nearest to it, and the mean answer there."""

    needed: dict[str, float]
    answer: float
    reached: bool


def answer_of(run: Run, answer: str, year: int | None = None) -> float:
    """Give the mean over the draws of what the plan has to hold (beds, waiting, staff, cost) in a year, else its last.

    Raises `InputError` for an answer that is not there and a year outside the plan.
    """
    years = run.planning.plan_year_list
    raise_if_any(
        [
            *([] if answer in BY_KEY else [unknown("answer", answer, BY_KEY)]),
            *(
                []
                if year in (None, *years)
                else [Problem(f"{year} is outside the plan", "year", f"{years[0]} to {years[-1]}")]
            ),
        ]
    )
    return float(answered(run.tables.inputs(step("scenarios")), answer, year or years[-1]).mean())


def goal_seek(run: Run, keys: Sequence[str], answer: str, target: float, year: int | None = None) -> Goal:
    """Give what one or two assumptions would have to be for an answer to be at most `target` by the end of a year.

    Each goes from what it is towards the end of what is possible that helps, both the same part of their way; bisection
    with what-ifs on the mean. Where even the ends do not reach it, those are given. Raises `InputError` for an
    assumption that is not there or has several values.
    """
    found = [run.parameters[key] for key in keys]
    raise_if_any(Problem(f"{each.key} has several values", "goal_seek", "one number") for each in found if each.by)

    def at(values: dict[str, float]) -> float:
        return answer_of(run.what_if(values) if values else run, answer, year)

    now = {each.key: each.scalar for each in found}
    grids = {each.key: steps(each) for each in found}
    ends = {key: _helping(at, key, float(grid[0]), float(grid[-1])) for key, grid in grids.items()}

    def along(part: float) -> dict[str, float]:
        return {key: now[key] + part * (ends[key] - now[key]) for key in now}

    start = at({})
    if start <= target:
        return Goal(now, start, True)
    goal = sought(lambda part: at(along(part)), target, 0.0, 1.0, close=CLOSE)
    return Goal(along(goal.value), goal.answer, goal.reached)


def _helping(at: Callable[[dict[str, float]], float], key: str, low: float, high: float) -> float:
    """Give the end of an assumption that makes the answer smaller."""
    return low if at({key: low}) < at({key: high}) else high


def regret_of(run: Run, choices: Sequence[str], scenarios: Sequence[str], answer: str) -> pd.DataFrame:
    """Give the choices (scenarios to build on) by what each would be regretted at worst over some scenarios.

    Columns choice, worst, scenario, order; 1 is regretted least. Every choice is run under every scenario in full.
    Raises `InputError` for scenarios that are not there.
    """
    code, place = run.system.code, run.area.slug or None
    loss = pd.DataFrame(index=list(scenarios), columns=list(choices), dtype=float)
    for choice in choices:
        for scenario in scenarios:
            name = choice if scenario in ("", choice) else f"{choice}{JOIN}{scenario}"
            loss.loc[scenario, choice] = answer_of(run_of(run.project, "scenarios", code, place, name), answer)
    return least_regret(loss)

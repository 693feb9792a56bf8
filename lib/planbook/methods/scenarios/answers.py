"""What the plan has to hold at its end, one number a draw of the system: for ranking, tipping points and regret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from planbook.data.inputs import Inputs
from planbook.methods.labelled import at
from planbook.methods.scenarios.months import MONTHS, Floats, beds, cost, of_all, watched, years_ahead
from planbook.params.programme_words import NHS_STAFF

PERCENT = 100.0


@dataclass(frozen=True)
class Answer:
    """One answer: its words, how missing its target reads, and the array whose assumptions it hangs on.

    `misses` completes "West Yorkshire ...": a system without a plan of its own is not said to have one.
    """

    key: str
    label: str
    unit: str
    misses: str
    array: str


ANSWERS: tuple[Answer, ...] = (
    Answer(
        "beds", "General and acute beds in use, of those open", "percent", "needs more beds than are open",
        "capacity_beds",
    ),
    Answer(
        "waiting", "Growth of the waiting list since the plan began", "percent_change", "ends with a longer list",
        "capacity_waiting",
    ),
    Answer(
        "staff", "NHS posts that cannot be filled", "percent", "cannot fill the posts it needs", "levers_gap",
    ),
    Answer(
        "cost", "Growth of cost a year since the base year, beyond prices in general", "percent_per_year",
        "sees cost grow faster than funding is announced to", "finance_cost",
    ),
)  # fmt: skip
BY_KEY = {each.key: each for each in ANSWERS}
ENDS = "scenarios_ends"


def at_plan_end(inputs: Inputs, used: Floats, there: Floats) -> Floats:
    """Give every answer of the system in the plan's last year, shape (draw, answer).

    `used` and `there` are beds in use and open by month, as `months.beds` gives them.
    """
    last = inputs.planning.plan_year_list[-1]
    found = {"beds": bed_use(used, there, years_ahead(inputs).index(last))}
    found |= {key: answered(inputs, key, last) for key in BY_KEY if key not in found}
    return np.stack([found[each.key] for each in ANSWERS], axis=1)


def answered(inputs: Inputs, answer: str, year: int) -> Floats:
    """Give one answer of the system in a year, one a draw; raises `KeyError` for an answer that is not there."""
    made: dict[str, Callable[[], Floats]] = {
        "beds": lambda: bed_use(*beds(inputs), years_ahead(inputs).index(year)),
        "waiting": lambda: list_growth(inputs, inputs.planning.plan_start - 1, year),
        "staff": lambda: staff_short(inputs, year),
        "cost": lambda: cost_growth(inputs, year),
    }
    return made[answer]()


def bed_use(used: Floats, there: Floats, place: int) -> Floats:
    """Give general and acute beds in use of those open, mean of the year in that place, per cent, one a draw."""
    months = slice(MONTHS * place, MONTHS * (place + 1))
    means = [each[:, 0, months].mean(axis=1) for each in (used, there)]
    return PERCENT * means[0] / means[1]


def list_growth(inputs: Inputs, start: int, end: int) -> Floats:
    """Give by how much the waiting list grows from the end of one year to the end of another, per cent."""
    size = of_all(inputs, watched(inputs, inputs.array("capacity_waiting"), year=[start, end]))[:, 0]
    return PERCENT * (size[:, 1] / size[:, 0] - 1)


def staff_short(inputs: Inputs, year: int) -> Floats:
    """Give NHS posts that cannot be filled once levers act, of those required, per cent."""
    here: Any = {"area": inputs.areas.system.code, "year": year, "staff_group": list(NHS_STAFF)}
    gap, needed = (at(inputs.array(f"levers_{name}"), **here).sum("staff_group") for name in ("gap", "required"))
    return np.asarray((PERCENT * gap / needed).values)


def cost_growth(inputs: Inputs, year: int) -> Floats:
    """Give how much cost grows a year from the base year, in constant prices, per cent."""
    base = inputs.planning.base_year
    start = watched(inputs, inputs.array("finance_cost"), case="unchanged", year=[base]).sum("item")
    before, then = of_all(inputs, start)[:, 0, 0], cost(inputs)[:, 0, years_ahead(inputs).index(year)]
    return np.asarray(PERCENT * ((then / before) ** (1 / (year - base)) - 1))

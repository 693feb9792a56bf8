"""What the plan has to hold at its end, one number a draw of the system: for ranking, tipping points and regret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.scenarios.months import beds, cost, years_ahead
from planbook.params.programme_words import NHS_STAFF

PERCENT = 100.0


@dataclass(frozen=True)
class Answer:
    """One answer: its words, how missing its target reads, and the array whose assumptions it hangs on.

    `misses` completes "the plan ...".
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
        "costs more than funding is announced to grow", "finance_cost",
    ),
)  # fmt: skip
BY_KEY = {each.key: each for each in ANSWERS}


def at_plan_end(inputs: Inputs, used: xr.DataArray, there: xr.DataArray) -> xr.DataArray:
    """Give every answer of the system in the plan's last year, dims (draw, answer).

    `used` and `there` are beds in use and open by month, as `months.beds` gives them.
    """
    last = inputs.planning.plan_year_list[-1]
    found = {"beds": bed_use(used, there, years_ahead(inputs).index(last))}
    found |= {key: answered(inputs, key, last) for key in BY_KEY if key not in found}
    values = np.stack([found[each.key] for each in ANSWERS], axis=1)
    return xr.DataArray(values, coords={"answer": list(BY_KEY)}, dims=("draw", "answer"))


def answered(inputs: Inputs, answer: str, year: int) -> np.ndarray:
    """Give one answer of the system in a year, one a draw; raises `KeyError` for an answer that is not there."""
    made: dict[str, Callable[[], np.ndarray]] = {
        "beds": lambda: bed_use(*beds(inputs), years_ahead(inputs).index(year)),
        "waiting": lambda: list_growth(inputs, inputs.planning.plan_start - 1, year),
        "staff": lambda: staff_short(inputs, year),
        "cost": lambda: cost_growth(inputs, year),
    }
    return made[answer]()


def bed_use(used: xr.DataArray, there: xr.DataArray, place: int) -> np.ndarray:
    """Give general and acute beds in use of those open, mean of the year in that place, per cent, one a draw."""
    months = slice(12 * place, 12 * place + 12)
    means = [each.isel(area=0).values[:, months].mean(axis=1) for each in (used, there)]
    return np.asarray(PERCENT * means[0] / means[1])


def list_growth(inputs: Inputs, start: int, end: int) -> np.ndarray:
    """Give by how much the waiting list grows from the end of one year to the end of another, per cent."""
    size = _of_system(inputs, inputs.array("capacity_waiting")).values
    years = [int(year) for year in inputs.array("capacity_waiting")["year"].values]
    return np.asarray(PERCENT * (size[:, years.index(end)] / size[:, years.index(start)] - 1))


def staff_short(inputs: Inputs, year: int) -> np.ndarray:
    """Give NHS posts that cannot be filled once levers act, of those required, per cent."""
    here = {"year": year, "staff_group": list(NHS_STAFF)}
    gap, needed = (inputs.array(f"levers_{name}").sel(here).isel(area=-1) for name in ("gap", "required"))
    return np.asarray(PERCENT * gap.sum("staff_group").values / needed.sum("staff_group").values)


def cost_growth(inputs: Inputs, year: int) -> np.ndarray:
    """Give how much cost grows a year from the base year, in constant prices, per cent."""
    base = inputs.planning.base_year
    before = inputs.array("finance_cost").sel(case="unchanged", year=[base], drop=True).sum("item")
    then = _of_system(inputs, cost(inputs).sel(year=[year])).values[:, 0]
    now = _of_system(inputs, before).values[:, 0]
    return np.asarray(PERCENT * ((then / now) ** (1 / (year - base)) - 1))


def _of_system(inputs: Inputs, array: xr.DataArray) -> xr.DataArray:
    """Give the system as the sum of its places, dims (draw, year)."""
    whole = inputs.areas.with_total(array).sel(area=inputs.areas.system.code, drop=True)
    return whole.transpose("draw", "year")

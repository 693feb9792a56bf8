"""Each year of the plan under one scenario, in every draw, as the steps before give it; shape (draw, area, year)."""

from __future__ import annotations

from typing import Any

from planbook.data.inputs import Inputs
from planbook.methods.labelled import at
from planbook.methods.scenarios.measures import YEARLY
from planbook.methods.scenarios.months import ACUTE, ADMISSIONS, MONTHS, VISITS, Floats, cost, of_all, watched
from planbook.params.programme_words import NHS_STAFF


def yearly(inputs: Inputs, months: dict[str, Floats], there: Floats) -> dict[str, Floats]:
    """Give every yearly measure by key: the system, then its places; of staff the system alone.

    `months` are the monthly measures and `there` beds open by month; a year's list is that of its last month.
    """
    years = list(inputs.planning.plan_year_list)
    near = slice(0, len(years))
    found = {
        "beds_needed": of_all(inputs, watched(inputs, inputs.array("capacity_beds"), kind=ACUTE, year=years)),
        "beds_open": _means(there)[..., near],
        "waiting_list": of_all(inputs, watched(inputs, inputs.array("capacity_waiting"), year=years)),
        "within_18": months["within_18"][..., MONTHS - 1 :: MONTHS][..., near],
        "staff_away": _means(months["staff_away"])[..., near],
        "staff_short": staff_short(inputs, years),
        "ae_visits": _of_lines(inputs, VISITS, years),
        "emergency_admissions": _of_lines(inputs, ADMISSIONS, years),
        "cost": cost(inputs)[..., near],
    }
    return {each.key: found[each.key] for each in YEARLY}


def staff_short(inputs: Inputs, years: list[int]) -> Floats:
    """Give NHS posts that cannot be filled once levers act, whole-time, shape (draw, area, year), the system alone."""
    here: Any = {"staff_group": list(NHS_STAFF), "year": years}
    return at(inputs.array("levers_gap"), **here).sum("staff_group").transpose("draw", "area", "year").values


def _of_lines(inputs: Inputs, lines: tuple[str, ...], years: list[int]) -> Floats:
    care = watched(inputs, inputs.array("pathways_volumes"), point=list(lines), year=years)
    return of_all(inputs, care.sum("point"))


def _means(monthly: Floats) -> Floats:
    """Give the mean of each year's months."""
    return monthly.reshape(*monthly.shape[:2], -1, MONTHS).mean(axis=-1)

"""By when demand passes what is open or acceptable today: the first year in each draw, and how likely that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.data.rows import laid_out
from planbook.methods.beds import DAYS
from planbook.methods.demand.bases import bases_ahead
from planbook.methods.demand.case import BED_LINES, nhs_staff_needed
from planbook.methods.demand.waiting import standard_list
from planbook.methods.labelled import at, bare, labelled
from planbook.methods.waiting_list import TOO_LONG
from planbook.methods.waiting_months import share_within_18_weeks

BED_DAYS = list(BED_LINES["general_acute"][1])
VISITS = ["ae_major", "ae_minor"]
HALF = 50.0  # half of a list within 18 weeks: the typical wait is 18 weeks
YEARS = {"from_year": 0.1, "middle_year": 0.5, "to_year": 0.9}
COLUMNS = [
    "area", "order", "key", "label", "value", "mark", "unit", "from_year", "middle_year", "to_year", "chance_pct",
    "year", "basis", "source",
]  # fmt: skip


@dataclass(frozen=True)
class Passing:
    """One thing that may pass a mark: its words, unit, yearly values (draw, area, year) and mark by area, and a line.

    Values pass by rising above the mark, or by falling below it where `falls`.
    """

    key: str
    label: str
    unit: str
    values: xr.DataArray
    mark: xr.DataArray
    line: str
    falls: bool = False


def crossings(inputs: Inputs, waited: xr.DataArray, year: int) -> pd.DataFrame:
    """Give by when each mark is passed: one row per area x key, years missing where not passed within the horizon.

    `from_year` to `to_year` holds 80 of 100 draws; `chance_pct` is the share of draws that pass by `year`; `value` is
    today's. `waited` is the list at each year's end by how long, dims (draw, area, year, band).
    """
    bases, sources = bases_ahead(inputs)
    codes = [area.code for area in inputs.areas.every]
    parts = []
    for order, each in enumerate([*_beds(inputs), *_waits(inputs, waited), *_growing(inputs)], start=1):
        first = first_year(each).values
        index = pd.MultiIndex.from_product([codes, [each.line]])
        values, mark = bare(each.values, each.mark)
        columns = {
            "area": codes,
            "value": values.isel(year=0).mean("draw").values,
            "mark": np.broadcast_to(mark.values, len(codes)),
            **{name: _quantile(first, part) for name, part in YEARS.items()},
            "chance_pct": 100 * (first <= year).mean(axis=0),
            "basis": bases.reindex(index).to_numpy(),
            "source": sources.reindex(index).to_numpy(),
            "order": order,
            "key": each.key,
            "label": each.label,
            "unit": each.unit,
            "year": year,
        }
        parts.append(pd.DataFrame(columns))
    joined = pd.concat(parts, ignore_index=True)
    return joined[joined["area"] != ENGLAND][COLUMNS]


def first_year(passing: Passing) -> xr.DataArray:
    """Give the first year in which each draw has passed the mark, dims (draw, area); infinite where it never does."""
    values, mark = bare(passing.values, passing.mark)
    passed = ((values < mark) if passing.falls else (values > mark)).transpose("draw", "area", "year").values
    years = passing.values.indexes["year"].to_numpy(dtype=float)
    first = np.where(passed.any(axis=-1), years[passed.argmax(axis=-1)], np.inf)
    return labelled(xr.Variable(("draw", "area"), first), passing.values)


def _quantile(first: np.ndarray, at: float) -> np.ndarray:
    """Give a quantile over draws that is a year some draw gives; nothing where that draw never passes."""
    found = np.quantile(first, at, axis=0, method="inverted_cdf")
    return np.where(np.isfinite(found), found, np.nan)


def _beds(inputs: Inputs) -> list[Passing]:
    """Give beds in use on an average day against what is planned for, and against all that are open."""
    held = inputs.table("demand_beds")
    held = held[held["kind"] == "general_acute"]
    in_use = _lines(inputs, BED_DAYS, DAYS)
    open_today = laid_out(held, {"area": [area.code for area in inputs.areas.every]}, "available")
    planned = open_today * float(inputs.value("demand.safe_occupancy_pct").sel(area=ENGLAND)) / 100
    label = "General and acute beds in use on an average day"
    return [
        Passing("beds_planned", f"{label}, beyond what is planned for", "beds", in_use, planned, BED_DAYS[0]),
        Passing("beds_full", f"{label}, beyond all that are open today", "beds", in_use, open_today, BED_DAYS[0]),
    ]


def _waits(inputs: Inputs, waited: xr.DataArray) -> list[Passing]:
    """Give the list against twice the one that meets the standard, and those within 18 weeks against half of it."""
    started = inputs.array("demand_volumes").sel(line="referrals", drop=True)
    standard = inputs.areas.with_total(standard_list(inputs, started).transpose("draw", "area", "year"))
    bands = inputs.areas.with_total(waited)
    each, goal = bare(bands, standard)
    times, within = labelled(each.sum("band", skipna=False) / goal, bands), 100 * share_within_18_weeks(bands)
    twice, half = xr.DataArray(TOO_LONG), xr.DataArray(HALF)
    return [
        Passing("list_twice", "Waiting list, in lists that would meet 18 weeks", "ratio", times, twice, "referrals"),
        Passing(
            "half_late", "Waiting no longer than 18 weeks, of all waiting", "percent", within, half, "referrals", True
        ),
    ]


def _growing(inputs: Inputs) -> list[Passing]:
    """Give staff and A&E visits against so much more than in the base year."""
    volumes = inputs.array("demand_volumes")
    grown = float(inputs.value("demand.growth_marked_pct").sel(area=ENGLAND))
    staff = inputs.areas.with_total(nhs_staff_needed(inputs, volumes, inputs.array("demand_prices")))
    work = [
        ("staff", "NHS staff it would take", staff, "wte"),
        ("visits", "A&E visits", _lines(inputs, VISITS), "attendances"),
    ]
    found = []
    for key, label, values, unit in work:
        mark = values.isel(year=0, drop=True).mean("draw") * (1 + grown / 100)
        found.append(Passing(key, f"{label}, {grown:g}% more than in the base year", unit, values, mark, VISITS[0]))
    return found


def _lines(inputs: Inputs, lines: list[str], over: float = 1.0) -> xr.DataArray:
    """Give some lines of demand added up, over a number, dims (draw, area, year), the system among the areas."""
    volumes = inputs.array("demand_volumes")
    summed = at(volumes, line=lines).sum("line", skipna=False) / over
    return inputs.areas.with_total(labelled(summed, volumes))

"""What is in place: beds open and in use, and pathways completed, as published for the area or shared out to it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.apportion import providers_to_areas
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.data.rows import laid_out
from planbook.methods.capacity.resources import BED_KINDS, PLANNED
from planbook.methods.demand.base import totals_array
from planbook.methods.demand.case import beds_open
from planbook.methods.labelled import at

QUARTERS_A_YEAR = 4
SECTORS = {"maternity": "maternity", "mental_illness": "mental_health"}
VIRTUAL = {"virtual_ward_capacity": "available", "virtual_ward_patients": "occupied"}
SHARES = {"maternity": "births", "mental_health": "mental_health_beds", "virtual": "emergency"}
TOO_FEW = 0.1  # of what England's rate gives: the trust that serves the area is based elsewhere
COLUMNS = ["area", "resource", "in_place", "occupied", "basis", "source", "period_from", "period_to"]


def published_capacity(inputs: Inputs) -> pd.DataFrame:
    """Give what is in place where it is published: one row per area x resource, with what is in use of it.

    `in_place` and `occupied` are beds (virtual ward places) on an average day, and for planned care pathways completed
    in the last published twelve months. A kind of bed is left out for the whole system where an area of it has no
    figure, or has so few that the trust that serves it must be based elsewhere; England always stays.
    """
    parts = [_daily_beds(inputs), _quarterly_beds(inputs), _virtual_wards(inputs), _completed(inputs)]
    found = pd.concat(parts, ignore_index=True)[COLUMNS]
    dropped = _unlikely(found, inputs)
    return found[(found["area"] == ENGLAND) | ~found["resource"].isin(dropped)].reset_index(drop=True)


def of_areas(rows: pd.DataFrame, inputs: Inputs, column: str, resources: list[str]) -> xr.DataArray:
    """Give a column of what is in place, dims (area, resource), over England and the leaves; NaN where not held."""
    return laid_out(rows, {"area": [area.code for area in inputs.areas.computed], "resource": resources}, column)


def england_shared(totals: xr.DataArray, held: pd.DataFrame, kind: str) -> xr.Variable:
    """Give England's beds in use shared as the care they are for is, dims (area): for areas where none are held."""
    england = held[(held["area"] == ENGLAND) & (held["resource"] == kind)]["occupied"]
    of_kind = at(totals, measure=SHARES[kind])
    return of_kind / at(totals, measure=SHARES[kind], area=ENGLAND) * float(england.iloc[0])


def _daily_beds(inputs: Inputs) -> pd.DataFrame:
    """Give general and acute and critical care beds of the base year, from the daily returns of trusts."""
    rows = beds_open(inputs).rename(columns={"kind": "resource", "available": "in_place"})
    first = f"{inputs.planning.base_year}-04"
    return rows.assign(occupied=rows["in_place"] * rows["occupancy"], period_from=first)


def _quarterly_beds(inputs: Inputs) -> pd.DataFrame:
    """Give maternity and mental health beds: the mean of the four published quarters of every trust, shared out."""
    published = inputs.reference("provider_quarterly")
    rows = published[published["sector"].isin(SECTORS)]
    quarters = rows["quarter"].nunique()
    summed = rows.groupby(["provider", "sector", "measure", "source"], as_index=False, observed=True)[["value"]].sum()
    shared = providers_to_areas(summed, inputs.areas, ["sector", "measure", "source"])
    wide = shared.pivot_table(
        index=["area", "sector", "source", "basis"], columns="measure", values="value", observed=True
    )
    wide = wide.dropna().reset_index()
    first, last = _quarter_months(rows["quarter"].min())[0], _quarter_months(rows["quarter"].max())[1]
    return wide.assign(
        resource=wide["sector"].map(SECTORS),
        in_place=wide["beds_available"] / quarters,
        occupied=wide["beds_occupied"] / quarters,
        period_from=first,
        period_to=last,
    )


def _quarter_months(quarter: str) -> tuple[str, str]:
    """Give first and last month of a financial quarter: '2024-Q2' is July to September 2024."""
    year, number = int(quarter[:4]), int(quarter[-1])
    start = 3 * number + 1
    year, start = (year + 1, 1) if number == QUARTERS_A_YEAR else (year, start)
    return f"{year}-{start:02d}", f"{year}-{start + 2:02d}"


def _virtual_wards(inputs: Inputs) -> pd.DataFrame:
    """Give virtual ward places and people in them: the mean of the published months that have both."""
    months = inputs.table("baseline_months")
    rows = months[months["measure"].isin(VIRTUAL)]
    wide = rows.pivot_table(index=["area", "month"], columns="measure", values="value", observed=True).dropna()
    means = wide.groupby("area", sort=False).mean().rename(columns=VIRTUAL)
    about = rows.groupby("area")[["basis", "source"]].last()
    found = means.join(about).reset_index().rename(columns={"available": "in_place"})
    held = wide.reset_index()["month"]
    return found.assign(resource="virtual", period_from=held.min(), period_to=held.max())


def _completed(inputs: Inputs) -> pd.DataFrame:
    totals = inputs.table("demand_totals")
    rows = totals[totals["measure"] == "completed"]
    return rows.assign(resource=PLANNED.key, in_place=rows["value"], occupied=rows["value"])


def _unlikely(found: pd.DataFrame, inputs: Inputs) -> set[str]:
    """Give the kinds of bed that cannot be what serves this system: missing in an area of it, or far too few."""
    leaves = [area.code for area in inputs.areas.leaves]
    places = of_areas(found, inputs, "in_place", list(BED_KINDS))
    shares = totals_array(inputs)
    mine = {kind: at(places, area=leaves, resource=kind).values for kind in BED_KINDS}
    gone = {kind for kind, beds in mine.items() if np.isnan(beds).any()}
    for kind, total in SHARES.items():
        here, everywhere = (at(shares, measure=total, area=code).values for code in (leaves, ENGLAND))
        likely = at(places, area=ENGLAND, resource=kind).values * np.nansum(here) / everywhere
        if np.nansum(mine[kind]) < TOO_FEW * likely:
            gone.add(kind)
    return gone

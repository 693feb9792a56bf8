"""Who joins: the newly qualified from the training pipeline, people trained abroad, those who come back, and others.

Nobody publishes joiners by system. In the base year they are what leavers and growth imply: joiners = leavers + growth
(+ moved out - moved in). What the other three sources do not explain, others do.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.apportion import icb_to_areas
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.labelled import at, bare, labelled, stacked
from planbook.methods.supply.extract import in_place_of, share_of_heads
from planbook.methods.supply.leaving import Routes, at_all_ages, moving
from planbook.methods.supply.pipeline import newly_qualified
from planbook.methods.supply.system_level import believed, of_system_only
from planbook.methods.supply.today import GROUP_OF
from planbook.methods.supply.words import (
    GROUPS,
    INTERNATIONAL,
    OTHERS,
    RETURNERS,
    SOURCES,
    TRAINING,
)

PERCENT = 100.0
LATEST, TEN_YEARS = ("2024-05", "2025-05"), ("2014-09", "2024-09")  # the latest year, and Septembers ten years apart
GROWN = ("latest", "ten_years", "own")
OWN = ("2018-05", "2025-05")
CHANGE_FROM = 2026  # joiners of 2025/26 are taken to be those of the base year: staff went on growing until late 2025
PLACES_OF = 2025  # the year of entry that training places are believed for
BY_GROUP = ("international_pct", "international_change_pct", "returners_pct")
PAST_OF = ("nurses_and_health_visitors", "midwives")


def joining(inputs: Inputs, heads: xr.DataArray, all_leave: xr.DataArray) -> xr.DataArray:
    """Give heads that join each year after the base year, dims (draw, area, year, staff_group, source).

    `heads`: in post in the base year, dims (draw, area, staff_group); `all_leave`: share that leaves for any reason.
    """
    kept = (heads, training_output(inputs, heads), joiners_of_base(inputs, heads, all_leave))
    given = (
        *(believed(inputs, f"supply.{name}", "staff_group") / PERCENT for name in BY_GROUP),
        believed(inputs, "supply.joiners_change_pct") / PERCENT,
        of_system_only(inputs, believed(inputs, "supply.net_from_elsewhere_pct") / PERCENT, 0.0),
    )
    staff, trained, total, abroad, more_abroad, back, change, net = bare(*kept, *given)
    years = list(inputs.planning.years)[1:]
    fewer = 1 + change * xr.Variable("year", [float(year >= CHANGE_FROM) for year in years])
    rest = (total - total * abroad - total * back - trained.isel(year=0)).clip(0.0)
    later = {
        TRAINING: trained.isel(year=slice(1, None)),
        INTERNATIONAL: total * abroad * (1 + more_abroad),
        RETURNERS: total * back * fewer,
        OTHERS: (rest * fewer + staff * net).clip(0.0),
    }
    joined = stacked([later[source] for source in SOURCES], "source")
    ordered = joined.transpose("draw", "area", "year", "staff_group", "source")
    return labelled(ordered, *kept, year=years, source=SOURCES)


def joiners_of_base(inputs: Inputs, heads: xr.DataArray, all_leave: xr.DataArray) -> xr.DataArray:
    """Give heads that joined in a year, dims (draw, area, staff_group); none below 0.

    As the system's own extract has it; else as leavers and growth imply.
    """
    routes, (staff, leave, grow) = Routes(moving(inputs)), bare(heads, all_leave, inputs.array("supply_growth"))
    stay = staff * (1 - leave)
    implied = staff * leave + staff * grow + routes.out_of(stay, counted=False) - routes.into(stay)
    rate = labelled(implied.clip(0.0) / staff.where(staff > 0, 1.0), heads)
    return heads * in_place_of(inputs, rate, share_of_heads(inputs, "joiners"))


def growth(inputs: Inputs) -> xr.DataArray:
    """Give how staff in post grew a year, as a share, dims (draw, area, staff_group).

    England's by group, between its latest year and its ten years; of a system, part of what its total grew more than
    England's comes on top.
    """
    published, weight = inputs.array("supply_grown"), believed(inputs, "supply.latest_growth_weight")
    latest, ten_years, own = (at(published, of=each) for each in GROWN)
    share = weight.variable
    england = labelled(share * latest + (1 - share) * ten_years, weight, published)
    rest = believed(inputs, "supply.growth_unpublished_pct", "staff_group") / PERCENT
    by_group = xr.concat(xr.broadcast(england, rest, exclude=["staff_group"]), "staff_group")
    more = believed(inputs, "supply.own_growth_weight") * float(own[0])
    found = by_group.sel(staff_group=list(GROUPS)) + of_system_only(inputs, more, 0.0)
    return found.transpose("draw", "area", "staff_group")


def grown(inputs: Inputs) -> xr.DataArray:
    """Give published growth of staff a year, as shares, dims (of, staff_group), NHS groups.

    England's by group in its latest year and over ten years; how much faster the system's own total grew, in all alike.
    """
    latest, ten_years = england_growth(inputs, *LATEST), england_growth(inputs, *TEN_YEARS)
    bare(latest, ten_years)
    own = xr.full_like(latest, own_growth(inputs))
    found = stacked([latest.variable, ten_years.variable, own.variable], "of").transpose("of", ...)
    return labelled(found, latest, of=GROWN)


def england_growth(inputs: Inputs, first: str, last: str) -> xr.DataArray:
    """Give England's growth of headcount a year between two months, as a share, dims (staff_group), NHS groups."""
    rows = inputs.reference("workforce_england")
    rows = rows[rows["staff_group"].isin(list(GROUP_OF)) & rows["month"].isin([first, last])]
    heads = rows.assign(group=rows["staff_group"].map(GROUP_OF)).pivot_table(
        index="group", columns="month", values="headcount", aggfunc="sum", observed=True
    )
    yearly = (heads[last] / heads[first]) ** (1 / _years(first, last)) - 1
    return xr.DataArray(yearly.to_numpy(dtype=float), coords={"staff_group": list(yearly.index)})


def own_growth(inputs: Inputs) -> float:
    """Give how much faster a year the system's NHS staff grew than England's since 2018, as a share."""
    trend = inputs.reference("workforce_trend")
    ends = trend[trend["month"].isin(OWN)]
    of_icb = ends[ends["level"] == "icb_2022"].rename(columns={"code": "icb_2022", "fte": "value"})
    shared = icb_to_areas(of_icb[["icb_2022", "month", "value"]], inputs.areas, ["month"])
    mine = shared[shared["area"] == inputs.areas.system.code].set_index("month")["value"]
    england = ends[ends["level"] == "england"].set_index("month")["fte"]
    return _yearly(mine) - _yearly(england)


def _yearly(ends: pd.Series) -> float:
    first, last = OWN
    return float((ends[last] / ends[first]) ** (1 / _years(first, last)) - 1)


def _years(first: str, last: str) -> int:
    return int(last[:4]) - int(first[:4])


def training_output(inputs: Inputs, heads: xr.DataArray) -> xr.DataArray:
    """Give newly qualified heads that start work each year from the base year, dims (draw, area, year, staff_group).

    England's, shared by the system's part of England's staff of the group today.
    """
    starters = of_system_only(inputs, believed(inputs, "supply.local_starters"), 1.0)
    england, whole = inputs.array("supply_trained"), heads.sel(area=ENGLAND, drop=True)
    trained, staff, those, taken = bare(england, heads, whole, starters)
    shared = trained * (staff / those.where(those > 0, 1.0)) * taken
    return labelled(shared.transpose("draw", "area", "year", "staff_group"), heads, england)


def england_output(inputs: Inputs) -> xr.DataArray:
    """Give England's newly qualified heads that start work in the NHS each year, dims (draw, year, staff_group).

    Over all groups: nought of those that are not trained.
    """
    years = list(inputs.planning.years)
    lags = _england_only(believed(inputs, "supply.training_years", "staff_group")).isel(draw=0).round().astype(int)
    lost, registers, takes_up = (
        _england_only(believed(inputs, f"supply.{name}", "staff_group")) / PERCENT
        for name in ("training_attrition_pct", "registers_pct", "takes_up_pct")
    )
    late = _england_only(believed(inputs, "supply.training_late_pct")) / PERCENT
    intake = _england_only(places(inputs, list(range(years[0] - int(lags.max()) - 1, years[-1]))))
    coords = {"year": years, "staff_group": list(GROUPS)}
    shape = (inputs.planning.n_draws, len(years), len(GROUPS))
    found = xr.DataArray(np.zeros(shape), coords, ("draw", *coords))
    for lag in sorted(set(map(int, lags.values))):
        groups = list(lags.indexes["staff_group"][lags.values == lag])
        entered = intake.sel(staff_group=groups, year=slice(years[0] - lag - 1, years[-1] - lag))
        share, register, take = (each.sel(staff_group=groups) for each in (lost, registers, takes_up))
        starting = newly_qualified(entered, share, register, take, lag, late)
        found.loc[{"staff_group": groups}] = starting.transpose("draw", "year", "staff_group")
    return found


def places(inputs: Inputs, entry_years: list[int]) -> xr.DataArray:
    """Give people who start training in England by year of entry, dims (draw[, area], year, staff_group)."""
    now = believed(inputs, "supply.training_places", "staff_group")
    more = believed(inputs, "supply.training_growth_pct_per_year", "staff_group") / PERCENT
    past = believed(inputs, "supply.past_nursing_places", "year")
    known = past.assign_coords(year=[int(year) for year in past["year"].values])
    entry = xr.DataArray(entry_years, coords={"year": entry_years})
    nearest = known.reindex(year=entry_years, method="nearest")
    index = xr.where((entry < PLACES_OF) & now["staff_group"].isin(PAST_OF), nearest, 1.0)
    return now * (1 + more) ** np.maximum(entry - PLACES_OF, 0) * index


def _england_only(array: xr.DataArray) -> xr.DataArray:
    return array.sel(area=ENGLAND, drop=True) if "area" in array.dims else array


def joining_ages(inputs: Inputs) -> xr.DataArray:
    """Give the ages of joiners of each source, dims (draw[, area], source, age_band), summing to 1."""
    young = _shares(believed(inputs, "supply.training_age_pct", "age_band"))
    others = _shares(believed(inputs, "supply.joiner_age_pct", "age_band"))
    each = bare(*(young if source == TRAINING else others for source in SOURCES))
    found = stacked(each, "source").transpose(..., "source", "age_band")
    return labelled(found, young, others, source=SOURCES)


def _shares(weights: xr.DataArray) -> xr.DataArray:
    whole = at_all_ages(weights)
    return labelled(whole.variable / whole.variable.sum("age_band", skipna=False), whole)

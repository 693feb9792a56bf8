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
from planbook.methods.supply.extract import in_place_of, share_of_heads
from planbook.methods.supply.leaving import moved_in, moved_out, moving
from planbook.methods.supply.pipeline import newly_qualified
from planbook.methods.supply.system_level import believed, of_system_only
from planbook.methods.supply.today import GROUP_OF
from planbook.methods.supply.words import (
    AGES,
    COUNTED_AS_LEAVING,
    GROUPS,
    INTERNATIONAL,
    OTHERS,
    RETURNERS,
    SOURCES,
    TRAINING,
)

PERCENT = 100.0
LATEST, TEN_YEARS = ("2024-05", "2025-05"), ("2014-09", "2024-09")  # the latest year, and Septembers ten years apart
OWN = ("2018-05", "2025-05")
CHANGE_FROM = 2026  # joiners of 2025/26 are taken to be those of the base year: staff went on growing until late 2025
PLACES_OF = 2025  # the year of entry that training places are believed for
PAST_OF = ("nurses_and_health_visitors", "midwives")


def joining(inputs: Inputs, heads: xr.DataArray, all_leave: xr.DataArray) -> xr.DataArray:
    """Give heads that join each year after the base year, dims (draw, area, year, staff_group, source).

    `heads`: in post in the base year, dims (draw, area, staff_group); `all_leave`: share that leaves for any reason.
    """
    trained = training_output(inputs, heads)
    base = inputs.planning.base_year
    total = joiners_of_base(inputs, heads, all_leave)
    abroad = total * believed(inputs, "supply.international_pct", "staff_group") / PERCENT
    back = total * believed(inputs, "supply.returners_pct", "staff_group") / PERCENT
    rest = (total - abroad - back - trained.sel(year=base, drop=True)).clip(0.0)
    years = list(inputs.planning.years)[1:]
    fewer = 1 + believed(inputs, "supply.joiners_change_pct") / PERCENT * _from(years, CHANGE_FROM)
    change_abroad = believed(inputs, "supply.international_change_pct", "staff_group") / PERCENT
    later = {
        TRAINING: trained.sel(year=years),
        INTERNATIONAL: abroad * (1 + change_abroad),
        RETURNERS: back * fewer,
        OTHERS: (rest * fewer + _from_elsewhere(inputs, heads)).clip(0.0),
    }
    each = [array if "year" in array.dims else array.expand_dims(year=years) for array in later.values()]
    joined = xr.concat(xr.broadcast(*each), "source").assign_coords(source=list(SOURCES))
    return joined.transpose("draw", "area", "year", "staff_group", "source")


def _from(years: list[int], first: int) -> xr.DataArray:
    return xr.DataArray([float(year >= first) for year in years], coords={"year": years})


def joiners_of_base(inputs: Inputs, heads: xr.DataArray, all_leave: xr.DataArray) -> xr.DataArray:
    """Give heads that joined in a year, dims (draw, area, staff_group); none below 0.

    As the system's own extract has it; else as leavers and growth imply.
    """
    routes, stay = moving(inputs), heads * (1 - all_leave)
    within = [str(route) for route in routes["route"].values if str(route) not in COUNTED_AS_LEAVING]
    out = stay * moved_out(routes.sel(route=within), stay)
    implied = heads * all_leave + heads * growth(inputs) + out - moved_in(routes, stay)
    rate = implied.clip(0.0) / heads.where(heads > 0, 1.0)
    return heads * in_place_of(inputs, rate, share_of_heads(inputs, "joiners"))


def growth(inputs: Inputs) -> xr.DataArray:
    """Give how staff in post grew a year, as a share, dims (draw, area, staff_group).

    England's by group, between its latest year and its ten years; of a system, part of what its total grew more than
    England's comes on top.
    """
    weight = believed(inputs, "supply.latest_growth_weight")
    england = weight * england_growth(inputs, *LATEST) + (1 - weight) * england_growth(inputs, *TEN_YEARS)
    rest = believed(inputs, "supply.growth_unpublished_pct", "staff_group") / PERCENT
    by_group = xr.concat(xr.broadcast(england, rest, exclude=["staff_group"]), "staff_group")
    own = believed(inputs, "supply.own_growth_weight") * own_growth(inputs)
    return by_group.sel(staff_group=list(GROUPS)) + of_system_only(inputs, own, 0.0)


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
    england = england_output(inputs)
    whole = heads.sel(area=ENGLAND, drop=True).sel(staff_group=england["staff_group"].values)
    mine = heads.sel(staff_group=england["staff_group"].values) / whole.where(whole > 0, 1.0)
    starters = of_system_only(inputs, believed(inputs, "supply.local_starters"), 1.0)
    shared = england * mine * starters
    return shared.reindex(staff_group=list(GROUPS), fill_value=0.0)


def england_output(inputs: Inputs) -> xr.DataArray:
    """Give England's newly qualified heads that start work in the NHS each year, dims (draw, year, staff_group)."""
    years = list(inputs.planning.years)
    lags = _england_only(believed(inputs, "supply.training_years", "staff_group")).isel(draw=0).round().astype(int)
    attrition, registers, takes_up = (
        believed(inputs, f"supply.{name}", "staff_group") / PERCENT
        for name in ("training_attrition_pct", "registers_pct", "takes_up_pct")
    )
    late = believed(inputs, "supply.training_late_pct") / PERCENT
    intake = places(inputs, list(range(years[0] - int(lags.max()) - 1, years[-1])))
    parts = []
    for lag in sorted(set(map(int, lags.values))):
        groups = [str(group) for group in lags["staff_group"].values[lags.values == lag]]
        entry = list(range(years[0] - lag - 1, years[-1] - lag + 1))
        lost, registered, taken = (share.sel(staff_group=groups) for share in (attrition, registers, takes_up))
        parts.append(newly_qualified(intake.sel(year=entry, staff_group=groups), lost, registered, taken, lag, late))
    joined = xr.concat([_england_only(part) for part in parts], "staff_group")
    return joined.sel(staff_group=lags["staff_group"].values).transpose("draw", "year", "staff_group")


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


def _from_elsewhere(inputs: Inputs, heads: xr.DataArray) -> xr.DataArray:
    net = believed(inputs, "supply.net_from_elsewhere_pct") / PERCENT
    return heads * of_system_only(inputs, net, 0.0)


def joining_ages(inputs: Inputs) -> xr.DataArray:
    """Give the ages of joiners of each source, dims (draw[, area], source, age_band), summing to 1."""
    young = _shares(believed(inputs, "supply.training_age_pct", "age_band"))
    others = _shares(believed(inputs, "supply.joiner_age_pct", "age_band"))
    each = [young if source == TRAINING else others for source in SOURCES]
    return xr.concat(each, "source", coords="minimal", compat="override").assign_coords(source=list(SOURCES))


def _shares(weights: xr.DataArray) -> xr.DataArray:
    whole = weights.reindex(age_band=list(AGES), fill_value=0.0)
    return whole / whole.sum("age_band")

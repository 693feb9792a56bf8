"""What plans are held to, from the run's own numbers: tolerances, what is asked of all, costs, and the model."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.alignment.compared import Yardsticks
from planbook.methods.alignment.model import month_shares
from planbook.methods.alignment.within import Asked
from planbook.params.programme_words import NHS_STAFF

GROWING: dict[str, tuple[str, ...]] = {
    "ae_growth_pct": ("ae_major", "ae_minor"),
    "emergency_growth_pct": ("emergency_same_day", "emergency_overnight"),
    "planned_growth_pct": ("day_case", "elective_ordinary"),
    "outpatient_growth_pct": ("outpatient_first", "outpatient_follow_up", "outpatient_procedure"),
    "mental_health_growth_pct": ("mental_health_contacts",),
    "community_growth_pct": ("community_contacts",),
}
ASSUMED: dict[str, tuple[str, str]] = {
    "pay_award_pct": ("finance.pay_award_pct_per_year", ""),
    "pay_drift_pct": ("finance.pay_drift_pct_per_year", ""),
    "efficiency_pct": ("finance.efficiency_asked_pct_per_year", ""),
    "productivity_pct": ("workforce.productivity_pct_per_year", "hospital"),
    "occupancy_pct": ("demand.safe_occupancy_pct", ""),
    "agency_premium_pct": ("finance.premium_pct", "agency"),
}


def yardsticks(inputs: Inputs) -> Yardsticks:
    """Give all that the system's plans are held to under this scenario."""
    system, base = inputs.areas.system.code, inputs.planning.base_year
    model = inputs.table("alignment_model")
    model = model[model["area"] == system]
    return Yardsticks(
        near=leaves(inputs, "alignment.near_pct"),
        far=leaves(inputs, "alignment.far_pct"),
        asked=asked(inputs),
        unit_cost=unit_costs(inputs),
        model=model[["year", "point", "mean", "p10", "p50", "p90"]],
        shares=month_shares(inputs, system),
        assumed=assumed(inputs, model),
        base_year=base,
    )


def asked(inputs: Inputs) -> Asked:
    """Give what is asked of every plan."""
    keys = ("alignment.productivity_asked_pct", "alignment.agency_share_most_pct")
    return Asked(*(float(own(inputs.value(key))) for key in keys))


def unit_costs(inputs: Inputs) -> pd.Series:
    """Give the average cost of a unit at each point of delivery, pounds of 2024/25, by point."""
    return inputs.array("finance_point_costs").mean("draw").to_series()


def leaves(inputs: Inputs, key: str) -> pd.Series:
    """Give the values of an assumption of the system by leaf."""
    return own(inputs.value(key)).to_series()


def own(values: xr.DataArray) -> xr.DataArray:
    """Give the system's own value of an assumption that no place has another of: that of its first area."""
    return values.isel(area=1, drop=True)


def assumed(inputs: Inputs, model: pd.DataFrame) -> pd.DataFrame:
    """Give what the model assumes, or gives, for each shared assumption: measure, mean, low and high."""
    rows = [(measure, *_range(inputs, key, leaf)) for measure, (key, leaf) in ASSUMED.items()]
    rows += [("absence_pct", *_absence(inputs)), ("inflation_pct", *_inflation(inputs))]
    rows += [(measure, *_growth(model, points, inputs)) for measure, points in GROWING.items()]
    rows.append(("stay_days", *_stay(model, inputs)))
    return pd.DataFrame(rows, columns=["measure", "mean", "low", "high"])


def _range(inputs: Inputs, key: str, leaf: str) -> tuple[float, float, float]:
    drawn, value = own(inputs.draws(key)), own(inputs.value(key))
    if leaf:
        drawn, value = drawn.sel(leaf=leaf), value.sel(leaf=leaf)
    low, high = np.percentile(drawn.values, [10, 90])
    return float(value), float(low), float(high)


def _absence(inputs: Inputs) -> tuple[float, float, float]:
    """Give sickness of NHS staff, each group by its staff of the base year."""
    groups = inputs.table("workforce_groups")
    mine = groups[(groups["area"] == inputs.areas.system.code) & (groups["year"] == inputs.planning.base_year)]
    staff = mine.set_index("staff_group")["mean"].reindex(list(NHS_STAFF)).fillna(0.0)
    weight = xr.DataArray((staff / staff.sum()).to_numpy(), coords={"leaf": list(staff.index)}, dims="leaf")
    key = "workforce.absence_pct"
    value = float((own(inputs.value(key)).sel(leaf=weight["leaf"]) * weight).sum())
    low, high = np.percentile((own(inputs.draws(key)).sel(leaf=weight["leaf"]) * weight).sum("leaf"), [10, 90])
    return value, float(low), float(high)


def _inflation(inputs: Inputs) -> tuple[float, float, float]:
    """Give general inflation a year over the plan, per cent."""
    years = inputs.planning.plan_year_list
    deflator = inputs.array("finance_deflator")
    rise = deflator.sel(year=years[-1]) / deflator.sel(year=years[0])
    yearly = 100 * (rise ** (1 / (years[-1] - years[0])) - 1)
    low, high = np.percentile(yearly.values, [10, 90])
    return float(yearly.mean()), float(low), float(high)


def _growth(model: pd.DataFrame, points: tuple[str, ...], inputs: Inputs) -> tuple[float, float, float]:
    """Give growth a year from the base year to the plan's end, per cent; the range is the volumes'."""
    base, end = inputs.planning.base_year, inputs.planning.plan_year_list[-1]
    mine = model[model["point"].isin(list(points))].groupby("year")[["mean", "p10", "p90"]].sum()
    began = float(mine["mean"].loc[base])
    mean, low, high = (100 * ((float(mine[name].loc[end]) / began) ** (1 / (end - base)) - 1) for name in mine)
    return mean, low, high


def _stay(model: pd.DataFrame, inputs: Inputs) -> tuple[float, float, float]:
    """Give days in hospital for each overnight emergency admission in the first plan year, of the means alone."""
    then = model[model["year"] == inputs.planning.plan_start].set_index("point")["mean"]
    return float(then["emergency_bed_days"] / then["emergency_overnight"]), np.nan, np.nan

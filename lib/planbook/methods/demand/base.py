"""Volumes of the base year: published for the area where they are, else England's shared out, and each said so."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.apportion import (
    icb_to_areas,
    in_area_order,
    of_rank,
    piece_sums,
    providers_to_areas,
    rank_of,
)
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.beds import DAYS
from planbook.methods.calendar_days import days_in, months_of
from planbook.methods.demand.lines import BY_KEY, KEYS, TOTALS, Total

CORRECTED = "icb_monthly_corrected"
COLUMNS = ["area", "measure", "label", "value", "unit", "basis", "source", "period_from", "period_to"]
MILLION = 1_000_000
SPLIT_LINES = (
    *("ae_major", "ae_minor", "emergency_same_day", "emergency_overnight", "outpatient_first", "outpatient_follow_up"),
    *("emergency_bed_days", "elective_bed_days"),
)  # lines that are part of a total; all others are a total of their own


def area_months(inputs: Inputs) -> pd.DataFrame:
    """Give the published months of each area, those that repeat the year before replaced by trusts' returns.

    One row per area x measure x month: value, basis, source.
    """
    months = inputs.table("baseline_months").drop(columns="unit")
    published = inputs.reference(CORRECTED)
    by = ["measure", "month"]
    mended = icb_to_areas(published[["icb_2022", *by, "value"]], inputs.areas, by)
    mended = mended.assign(source=str(published["source"].iloc[0]))
    mended = mended[mended["measure"].isin(months["measure"].unique())]
    keys = ["area", *by]
    known = pd.MultiIndex.from_frame(mended[keys])
    kept = months[~pd.MultiIndex.from_frame(months[keys]).isin(known)]
    return pd.concat([kept, mended[months.columns]], ignore_index=True)


def base_totals(inputs: Inputs) -> pd.DataFrame:
    """Give each area's base-year totals: one row per area x measure with basis, source and the months they rest on."""
    months = area_months(inputs)
    ways: dict[str, Callable[[Inputs, Total, pd.DataFrame], pd.DataFrame]] = {
        "months": _added_months,
        "major": _major_visits,
        "beds": _bed_days,
        "tests": _tests,
        "share": _shared,
        "therapies": _therapies,
        "requests": _requests,
    }
    parts = [
        ways[total.way](inputs, total, months).assign(measure=total.key, label=total.label, unit=total.unit)
        for total in TOTALS
    ]
    return in_area_order(pd.concat(parts, ignore_index=True), inputs.areas)[COLUMNS]


def base_drawn(inputs: Inputs, lines: Sequence[str] = KEYS) -> xr.DataArray:
    """Give the base-year volume of each line in each draw, dims (draw, area, line), over England and the leaves.

    Totals are split by assumptions that are not certain, so a line may differ between draws; the totals never do.
    """
    totals = totals_array(inputs)
    splits = _splits(inputs, totals)
    every_draw = xr.DataArray(np.zeros(inputs.planning.n_draws), dims="draw")
    parts = [
        (splits[key]() if key in SPLIT_LINES else totals.sel(measure=BY_KEY[key].total, drop=True)) + every_draw
        for key in lines
    ]
    joined = xr.concat(parts, "line", coords="minimal", compat="override").assign_coords(line=list(lines))
    return joined.transpose("draw", "area", "line").clip(0.0)


def _splits(inputs: Inputs, totals: xr.DataArray) -> dict[str, Callable[[], xr.DataArray]]:
    """Give how each line that is part of a total is split off; assumptions are read when it is."""

    def total(key: str) -> xr.DataArray:
        return totals.sel(measure=key, drop=True)

    def same_day() -> xr.DataArray:
        return inputs.draws("demand.emergency_same_day_pct") / 100

    def first() -> xr.DataArray:
        procedures = inputs.draws("demand.outpatient_procedure_pct") / 100
        others = total("procedures") * (1 - procedures) / procedures
        return others / (1 + inputs.draws("demand.follow_ups_per_first"))

    def planned_days() -> xr.DataArray:
        return total("elective") * inputs.draws("demand.elective_stay_days")

    return {
        "ae_major": lambda: total("ae_major"),
        "ae_minor": lambda: total("ae") - total("ae_major"),
        "emergency_same_day": lambda: total("emergency") * same_day(),
        "emergency_overnight": lambda: total("emergency") * (1 - same_day()),
        "outpatient_first": first,
        "outpatient_follow_up": lambda: first() * inputs.draws("demand.follow_ups_per_first"),
        "emergency_bed_days": lambda: total("ga_bed_days") - planned_days(),
        "elective_bed_days": planned_days,
    }


def totals_array(inputs: Inputs) -> xr.DataArray:
    """Give the base-year totals as an array, dims (area, measure), over England and the leaves; NaN where not held."""
    frame = inputs.table("demand_totals")
    wide = frame.pivot(index="area", columns="measure", values="value")
    codes = [area.code for area in inputs.areas.computed]
    wide = wide.reindex(index=codes, columns=[total.key for total in TOTALS])
    return xr.DataArray(wide.to_numpy(dtype=float), coords={"area": codes, "measure": list(wide.columns)})


def window_of(frame: pd.DataFrame, total: Total, base_year: int) -> list[str]:
    """Give the twelve months a total rests on: the base year's, or the latest twelve where those are not published."""
    published = sorted(frame["month"].unique())
    wanted = months_of(base_year)
    return wanted if total.window == "base" and set(wanted) <= set(published) else published[-12:]


def _added_months(inputs: Inputs, total: Total, months: pd.DataFrame) -> pd.DataFrame:
    rows = months[months["measure"].isin(total.of)]
    window = window_of(rows, total, inputs.planning.base_year)
    return _gathered(rows[rows["month"].isin(window)], window)


def _bed_days(inputs: Inputs, total: Total, months: pd.DataFrame) -> pd.DataFrame:
    """Add up beds in use over the days of each month, as of a year of 365 days."""
    rows = months[months["measure"].isin(total.of)]
    window = window_of(rows, total, inputs.planning.base_year)
    rows = rows[rows["month"].isin(window)]
    days = rows["month"].map(days_in)
    scale = DAYS / sum(days_in(month) for month in window)
    return _gathered(rows.assign(value=rows["value"] * days * scale), window)


def _major_visits(inputs: Inputs, total: Total, months: pd.DataFrame) -> pd.DataFrame:
    """Split A&E visits by the types of trusts' returns, shared by their catchments: apportioned at best.

    A system with places is the sum of them.
    """
    visits = _added_months(inputs, next(each for each in TOTALS if each.key == "ae"), months)
    published = inputs.reference("provider_monthly")
    wanted = published[published["measure"].isin([*total.of, "ae_attendances_other"])]
    shared = providers_to_areas(wanted[["provider", "measure", "value"]], inputs.areas, ["measure"])
    wide = shared.pivot(index="area", columns="measure", values="value").fillna(0.0)
    value = visits.set_index("area")["value"] * wide[list(total.of)].sum(axis=1) / wide.sum(axis=1)
    if inputs.areas.places:
        value[inputs.areas.system.code] = value[[area.code for area in inputs.areas.places]].sum()
    split = visits["area"].eq(ENGLAND).map({True: "observed", False: "apportioned"})
    rank = pd.Series(np.maximum(rank_of(visits["basis"]), rank_of(split)), index=visits.index)
    window = sorted(wanted["month"].unique())
    return visits.assign(
        value=visits["area"].map(value), basis=of_rank(rank), source=str(wanted["source"].iloc[0]),
        period_from=window[0], period_to=window[-1],
    )  # fmt: skip


def _tests(inputs: Inputs, total: Total, months: pd.DataFrame) -> pd.DataFrame:
    published = inputs.reference("provider_monthly")
    rows = published[(published["measure"] == "diagnostic_tests") & published["item"].isin(total.of)]
    window = window_of(rows, total, inputs.planning.base_year)
    wanted = rows[rows["month"].isin(window)]
    of_provider = wanted.groupby(["provider", "source"], observed=True)["value"].sum().reset_index()
    shared = providers_to_areas(of_provider, inputs.areas, ["source"])
    return shared.assign(period_from=window[0], period_to=window[-1])


def _shared(inputs: Inputs, total: Total, months: pd.DataFrame) -> pd.DataFrame:
    """Share England's volume by people weighted for need: modelled, for no count of the area is in it."""
    volume, source, first, last = england_volume(inputs, total)
    weights = inputs.reference("need_weights")
    of_need = piece_sums(weights[weights["component"] == total.need], inputs.areas, [], ["weighted_people"])
    england = float(of_need.loc[of_need["area"] == ENGLAND, "weighted_people"].iloc[0])
    value = volume * of_need["weighted_people"] / england
    basis = of_need["area"].map(_modelled_basis(inputs))
    return of_need.assign(value=value, basis=basis, source=source, period_from=first, period_to=last)


def england_volume(inputs: Inputs, total: Total) -> tuple[float, str, str, str]:
    """Give England's published volume of a total that is shared out: volume, source, first and last month."""
    year = months_of(inputs.planning.base_year)
    if total.key == "gp":
        rows = inputs.reference("benchmarks").set_index("figure")
        return float(rows["value"][total.of[0]]) * MILLION, str(rows["source"][total.of[0]]), "2024-07", "2025-06"
    if total.key == "births":
        rows = inputs.reference("maternity_costs")
        rows = rows[rows["item"] == total.of[0]]
        return float(rows["activity"].sum()), str(rows["source"].iloc[0]), year[0], year[-1]
    costs = inputs.reference("unit_costs")
    row = costs[(costs["point_of_delivery"] == total.of[0]) & (costs["item"] == "all")].iloc[0]
    return float(row["activity"]), str(row["source"]), year[0], year[-1]


def _therapies(inputs: Inputs, total: Total, months: pd.DataFrame) -> pd.DataFrame:
    """Share England's contacts by the people of each former ICB who began talking therapies."""
    volume, source, first, last = england_volume(inputs, total)
    published = inputs.reference("talking_therapies")
    began = published[published["measure"] == "accessing_services"][["icb_2022", "value"]]
    shared = icb_to_areas(began.assign(basis="apportioned"), inputs.areas, [])
    value = volume * shared["value"] / float(began["value"].sum())
    basis = shared["basis"].mask(shared["area"] == ENGLAND, "observed")
    return shared.assign(value=value, basis=basis, source=source, period_from=first, period_to=last)


def _requests(inputs: Inputs, total: Total, months: pd.DataFrame) -> pd.DataFrame:
    """Give each authority's published rate times its people at the mid-year of the rate's financial year."""
    published = inputs.reference("social_care")
    rates = published[published["measure"] == total.of[0]]
    latest = int(rates["year"].max())
    rates = rates[rates["year"] == latest][["upper_tier_code", "value", "source"]]
    pieces = inputs.reference("pieces")[["piece", "upper_tier_code"]].merge(
        rates, on="upper_tier_code", how="left", validate="many_to_one"
    )
    people = inputs.reference("population")
    counted = people[people["year"] == people["year"].min()].groupby("piece")["people"].sum()
    pieces["value"] = pieces["value"].fillna(pieces["value"].median()) * pieces["piece"].map(counted) / 100_000
    summed = piece_sums(pieces, inputs.areas, [], ["value"])
    basis = summed["area"].map(_apportioned_basis(inputs))
    years = months_of(latest)
    source = str(rates["source"].iloc[0])
    return summed.assign(basis=basis, source=source, period_from=years[0], period_to=years[-1])


def _gathered(rows: pd.DataFrame, window: list[str]) -> pd.DataFrame:
    """Add up months by area, for areas that have them all; the weakest basis of the months holds."""
    ranked = rows.assign(rank=rank_of(rows["basis"]))
    summed = ranked.groupby("area", as_index=False).agg(
        value=("value", "sum"), rank=("rank", "max"), source=("source", "last"), held=("month", "nunique")
    )
    whole = summed[summed["held"] == len(window)]
    return whole.assign(basis=of_rank(whole["rank"]), period_from=window[0], period_to=window[-1])


def _modelled_basis(inputs: Inputs) -> dict[str, str]:
    return _basis_beside_england(inputs, "modelled")


def _apportioned_basis(inputs: Inputs) -> dict[str, str]:
    return _basis_beside_england(inputs, "apportioned")


def _basis_beside_england(inputs: Inputs, basis: str) -> dict[str, str]:
    of_area = "illustrative" if inputs.areas.fictional else basis
    return {area.code: "observed" if area.code == ENGLAND else of_area for area in inputs.areas.every}

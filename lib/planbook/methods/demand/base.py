"""Volumes of the base year: published for the area where they are, else England's shared out, and each said so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

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
from planbook.data.rows import laid_out
from planbook.methods.beds import DAYS
from planbook.methods.calendar_days import days_in, months_of
from planbook.methods.demand.lines import BY_KEY, KEYS, TOTALS, Total
from planbook.methods.labelled import at, bare

CORRECTED = "icb_monthly_corrected"
COLUMNS = ["area", "measure", "label", "value", "unit", "basis", "source", "period_from", "period_to"]
MILLION = 1_000_000
SPLIT_LINES = (
    *("ae_major", "ae_minor", "emergency_same_day", "emergency_overnight", "outpatient_first", "outpatient_follow_up"),
    *("emergency_bed_days", "elective_bed_days"),
)  # lines that are part of a total; all others are a total of their own


def area_months(inputs: Inputs, measures: Collection[str] = ()) -> pd.DataFrame:
    """Give the published months of each area, those that repeat the year before replaced by trusts' returns.

    One row per area x measure x month: value, basis, source; of some measures, or of all.
    """
    months = inputs.table("baseline_months").drop(columns="unit")
    wanted = list(measures) or months["measure"].unique()
    published = inputs.reference(CORRECTED)
    months, published = (each[each["measure"].isin(wanted)] for each in (months, published))
    if published.empty:
        return months.reset_index(drop=True)
    by = ["measure", "month"]
    mended = icb_to_areas(published[["icb_2022", *by, "value"]], inputs.areas, by)
    mended = mended.assign(source=str(published["source"].iloc[0]))
    keys = ["area", *by]
    maybe = months.loc[months["month"].isin(mended["month"]), keys]
    replaced = pd.MultiIndex.from_frame(maybe).isin(pd.MultiIndex.from_frame(mended[keys]))
    return pd.concat([months.drop(index=maybe.index[replaced]), mended[months.columns]], ignore_index=True)


def base_totals(inputs: Inputs) -> pd.DataFrame:
    """Give each area's base-year totals: one row per area x measure with basis, source and the months they rest on."""
    months = area_months(inputs, [measure for total in TOTALS for measure in total.of])
    of_way = {total.way: [each for each in TOTALS if each.way == total.way] for total in TOTALS}
    added = _added_months(inputs, of_way["months"] + of_way["beds"], months)
    parts = [
        added,
        _major_visits(inputs, of_way["major"][0], added[added["measure"] == "ae"]),
        _tests(inputs, of_way["tests"]),
        _shared(inputs, of_way["share"]),
        _therapies(inputs, of_way["therapies"][0]),
        _requests(inputs, of_way["requests"][0]),
    ]
    frame = pd.concat(parts, ignore_index=True)
    place = pd.Index([total.key for total in TOTALS]).get_indexer(pd.Index(frame["measure"]))
    for name in ("label", "unit"):
        frame[name] = pd.Index([getattr(total, name) for total in TOTALS]).take(place)
    return in_area_order(frame.take(np.argsort(place, kind="stable")), inputs.areas)[COLUMNS]


def base_drawn(inputs: Inputs, lines: Sequence[str] = KEYS) -> xr.DataArray:
    """Give the base-year volume of each line in each draw, dims (draw, area, line), over England and the leaves.

    Totals are split by assumptions that are not certain, so a line may differ between draws; the totals never do.
    """
    totals = totals_array(inputs)
    splits = _splits(inputs, totals)
    codes = totals.indexes["area"]
    found = np.empty((inputs.planning.n_draws, len(codes), len(lines)))
    for place, key in enumerate(lines):
        each = splits[key]() if key in SPLIT_LINES else at(totals, measure=BY_KEY[key].total)
        found[..., place] = each.transpose(..., "area").values
    coords = {"area": codes, "line": list(lines)}
    return xr.DataArray(found.clip(0.0), coords=coords, dims=("draw", "area", "line"))


def _splits(inputs: Inputs, totals: xr.DataArray) -> dict[str, Callable[[], xr.Variable]]:
    """Give how each line that is part of a total is split off; assumptions are read when it is."""

    def total(key: str) -> xr.Variable:
        return at(totals, measure=key)

    def drawn(key: str) -> xr.Variable:
        return bare(totals, inputs.draws(key))[1]

    def same_day() -> xr.Variable:
        return drawn("demand.emergency_same_day_pct") / 100

    def first() -> xr.Variable:
        procedures = drawn("demand.outpatient_procedure_pct") / 100
        others = total("procedures") * (1 - procedures) / procedures
        return others / (1 + drawn("demand.follow_ups_per_first"))

    def planned_days() -> xr.Variable:
        return total("elective") * drawn("demand.elective_stay_days")

    return {
        "ae_major": lambda: total("ae_major"),
        "ae_minor": lambda: total("ae") - total("ae_major"),
        "emergency_same_day": lambda: total("emergency") * same_day(),
        "emergency_overnight": lambda: total("emergency") * (1 - same_day()),
        "outpatient_first": first,
        "outpatient_follow_up": lambda: first() * drawn("demand.follow_ups_per_first"),
        "emergency_bed_days": lambda: total("ga_bed_days") - planned_days(),
        "elective_bed_days": planned_days,
    }


def totals_array(inputs: Inputs) -> xr.DataArray:
    """Give the base-year totals as an array, dims (area, measure), over England and the leaves; NaN where not held."""
    axes = {"area": [area.code for area in inputs.areas.computed], "measure": [total.key for total in TOTALS]}
    return laid_out(inputs.table("demand_totals"), axes, "value")


def window_of(frame: pd.DataFrame, total: Total, base_year: int) -> list[str]:
    """Give the twelve months a total rests on: the base year's, or the latest twelve where those are not published."""
    published = sorted(frame["month"].unique())
    wanted = months_of(base_year)
    return wanted if total.window == "base" and set(wanted) <= set(published) else published[-12:]


def _added_months(inputs: Inputs, totals: Sequence[Total], months: pd.DataFrame) -> pd.DataFrame:
    """Add up the months of an area: counts as they are, beds in use over the days, as of a year of 365 days."""
    parts, windows = [], {}
    for total in totals:
        rows = months[months["measure"].isin(total.of)]
        window = windows[total.key] = window_of(rows, total, inputs.planning.base_year)
        rows = rows[rows["month"].isin(window)].assign(measure=total.key)
        if total.way == "beds":
            scale = DAYS / sum(days_in(month) for month in window)
            rows["value"] *= rows["month"].map({month: days_in(month) * scale for month in window})
        parts.append(rows)
    return _gathered(pd.concat(parts, ignore_index=True), windows)


def _major_visits(inputs: Inputs, total: Total, visits: pd.DataFrame) -> pd.DataFrame:
    """Split A&E visits by the types of trusts' returns, shared by their catchments: apportioned at best.

    A system with places is the sum of them.
    """
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
        period_from=window[0], period_to=window[-1], measure=total.key,
    )  # fmt: skip


def _tests(inputs: Inputs, totals: Sequence[Total]) -> pd.DataFrame:
    published = inputs.reference("provider_monthly")
    rows = published[published["measure"] == "diagnostic_tests"]
    total_of = {item: total.key for total in totals for item in total.of}
    rows = rows.assign(measure=rows["item"].map(total_of)).dropna(subset="measure")
    window = window_of(rows, totals[0], inputs.planning.base_year)
    shared = providers_to_areas(rows[rows["month"].isin(window)], inputs.areas, ["measure", "source"])
    return shared.assign(period_from=window[0], period_to=window[-1])


def _shared(inputs: Inputs, totals: Sequence[Total]) -> pd.DataFrame:
    """Share England's volumes by people weighted for need: modelled, for no count of the area is in them."""
    of_need = piece_sums(inputs.reference("need_weights"), inputs.areas, ["component"], ["weighted_people"])
    england = of_need[of_need["area"] == ENGLAND].set_index("component")["weighted_people"]
    of_need = of_need.assign(
        share=of_need["weighted_people"] / of_need["component"].map(england),
        basis=of_need["area"].map(_modelled_basis(inputs)),
    )
    volumes = england_volumes(inputs, totals).assign(component=[total.need for total in totals])
    joined = volumes.rename_axis("measure").reset_index().merge(of_need, on="component", validate="many_to_many")
    return joined.assign(value=joined["volume"] * joined["share"])


def england_volumes(inputs: Inputs, totals: Sequence[Total]) -> pd.DataFrame:
    """Give England's published volume of totals that are shared out, by key: volume, source, period_from, period_to."""
    first, *_, last = months_of(inputs.planning.base_year)
    costs, maternity = inputs.reference("unit_costs"), inputs.reference("maternity_costs")
    whole = costs[costs["item"] == "all"].set_index("point_of_delivery")["activity"]
    births = maternity.groupby("item")["activity"].sum()
    figures = inputs.reference("benchmarks").set_index("figure")
    found = {}
    for total in totals:
        (of,) = total.of
        if total.key == "gp":
            found[total.key] = figures["value"][of] * MILLION, str(figures["source"][of]), "2024-07", "2025-06"
        else:
            held, volumes = (maternity, births) if total.key == "births" else (costs, whole)
            found[total.key] = volumes[of], str(held["source"].iloc[0]), first, last
    return pd.DataFrame.from_dict(found, "index", columns=["volume", "source", "period_from", "period_to"])


def _therapies(inputs: Inputs, total: Total) -> pd.DataFrame:
    """Share England's contacts by the people of each former ICB who began talking therapies."""
    published = inputs.reference("talking_therapies")
    began = published[published["measure"] == "accessing_services"][["icb_2022", "value"]]
    shared = icb_to_areas(began.assign(basis="apportioned"), inputs.areas, [])
    basis = shared["basis"].mask(shared["area"] == ENGLAND, "observed")
    volume = england_volumes(inputs, [total]).loc[total.key]
    value = volume["volume"] * shared["value"] / float(began["value"].sum())
    about = {name: volume[name] for name in ("source", "period_from", "period_to")}
    return shared.assign(value=value, basis=basis, measure=total.key, **about)


def _requests(inputs: Inputs, total: Total) -> pd.DataFrame:
    """Give each authority's published rate times its people at the mid-year of the rate's financial year."""
    published = inputs.reference("social_care")
    rates = published[published["measure"] == total.of[0]]
    latest = int(rates["year"].max())
    rates = rates[rates["year"] == latest][["upper_tier_code", "value", "source"]]
    pieces = inputs.reference("pieces")[["piece", "upper_tier_code"]].merge(
        rates, on="upper_tier_code", how="left", validate="many_to_one"
    )
    people = inputs.reference("population")
    counted = people.loc[people["year"] == people["year"].min(), ["piece", "people"]].groupby("piece")["people"].sum()
    pieces["value"] = pieces["value"].fillna(pieces["value"].median()) * pieces["piece"].map(counted) / 100_000
    summed = piece_sums(pieces, inputs.areas, [], ["value"])
    basis = summed["area"].map(_apportioned_basis(inputs))
    years = months_of(latest)
    about = {"measure": total.key, "source": str(rates["source"].iloc[0])}
    return summed.assign(basis=basis, **about, period_from=years[0], period_to=years[-1])


def _gathered(rows: pd.DataFrame, windows: Mapping[str, list[str]]) -> pd.DataFrame:
    """Add up months by area and measure, for areas that have them all; the weakest basis of the months holds."""
    ranked = rows.assign(rank=rank_of(rows["basis"]))
    summed = ranked.groupby(["area", "measure"], as_index=False).agg(
        value=("value", "sum"), rank=("rank", "max"), source=("source", "last"), held=("month", "nunique")
    )
    whole = summed[summed["held"] == summed["measure"].map({key: len(each) for key, each in windows.items()})]
    first, last = ({key: each[end] for key, each in windows.items() if each} for end in (0, -1))
    return whole.assign(
        basis=of_rank(whole["rank"]), period_from=whole["measure"].map(first), period_to=whole["measure"].map(last)
    )


def _modelled_basis(inputs: Inputs) -> dict[str, str]:
    return _basis_beside_england(inputs, "modelled")


def _apportioned_basis(inputs: Inputs) -> dict[str, str]:
    return _basis_beside_england(inputs, "apportioned")


def _basis_beside_england(inputs: Inputs, basis: str) -> dict[str, str]:
    of_area = "illustrative" if inputs.areas.fictional else basis
    return {area.code: "observed" if area.code == ENGLAND else of_area for area in inputs.areas.every}

"""Who needs care, now and through the plan?

People by age, sex and deprivation are projected to the horizon; everyone is put in one segment of need and one tier of
risk; from the segments comes the group that neighbourhood teams begin with. Beside that model stands what is published:
disease registers, need as the allocation formula sees it, the gap between rich and poor neighbourhoods, and use of
hospital against what age and sex would lead one to expect.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.apportion import in_area_order, of_rank, piece_sums, rank_of
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.data.reference import AGE_BANDS
from planbook.methods.need.groups import SEGMENTS, TIERS, cohort_chances, hospital_cost_share
from planbook.methods.need.key_draws import key_draws, told
from planbook.methods.need.people import cells_at_mid_year, cells_of_years, segments_drawn, tiers_drawn
from planbook.methods.need.published import (
    basis_by_neighbourhood,
    basis_by_practice,
    basis_modelled,
    expected_share,
    health_slopes,
    icb_registers,
    practice_slopes,
    resident_registers,
)
from planbook.methods.population import QUINTILES
from planbook.methods.rates import byar
from planbook.methods.summary import cells, summarise
from planbook.methods.swings import Movable, swings

AGE_GROUPS = {
    "All ages": (0, 999),
    "0-19": (0, 19),
    "20-64": (20, 64),
    "65-74": (65, 74),
    "75-84": (75, 84),
    "85+": (85, 999),
    "65+": (65, 999),
    "75+": (75, 999),
}  # the last two overlap the others: they are what boards ask for

COMPONENTS = {
    "overall": "All core services",
    "general_and_acute": "Hospital care",
    "community": "Community services",
    "mental_health": "Mental health",
    "maternity": "Maternity",
    "health_inequalities": "Avoidable ill health",
    "prescribing": "Prescribing",
    "primary_medical": "General practice",
}

SEGMENT_SOURCE = "nhse_segmentation_guide_2023"
COHORT_SOURCE = "neighbourhood_health_guidelines_2025"
SUMMARY = ["mean", "p10", "p50", "p90", "share_pct"]

HOSPITAL_USE = {
    "ae": (
        "ae_attendances",
        "A&E attendances",
        "Urgent treatment centres are counted differently from area to area. Limits show chance only.",
    ),
    "admitted": (
        "emergency_admissions",
        "Emergency admissions",
        "Expected numbers follow all admissions by age and sex, planned ones too, scaled to England's emergency total; "
        "same-day care is counted differently from area to area. Limits show chance only.",
    ),
}
MONTHS_COUNTED = 12


def need_population(inputs: Inputs) -> pd.DataFrame:
    """Give people by age and sex each financial year: one row per area x year x sex x age_band."""
    people = inputs.areas.with_total(inputs.array("need_cells").sum("imd_quintile"))
    rows = inputs.reference("population")
    source = str(rows["source"].iloc[rows["year"].eq(inputs.planning.plan_start).argmax()])
    frame = _modelled(pd.DataFrame({**cells(people), "people": people.values.ravel()}), inputs, source)
    return frame[["area", "year", "sex", "age_band", "people", "basis", "source"]]


def need_growth(inputs: Inputs) -> pd.DataFrame:
    """Give people by broad age group and their change since the base year: one row per area x age_group x year."""
    source = str(inputs.table("need_population")["source"].iloc[0])
    cells_of, years = inputs.array("need_cells"), list(inputs.planning.years)
    by_age = cells_of.variable.sum(("sex", "imd_quintile"), skipna=False)
    of_groups = np.array([_of_ages(*ages) for ages in AGE_GROUPS.values()]) @ by_age.transpose(..., "year").values
    coords = {"area": cells_of.indexes["area"], "age_group": list(AGE_GROUPS), "year": years}
    people = inputs.areas.with_total(xr.DataArray(of_groups, coords, list(coords)))
    change = 100 * (people.values / people.values[..., :1] - 1)
    frame = pd.DataFrame({**cells(people), "people": people.values.ravel(), "change_pct": change.ravel()})
    frame = _modelled(frame, inputs, source)
    return frame[["area", "age_group", "year", "people", "change_pct", "basis", "source"]]


def need_deprivation(inputs: Inputs) -> pd.DataFrame:
    """Give residents at the census by national deprivation fifth: one row per area x imd_quintile."""
    rows = inputs.reference("deprivation")
    found = piece_sums(rows, inputs.areas, ["imd_quintile"], ["people"])
    codes = [area.code for area in inputs.areas.every]
    people = found.pivot(index="area", columns="imd_quintile", values="people")
    people = people.reindex(index=codes, columns=list(QUINTILES)).fillna(0.0)
    share = 100 * people.div(people.sum(axis=1), axis=0)
    frame = people.melt(ignore_index=False, value_name="people").reset_index()
    frame["share_pct"] = share.melt()["value"].to_numpy()
    frame["england_share_pct"] = frame["imd_quintile"].map(dict(share.loc[ENGLAND]))
    frame["basis"] = frame["area"].map(basis_by_neighbourhood(inputs.areas))
    columns = ["area", "imd_quintile", "people", "share_pct", "england_share_pct", "basis"]
    frame = in_area_order(frame[columns], inputs.areas, ["imd_quintile"])
    return frame.assign(source=str(rows["source"].iloc[0]))


def need_mid_year(inputs: Inputs) -> xr.DataArray:
    """Give people of England and the leaves at mid-year, dims (area, year, sex, age_band, imd_quintile)."""
    return cells_at_mid_year(inputs)


def need_cells(inputs: Inputs) -> xr.DataArray:
    """Give people of England and the leaves over each financial year, dims as `need_mid_year`."""
    return cells_of_years(inputs)


def need_by_segment(inputs: Inputs) -> xr.DataArray:
    """Give people by segment, dims (draw, area, year, segment), over England and the leaves."""
    return segments_drawn(inputs)


def need_segments(inputs: Inputs) -> pd.DataFrame:
    """Give people by segment of need each year: one row per area x year x segment; everyone is in exactly one."""
    people = inputs.areas.with_total(inputs.array("need_by_segment"))
    return _grouped(people, "segment", SEGMENTS, inputs, SEGMENT_SOURCE)


def need_tiers(inputs: Inputs) -> pd.DataFrame:
    """Give people by tier of risk each year: one row per area x year x tier; everyone is in exactly one."""
    people = inputs.areas.with_total(tiers_drawn(inputs))
    return _grouped(people, "tier", TIERS, inputs, str(inputs.reference("age_sex_rates")["source"].iloc[0]))


def need_cohort(inputs: Inputs) -> pd.DataFrame:
    """Give people in the neighbourhood cohort each year, and their share of hospital costs: one row per area x year."""
    segments, cohort = inputs.array("need_by_segment"), _cohort(inputs)
    share = cohort / inputs.areas.with_total(segments.sum("segment"))
    frame = summarise(cohort)
    frame["share_pct"] = 100 * summarise(share)["mean"]
    frame["hospital_cost_share_pct"] = 100 * summarise(hospital_cost_share(inputs.draws, share))["mean"]
    frame = _modelled(frame, inputs, COHORT_SOURCE)
    return frame[["area", "year", *SUMMARY, "hospital_cost_share_pct", "basis", "source"]]


def need_prevalence(inputs: Inputs) -> pd.DataFrame:
    """Give people on disease registers against England: one row per area x condition.

    Systems by their practices (2023/24); places, and conditions not given by ICB, by residents (2019/20), whose counts
    allow limits. England stands beside each in the same publication.
    """
    rows = inputs.reference("prevalence")
    recent, resident = icb_registers(inputs), resident_registers(inputs)
    known = pd.MultiIndex.from_frame(recent[["area", "condition"]])
    older = resident[~pd.MultiIndex.from_frame(resident[["area", "condition"]]).isin(known)]
    frame = pd.concat([recent, older], ignore_index=True)
    england = rows[rows["level"] == "england"].assign(
        label=lambda every: (
            every["condition_name"]
            + every["population_base"].map(lambda ages: "" if ages == "all ages" else f" ({ages})")
        ),
        england_prevalence_pct=lambda every: every["prevalence_pct"],
    )
    beside = england[["condition", "year", "label", "england_prevalence_pct"]]
    frame = frame.merge(beside, on=["condition", "year"], validate="many_to_one")
    frame["period_to"] = (frame["year"] + 1).astype(str) + "-03"
    columns = ["area", "condition", "label", "prevalence_pct", "low", "high", "england_prevalence_pct"]
    return in_area_order(frame, inputs.areas, ["condition"])[[*columns, "basis", "source", "period_to"]]


def need_index(inputs: Inputs) -> pd.DataFrame:
    """Give need a person against England by component of the allocation formula: one row per area x component."""
    rows = inputs.reference("need_weights")
    frame = piece_sums(rows, inputs.areas, ["component"], ["registered_people", "weighted_people"])
    each = frame["weighted_people"] / frame["registered_people"]
    england = frame["area"] == ENGLAND
    frame["index"] = each / frame["component"].map(
        dict(zip(frame.loc[england, "component"], each[england], strict=True))
    )
    frame["label"] = frame["component"].map(COMPONENTS)
    frame["basis"] = frame["area"].map(basis_by_practice(inputs.areas))
    columns = ["area", "component", "label", "registered_people", "weighted_people", "index", "basis"]
    return frame[columns].assign(source=str(rows["source"].iloc[0]))


def need_inequality(inputs: Inputs) -> pd.DataFrame:
    """Give slope and relative index, most deprived end less (or over) the least: one row per area x indicator.

    Limits are 95%. Health of neighbourhoods by their income for every area; what practices report, for the system and
    England only.
    """
    frame = pd.concat([health_slopes(inputs), practice_slopes(inputs)], ignore_index=True)
    columns = ["area", "indicator", "label", "slope_index", "low", "high", "relative_index", "unit", "basis", "source"]
    return in_area_order(frame, inputs.areas)[[*columns, "period_to", "note"]]


def need_standardised(inputs: Inputs) -> pd.DataFrame:
    """Give use of hospital against England's by age and sex: one row per area x service, ratio England 100, 95% limits.

    England and the system only: figures of places are shared out by need, so their ratio would say nothing of them.
    """
    parts = [_use_of(inputs, service) for service in HOSPITAL_USE]
    frame = in_area_order(pd.concat(parts, ignore_index=True), inputs.areas)
    columns = ["area", "service", "label", "observed", "expected", "ratio", "low", "high", "basis", "source"]
    return frame[[*columns, "period_to", "note"]]


def need_numbers(inputs: Inputs) -> xr.Dataset:
    """Give the key numbers in every draw (`methods.key_draws`): dims (draw, area, number)."""
    return key_draws(inputs, inputs.array("need_by_segment"), _cohort(inputs), inputs.planning.plan_year_list[-1])


def need_swings(inputs: Movable) -> pd.DataFrame:
    """Give where key numbers go with the assumptions that matter most: one row per area x assumption x key."""
    return swings(inputs, "need_numbers", told(inputs))


def _cohort(inputs: Inputs) -> xr.DataArray:
    """Give people in the neighbourhood cohort, dims (draw, area, year), the system among the areas."""
    segments = inputs.array("need_by_segment")
    chances = cohort_chances(inputs.draws, segments.sel(area=ENGLAND, year=inputs.planning.base_year, drop=True))
    return inputs.areas.with_total((segments * chances).sum("segment").transpose("draw", "area", "year"))


def _of_ages(first: int, last: int) -> list[float]:
    """Give 1 for each five-year band that begins within some ages, 0 for the others."""
    return [float(first <= int(band.rstrip("+").partition("-")[0]) <= last) for band in AGE_BANDS]


def _grouped(people: xr.DataArray, dim: str, labels: dict[str, str], inputs: Inputs, source: str) -> pd.DataFrame:
    frame = summarise(people)
    frame["share_pct"] = 100 * summarise(people / people.sum(dim))["mean"]
    frame["label"] = frame[dim].map(labels)
    frame = _modelled(frame, inputs, source)
    return frame[["area", "year", dim, "label", *SUMMARY, "basis", "source"]]


def _modelled(frame: pd.DataFrame, inputs: Inputs, source: str) -> pd.DataFrame:
    return frame.assign(basis=frame["area"].map(basis_modelled(inputs.areas)), source=source)


def _use_of(inputs: Inputs, service: str) -> pd.DataFrame:
    measure, label, note = HOSPITAL_USE[service]
    months = inputs.table("baseline_months")
    shown = months[(months["measure"] == measure) & months["area"].isin([ENGLAND, inputs.areas.system.code])]
    latest = sorted(shown["month"].unique())[-MONTHS_COUNTED:]
    year = shown[shown["month"].isin(latest)].assign(rank=lambda every: rank_of(every["basis"]))
    frame = year.groupby("area", as_index=False).agg(
        observed=("value", "sum"), rank=("rank", "max"), source=("source", "last")
    )
    england = float(frame.loc[frame["area"] == ENGLAND, "observed"].iloc[0])
    frame["expected"] = england * frame["area"].map(expected_share(inputs, service))
    limits = byar(frame["observed"])
    frame["ratio"] = 100 * frame["observed"] / frame["expected"]
    frame["low"], frame["high"] = 100 * limits.low / frame["expected"], 100 * limits.high / frame["expected"]
    frame["basis"] = of_rank(frame["rank"])
    return frame.assign(service=service, label=label, period_to=latest[-1], note=note)

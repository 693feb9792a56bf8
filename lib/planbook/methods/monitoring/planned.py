"""What the plan has by month for each measure: from the joint draws of the chain, at the season of the base year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.data.rows import groups_of
from planbook.methods.calendar_days import days_in, months_of
from planbook.methods.chance import bits
from planbook.methods.labelled import at, bare, labelled
from planbook.methods.monitoring.actual import staff_months
from planbook.methods.monitoring.measures import FLOW, HELPED, OUTCOME, Measure
from planbook.methods.pathways.numbers import Numbers
from planbook.methods.pathways.timing import beginnings, mean_share, month_number
from planbook.methods.seasons import measure_shares
from planbook.methods.summary import summarise
from planbook.params.programme import ProgrammeFile

COLUMNS = ["area", "measure", "month", "planned", "planned_low", "planned_high"]
CASE = {True: "constrained", False: "unchanged"}


def planned_months(inputs: Inputs, measures: Mapping[str, Measure], years: Sequence[int]) -> pd.DataFrame:
    """Give one row per area x measure x month of those years: planned (mean), planned_low and planned_high (80%
    interval).

    A flow is a day's; where the plan knows years only, months lie on the line between the ends of years, or are a
    twelfth. Measures the plan says nothing of have no rows.
    """
    ahead = [year for year in years if year in inputs.planning.years]
    parts = [_of_care(inputs, measure, ahead) for measure in measures.values() if measure.points]
    parts += [_waiting(inputs, measures), _staff(inputs, ahead), _spending(inputs, ahead)]
    helped = [measure for measure in measures.values() if measure.key.startswith(HELPED)]
    begin = beginnings(Numbers(inputs), inputs.programmes()) if helped else {}
    parts += [_helped(inputs, measure, float(begin[measure.plan].mean()), ahead) for measure in helped]
    parts += [_outcomes(inputs, measures, ahead)]
    joined = pd.concat([part for part in parts if len(part)], ignore_index=True)
    wanted = {month for year in ahead for month in months_of(year)}
    return joined[joined["month"].isin(wanted)][COLUMNS].reset_index(drop=True)


def _of_care(inputs: Inputs, measure: Measure, years: Sequence[int]) -> pd.DataFrame:
    """Give months of lines of care, with the chance of what would be counted."""
    care = inputs.array("pathways_volumes")
    volumes = at(care, year=list(years), point=list(measure.points)).sum("point")
    shares = measure_shares(inputs, measure.season, measure.calendar, years)
    bare(shares, care.isel(year=[list(care["year"].values).index(year) for year in years]))
    spread = (volumes * shares.variable).transpose("draw", "area", "year", "month")
    months = [month for year in years for month in months_of(year)]
    rows = xr.Variable(("draw", "area", "month"), spread.values.reshape(*spread.shape[:2], len(months)))
    monthly = inputs.areas.with_total(labelled(rows, care, month=months))
    if measure.kind == FLOW:
        rng = bits(inputs.planning.seed, "monitoring", measure.key)
        chance = rng.standard_normal(monthly.shape) * np.sqrt(monthly.values.clip(0.0))
        monthly = labelled(monthly.variable + chance, monthly)
    frame = summarise(monthly)
    days = np.tile([days_in(month, measure.calendar) for month in months], monthly.sizes["area"])
    return _named(frame, measure.key, *(frame[name] / days for name in ("mean", "p10", "p90")))


def _waiting(inputs: Inputs, measures: Mapping[str, Measure]) -> pd.DataFrame:
    months = inputs.table("capacity_waiting_months").dropna(subset="mean")
    days = [days_in(month, measures["rtt_completed"].calendar) for month in months["month"]]
    within, unknown = months["within_18_pct"], pd.Series(np.nan, index=months.index)
    return pd.concat(
        [
            _named(months, "rtt_list", months["mean"], months["p10"], months["p90"]),
            _named(months, "rtt_within_18_weeks_pct", within, unknown, unknown),
            _named(months, "rtt_completed", months["done"] / days, unknown, unknown),
        ],
        ignore_index=True,
    )


def _staff(inputs: Inputs, years: Sequence[int]) -> pd.DataFrame:
    """Give staff in post on the line between the ends of two years, from the month today's staff were counted in.

    The plan's change is laid on the published total, for the plan counts some trusts' staff by whom they serve.
    """
    rows = inputs.table("supply_positions")
    rows = rows[(rows["staff_group"] == "nhs") & (rows["measure"] == "in_post")]
    counted = str(inputs.table("supply_in_post")["period_to"].max())
    base = _count(counted)
    total = staff_months(inputs)
    published = total[total["month"] == counted].set_index("area")["value"]
    months = [month for year in years for month in months_of(year) if _count(month) > base]
    there = [_count(month) for month in months]
    parts = []
    for area, places in groups_of(rows, "area"):
        mine = rows.iloc[places]
        scale = float(published.get(area, mine["mean"].iloc[0])) / mine["mean"].iloc[0]
        at_ends = [base, *(_count(months_of(year)[-1]) for year in mine["year"].iloc[1:])]
        parts.append([np.interp(there, at_ends, mine[name] * scale) for name in ("mean", "p10", "p90")])
    if not parts or not months:
        return pd.DataFrame(columns=COLUMNS)
    lines = np.concatenate(parts, axis=1)
    codes = np.repeat([area for area, _ in groups_of(rows, "area")], len(months))
    return _named(pd.DataFrame({"area": codes, "month": months * len(parts)}), "staff_in_post", *lines)


def _count(month: str) -> int:
    return int(month_number(month))


def _spending(inputs: Inputs, years: Sequence[int]) -> pd.DataFrame:
    """Give a twelfth of the year's cost in cash; its range is that of constant prices, in proportion."""
    rows = inputs.table("finance_cases")
    on = bool(_on(inputs))
    rows = rows[(rows["case"] == CASE[on]) & rows["year"].isin(list(years))]
    twelfth = rows.loc[rows.index.repeat(12)]
    months = [month for year in rows["year"] for month in months_of(int(year))]
    frame = twelfth.assign(month=months).reset_index(drop=True)
    cash = frame["cash"] / 12
    return _named(frame, "spending", *(cash * frame[name] / frame["mean"] for name in ("mean", "p10", "p90")))


def _helped(inputs: Inputs, measure: Measure, begin: float, years: Sequence[int]) -> pd.DataFrame:
    """Give people helped in each month: the year's, spread as the programme ramps up within it from its beginning."""
    helped = inputs.array("pathways_helped")
    people = at(helped, programme=measure.plan, year=list(years)).sum("imd_quintile")
    frame = summarise(inputs.areas.with_total(labelled(people, helped, year=years)))
    part = np.tile(within_year(inputs, inputs.programmes()[measure.plan], begin, years), len(frame) // len(years))
    rows = frame.loc[frame.index.repeat(12)].reset_index(drop=True)
    rows["month"] = [month for year in frame["year"] for month in months_of(year)]
    return _named(rows, measure.key, *(rows[name] * part for name in ("mean", "p10", "p90")))


def within_year(inputs: Inputs, programme: ProgrammeFile, begin: float, years: Sequence[int]) -> np.ndarray:
    """Give each month's part of what a programme does in its year, year by year, by its ramp's middle."""
    ramp = xr.Variable((), float(Numbers(inputs).draws(programme.programme, "ramp_months").values.mean()))
    months = np.array([[month_number(month) for month in months_of(year)] for year in years])
    since = xr.Variable(("year", "month"), months - begin + 0.5 - 6.0)
    level = np.maximum(mean_share(since, ramp, programme.ramp).values, 0.0)
    whole = level.sum(axis=1, keepdims=True)
    return np.where(whole > 0, level / np.where(whole > 0, whole, 1.0), 1 / 12).reshape(-1)


def _outcomes(inputs: Inputs, measures: Mapping[str, Measure], years: Sequence[int]) -> pd.DataFrame:
    """Give the result expected of programmes by each year's end: the figure of today and the change claimed."""
    rows = inputs.table("goals_outcomes").dropna(subset=["result", "value"])
    rows = rows[("outcome_" + rows["outcome"]).isin(set(measures))]
    results = inputs.table("pathways_results").dropna(subset="value")
    joined = rows[["area", "outcome", "value"]].merge(
        results[["area", "outcome", "year", "value", "low", "high", "unit"]],
        on=["area", "outcome"],
        suffixes=("", "_change"),
        validate="one_to_many",
    )
    joined = joined[joined["year"].isin(list(years))]
    ends = [
        joined["value"] + joined[part].where(joined["unit"] != "percent_change", joined["value"] * joined[part] / 100)
        for part in ("value_change", "low", "high")
    ]
    frame = joined.assign(month=[months_of(int(year))[-1] for year in joined["year"]])
    low, high = ends[1].combine(ends[2], min), ends[1].combine(ends[2], max)
    return _named(frame, OUTCOME + frame["outcome"], ends[0], low, high)


Numbered = pd.Series | np.ndarray


def _named(frame: pd.DataFrame, key: str | pd.Series, plan: Numbered, low: Numbered, high: Numbered) -> pd.DataFrame:
    return frame[["area", "month"]].assign(measure=key, planned=plan, planned_low=low, planned_high=high)


def _on(inputs: Inputs) -> list[str]:
    programmes = inputs.table("pathways_programmes")
    return list(programmes.loc[(programmes["area"] == inputs.areas.code) & programmes["on"], "programme"])

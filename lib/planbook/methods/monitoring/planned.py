"""What the plan has by month for each measure: from the joint draws of the chain, at the season of the base year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.calendar_days import days_in, months_of
from planbook.methods.chance import bits
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
    parts += [_helped(inputs, measure, ahead) for measure in measures.values() if measure.key.startswith(HELPED)]
    parts += [_outcomes(inputs, measures, ahead)]
    joined = pd.concat([part for part in parts if len(part)], ignore_index=True)
    wanted = {month for year in ahead for month in months_of(year)}
    return joined[joined["month"].isin(wanted)][COLUMNS].reset_index(drop=True)


def _of_care(inputs: Inputs, measure: Measure, years: Sequence[int]) -> pd.DataFrame:
    """Give months of lines of care, with the chance of what would be counted."""
    volumes = inputs.array("pathways_volumes").sel(year=list(years), point=list(measure.points)).sum("point")
    shares = measure_shares(inputs, measure.season, measure.calendar, years)
    monthly = inputs.areas.with_total(volumes * shares).transpose("draw", "area", "year", "month")
    if measure.kind == FLOW:
        rng = bits(inputs.planning.seed, "monitoring", measure.key)
        monthly = monthly + rng.standard_normal(monthly.shape) * np.sqrt(monthly.clip(0.0))
    frame = summarise(monthly)
    year, number = frame["year"], frame["month"].astype(int)
    frame["month"] = [f"{y + (n < 4)}-{n:02d}" for y, n in zip(year, number, strict=True)]
    days = frame["month"].map(lambda month: days_in(month, measure.calendar))
    return _named(frame, measure.key, *(frame[name] / days for name in ("mean", "p10", "p90")))


def _waiting(inputs: Inputs, measures: Mapping[str, Measure]) -> pd.DataFrame:
    months = inputs.table("capacity_waiting_months").dropna(subset="mean")
    days = months["month"].map(lambda month: days_in(month, measures["rtt_completed"].calendar))
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
    parts = []
    for area, mine in rows.groupby("area", sort=False):
        ends = mine.set_index("year")[["mean", "p10", "p90"]]
        ends = ends / ends["mean"].iloc[0] * float(published.get(str(area), ends["mean"].iloc[0]))
        at = [base, *(_count(months_of(year)[-1]) for year in ends.index[1:])]
        for year in years:
            months = [month for month in months_of(year) if _count(month) > base]
            there = [_count(month) for month in months]
            lines = [np.interp(there, at, ends[name]) for name in ("mean", "p10", "p90")]
            parts.append(
                pd.DataFrame({"area": area, "month": months, **dict(zip(("mean", "p10", "p90"), lines, strict=True))})
            )
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    frame = pd.concat(parts, ignore_index=True)
    return _named(frame, "staff_in_post", frame["mean"], frame["p10"], frame["p90"])


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


def _helped(inputs: Inputs, measure: Measure, years: Sequence[int]) -> pd.DataFrame:
    """Give people helped in each month: the year's, spread as the programme ramps up within it."""
    name = measure.plan
    helped = inputs.array("pathways_helped").sel(programme=name, year=list(years)).sum("imd_quintile")
    frame = summarise(inputs.areas.with_total(helped))
    shape = within_year(inputs, inputs.programmes()[name], years)
    rows = frame.merge(shape, on="year", validate="many_to_many")
    return _named(rows, measure.key, *(rows[part] * rows["part"] for part in ("mean", "p10", "p90")))


def within_year(inputs: Inputs, programme: ProgrammeFile, years: Sequence[int]) -> pd.DataFrame:
    """Give each month's part of what a programme does in its year, one row per year x month, by its ramp's middle."""
    numbers = Numbers(inputs)
    begin = float(beginnings(numbers, inputs.programmes())[programme.programme].mean())
    ramp = xr.DataArray(float(numbers.draws(programme.programme, "ramp_months").mean()))
    rows = []
    for year in years:
        months = months_of(year)
        since = xr.DataArray([month_number(month) - begin + 0.5 - 6.0 for month in months])
        level = np.maximum(mean_share(since, ramp, programme.ramp).values, 0.0)
        parts = level / level.sum() if level.sum() > 0 else np.full(12, 1 / 12)
        rows += [(year, month, part) for month, part in zip(months, parts, strict=True)]
    return pd.DataFrame(rows, columns=["year", "month", "part"])


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


def _named(frame: pd.DataFrame, key: str | pd.Series, plan: pd.Series, low: pd.Series, high: pd.Series) -> pd.DataFrame:
    return frame[["area", "month"]].assign(measure=key, planned=plan, planned_low=low, planned_high=high)


def _on(inputs: Inputs) -> list[str]:
    programmes = inputs.table("pathways_programmes")
    return list(programmes.loc[(programmes["area"] == inputs.areas.code) & programmes["on"], "programme"])

"""What happened, month by month: the published series, and what the system supplied in their place or beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from planbook.data.apportion import icb_to_areas
from planbook.data.inputs import Inputs
from planbook.data.rows import groups_of, laid_out
from planbook.errors import raise_if_any, unknown
from planbook.methods.calendar_days import days_in
from planbook.methods.demand.base import area_months
from planbook.methods.monitoring.measures import (
    ACTUALS,
    FLOW,
    HELPED,
    MEASURES,
    OUTCOME,
    TRACKED_AS_PERFORMANCE,
    Measure,
)

COLUMNS = ["area", "measure", "month", "value", "basis", "source"]
LOCAL = "local_return"
STAFF = "staff_in_post"


def measures_of(inputs: Inputs) -> dict[str, Measure]:
    """Give every measure by key: those of all systems, people helped by each programme that is on, and outcomes."""
    found = {measure.key: measure for measure in MEASURES}
    programmes = inputs.table("pathways_programmes")
    on = programmes[(programmes["area"] == inputs.areas.code) & programmes["on"]]
    for name, label in zip(on["programme"], on["label"], strict=True):
        short = label.partition(":")[0].partition(",")[0]
        why = "Counted by the programme itself."
        found[HELPED + name] = Measure(
            HELPED + name, f"Helped in the month: {short}", "benefits", "people", "higher", "sum", plan=name, why=why
        )
    results = inputs.table("goals_outcomes")
    own = results[(results["area"] == inputs.areas.code) & results["result_year"].gt(0)]
    own = own[~own["outcome"].isin(TRACKED_AS_PERFORMANCE)]
    for name, label, unit, better in own[["outcome", "label", "unit", "better"]].itertuples(index=False):
        why = "Nothing was supplied since the plan began."
        found[OUTCOME + name] = Measure(OUTCOME + name, label, "outcomes", unit, better, "level", plan=name, why=why)
    return found


def actual_months(inputs: Inputs, measures: Mapping[str, Measure]) -> pd.DataFrame:
    """Give one row per area x measure x month: value (a day where it is a flow), basis, source.

    What a system supplied stands in place of what is published of the same month. Raises `InputError` naming measures
    that nobody knows.
    """
    published = _published(inputs, measures)
    supplied = _supplied(inputs, measures)
    keys = ["area", "measure", "month"]
    taken = pd.MultiIndex.from_frame(supplied[keys])
    kept = published[~pd.MultiIndex.from_frame(published[keys]).isin(taken)]
    return pd.concat([each for each in (kept, supplied) if len(each)], ignore_index=True)[COLUMNS]


def _published(inputs: Inputs, measures: Mapping[str, Measure]) -> pd.DataFrame:
    months = pd.concat([area_months(inputs), staff_months(inputs)], ignore_index=True)
    axes = {name: list(months[name].unique()) for name in ("measure", "area", "month")}
    values = dict(zip(axes["measure"], laid_out(months, axes, "value").values, strict=True))
    cells = [pd.Index(axes[name]).get_indexer(pd.Index(months[name])) for name in ("area", "month")]
    held = dict(groups_of(months, "measure"))
    parts = []
    for measure in measures.values():
        if measure.of and all(name in held for name in measure.of):
            rows = months.take(held[measure.of[0]])
            if len(measure.of) == 2:
                area, month = (each[held[measure.of[0]]] for each in cells)
                share = rows["value"] / values[measure.of[1]][area, month]
                rows = rows.assign(value=measure.times * ((1 - share) if measure.rest else share))
            parts.append(_a_day(rows.assign(measure=measure.key).dropna(subset="value"), measure)[COLUMNS])
    return pd.concat(parts, ignore_index=True)


def staff_months(inputs: Inputs) -> pd.DataFrame:
    """Give NHS staff in post by month, whole-time, of the trusts of an area; a place's share follows need."""
    trend = inputs.reference("workforce_trend")
    of_icb = trend[trend["level"] == "icb_2022"].rename(columns={"code": "icb_2022", "fte": "value"})
    last = sorted(of_icb["month"].unique())[-36:]
    of_icb = of_icb[of_icb["month"].isin(last)]
    shared = icb_to_areas(of_icb[["icb_2022", "month", "value"]], inputs.areas, ["month"])
    return shared.assign(measure=STAFF, source=str(trend["source"].iloc[0]))


def _supplied(inputs: Inputs, measures: Mapping[str, Measure]) -> pd.DataFrame:
    rows = inputs.local(ACTUALS)
    own = {area.code for area in inputs.areas.every}
    parts = [rows[rows["area"].isin(own)][["area", "measure", "month", "value"]]]
    seen = inputs.monitored()
    for name, series in (seen.actuals if seen else {}).items():
        months = pd.period_range(series.first, periods=len(series.values), freq="M").astype(str)
        parts.append(
            pd.DataFrame({"area": inputs.areas.code, "measure": name, "month": months, "value": series.values})
        )
    joined = pd.concat([part for part in parts if len(part)], ignore_index=True) if any(map(len, parts)) else parts[0]
    others = {*(HELPED + name for name in inputs.programmes()), *(OUTCOME + name for name in inputs.goals().outcomes)}
    strangers = sorted(set(joined["measure"]) - set(measures) - others)
    raise_if_any([unknown("measure", name, {*measures, *others}, "actuals") for name in strangers])
    joined = joined[joined["measure"].isin(set(measures))]  # what is off in this scenario is not tracked
    basis = "illustrative" if inputs.areas.fictional else "local"
    joined = joined.dropna(subset="value").astype({"value": "float64"})
    parts = [_a_day(mine, measures[str(name)]) for name, mine in joined.groupby("measure", sort=False)]
    whole = pd.concat(parts, ignore_index=True) if parts else joined
    return whole.assign(basis=basis, source=LOCAL)


def _a_day(rows: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Divide the counts of a flow by the days of their month."""
    return rows.assign(value=rows["value"] / weights(list(rows["month"]), measure)) if measure.kind == FLOW else rows


def weights(months: Sequence[str], measure: Measure) -> list[float]:
    """Give what a month's figure counts for in its year: its days where it is a flow, else 1."""
    return [float(days_in(month, measure.calendar)) if measure.kind == FLOW else 1.0 for month in months]

"""Every column of every declared table, described once: same quantity and unit, same name everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa

from planbook.errors import InputError, Problem

BASES = ("observed", "local", "apportioned", "modelled", "illustrative", "not held")


@dataclass(frozen=True)
class Field:
    """One column: its name, what it says, its kind (text, integer, number, flag) and what is possible."""

    name: str
    says: str
    kind: str = "text"
    optional: bool = False
    least: float | None = None
    among: tuple[str, ...] = ()


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("area", "code of the area: ENG, a system, or system/place"),
        Field("topic", "what the figure is about: people, activity, beds, workforce and so on"),
        Field("measure", "key of the measure"),
        Field("label", "the measure in plain words"),
        Field("value", "the figure, in its unit", "number", optional=True),
        Field("unit", "key of the unit (planbook.units)"),
        Field(
            "low",
            "lower end of the 80% interval, or of the interval the table names",
            "number",
            optional=True,
        ),
        Field("high", "upper end of the same interval", "number", optional=True),
        Field("rate", "the figure as a rate or share that can be compared", "number", optional=True),
        Field("rate_unit", "unit of the rate, empty when a comparison is not fair"),
        Field("england_rate", "the same rate for England", "number", optional=True),
        Field("better", "whether higher or lower is better, or none", among=("higher", "lower", "none")),
        Field("basis", "how the figure was got", among=BASES),
        Field("source", "key of the source"),
        Field("period_from", "first month the figure covers, YYYY-MM", optional=True),
        Field("period_to", "last month the figure covers, YYYY-MM", optional=True),
        Field("month", "month, YYYY-MM"),
        Field("note", "what a reader must know before using the figure", optional=True),
        Field("year", "financial year by its first year: 2027 is 2027/28", "integer"),
        Field("sex", "F or M", among=("F", "M")),
        Field("age_band", "five-year age band, 90+ open"),
        Field("age_group", "broad age group"),
        Field("people", "people, average over the year", "number", least=0),
        Field("change_pct", "change since the base year, per cent", "number"),
        Field("share_pct", "share of the area's people, per cent", "number", least=0),
        Field("england_share_pct", "the same share for England, per cent", "number", least=0),
        Field("imd_quintile", "national deprivation fifth, 1 most deprived (IMD 2025)", "integer", least=1),
        Field("segment", "population segment, everyone in exactly one"),
        Field("tier", "risk tier, everyone in exactly one"),
        Field("mean", "mean over the draws", "number"),
        Field("p10", "tenth percentile of the draws", "number"),
        Field("p50", "median of the draws", "number"),
        Field("p90", "ninetieth percentile of the draws", "number"),
        Field("condition", "key of the condition"),
        Field("prevalence_pct", "people on the register, per cent of those it counts", "number", least=0),
        Field("england_prevalence_pct", "the same for England, per cent", "number", least=0),
        Field("component", "component of need in the national allocation formula"),
        Field("registered_people", "people registered with a GP practice", "number", least=0),
        Field("weighted_people", "registered people weighted for need", "number", least=0),
        Field("index", "need a person compared with England, where England is 1", "number", least=0),
        Field("indicator", "key of the inequality indicator"),
        Field(
            "hospital_cost_share_pct",
            "share of hospital costs if each of these people costs what they do in England, per cent",
            "number",
            least=0,
        ),
        Field("slope_index", "fitted value at the most deprived end less that at the least", "number"),
        Field(
            "relative_index",
            "fitted value at the most deprived end over that at the least; none where it is not above nought",
            "number",
            optional=True,
        ),
        Field("service", "ae, admitted or outpatient"),
        Field("observed", "events counted in the area", "number", least=0),
        Field("expected", "events if England's rates by age and sex held in the area", "number", least=0),
        Field("ratio", "observed for every 100 expected", "number", least=0),
        Field("staff_group", "staff group of the national workforce statistics"),
        Field("fte", "full-time equivalent staff in post", "number", least=0),
        Field("target", "the target or standard for the year; missing where none is set", "number", optional=True),
        Field(
            "distance",
            "how far the figure is from the standard, in its unit; above 0 is short of it",
            "number",
            optional=True,
        ),
        Field("months_old", "months from the figure's period to the date of the report", "integer"),
        Field("stale", "too old to rate against a target", "flag"),
        Field("subject", "what nobody publishes for areas"),
        Field("template", "the local data template that would supply it"),
        Field("why", "why it is so"),
        Field("order", "place in the list, 1 first", "integer", least=1),
        Field("key", "key of the number or message"),
        Field("against", "what the figure is held against, in words", optional=True),
        Field("reference", "the figure it is held against", "number", optional=True),
        Field("how", "how the figure is got, in words"),
        Field("month_of_year", "month of the year, 1 January to 12 December", "integer", least=1),
        Field("season", "what the spread over months is taken from: own months, England's months or days only"),
        Field("size", "people's pathways on the list", "number", least=0),
        Field("leaving", "share of the list that leaves each month other than by completing", "number", least=0),
        Field("modelled", "what the model gives", "number", least=0),
        Field("gap_pct", "how far what the model gives is from what it claims to equal, per cent", "number"),
        Field("equal", "whether it equals it, to the last place", "flag"),
        Field("line", "line of care (methods/demand/lines)"),
        Field("group", "group of lines of care"),
        Field("driver", "what moves demand: population, ageing, health, other or backlog"),
        Field("started", "pathways started in the year", "number", least=0),
        Field("capacity", "pathways a year that can be completed", "number", least=0),
        Field("standard", "the list that would just meet the national standard", "number", least=0),
        Field("view", "default, own or expert", among=("default", "own", "expert")),
        Field("admissions", "emergency admissions a year at the plan's end on that view", "number", least=0),
        Field("kind", "kind of bed"),
        Field("available", "beds open in the base year", "number", least=0),
        Field("occupancy_pct", "open beds in use in the base year, per cent", "number", least=0),
        Field("more", "mean less the base year's, in the same unit", "number"),
        Field("safe", "mean at the occupancy that is planned for", "number", least=0),
        Field("actual", "what was counted", "number", least=0),
        Field("naive", "the same as the year before", "number", least=0),
        Field("error_pct", "model less actual, per cent of actual", "number"),
        Field("naive_error_pct", "naive less actual, per cent of actual", "number"),
        Field("symbol", "what stands for it in the formula; empty for the number itself"),
        Field("formula", "how the number follows from its inputs"),
        Field("assumed", "keys of the assumptions behind it, with spaces between"),
        Field("vision", "what the system says it is for"),
        Field("agreed_by", "who agreed"),
        Field("agreed_on", "the day, month or year it was agreed"),
        Field("aim", "code of the aim, or codes with commas: A1 to A4"),
        Field("aims", "codes of the aims served"),
        Field("shorthand", "planners' words for the aim"),
        Field("outcome_count", "how many outcomes serve it", "integer", least=0),
        Field("outcome", "key of the outcome"),
        Field("by_when", "the year or month by which"),
        Field("set_by", "who set the target: national, own, or nobody", among=("national", "own", "")),
        Field("owner", "who answers for it or does it"),
        Field("target_words", "the target in its own words"),
        Field("plan", "key of the layer of plans"),
        Field("layer", "which question the plan answers: what, how, or who does what when"),
        Field("who", "who makes the plan, or whom a programme is for"),
        Field("span", "how long the plan looks ahead"),
        Field("valid_from", "from when it has been asked for"),
        Field("valid_to", "until when it is asked for; empty while it lasts"),
        Field("status", "how it stands today"),
        Field("requirement", "key of what it must contain"),
        Field("contains", "what it must contain"),
        Field("steps", "steps of this workbook that show it, with spaces between"),
        Field("met_where", "where the system's own plan meets it"),
        Field("finding", "what was found"),
        Field("strategies", "local strategies that name it, and what they seek"),
        Field("term", "key of the word"),
        Field("health", "what health calls it"),
        Field("council", "what local government calls it"),
        Field("meaning", "what it means, plainly"),
        Field("criterion", "key of the criterion"),
        Field("score", "from 0 to 100", "number", least=0),
        Field("weight", "how much it counts", "number", least=0),
        Field("judged", "whether people judged it, rather than figures", "flag"),
        Field("first_pct", "in how many of the weightings near ours it comes first, per cent", "number", least=0),
        Field("first_any_pct", "in how many of all weightings it comes first, per cent", "number", least=0),
        Field("rank_low", "better end of the ranks that hold 80 in 100 weightings", "number", least=1),
        Field("rank_high", "worse end of the same ranks", "number", least=1),
        Field("side", "in or out of scope", among=("in", "out")),
        Field("again", "when it is looked at again"),
        Field("programme", "key of the programme; empty where there is none"),
        Field("serves", "outcomes it serves, in words"),
        Field("touches", "points of delivery it changes, in words"),
        Field("on", "whether it is on in this scenario", "flag"),
        Field("adopted", "whether the system's own plan has it", "flag"),
        Field("starts", "month in which it starts, YYYY-MM"),
        Field("ramp", "how it comes to full reach"),
        Field("lead", "who leads the programme"),
        Field("partners", "who takes part"),
        Field("grade", "evidence: H high, M medium, L low, U unverified", among=("H", "M", "L", "U", "")),
        Field("review", "month in which it is reviewed, YYYY-MM"),
        Field("action", "what will be done"),
        Field("remedy", "what would mend it"),
    )
}

_TYPES = {"text": str, "integer": "int64", "number": "float64", "flag": "bool"}


def schema(columns: Sequence[str], grain: Sequence[str]) -> pa.DataFrameSchema:
    """Give the check of a table: its columns in order, one row per grain, possible values, p10 <= p50 <= p90."""
    checks = []
    if {"p10", "p50", "p90"} <= set(columns):
        checks.append(
            pa.Check(
                lambda frame: (frame["p10"] <= frame["p50"] + 1e-9) & (frame["p50"] <= frame["p90"] + 1e-9),
                error="p10 <= p50 <= p90",
            )
        )
    return pa.DataFrameSchema(
        {name: _column(FIELDS[name]) for name in columns},
        checks=checks,
        unique=list(grain),
        strict=True,
        ordered=True,
    )


def _column(field: Field) -> pa.Column:
    checks = []
    if field.least is not None:
        checks.append(pa.Check.ge(field.least))
    if field.among:
        checks.append(pa.Check.isin(field.among))
    return pa.Column(_TYPES[field.kind], checks, nullable=field.optional, coerce=True)


def check(frame: pd.DataFrame, table: str, columns: Sequence[str], grain: Sequence[str]) -> pd.DataFrame:
    """Give the table with its declared types, or raise one `InputError` with all that is wrong with it."""
    try:
        return schema(columns, grain).validate(frame.reset_index(drop=True), lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases.head(20)
        raise InputError(
            Problem(f"{row.column or 'table'}: {row.check} failed for {row.failure_case!r}", f"table {table}")
            for row in cases.itertuples()
        ) from error

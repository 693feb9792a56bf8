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
        Field("target", "the national standard for the year", "number"),
        Field(
            "distance",
            "how far the figure is from the standard, in its unit; above 0 is short of it",
            "number",
        ),
        Field("months_old", "months from the figure's period to the date of the report", "integer"),
        Field("stale", "too old to rate against a target", "flag"),
        Field("subject", "what nobody publishes for areas"),
        Field("template", "the local data template that would supply it"),
        Field("why", "why the figure is not held"),
        Field("order", "place in the list, 1 first", "integer", least=1),
        Field("key", "key of the number or message"),
        Field("against", "what the figure is held against, in words", optional=True),
        Field("reference", "the figure it is held against", "number", optional=True),
        Field("how", "how the figure is got, in words"),
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

"""Columns that only tables of the step `need` have."""

from __future__ import annotations

from planbook.fields.field import Field

COLUMNS = (
    Field("sex", "F or M", among=("F", "M")),
    Field("age_band", "five-year age band, 90+ open"),
    Field("age_group", "broad age group"),
    Field("people", "people, average over the year", "number", least=0),
    Field("england_share_pct", "the same share for England, per cent", "number", least=0),
    Field("segment", "population segment, everyone in exactly one"),
    Field("tier", "risk tier, everyone in exactly one"),
    Field("condition", "key of the condition"),
    Field("prevalence_pct", "people on the register, per cent of those it counts", "number", least=0),
    Field("england_prevalence_pct", "the same for England, per cent", "number", least=0),
    Field("component", "component of need in the national allocation formula"),
    Field("registered_people", "people registered with a GP practice", "number", least=0),
    Field("weighted_people", "registered people weighted for need", "number", least=0),
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
    Field("observed", "events counted in the area", "number", least=0),
    Field("expected", "events if England's rates by age and sex held in the area", "number", least=0),
)

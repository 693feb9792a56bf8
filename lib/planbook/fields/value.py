"""Columns that only tables of the step `value` have."""

from __future__ import annotations

from planbook.fields.field import Field

COLUMNS = (
    Field("cost", "cost, present value, pounds", "number"),
    Field("benefit", "worth of benefits, present value, pounds", "number"),
    Field("ratio_low", "lower end of the 80% interval of the ratio", "number", optional=True),
    Field("ratio_high", "upper end of the same interval", "number", optional=True),
    Field(
        "nhs_chance_pct", "the same with health at what the NHS could gain it for, per cent", "number", optional=True
    ),
    Field("cost_per_helped", "cost of each person or case helped, pounds", "number", optional=True),
    Field("cost_per_qaly", "cost less cash released of a year in full health, pounds", "number", optional=True),
    Field("discounted", "the mean at its worth in the first plan year, pounds", "number"),
    Field("people_share_pct", "part of the area's people, per cent", "number", least=0),
    Field("weighted", "the benefit weighted for deprivation, pounds", "number"),
    Field("helped", "people or cases helped", "number"),
    Field("qaly", "years of life in full health", "number"),
    Field("moves", "what moving £1 million there from where it brings least would add, pounds", "number"),
    Field("then", "the same in the last plan year", "number"),
    Field("per_person", "the same a person", "number"),
)

"""Columns that only tables of the step `supply` have."""

from __future__ import annotations

from planbook.fields.field import Field

COLUMNS = (
    Field("flow", "how staff come or go: a source of joiners, moves, leavers or retirements"),
    Field("wte", "whole-time equivalent staff", "number", least=0),
    Field("reason", "why staff leave"),
    Field("under_35_pct", "staff under 35, per cent", "number", least=0),
    Field("from_55_pct", "staff aged 55 and over, per cent", "number", least=0),
    Field("leaving_pct", "staff who go in a year, to other groups too, per cent of those in post", "number", least=0),
    Field(
        "joining_pct", "staff who come in a year, from other groups too, per cent of those in post", "number", least=0
    ),
    Field("absence_pct", "working days lost to sickness, per cent", "number", least=0),
    Field("local_wte", "whole-time staff in post in the system's own extract", "number", optional=True, least=0),
    Field("places", "people who start training in England in a year", "number", least=0),
    Field("attrition_pct", "of those who start training, how many never finish, per cent", "number", least=0),
    Field("late_pct", "of those who finish, how many take a year longer, per cent", "number", least=0),
    Field("registers_pct", "of those who finish, how many register, per cent", "number", least=0),
    Field("takes_up_pct", "of those who register, how many start work in the NHS, per cent", "number", least=0),
    Field("years", "years from starting training to starting work", "number", least=0),
    Field("england", "the same for England", "number", least=0),
    Field("now", "in the first year after the base year", "number", least=0),
    Field("first_year", "first year a gap is likelier felt than not; missing if never", "number", optional=True),
    Field("first_chance_pct", "how likely it is felt in that year, per cent", "number", optional=True, least=0),
    Field("short_pct", "gap as a share of what is required, per cent; below 0 where there is more", "number"),
)

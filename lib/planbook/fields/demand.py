"""Columns that only tables of the step `demand` have."""

from __future__ import annotations

from planbook.fields.field import Field

COLUMNS = (
    Field("month_of_year", "month of the year, 1 January to 12 December", "integer", least=1),
    Field("season", "what the spread over months is taken from: own months, England's months or days only"),
    Field("size", "people's pathways on the list", "number", least=0),
    Field("over_18_weeks", "pathways that have waited over 18 weeks", "number", least=0),
    Field("over_52_weeks", "pathways that have waited over 52 weeks", "number", least=0),
    Field("mark", "what would be passed", "number"),
    Field("from_year", "first year passed in one draw of ten; missing if not within the horizon", "number", True),
    Field("middle_year", "first year passed in half the draws; missing if not within the horizon", "number", True),
    Field("to_year", "first year passed in nine draws of ten; missing if not within the horizon", "number", True),
    Field("leaving", "share of the list that leaves each month other than by completing", "number", least=0),
    Field("line", "line of care (methods/demand/lines)"),
    Field("view", "default, own or expert", among=("default", "own", "expert")),
    Field("admissions", "emergency admissions a year at the plan's end on that view", "number", least=0),
    Field("available", "beds open in the base year", "number", least=0),
    Field("occupancy_pct", "open beds in use in the base year, per cent", "number", least=0),
    Field("safe", "mean at the occupancy that is planned for", "number", least=0),
    Field("actual", "what was counted", "number", least=0),
    Field("naive", "the same as the year before", "number", least=0),
    Field("naive_error_pct", "naive less actual, per cent of actual", "number"),
)

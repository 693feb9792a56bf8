"""Columns that only tables of the step `capacity` have."""

from __future__ import annotations

from planbook.fields.field import BASES, Field

COLUMNS = (
    Field("resource", "what care takes place in: kind of bed, room, list or contract (methods/capacity/resources)"),
    Field("in_place", "what is in place today, in its unit; missing where nobody publishes it", "number", True, 0),
    Field("in_place_basis", "how what is in place was got", among=BASES),
    Field("occupied", "in use on an average day, in the same unit", "number", least=0),
    Field("more_low", "tenth percentile of the change since the base year, draw by draw", "number"),
    Field("more_high", "ninetieth percentile of the same change", "number"),
    Field("chance_short_pct", "draws in which more is needed than is in place, per cent", "number", True, 0),
    Field("planned_pct", "occupancy or utilisation that is planned for, per cent", "number", True, 0),
    Field("in_use_pct", "what would be in use of what is in place, per cent; over 100 cannot be", "number", True, 0),
    Field("winter_in_use_pct", "the same in the busiest winter month", "number", True, 0),
    Field("peak", "mean needed in the busiest month from December to February", "number", least=0),
    Field("peak_high", "ninetieth percentile of what is needed in that month", "number", least=0),
    Field("hours_a_week", "hours of use a week, for rooms", "number", True, 0),
    Field("in_use", "beds in use on an average day", "number", least=0),
    Field("pool", "beds among which a person can be placed", "number", True, 1),
    Field("full_pct", "chance that all of a pool are taken, per cent", "number", True, 0),
    Field("wait_pct", "chance that who needs a bed of a pool must wait, per cent", "number", True, 0),
    Field("winter_full_pct", "chance that all of a pool are taken in the busiest winter month", "number", True, 0),
    Field("winter_wait_pct", "chance of having to wait in the busiest winter month, per cent", "number", True, 0),
    Field("done", "what can be done of it with what is in place", "number", least=0),
    Field("left", "who leave the list in the period other than by being seen", "number", least=0),
    Field("within_18_pct", "of those waiting, who have waited no longer than 18 weeks, per cent", "number", least=0),
    Field("over_52_pct", "of those waiting, who have waited over 52 weeks, per cent", "number", least=0),
    Field("target_pct", "share the national target asks for, per cent", "number", True, 0),
    Field("space", "kind of space: a bed or room of a resource, or a programme's"),
)

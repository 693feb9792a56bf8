"""Columns that only tables of the step `pathways` have."""

from __future__ import annotations

from planbook.fields.field import Field

COLUMNS = (
    Field("story", "what it is, in plain words"),
    Field("cohort", "people, or units of care, it is for in the year", "number", least=0),
    Field("ramp_pct", "how far it has come to full reach, on the mean over the year, per cent", "number", least=0),
    Field("begins", "month in which it begins, gating milestones counted, YYYY-MM"),
    Field("comparator", "what its results are held against"),
    Field("stop_or_scale", "when it is widened and when it is stopped"),
    Field("prerequisites", "what must be there first"),
    Field("point_label", "the point of delivery in plain words"),
    Field("sector", "sector that has or lacks the room, in plain words"),
    Field(
        "of_demand_pct", "change in work, per cent of demand; none where demand counts none", "number", optional=True
    ),
    Field("avoided", "work a year that programmes avoid; below 0 they bring more", "number"),
    Field("displaced", "work a year that reappears here", "number", least=0),
    Field("delivered", "work a year that programmes deliver themselves", "number", least=0),
    Field("theme", "kind of care, or of means: workforce, budgets, supplies, estate"),
    Field("thing", "point of delivery, staff group, cost, supply or kind of room"),
    Field("from_programme", "the programme it comes from, in plain words"),
    Field("alone", "change if the programme were the only one", "number"),
    Field("in_turn", "change on what programmes before it in its overlap group leave", "number"),
    Field("effect", "programme and effect"),
    Field("claim_pct", "claimed change of the part it touches, per cent, where someone is helped", "number"),
    Field("claim_low", "lower end of the claim", "number"),
    Field("claim_high", "upper end of the claim", "number"),
    Field(
        "national", "what experts think of this kind of care for England by 2039/40, per cent", "number", optional=True
    ),
    Field("national_low", "lower end of what they think", "number", optional=True),
    Field("national_high", "upper end of what they think", "number", optional=True),
    Field("claimed", "change a year at the national numbers of the programme", "number"),
    Field("claimed_low", "lower end of that", "number"),
    Field("claimed_high", "upper end of that", "number"),
    Field("agreed", "change a year at the area's own numbers", "number"),
    Field("after_haircut", "change a year after the haircut for optimism", "number"),
    Field("counted", "change a year that counts: each unit once, as far as there is room", "number"),
    Field("counted_low", "lower end of that", "number"),
    Field("counted_high", "upper end of that", "number"),
    Field("room_pct", "share of the saving that there is room for elsewhere, per cent", "number", least=0),
    Field("moves_to", "sectors that the work moves to"),
    Field("because", "why the number is what it is"),
    Field("arriving", "work a year that programmes would bring", "number", least=0),
    Field("most_pct", "helped of a hundred of the cohort in the most deprived fifth", "number", least=0),
    Field("least_pct", "helped of a hundred of the cohort in the least deprived fifth", "number", least=0),
    Field("milestone", "key of the milestone"),
    Field("due", "month by which it must be there, YYYY-MM"),
    Field("gates", "whether the effect waits for it", "flag"),
    Field("stage", "before, after, inputs, activities, outputs or outcomes"),
)

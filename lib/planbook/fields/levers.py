"""Columns that only tables of the step `levers` have."""

from __future__ import annotations

from planbook.fields.field import Field

COLUMNS = (
    Field("short_before", "posts short without levers, mean", "number", least=0),
    Field("lever", "key of the lever"),
    Field("outcome_area", "number of the People Function's outcome area", "integer", least=1),
    Field("mechanism", "what a lever changes, in words"),
    Field("reaches", "staff groups a lever reaches, in words"),
    Field("holder", "level that holds a lever: provider, place, ics, region or nation"),
    Field("level", "level at which something is done: provider, place, ics, region or nation"),
    Field("held", "levers held at this level, in words; empty where none is"),
    Field("supports", "levers held elsewhere that this level has a part in; empty where none is"),
    Field("watched", "how we would know that it works"),
    Field("must_first", "what must come first, in words; empty where nothing must"),
    Field("required", "posts required, mean", "number", least=0),
    Field("closed_pct", "draws in which the gap is closed, per cent", "number", least=0),
    Field("wanted_pct", "draws in which it should be, per cent", "number", least=0),
    Field("asked", "what was asked of the choice: close, budget, adopted or off"),
    Field("chosen_in", "title of the scenario whose levers are held; empty where they are chosen here"),
    Field("amount_pct", "how much of a lever's full reach is used, per cent", "number", least=0),
    Field("much", "units of the lever in use in the last plan year, mean", "number", least=0),
    Field("each", "what one unit of the lever is"),
    Field("felt_from", "first year in which it gains a post; 0 where it never does", "integer", least=0),
    Field("at_full", "posts gained at full reach, by itself, mean", "number"),
    Field("gbp_a_year", "pounds in the last plan year, mean; below 0 it saves", "number"),
    Field("gbp_low", "lower end of the 80% interval of those pounds", "number"),
    Field("gbp_high", "upper end of the same interval", "number"),
    Field("gbp_plan", "pounds over the years of the plan, mean", "number"),
    Field("closes", "posts filled by lifting one limit", "number"),
    Field("promised", "posts gained as the choice of levers reckoned, mean", "number"),
    Field("run_again", "posts gained when the model is run again, mean", "number"),
    Field("at_start", "the same in the first plan year", "number"),
    Field("at_horizon", "the same by the end of the horizon", "number"),
    Field("gbp_full", "pounds over the years of the plan at full reach, mean", "number"),
    Field("least_reach_pct", "the least of full reach that can be begun, per cent", "number", least=0),
    Field("most_reach_pct", "the most of full reach that is allowed, per cent", "number", least=0),
)

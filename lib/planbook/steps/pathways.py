"""What will we change, and where does it land?

Each programme that is on reaches people, avoids some work, moves some of it elsewhere and brings care, staff and cost
of its own. A unit is avoided once; a saving counts only as far as the sectors that take on its work have room.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import xarray as xr

from planbook.data.apportion import in_area_order
from planbook.data.inputs import Inputs
from planbook.methods.labelled import labelled
from planbook.methods.pathways import brings, combined, effects, outcomes, people, tables, timing, volumes, words
from planbook.methods.pathways.by_programme import alone_and_in_order, by_programme, helped_in_all
from planbook.methods.pathways.key_draws import key_draws
from planbook.methods.pathways.key_numbers import key_numbers
from planbook.methods.pathways.logic import logic
from planbook.methods.pathways.numbers import Numbers, all_fifths
from planbook.methods.pathways.stages import stages
from planbook.methods.swings import Movable, swings
from planbook.params.programme import ProgrammeFile

FIFTH = "imd_quintile"
# fmt: off
COLUMNS: dict[str, list[str]] = {
    "programmes": [
        "area", "programme", "label", "story", "who", "unit", "cohort", "mean", "p10", "p50", "p90", "ramp_pct",
        "on", "adopted", "begins", "ramp", "lead", "partners", "comparator", "review", "stop_or_scale",
        "prerequisites", "grade", "group", "basis", "source",
    ],
    "points": [
        "area", "year", "point", "label", "sector", "unit", "before", "after", "mean", "p10", "p50", "p90",
        "avoided", "displaced", "delivered", "of_demand_pct", "basis", "source",
    ],
    "by_programme": [
        "area", "year", "programme", "order", "theme", "thing", "label", "unit", "mean", "p10", "p50", "p90",
        "basis", "source",
    ],
    "shared": [
        "area", "point", "label", "programme", "from_programme", "unit", "mean", "p10", "p50", "p90", "alone",
        "in_turn", "basis", "source",
    ],
    "stages": [
        "area", "effect", "programme", "label", "point", "point_label", "unit", "grade", "claim_pct", "claim_low",
        "claim_high", "national", "national_low", "national_high", "claimed", "claimed_low", "claimed_high",
        "agreed", "after_haircut", "counted", "counted_low", "counted_high", "room_pct", "moves_to", "because",
        "basis", "source",
    ],
    "displaced": [
        "area", "point", "label", "sector", "programme", "from_programme", "unit", "mean", "p10", "p50", "p90",
        "basis", "source",
    ],
    "room_check": [
        "area", "year", "point", "label", "sector", "unit", "arriving", "delivered", "mean", "p10", "p50", "p90",
        "share_pct", "short", "basis", "source",
    ],
    "results": [
        "area", "year", "outcome", "label", "value", "low", "high", "unit", "better", "how", "serving", "basis",
        "source",
    ],
    "fifths": [
        "area", "programme", "imd_quintile", "label", "unit", "cohort", "mean", "p10", "p50", "p90", "share_pct",
        "basis", "source",
    ],
    "gaps": [
        "area", "programme", "label", "most_pct", "least_pct", "mean", "p10", "p50", "p90", "finding", "basis",
        "source",
    ],
    "milestones": [
        "area", "programme", "order", "milestone", "label", "due", "gates", "begins",
    ],
    "logic": [
        "area", "programme", "stage", "order", "label", "value", "low", "high", "unit", "basis", "source",
    ],
}
# fmt: on


def pathways_ramp(inputs: Inputs) -> xr.DataArray:
    """Give the share of full reach in each year, dims (draw, area, year, programme)."""
    return timing.ramp_of(Numbers(inputs))


def pathways_parts(inputs: Inputs) -> xr.DataArray:
    """Give people of each cohort, or its share of a line's units, dims (draw, area, year, programme, imd_quintile)."""
    return people.parts(inputs)


def pathways_cohort(inputs: Inputs) -> xr.DataArray:
    """Give whom each programme is for, dims (draw, area, year, programme, imd_quintile)."""
    return people.cohorts(Numbers(inputs), people.among(inputs))


def pathways_helped(inputs: Inputs) -> xr.DataArray:
    """Give those helped in a year, dims (draw, area, year, programme, imd_quintile); nought where it is off."""
    return people.helped(Numbers(inputs), inputs.array("pathways_cohort"), inputs.array("pathways_ramp"))


def pathways_reached(inputs: Inputs) -> xr.DataArray:
    """Give all those helped in a year, dims (draw, area, year, programme)."""
    helped = inputs.array("pathways_helped")
    return labelled(all_fifths(helped), helped)


def pathways_rates(inputs: Inputs) -> xr.DataArray:
    """Give each effect's change of its line after the haircut, before room, dims (draw, area, year, effect), shares."""
    helped, cohort = inputs.array("pathways_helped"), inputs.array("pathways_cohort")
    return effects.effect_rates(Numbers(inputs), helped, cohort, haircut=True)


def pathways_delivered(inputs: Inputs) -> xr.DataArray:
    """Give units the programmes deliver themselves, dims (draw, area, year, point)."""
    return brings.delivered(inputs, _helped(inputs))


def pathways_arriving(inputs: Inputs) -> xr.DataArray:
    """Give the work programmes would bring to each point if all they save counted, dims (draw, area, year, point)."""
    rates = inputs.array("pathways_rates")
    units = combined.avoided(inputs, rates, combined.line_changes(inputs, rates))
    moved = combined.displaced(Numbers(inputs), units)
    return combined.arriving(inputs, moved, inputs.array("pathways_delivered"))


def pathways_free(inputs: Inputs) -> xr.DataArray:
    """Give the extra work each point has room for, dims (draw, area, year, point)."""
    return combined.room(inputs)


def pathways_room(inputs: Inputs) -> xr.DataArray:
    """Give the share of each effect that there is room for elsewhere, dims (draw, area, year, effect)."""
    fits = combined.share_with_room(inputs.array("pathways_arriving"), inputs.array("pathways_free"))
    return combined.counted_share(inputs, fits)


def pathways_effective(inputs: Inputs) -> xr.DataArray:
    """Give each effect's change of its line as far as there is room, dims (draw, area, year, effect), shares."""
    return combined.with_room(Numbers(inputs), inputs.array("pathways_rates"), inputs.array("pathways_room"))


def pathways_changes(inputs: Inputs) -> xr.DataArray:
    """Give each programme's change of each line it touches as it counts, dims (draw, area, year, touch), shares."""
    return combined.line_changes(inputs, inputs.array("pathways_effective"))


def pathways_avoided(inputs: Inputs) -> xr.DataArray:
    """Give units each effect avoids, each unit once, dims (draw, area, year, effect); below 0 where it brings more."""
    return combined.avoided(inputs, inputs.array("pathways_effective"), inputs.array("pathways_changes"))


def pathways_moved(inputs: Inputs) -> xr.DataArray:
    """Give the work that reappears elsewhere, dims (draw, area, year, move): by effect and the point it goes to."""
    return combined.displaced(Numbers(inputs), inputs.array("pathways_avoided"))


def pathways_volumes(inputs: Inputs) -> xr.DataArray:
    """Give expected work after the programmes that are on, dims (draw, area, year, point), units a year."""
    arrays = (inputs.array(f"pathways_{name}") for name in ("changes", "moved", "delivered"))
    return volumes.volumes(inputs, *arrays)


def pathways_counted(inputs: Inputs) -> xr.DataArray:
    """Give that work as it would be counted, with the spread of chance, dims as `pathways_volumes`."""
    return volumes.counted(inputs, inputs.array("pathways_changes"), inputs.array("pathways_volumes"))


def pathways_credits(inputs: Inputs) -> xr.DataArray:
    """Give each programme's part in the change of each point, dims (draw, area, year, point, programme)."""
    return volumes.credits(inputs, inputs.array("pathways_changes"), inputs.array("pathways_moved"), _helped(inputs))


def pathways_staff(inputs: Inputs) -> xr.DataArray:
    """Give the staff programmes take, wte, dims (draw, area, year, programme, staff_group)."""
    return brings.staff(Numbers(inputs), _helped(inputs))


def pathways_cost(inputs: Inputs) -> xr.DataArray:
    """Give what programmes cost, pounds of the price base, dims (draw, area, year, programme, cost)."""
    return brings.costs(Numbers(inputs), _helped(inputs))


def pathways_rooms(inputs: Inputs) -> xr.DataArray:
    """Give the floor area programmes take by kind of room, m2, dims (draw, area, year, programme, room)."""
    return brings.rooms(Numbers(inputs), _helped(inputs))


def pathways_estate(inputs: Inputs) -> xr.DataArray:
    """Give the floor area programmes take, m2, dims (draw, area, year, programme)."""
    return inputs.array("pathways_rooms").sum("room")


def pathways_supplies(inputs: Inputs) -> xr.DataArray:
    """Give the supplies programmes take in a year, units, dims (draw, area, year, programme, supply)."""
    return brings.supplies(Numbers(inputs), _helped(inputs))


def pathways_outcomes(inputs: Inputs) -> xr.DataArray:
    """Give the change of each outcome's measure from programmes, dims (draw, area, year, outcome), unit beside it."""
    return outcomes.outcomes(Numbers(inputs), *outcomes.measured(inputs))


def pathways_programmes(inputs: Inputs) -> pd.DataFrame:
    """Give each programme: for whom, from when, by whom, how many it helps at the plan's end: area x programme."""
    year = _plan_end(inputs)
    frame = helped_in_all(inputs, [year])
    files = inputs.programmes()
    said = pd.DataFrame([_said_of(name, files[name]) for name in frame["programme"]])
    frame = pd.concat([frame, said.drop(columns="programme")], axis=1)
    on = inputs.array("pathways_helped").sel(year=inputs.planning.horizon).sum("imd_quintile").mean("draw")
    switched = inputs.areas.with_total(on).to_series() > 0
    frame["on"] = switched.loc[pd.MultiIndex.from_frame(frame[["area", "programme"]])].to_numpy()
    adopted = inputs.goals().adopted
    frame["adopted"] = [adopted is not None and name in adopted for name in frame["programme"]]
    return _shown(inputs, frame, "programmes", ["programme"])


def pathways_points(inputs: Inputs) -> pd.DataFrame:
    """Give work before and after programmes by point: one row per area x year x point, the change with its interval."""
    frame = tables.points_changed(inputs, _years(inputs))
    return _shown(inputs, frame, "points", ["year"])


def pathways_by_programme(inputs: Inputs) -> pd.DataFrame:
    """Give what each programme would do to care, staff, money, supplies and rooms: area x year x programme x thing.

    First and last plan year and the horizon. Work is credited, so programmes add up to the whole.
    """
    planning = inputs.planning
    years = sorted({planning.plan_start, planning.plan_year_list[-1], planning.horizon})
    frame = by_programme(inputs, years)
    return _shown(inputs, frame, "by_programme", ["year", "programme", "order"])


def pathways_shared(inputs: Inputs) -> pd.DataFrame:
    """Give how the change of each line is shared among programmes at the plan's end: area x point x programme.

    Alone, in the stated order of its overlap group, and by Shapley's value, which is what counts.
    """
    year = _plan_end(inputs)
    things = inputs.table("pathways_by_programme")
    mine = things[things["year"] == year].rename(columns={"thing": "point"})
    frame = mine.merge(alone_and_in_order(inputs, year), on=["area", "point", "programme"], validate="one_to_one")
    titles = {name: file.title for name, file in inputs.programmes().items()}
    frame = frame.assign(from_programme=frame["programme"].map(titles))
    return _shown(inputs, frame, "shared", ["point", "programme"])


def pathways_stages(inputs: Inputs) -> pd.DataFrame:
    """Give each effect at the plan's end as claimed, agreed, after the haircut and as counted: area x effect."""
    return _shown(inputs, stages(inputs, _plan_end(inputs)), "stages")


def pathways_displaced(inputs: Inputs) -> pd.DataFrame:
    """Give the work that reappears elsewhere at the plan's end: one row per area x point x programme."""
    frame = tables.displaced_work(inputs, _plan_end(inputs))
    return _shown(inputs, frame, "displaced", ["sector", "point", "programme"])


def pathways_room_check(inputs: Inputs) -> pd.DataFrame:
    """Give what would arrive at each receiving point and the room for it: one row per area x year x point."""
    frame = tables.room_by_point(inputs, _plan_years(inputs))
    return _shown(inputs, frame, "room_check", ["year"])


def pathways_results(inputs: Inputs) -> pd.DataFrame:
    """Give what programmes would do to the measure of each outcome: one row per area x year x outcome."""
    frame = tables.based(outcomes.results(Numbers(inputs), _plan_years(inputs)), inputs)
    return _shown(inputs, frame, "results", ["year"])


def pathways_fifths(inputs: Inputs) -> pd.DataFrame:
    """Give those helped by deprivation fifth at the plan's end: one row per area x programme x imd_quintile."""
    return _shown(inputs, tables.helped_by_fifth(inputs, _plan_end(inputs)), "fifths")


def pathways_gaps(inputs: Inputs) -> pd.DataFrame:
    """Give whether each programme widens the gap between poor and rich neighbourhoods: one row per area x programme."""
    return _shown(inputs, tables.gaps(inputs, _plan_end(inputs)), "gaps")


def pathways_milestones(inputs: Inputs) -> pd.DataFrame:
    """Give what must be there by when, and which milestones the effect waits for: area x programme x order."""
    rows = [
        {"programme": name, "order": order, "milestone": each.milestone, "label": each.label, "due": each.due,
         "gates": each.gates, "begins": file.begins}
        for name, file in inputs.programmes().items()
        for order, each in enumerate(file.milestones, start=1)
    ]  # fmt: skip
    every = pd.concat([pd.DataFrame(rows).assign(area=area.code) for area in inputs.areas.every])
    return _shown(inputs, every, "milestones", ["programme", "order"])


def pathways_logic(inputs: Inputs) -> pd.DataFrame:
    """Give each programme's pathway and logic model at the plan's end: area x programme x stage x order."""
    year = _plan_end(inputs)
    helped = helped_in_all(inputs, [year])
    frame = logic(inputs, inputs.table("pathways_by_programme"), helped, inputs.table("pathways_results"), year)
    return _shown(inputs, frame, "logic")


def pathways_explained(inputs: Inputs) -> pd.DataFrame:
    """Unfold each key number into its formula and inputs: one row per area x key x order, the number itself first."""
    return in_area_order(key_numbers(inputs, _plan_end(inputs)), inputs.areas)


def pathways_numbers(inputs: Inputs) -> xr.Dataset:
    """Give the key numbers in every draw (`methods.key_draws`): dims (draw, area, number)."""
    return key_draws(inputs, _plan_end(inputs))


def pathways_swings(inputs: Movable) -> pd.DataFrame:
    """Give where key numbers go with the assumptions that matter most: one row per area x assumption x key."""
    return swings(inputs, "pathways_numbers", inputs.table("pathways_explained"))


def _said_of(name: str, file: ProgrammeFile) -> dict[str, object]:
    return {
        "programme": name,
        "label": file.title,
        "story": file.story,
        "who": file.cohort.who,
        "unit": words.counted_in(file),
        "begins": file.begins,
        "ramp": file.ramp.replace("_", " "),
        "lead": file.lead,
        "partners": "; ".join(f"{each.who} ({each.sector.replace('_', ' ')})" for each in file.partners),
        "comparator": file.comparator,
        "review": file.review,
        "stop_or_scale": file.stop_or_scale,
        "prerequisites": "; ".join(file.prerequisites),
        "grade": file.grade,
        "group": file.overlap_group.replace("_", " "),
        "source": file.cohort.share_pct.source,
    }


def _shown(inputs: Inputs, frame: pd.DataFrame, name: str, by: Sequence[str] = ()) -> pd.DataFrame:
    """Give the declared columns of a table, without England, in the order of areas; then as they came, or by `by`."""
    columns = COLUMNS[name]
    based = frame if "basis" in frame or "basis" not in columns else tables.based(frame, inputs)
    return in_area_order(tables.not_england(based), inputs.areas, by)[columns]


def _plan_years(inputs: Inputs) -> list[int]:
    return list(inputs.planning.plan_year_list)


def _plan_end(inputs: Inputs) -> int:
    return inputs.planning.plan_year_list[-1]


def _years(inputs: Inputs) -> list[int]:
    return sorted({*_plan_years(inputs), inputs.planning.horizon})


def _helped(inputs: Inputs) -> xr.DataArray:
    return inputs.array("pathways_reached")

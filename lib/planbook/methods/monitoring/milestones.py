"""Programmes since the plan began: milestones done, due and slipped, and what a slip takes from every year."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.data.rows import rows_of
from planbook.methods.monitoring.measures import MEASURES
from planbook.methods.pathways.numbers import Numbers
from planbook.methods.pathways.timing import APRIL, MONTHS, beginnings, mean_share, month_number
from planbook.params.programme import ProgrammeFile

DONE, SLIPPED, DUE, LATE, AHEAD = "done", "expected late", "due now", "overdue, nothing recorded", "ahead"
FELT = {
    "emergency_bed_days": ("Emergency bed days avoided", "bed_days"),
    "emergency_overnight": ("Overnight emergency admissions avoided", "admissions"),
    "ae_major": ("A&E visits avoided", "attendances"),
    "ae_minor": ("Minor A&E visits avoided", "attendances"),
}
FELT_LEAST = 0.005  # of the plan: less is not shown
Row = dict[str, Any]


def tracked(inputs: Inputs) -> dict[str, ProgrammeFile]:
    """Give the programmes the system has adopted: those it can be late with."""
    programmes = inputs.table("pathways_programmes")
    own = programmes[(programmes["area"] == inputs.areas.code) & programmes["on"] & programmes["adopted"]]
    return {name: each for name, each in inputs.programmes().items() if name in set(own["programme"])}


def seen_at(inputs: Inputs) -> dict[tuple[str, str], tuple[str, bool, str]]:
    """Give what is recorded of each milestone: the month, whether it is done, and why."""
    record = inputs.monitored()
    found = {
        (each.programme, each.milestone): (each.done or each.expected or "", bool(each.done), each.because)
        for each in (record.milestones if record else ())
    }
    rows = inputs.local("milestones")
    for each in rows_of(rows[rows["area"] == inputs.areas.code]):
        found[each.programme, each.milestone] = (each.month, each.state == "done", each.because)
    return found


def milestones(inputs: Inputs, as_at: date) -> pd.DataFrame:
    """Give one row per programme x milestone of what is adopted: due, seen, state and months late."""
    recorded, today = seen_at(inputs), as_at.isoformat()[:7]
    rows = []
    for name, programme in tracked(inputs).items():
        for order, each in enumerate(programme.milestones, start=1):
            month, done, why = recorded.get((name, each.milestone), ("", False, ""))
            late = max(0, months_late(each.due, month)) if month else 0
            rows.append(
                {
                    "area": inputs.areas.code,
                    "programme": name,
                    "order": order,
                    "milestone": each.milestone,
                    "label": each.label,
                    "title": programme.title,
                    "due": each.due,
                    "gates": each.gates,
                    "seen_month": month,
                    "state": _state(each.due, month, done, today),
                    "months_late": late,
                    "note": why,
                }
            )
    names = [
        "area",
        "programme",
        "order",
        "milestone",
        "label",
        "title",
        "due",
        "gates",
        "seen_month",
        "state",
        "months_late",
        "note",
    ]
    return pd.DataFrame(rows, columns=names)


def _state(due: str, month: str, done: bool, today: str) -> str:
    if done:
        return DONE
    if month:
        return SLIPPED if month > due else AHEAD
    return LATE if due < today else DUE if due == today else AHEAD


def months_late(due: str, seen: str) -> int:
    """Give the months from when something was due to when it came."""
    return int(month_number(seen) - month_number(due))


def delay_key(programme: str) -> str:
    """Give the key of a programme's delay, which a slip goes on."""
    return f"programmes.{programme}.delay_months"


def settled(inputs: Inputs) -> set[str]:
    """Give the programmes whose slip was accepted: it is in their delay already."""
    record = inputs.monitored()
    accepted = {each.key for each in (record.feedback if record else ()) if each.decided == "accepted"}
    return {name for name in inputs.programmes() if delay_key(name) in accepted}


def as_slipped(inputs: Inputs, *, also_settled: bool = False) -> dict[str, ProgrammeFile]:
    """Give every programme with its milestones where they really fell: what gates it and slipped, delays it.

    A slip that was accepted is in the plan, and not laid on it again unless `also_settled`.
    """
    recorded = seen_at(inputs)
    own = tracked(inputs)
    if not also_settled:
        done = settled(inputs)
        own = {name: each for name, each in own.items() if name not in done}
    found = dict(inputs.programmes())
    for name, programme in own.items():
        moved = tuple(
            each.model_copy(update={"due": max(each.due, recorded.get((name, each.milestone), ("",))[0])})
            for each in programme.milestones
        )
        found[name] = programme.model_copy(update={"milestones": moved})
    return found


def slipped(inputs: Inputs, *, also_settled: bool = False) -> dict[str, int]:
    """Give the months by which each programme begins later than planned, for those that do."""
    late = as_slipped(inputs, also_settled=also_settled)
    plain = inputs.programmes()
    months = {name: months_late(plain[name].begins, each.begins) for name, each in late.items()}
    return {name: count for name, count in months.items() if count > 0}


def slips(inputs: Inputs) -> pd.DataFrame:
    """Give what a slipped start takes from people helped, staff and care avoided, by programme, year and thing.

    People helped and staff follow the ramp exactly; care avoided in proportion to it.
    """
    late = slipped(inputs)
    columns = ["area", "programme", "year", "thing", "title", "label", "unit", "planned", "value", "months_late"]
    if not late:
        return pd.DataFrame(columns=columns)
    numbers = Numbers(inputs)
    after = ramps(numbers, as_slipped(inputs))
    years = [year for year in inputs.planning.years if year in inputs.planning.plan_year_list]
    rows: list[Row] = []
    for name, months in late.items():
        before = inputs.array("pathways_ramp").sel(programme=name, drop=True)
        kept = xr.where(before > 0, after[name] / before.where(before > 0, 1.0), 1.0)
        for thing, (label, unit, drawn) in _things(inputs, name).items():
            total = inputs.areas.with_total(drawn).sel(area=inputs.areas.code).mean("draw")
            then = inputs.areas.with_total(drawn * kept).sel(area=inputs.areas.code).mean("draw")
            rows += [
                {
                    "area": inputs.areas.code, "programme": name, "year": year, "thing": thing,
                    "title": inputs.programmes()[name].title, "label": label, "unit": unit,
                    "planned": float(total.sel(year=year)), "value": float(then.sel(year=year)), "months_late": months,
                }
                for year in years
            ]  # fmt: skip
    frame = pd.DataFrame(rows)
    return frame[(frame["planned"] - frame["value"]).abs() > FELT_LEAST * frame["planned"].abs()][columns]


def ramps(numbers: Numbers, programmes: dict[str, ProgrammeFile]) -> dict[str, xr.DataArray]:
    """Give each programme's mean share of full reach over each year, dims (draw, area, year)."""
    begin = beginnings(numbers, programmes)
    years = list(numbers.inputs.planning.years)
    first = xr.DataArray([float(MONTHS * year + APRIL) for year in years], coords={"year": years})
    return {
        name: mean_share(first - begin[name], numbers.draws(name, "ramp_months"), programme.ramp)
        for name, programme in programmes.items()
    }


def _things(inputs: Inputs, name: str) -> dict[str, tuple[str, str, xr.DataArray]]:
    helped = inputs.array("pathways_helped").sel(programme=name, drop=True).sum("imd_quintile")
    staff = inputs.array("pathways_staff").sel(programme=name, drop=True).sum("staff_group")
    credits = inputs.array("pathways_credits").sel(programme=name, drop=True)
    found = {"helped": ("People or cases helped", "people", helped), "staff": ("Staff of the programme", "wte", staff)}
    for point, (label, unit) in FELT.items():
        avoided = -credits.sel(point=point, drop=True)
        if float(np.abs(avoided).max()) > 0:
            found[point] = (label, unit, avoided)
    return found


def triggers(inputs: Inputs, series: pd.DataFrame) -> pd.DataFrame:
    """Give one row per trigger on record: its mark, the first month it fired and whether it still holds."""
    record = inputs.monitored()
    labels = {measure.key: (measure.label, measure.unit) for measure in MEASURES}
    rows = []
    for name, each in (record.triggers if record else {}).items():
        mine = series[(series["area"] == inputs.areas.code) & (series["measure"] == each.measure)].sort_values("month")
        level = float(each.above if each.above is not None else each.below or 0.0)
        past = mine["value"] > level if each.above is not None else mine["value"] < level
        run = past.astype(int).groupby((~past).cumsum()).cumsum()
        fired = mine.loc[run >= each.months, "month"]
        label, unit = labels.get(each.measure, (each.measure, "score"))
        rows.append(
            {
                "area": inputs.areas.code,
                "trigger": name,
                "label": each.label,
                "measure": each.measure,
                "measure_label": label,
                "unit": unit,
                "mark": float(level),
                "way": "above" if each.above is not None else "below",
                "months": each.months,
                "value": float(mine["value"].iloc[-1]) if len(mine) else np.nan,
                "period_to": str(mine["month"].iloc[-1]) if len(mine) else "",
                "fired": str(fired.iloc[0]) if len(fired) else "",
                "on": bool(len(run) and run.iloc[-1] >= each.months),
                "action": each.then,
                "owner": each.owner,
            }
        )
    return pd.DataFrame(rows, columns=TRIGGERS)


TRIGGERS = [
    "area", "trigger", "label", "measure", "measure_label", "unit", "mark", "way", "months", "value", "period_to",
    "fired", "on", "action", "owner",
]  # fmt: skip

"""What matters most if nothing changes: what grows furthest from today by a year, in the area's own measure of it."""

from __future__ import annotations

import pandas as pd
import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.labelled import at, labelled, stacked
from planbook.methods.summary import summarise

SHOWN = 4
CARE = {
    "ae_visits": ("A&E visits a year", ("ae_major", "ae_minor")),
    "emergency_admissions": ("Emergency admissions a year", ("emergency_same_day", "emergency_overnight")),
    "outpatients": (
        "Outpatient attendances a year",
        ("outpatient_first", "outpatient_follow_up", "outpatient_procedure"),
    ),
    "imaging": ("Imaging tests a year", ("imaging",)),
    "gp_appointments": ("General practice appointments a year", ("gp_appointments",)),
    "community_contacts": ("Community contacts a year", ("community_contacts",)),
}
COLUMNS = [
    "area", "order", "key", "label", "value", "low", "high", "reference", "unit", "change_pct", "year", "basis",
    "source",
]  # fmt: skip


def matters(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give the few things that grow most by `year`, most first: one row per area x order with value and today's.

    They are the list at today's capacity, the beds and staff that meeting demand would take, and of all care the kind
    that grows most. Cost stands apart: it is the same growth in pounds.
    """
    care = _growing(_care(inputs, year)).sort_values("change_pct", ascending=False, kind="stable")
    frame = pd.concat([_growing(candidates(inputs, year)), care.groupby("area", sort=False).head(1)], ignore_index=True)
    ranked = frame.sort_values("change_pct", ascending=False, kind="stable")
    first = ranked.groupby("area", sort=False).head(SHOWN)
    first = first.assign(order=first.groupby("area").cumcount() + 1, year=year)
    return first[COLUMNS]


def _growing(frame: pd.DataFrame) -> pd.DataFrame:
    change = 100 * (frame["value"] / frame["reference"] - 1)
    return frame.assign(change_pct=change)[(frame["area"] != ENGLAND) & (change > 0)]


def candidates(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give list, beds and staff in `year` beside today: one row per area x key, today in `reference`."""
    beds, staff = inputs.table("demand_beds"), inputs.table("demand_staff")
    now = inputs.table("demand_list_now").set_index("area")["size"]
    waiting = inputs.table("demand_list").assign(
        key="waiting_list", label="Waiting list, if capacity stays as it is", unit="pathways"
    )
    waiting["reference"] = waiting["area"].map(now)
    beds = beds[beds["kind"] == "general_acute"].assign(
        key="beds", label="General and acute beds needed", unit="beds", reference=lambda rows: rows["available"]
    )
    staff = staff[staff["staff_group"] == "total"].assign(
        key="staff", label="NHS staff that residents' care takes, at England's ratio of staff to work", unit="wte"
    )
    staff["reference"] = staff["mean"] - staff["more"]
    joined = pd.concat([waiting, beds, staff], ignore_index=True)
    return _valued(joined[joined["year"] == year])


def _care(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give kinds of care in `year` beside the base year, lines added up in each draw.

    The interval is of the change, each draw against its own base year, from the mean of the base year.
    """
    expected, base, counted = (
        inputs.areas.with_total(_kinds(inputs, name, at_year)).transpose("draw", "area", "key").values
        for name, at_year in (
            ("demand_volumes", year),
            ("demand_volumes", inputs.planning.base_year),
            ("demand_counted", year),
        )
    )
    codes, keys = [area.code for area in inputs.areas.every], list(CARE)
    reference = base.mean(axis=0)
    drawn = xr.DataArray(counted / base * reference, {"area": codes, "key": keys}, ("draw", "area", "key"))
    rows = summarise(drawn).assign(mean=expected.mean(axis=0).ravel(), reference=reference.ravel())
    rows["label"] = rows["key"].map({key: label for key, (label, _) in CARE.items()})
    activity = inputs.table("demand_activity")
    about = activity[activity["year"] == year].set_index(["area", "line"])[["unit", "basis", "source"]]
    first = pd.MultiIndex.from_product([codes, [lines[0] for _, lines in CARE.values()]])
    return _valued(rows.join(about.reindex(first).reset_index(drop=True)))


def _kinds(inputs: Inputs, name: str, year: int) -> xr.DataArray:
    """Give each kind of care in a year, its lines added up, dims (draw, area, key)."""
    drawn = inputs.array(name)
    parts = [at(drawn, line=list(lines), year=year).sum("line", skipna=False) for _, lines in CARE.values()]
    return labelled(stacked(parts, "key"), drawn, key=CARE)


def _valued(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.rename(columns={"mean": "value", "p10": "low", "p90": "high"})[
        ["area", "key", "label", "value", "low", "high", "reference", "unit", "basis", "source"]
    ]

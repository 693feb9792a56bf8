"""The key numbers of capacity, each with its formula and all that goes into it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.areas import ENGLAND, Area
from planbook.data.inputs import Inputs
from planbook.data.rows import row_of
from planbook.methods.beds import DAYS
from planbook.methods.capacity.beds import FOLLOWS, planned_occupancy
from planbook.methods.capacity.care import added_estate, expected_care
from planbook.methods.capacity.resources import BED_KINDS, PLANNED, SPACE_KEYS
from planbook.methods.capacity.spaces import rooms_needed
from planbook.methods.capacity.waiting import FLOWS, standard_path, standard_year, year_of
from planbook.methods.demand.numbers import Behind, all_behind
from planbook.methods.explain import Input, unfolded
from planbook.methods.labelled import at, labelled
from planbook.methods.shocks import keys_of
from planbook.params.programme_numbers import key_of

LINES = FOLLOWS["general_acute"]
REFERRALS = "referrals"
CASE_MONTH = "2025-03"
ADDED_DAYS = "Bed days that programmes add (below 0: save)"
NOW = "Waiting at the last published month"


@dataclass
class Told:
    """What the explanations draw on, worked out once for all areas."""

    inputs: Inputs
    year: int
    behind: Behind = field(init=False)
    care: xr.DataArray = field(init=False)

    def __post_init__(self) -> None:
        self.behind = Behind(self.inputs)
        self.care = expected_care(self.inputs)

    def said(self, year: int | None = None) -> str:
        """Give a year as it is written: 2031/32."""
        first = self.year if year is None else year
        return f"{first}/{(first + 1) % 100:02d}"

    def total(self, array: xr.Variable) -> xr.DataArray:
        """Give (draw, area) with the system as the sum of its places in each draw."""
        return self.inputs.areas.with_total(labelled(array.transpose("draw", "area"), self.care))

    def mean(self, array: xr.Variable) -> dict[str, float]:
        """Give means by area, the system as the sum of its places."""
        every = self.total(array)
        return dict(zip(map(str, every["area"].values), every.values.mean(axis=0).tolist(), strict=True))

    def ends(self, array: xr.Variable) -> dict[str, tuple[float, float]]:
        """Give the 80% interval by area, the system as the sum of its places in each draw."""
        every = self.total(array)
        low, high = np.percentile(every.values, [10, 90], axis=0).tolist()
        return {str(code): (a, b) for code, a, b in zip(every["area"].values, low, high, strict=True)}

    def assumed(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        """Give the assumptions behind how some lines change from the base year."""
        found = self.behind.of(lines)
        return all_behind({key: keys for key, keys in found.items() if key != "base"})

    def basis(self, area: Area) -> str:
        """Give the basis of what is modelled ahead for an area."""
        return "illustrative" if self.inputs.areas.fictional and area.code != ENGLAND else "modelled"


def key_numbers(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give each key number with its inputs, for every area: rows as `explain.unfolded` makes them."""
    told = Told(inputs, year)
    parts = [part for make in (_beds, _waiting, _meet, _metres) for part in make(told)]
    columns = ["area", "key", "order", "symbol", "label", "value", "low", "high", "unit", "formula", "assumed"]
    return pd.concat(parts, ignore_index=True)[[*columns, "basis", "source", "period_to"]]


def _beds(told: Told) -> list[pd.DataFrame]:
    """Explain general and acute beds short: bed days asked over days and occupancy planned for, less beds in place."""
    held = told.inputs.table("capacity_in_place").set_index(["area", "resource"])
    lines = list(LINES)
    demand = told.inputs.array("demand_volumes")
    unchanged = at(demand, line=lines).sum("line")
    then, now = at(labelled(unchanged, demand), year=told.year), unchanged.isel(year=0)
    base, grown = told.mean(now), told.mean(then - now)
    moved = told.mean(at(told.care, point=lines, year=told.year).sum("point") - then)
    ends = told.ends(at(told.inputs.array("capacity_counted"), resource="general_acute", year=told.year))
    occupancy = float(at(planned_occupancy(told.inputs), area=ENGLAND, kind="general_acute"))
    programmes = _effects(told.inputs) if any(moved.values()) else ()
    closing, there = keys_of(told.inputs, "beds_closed"), _open_beds(told)
    label, found = f"General and acute beds short in {told.said()} (below 0: spare)", []
    for area in told.inputs.areas.every:
        place = row_of(held, (area.code, "general_acute"))
        about = (str(place["basis"]), str(place["source"]), str(place["period_to"]))
        ahead = (told.basis(area), *about[1:])
        parts = [
            Input("B", "Bed days in the base year", base[area.code], "bed_days", *about),
            Input("G", "Bed days added by then", grown[area.code], "bed_days", *ahead, told.assumed(LINES)),
            Input("P", ADDED_DAYS, moved[area.code], "bed_days", *ahead, programmes),
            Input("D", "Days in a year", DAYS, "days", "observed", "", ""),
            Input(
                "O", "Part of beds in use that is planned for", occupancy, "share", "observed", "",
                "", ("demand.safe_occupancy_pct",),
            ),
            Input("I", "Beds in place, less those closed", there[area.code], "beds", *about, closing)
            if closing
            else Input("I", "Beds in place", there[area.code], "beds", *about),
        ]  # fmt: skip
        low, high = (end - there[area.code] for end in ends[area.code])
        formula = "(B + G + P) / D / O - I"
        found.append(unfolded(area.code, "beds_short", label, "beds", formula, parts, (low, high)))
    return found


def _open_beds(told: Told) -> dict[str, float]:
    """Give general and acute beds in place in the year, less those closed, by area: as its table says."""
    rows = told.inputs.table("capacity_resources")
    mine = rows[(rows["resource"] == "general_acute") & (rows["year"] == told.year)].set_index("area")["in_place"]
    return {str(area): float(beds) for area, beds in mine.items()}


def _effects(inputs: Inputs) -> tuple[str, ...]:
    """Give the assumptions about what programmes do to general and acute bed days."""
    return tuple(
        key_of(name, "effects", effect, "change_pct")
        for name, programme in inputs.programmes().items()
        for effect, said in programme.effects.items()
        if said.point in LINES
    )


def _waiting(told: Told) -> list[pd.DataFrame]:
    """Explain the list at the plan's end: as published, plus who joins, less who is treated or leaves otherwise."""
    moved = told.inputs.array("capacity_flows")
    counted = sum(year_of(month) <= told.year for month in moved["month"].values)
    until = labelled(moved.variable.isel(month=slice(None, counted)).sum("month"), moved)
    sums = {name: told.mean(at(until, flow=name)) for name in FLOWS}
    now = told.inputs.table("demand_list_now").set_index("area")
    ends = told.ends(at(told.inputs.array("capacity_waiting"), year=told.year))
    label, found = f"Waiting list in March {told.year + 1}", []
    for area in told.inputs.areas.every:
        list_now = row_of(now, area.code)
        month = str(list_now["month"])
        about = (told.basis(area), "rtt_icb_monthly", month)
        held = "observed" if area.code == ENGLAND else "illustrative" if told.inputs.areas.fictional else "apportioned"
        flow = {name: each[area.code] for name, each in sums.items()}
        parts = [
            Input("N", NOW, float(list_now["size"]), "pathways", held, "rtt_icb_scaled", month),
            Input("S", "Referrals from then on", flow["started"], "pathways", *about, told.assumed((REFERRALS,))),
            Input("C", "Completed from then on", flow["done"], "pathways", *about, keys_of(told.inputs, "cancelled")),
            Input("X", "Left for other reasons, at today's rate", flow["left"], "pathways", *about),
        ]  # fmt: skip
        found.append(unfolded(area.code, "waiting_list", label, "pathways", "N + S - C - X", parts, ends[area.code]))
    return found


def _meet(told: Told) -> list[pd.DataFrame]:
    """Explain the capacity short of the standard's path in the year by whose end it is to be met."""
    inputs = told.inputs
    year = standard_year(inputs)
    size = inputs.array("capacity_waiting")
    path = standard_path(inputs, told.care, size)
    before, after = (at(path, year=each) for each in (year - 1, year))
    referrals = at(told.care, point=REFERRALS, year=year)
    needed = at(inputs.array("capacity_needed"), resource=PLANNED.key, year=year)
    left = referrals - (after - before) - needed
    held = inputs.table("capacity_in_place").set_index(["area", "resource"])
    today = {area.code: row_of(held, (area.code, PLANNED.key)) for area in inputs.areas.every}
    means = {name: told.mean(each) for name, each in (("R", referrals), ("X", left), ("L", before), ("E", after))}
    ends = told.ends(needed)
    label = f"More pathways to complete in {told.said(year)} than today, to meet 18 weeks by its end"
    standard = ("demand.waiting_standard_weeks", "demand.waiting_within_standard_pct")
    found = []
    for area in inputs.areas.every:
        about = (told.basis(area), "rtt_icb_monthly", str(today[area.code]["period_to"]))
        place = today[area.code]
        published = (str(place["basis"]), str(place["source"]), str(place["period_to"]))
        values = {name: each[area.code] for name, each in means.items()}
        parts = [
            Input("R", "Referrals of the year", values["R"], "pathways", *about, told.assumed((REFERRALS,))),
            Input("X", "Left for other reasons, at today's rate", values["X"], "pathways", *about),
            Input("L", "List at its start, on the standard's path", values["L"], "pathways", *about),
            Input("E", "List at its end that just meets the standard", values["E"], "pathways", *about, standard),
            Input("T", "Completed a year today", float(place["in_place"]), "pathways", *published),
        ]  # fmt: skip
        low, high = (end - float(place["in_place"]) for end in ends[area.code])
        formula = "R - X + L - E - T"
        found.append(unfolded(area.code, "more_to_complete", label, "pathways", formula, parts, (low, high)))
    return found


def _metres(told: Told) -> list[pd.DataFrame]:
    """Explain square metres more than in the base year: wards, rooms, and what programmes add."""
    inputs = told.inputs
    metres = inputs.array("capacity_metres")
    more = labelled(at(metres, year=told.year) - metres.variable.isel(year=0), metres)
    wards = [key for key in BED_KINDS if key in metres["space"].values]
    added = at(added_estate(inputs), year=told.year).sum("space")
    means = {
        "W": told.mean(at(more, space=wards).sum("space")),
        "R": told.mean(at(more, space=list(SPACE_KEYS)).sum("space")),
        "P": told.mean(added),
    }
    ends = told.ends(more.variable.sum("space") + added)
    rooms = told.behind.noted.behind(lambda given: rooms_needed(given, expected_care(given)))
    size, beds = ("capacity.m2_per_space",), ("capacity.occupancy_pct", "demand.safe_occupancy_pct")
    label, found = f"Square metres more in {told.said()} than today's care takes", []
    for area in inputs.areas.every:
        about = (told.basis(area), "planbook_judgement", CASE_MONTH)
        parts = [
            Input("W", "For beds", means["W"][area.code], "m2", *about, (*size, *beds)),
            Input("R", "For rooms and spaces", means["R"][area.code], "m2", *about, (*size, *rooms)),
            Input("P", "Added by programmes", means["P"][area.code], "m2", *about),
        ]  # fmt: skip
        found.append(unfolded(area.code, "metres_more", label, "m2", "W + R + P", parts, ends[area.code]))
    return found

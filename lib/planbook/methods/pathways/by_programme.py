"""What each programme would do to care, staff, money, supplies and rooms, and how many it would help."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.pathways import words
from planbook.methods.pathways.tables import based
from planbook.methods.summary import summarise
from planbook.params.programme import ProgrammeFile
from planbook.params.programme_words import POINTS

STAFF_LABELS = {
    "doctors": "Hospital doctors",
    "nurses_and_health_visitors": "Nurses",
    "midwives": "Midwives",
    "ambulance_staff": "Ambulance staff",
    "scientific_therapeutic_technical": "Therapists, scientists and technical staff",
    "support_to_doctors_nurses_midwives": "Support staff",
    "support_to_ambulance_staff": "Support staff of ambulances",
    "support_to_scientific_therapeutic_technical": "Support staff of therapists and scientists",
    "central_functions": "Booking, data and other central staff",
    "hotel_property_estates": "Catering, cleaning and estates staff",
    "managers": "Managers",
    "gps": "GPs",
    "general_practice_nurses": "Nurses in general practice",
    "general_practice_direct_care": "Others who see patients in general practice",
    "pharmacists": "Community pharmacists",
    "social_care_staff": "Social care staff",
    "voluntary_sector_staff": "Staff of voluntary groups",
    "volunteers": "Volunteers, counted apart",
}
THEME_ORDER = tuple(words.THEMES)


def by_programme(inputs: Inputs, years: list[int]) -> pd.DataFrame:
    """Give what each programme brings and takes: one row per area x year x programme x theme x thing.

    Work is credited (Shapley), so programmes add up to the whole; below nought is less work.
    """
    parts = [
        _of(inputs, "credits", "point", years, _points),
        _of(inputs, "staff", "staff_group", years, _staff),
        _of(inputs, "cost", "cost", years, _costs),
        _of(inputs, "supplies", "supply", years, _supplies),
        _of(inputs, "rooms", "room", years, _rooms),
    ]
    frame = pd.concat(parts, ignore_index=True)
    frame["order"] = [1 + THEME_ORDER.index(theme) for theme in frame["theme"]]
    return based(frame, inputs)


def helped_in_all(inputs: Inputs, years: list[int]) -> pd.DataFrame:
    """Give how many each programme helps, of how many it is for: one row per area x year x programme."""
    chosen = {"year": years}
    helped = inputs.array("pathways_helped").sel(chosen).sum("imd_quintile")
    cohort = inputs.array("pathways_cohort").sel(chosen).sum("imd_quintile")
    frame = summarise(inputs.areas.with_total(helped))
    frame["cohort"] = inputs.areas.with_total(cohort.mean("draw")).values.reshape(-1)
    ramp = inputs.array("pathways_ramp").sel(chosen).mean("draw")
    first = inputs.areas.leaves[0].code
    codes = [area.code for area in inputs.areas.every]
    held = [code if code in ramp["area"].values else first for code in codes]
    frame["ramp_pct"] = 100 * ramp.sel(area=held).transpose("area", "year", "programme").values.reshape(-1)
    return frame


def _of(inputs: Inputs, name: str, dim: str, years: list[int], things: object) -> pd.DataFrame:
    array = _to_then(inputs.array(f"pathways_{name}")) if name == "cost" else inputs.array(f"pathways_{name}")
    array = array.sel(year=years)
    parts = []
    for programme, file in inputs.programmes().items():
        rows = list(things(inputs, file))  # type: ignore[operator]
        if rows:
            mine = array.sel({"programme": programme, dim: [thing for thing, *_ in rows]}, drop=True)
            frame = summarise(inputs.areas.with_total(mine)).rename(columns={dim: "thing"})
            said = pd.DataFrame(rows, columns=["thing", "theme", "label", "unit"]).set_index("thing")
            about = said.loc[frame["thing"]].reset_index(drop=True)
            parts.append(pd.concat([frame, about], axis=1).assign(programme=programme))
    return pd.concat(parts, ignore_index=True)


def _to_then(cost: xr.DataArray) -> xr.DataArray:
    """Give costs that come once as all that has been spent by the end of each year."""
    once = cost["cost"].isin(words.ONCE)
    return cost.where(~once, cost.cumsum("year"))


Rows = Iterator[tuple[str, str, str, str]]


def points_of(file: ProgrammeFile) -> tuple[str, ...]:
    """Give the points a programme changes, moves work to or delivers, in the order of `POINTS`."""
    found = {effect.point for effect in file.effects.values()} | set(file.delivers)
    found |= {point for effect in file.effects.values() for point in effect.displaces}
    return tuple(point for point in POINTS if point in found)


def _points(inputs: Inputs, file: ProgrammeFile) -> Rows:
    for point in points_of(file):
        yield point, words.THEME_OF_POINT[point], POINTS[point].label, words.unit_of(point)


def _staff(inputs: Inputs, file: ProgrammeFile) -> Rows:
    for group in file.staff:
        yield group, "workforce", STAFF_LABELS[group], "wte"


def _costs(inputs: Inputs, file: ProgrammeFile) -> Rows:
    for cost, label in words.COSTS.items():
        yield cost, "budgets", label, "gbp"


def _supplies(inputs: Inputs, file: ProgrammeFile) -> Rows:
    for supply, entry in file.supplies.items():
        yield supply, "supplies", entry.meaning, "items"


def _rooms(inputs: Inputs, file: ProgrammeFile) -> Rows:
    for room, entry in file.estate.items():
        yield room, "estate", entry.meaning, "square_metres"


def alone_and_in_order(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give the change each programme would make alone, and when groups take turns in order: area x point x programme.

    In an overlap group each acts on what those before it left; groups do not wait for each other.
    """
    changes = inputs.array("pathways_changes").sel(year=year, drop=True)
    points = list(changes["point"].values)
    demand = inputs.array("demand_volumes").sel(year=year, line=points, drop=True).rename(line="point")
    left = np.ones_like(changes.values)
    names, programmes = list(changes["programme"].values), inputs.programmes()
    for place, name in enumerate(names):
        for other, each in enumerate(names):
            if _before(programmes[each], programmes[name]):
                left[..., place] *= 1 + changes.values[..., other]
    alone = inputs.areas.with_total((demand * changes).mean("draw")).transpose("area", "point", "programme")
    turn = inputs.areas.with_total((demand * changes * left).mean("draw")).transpose("area", "point", "programme")
    frame = alone.to_series().rename("alone").reset_index()
    frame["in_turn"] = turn.values.reshape(-1)
    return frame


def _before(one: ProgrammeFile, other: ProgrammeFile) -> bool:
    return one.overlap_group == other.overlap_group and one.overlap_order < other.overlap_order


def people_helped(inputs: Inputs) -> xr.DataArray:
    """Give those helped, dims (draw, area, year, programme)."""
    return inputs.array("pathways_helped").sum("imd_quintile")

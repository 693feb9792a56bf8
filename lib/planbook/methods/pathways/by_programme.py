"""What each programme would do to care, staff, money, supplies and rooms, and how many it would help."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.labelled import labelled
from planbook.methods.pathways import words
from planbook.methods.pathways.numbers import all_fifths, at_points, touches
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
    things = {"credits": _points, "staff": _staff, "cost": _costs, "supplies": _supplies, "rooms": _rooms}
    parts, said = [], []
    for name, listed in things.items():
        rows = [(programme, *row) for programme, file in inputs.programmes().items() for row in listed(file)]
        array = inputs.array(f"pathways_{name}")
        parts.append(_picked(_to_then(array) if name == "cost" else array, years, [row[:2] for row in rows]))
        said += rows
    drawn = labelled(xr.Variable.concat(parts, "row"), array.sel(year=years), row=range(len(said)))
    about = pd.DataFrame(said, columns=["programme", "thing", "theme", "label", "unit"])
    about["order"] = [1 + THEME_ORDER.index(theme) for theme in about["theme"]]
    frame = summarise(inputs.areas.with_total(drawn)).join(about, on="row")
    return based(frame, inputs)


def helped_in_all(inputs: Inputs, years: list[int]) -> pd.DataFrame:
    """Give how many each programme helps, of how many it is for: one row per area x year x programme."""
    chosen, with_total = {"year": years}, inputs.areas.with_total
    helped, cohort = (inputs.array(f"pathways_{name}").sel(chosen) for name in ("helped", "cohort"))
    frame = summarise(with_total(labelled(all_fifths(helped), helped)))
    frame["cohort"] = with_total(labelled(all_fifths(cohort).mean("draw"), cohort)).values.reshape(-1)
    ramp = inputs.array("pathways_ramp").sel(chosen).mean("draw")
    first = inputs.areas.leaves[0].code
    codes = [area.code for area in inputs.areas.every]
    held = [code if code in ramp["area"].values else first for code in codes]
    frame["ramp_pct"] = 100 * ramp.sel(area=held).transpose("area", "year", "programme").values.reshape(-1)
    return frame


def _picked(array: xr.DataArray, years: list[int], rows: list[tuple[str, str]]) -> xr.Variable:
    """Give the (programme, thing) of each row, dims (draw, area, year, row)."""
    chosen = array.sel(year=years).transpose("draw", "area", "year", "programme", ...)
    programmes, things = (chosen.indexes[dim] for dim in chosen.dims[-2:])
    places = programmes.get_indexer([row[0] for row in rows]), things.get_indexer([row[1] for row in rows])
    return xr.Variable((*chosen.dims[:3], "row"), chosen.values[..., *places])


def _to_then(cost: xr.DataArray) -> xr.DataArray:
    """Give costs that come once as all that has been spent by the end of each year."""
    found, axis = cost.values.copy(), cost.get_axis_num("year")
    once = cost["cost"].isin(words.ONCE).values
    found[..., once] = found[..., once].cumsum(axis=axis)
    return cost.copy(data=found)


Rows = Iterator[tuple[str, str, str, str]]


def points_of(file: ProgrammeFile) -> tuple[str, ...]:
    """Give the points a programme changes, moves work to or delivers, in the order of `POINTS`."""
    found = {effect.point for effect in file.effects.values()} | set(file.delivers)
    found |= {point for effect in file.effects.values() for point in effect.displaces}
    return tuple(point for point in POINTS if point in found)


def _points(file: ProgrammeFile) -> Rows:
    for point in points_of(file):
        yield point, words.THEME_OF_POINT[point], POINTS[point].label, words.unit_of(point)


def _staff(file: ProgrammeFile) -> Rows:
    for group in file.staff:
        yield group, "workforce", STAFF_LABELS[group], "wte"


def _costs(file: ProgrammeFile) -> Rows:
    for cost, label in words.COSTS.items():
        yield cost, "budgets", label, "gbp"


def _supplies(file: ProgrammeFile) -> Rows:
    for supply, entry in file.supplies.items():
        yield supply, "supplies", entry.meaning, "items"


def _rooms(file: ProgrammeFile) -> Rows:
    for room, entry in file.estate.items():
        yield room, "estate", entry.meaning, "square_metres"


def alone_and_in_order(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give the change each programme would make alone, and when groups take turns in order: area x point x programme.

    In an overlap group each acts on what those before it left; groups do not wait for each other.
    """
    changes = inputs.array("pathways_changes").sel(year=year, drop=True).transpose("touch", ...)
    programmes, touched = inputs.programmes(), touches(inputs.programmes())
    demand = at_points(inputs.array("demand_volumes").sel(year=[year]), [point for point, _ in touched], "touch")
    left = np.ones_like(changes.values)
    for place, (point, name) in enumerate(touched):
        for other, (where, each) in enumerate(touched):
            if point == where and _before(programmes[each], programmes[name]):
                left[place] *= 1 + changes.values[other]
    alone = demand.isel(year=0) * changes.variable
    both = xr.Variable.concat([alone, alone * changes.copy(data=left).variable], "way").mean("draw")
    means = inputs.areas.with_total(labelled(both, changes)).transpose("area", "touch", "way")
    points, names = list(dict.fromkeys(point for point, _ in touched)), list(programmes)
    found = np.zeros((means.sizes["area"], len(points), len(names), 2))
    for place, (point, name) in enumerate(touched):
        found[:, points.index(point), names.index(name)] = means.values[:, place]
    index = pd.MultiIndex.from_product([means["area"].values, points, names], names=["area", "point", "programme"])
    return pd.DataFrame(found.reshape(-1, 2), columns=["alone", "in_turn"], index=index).reset_index()


def _before(one: ProgrammeFile, other: ProgrammeFile) -> bool:
    return one.overlap_group == other.overlap_group and one.overlap_order < other.overlap_order

"""What moves demand, each driver apart: numbers of people, their ages, their health, other growth, and the backlog.

`activity = base x people x ages x health x (1 + other growth)^t + backlog`, by area and line, in each draw.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.data.reference import AGE_BANDS, SEXES
from planbook.methods.demand.lines import BY_KEY, KEYS, LINES, SHAPES
from planbook.methods.population import Axes
from planbook.methods.segments import only_once, over_age_bands

CELL = ["sex", "age_band"]
HEALTH_AGES = AGE_BANDS[11:]  # 55-59 and over: where the national method reads use at a shifted age
BAND_YEARS = 5.0
SHAPE_OF = {line.key: line.shape for line in LINES}
DRAWN_SHAPES = {
    "emergency": "demand.emergency_by_age",
    "critical_care": "demand.critical_care_by_age",
    "gp": "demand.gp_by_age",
    "community": "demand.community_by_age",
    "mental_health": "demand.mental_health_by_age",
    "mental_health_beds": "demand.mental_health_beds_by_age",
    "talking_therapies": "demand.talking_therapies_by_age",
    "social_care": "demand.social_care_by_age",
}
GROWTH_OF = {
    "demand.other_growth_pct_per_year": {"ae", "non_elective", "elective", "outpatients", "maternity"},
    "demand.other_growth_unmeasured_pct_per_year": {
        *("ambulance", "referrals", "diagnostics", "general_practice", "community", "mental_health", "social_care"),
    },
}
PUBLISHED_SHAPES = {"ae": "ae", "outpatient": "outpatient"}


def people_by_age(inputs: Inputs) -> xr.DataArray:
    """Give people of England and the leaves over each financial year, dims (area, year, sex, age_band)."""
    rows = inputs.table("need_population")
    codes, years = [area.code for area in inputs.areas.computed], list(inputs.planning.years)
    axes: Axes = {"area": codes, "year": years, "sex": list(SEXES), "age_band": list(AGE_BANDS)}
    people = np.full([len(labels) for labels in axes.values()], np.nan)
    places = [pd.Index(labels).get_indexer(pd.Index(rows[name])) for name, labels in axes.items()]
    known = np.all([place >= 0 for place in places], axis=0)
    people[tuple(place[known] for place in places)] = rows["people"].to_numpy(dtype=float)[known]
    return xr.DataArray(people, coords=axes)


def use_by_age(inputs: Inputs, shapes: Sequence[str] = SHAPES) -> xr.DataArray:
    """Give how much people of each sex and age use each service, dims (draw, [area,] shape, sex, age_band).

    Only proportions within a shape mean anything. A&E and planned care follow hospital costing by age and sex; the
    others follow assumptions by age; emergency bed days are admissions times length of stay at each age.
    """
    every_draw = xr.DataArray(np.ones(inputs.planning.n_draws), dims="draw")
    parts = xr.broadcast(every_draw, *(_use_of(inputs, name) for name in shapes))[1:]
    joined = xr.concat(parts, "shape", coords="minimal", compat="override").assign_coords(shape=list(shapes))
    return joined.transpose("draw", ..., "shape", "sex", "age_band")


def _use_of(inputs: Inputs, shape: str) -> xr.DataArray:
    if shape in PUBLISHED_SHAPES:
        return _published_use(inputs, PUBLISHED_SHAPES[shape])
    if shape == "emergency_stay":
        return _drawn_use(inputs, DRAWN_SHAPES["emergency"]) * _drawn_use(inputs, "demand.emergency_stay_by_age")
    if shape == "births":
        return _drawn_use(inputs, "need.maternal_pct") * _women()
    return _drawn_use(inputs, DRAWN_SHAPES[shape])


def population_factor(inputs: Inputs) -> xr.DataArray:
    """Give how many times the people of the base year there are, dims (draw, area, year)."""
    everyone = people_by_age(inputs).sum(CELL)
    projected = everyone / everyone.isel(year=0, drop=True)
    faster = only_once(inputs.draws("demand.population_error_pct_per_year")) / 100
    return (projected * (1 + faster) ** _years_on(inputs)).transpose("draw", "area", "year")


def ageing_factor(inputs: Inputs, use: xr.DataArray) -> xr.DataArray:
    """Give how use a person changes because ages change, dims (draw, area, year, shape); `use` as `use_by_age`."""
    people = people_by_age(inputs)
    each = _used(use, people / people.sum(CELL))
    return each / each.isel(year=0, drop=True)


def health_factor(inputs: Inputs, use: xr.DataArray) -> xr.DataArray:
    """Give how use changes because people are healthier or frailer at the same age, dims (draw, area, year, shape).

    From 55, use is read at an age shifted by part of the gain in years left (New Hospital Programme, health status
    adjustment). A part below nought reads it at an older age. Births are not touched.
    """
    people = people_by_age(inputs)
    part = only_once(inputs.draws("demand.healthy_gain_pct")) / 100
    gain = years_gained(inputs) / BAND_YEARS
    younger, older = _towards(use, 1), _towards(use, -1)
    up, down = gain.clip(0.0), (-gain).clip(0.0)
    healthier, frailer = part.clip(0.0), (-part).clip(0.0)
    shift = healthier * _used(younger, people * up) + frailer * _used(older, people * up)
    if bool(down.any()):
        shift = shift + healthier * _used(older, people * down) + frailer * _used(younger, people * down)
    plain = _used(use, people)
    names = [str(name) for name in use["shape"].values]
    touched = xr.DataArray([_touched(name) for name in names], coords={"shape": names})
    return (1 + shift / plain * touched).transpose("draw", "area", "year", "shape")


def other_factor(inputs: Inputs, lines: Sequence[str] = KEYS) -> xr.DataArray:
    """Give how use grows beyond people, ages and health, dims (draw, [area,] year, line)."""
    wanted = [BY_KEY[key].growth for key in lines]
    keys = [key for key, services in GROWTH_OF.items() if not services.isdisjoint(wanted)]
    parts = [only_once(inputs.draws(key)) / 100 for key in keys]
    yearly = xr.concat(parts, "leaf", coords="minimal", compat="override").sel(leaf=wanted)
    by_line = yearly.rename(leaf="line").assign_coords(line=list(lines))
    return ((1 + by_line) ** _years_on(inputs)).transpose("draw", ..., "year", "line")


def years_gained(inputs: Inputs) -> xr.DataArray:
    """Give years of life gained since the base year by people of each age, dims (year, sex, age_band); 0 under 55."""
    lives = inputs.reference("life_expectancy")
    middles = {band: min(57 + 5 * place, 90) for place, band in enumerate(HEALTH_AGES)}
    left = lives.set_index(["year", "sex", "age"])["years_left"].to_xarray()
    left = left.sel(age=list(middles.values()), year=list(inputs.planning.years)).rename(age="age_band")
    left = left.assign_coords(age_band=list(middles), sex=left["sex"].astype(str))
    gained = left - left.isel(year=0, drop=True)
    return gained.reindex(age_band=list(AGE_BANDS), fill_value=0.0).sel(sex=list(SEXES))


def by_line(of_shape: xr.DataArray, lines: Sequence[str] = KEYS) -> xr.DataArray:
    """Give what is known by shape for each line that follows it: dim `line` for dim `shape`."""
    return of_shape.sel(shape=[SHAPE_OF[key] for key in lines]).rename(shape="line").assign_coords(line=list(lines))


def _used(use: xr.DataArray, people: xr.DataArray) -> xr.DataArray:
    return xr.dot(use, people, dim=CELL, optimize=True).transpose("draw", "area", "year", "shape")


def _towards(use: xr.DataArray, way: int) -> xr.DataArray:
    """Give the difference of use between the next younger (1) or older (-1) band and this; the last band has the slope
    of the one before."""
    moved = use.shift(age_band=way)
    difference = moved - use
    if way < 0:
        last = (use - use.shift(age_band=1)).isel(age_band=-1)
        difference = xr.where(use["age_band"] == AGE_BANDS[-1], last.drop_vars("age_band"), difference)
    return difference.fillna(0.0).transpose(*use.dims)


def _touched(shape: str) -> float:
    return float(all(line.ages_better for line in LINES if line.shape == shape))


def _published_use(inputs: Inputs, service: str) -> xr.DataArray:
    rates = inputs.reference("age_sex_rates")
    array = rates[rates["service"] == service].set_index(["sex", "age_band"])["shape"].to_xarray()
    array = array.assign_coords(sex=array["sex"].astype(str), age_band=array["age_band"].astype(str))
    return array.sel(sex=list(SEXES), age_band=list(AGE_BANDS))


def _drawn_use(inputs: Inputs, key: str) -> xr.DataArray:
    by_age = over_age_bands(only_once(inputs.draws(key)), AGE_BANDS)
    return by_age.expand_dims(sex=list(SEXES)) if "sex" not in by_age.dims else by_age


def _women() -> xr.DataArray:
    return xr.DataArray([1.0, 0.0], coords={"sex": list(SEXES)})


def _years_on(inputs: Inputs) -> xr.DataArray:
    years = list(inputs.planning.years)
    return xr.DataArray([float(year - years[0]) for year in years], coords={"year": years})

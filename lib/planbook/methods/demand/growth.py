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
from planbook.data.rows import laid_out
from planbook.methods.demand.lines import BY_KEY, KEYS, LINES, SHAPES
from planbook.methods.labelled import bare, labelled, product_over, spread
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
    cells = inputs.array("need_cells")
    return labelled(cells.variable.sum("imd_quintile", skipna=False), cells)


def use_by_age(inputs: Inputs, shapes: Sequence[str] = SHAPES) -> xr.DataArray:
    """Give how much people of each sex and age use each service, dims (draw, [area,] shape, sex, age_band).

    Only proportions within a shape mean anything. A&E and planned care follow hospital costing by age and sex; the
    others follow assumptions by age; emergency bed days are admissions times length of stay at each age.
    """
    each = [use_of(inputs, name) for name in shapes]
    every_draw = xr.Variable("draw", np.ones(inputs.planning.n_draws))
    parts = spread(every_draw, *bare(*each))[1:]
    joined = xr.Variable(("shape", *parts[0].dims), np.stack([part.values for part in parts]))
    return labelled(joined.transpose("draw", ..., "shape", "sex", "age_band"), *each, shape=shapes)


def use_of(inputs: Inputs, shape: str) -> xr.DataArray:
    """Give how much people of each sex and age use one service, dims ([draw, area,] sex, age_band)."""
    if shape in PUBLISHED_SHAPES:
        return _published_use(inputs, PUBLISHED_SHAPES[shape])
    if shape == "emergency_stay":
        return _drawn_use(inputs, DRAWN_SHAPES["emergency"]) * _drawn_use(inputs, "demand.emergency_stay_by_age")
    if shape == "births":
        return _drawn_use(inputs, "need.maternal_pct") * _women()
    return _drawn_use(inputs, DRAWN_SHAPES[shape])


def population_factor(inputs: Inputs) -> xr.DataArray:
    """Give how many times the people of the base year there are, dims (draw, area, year)."""
    people = people_by_age(inputs)
    faster = only_once(inputs.draws("demand.population_error_pct_per_year"))
    everyone, rate = people.variable.sum(CELL, skipna=False), faster.variable / 100
    projected = everyone / everyone.isel(year=0) * (1 + rate) ** _years_on(inputs)
    return labelled(projected.transpose("draw", "area", "year"), people, faster)


def ageing_factor(inputs: Inputs, use: xr.DataArray) -> xr.DataArray:
    """Give how use a person changes because ages change, dims (draw, area, year, shape); `use` as `use_by_age`."""
    mine = people_by_age(inputs)
    used, people = bare(use, mine)
    each = _used(used, people / people.sum(CELL, skipna=False))
    return labelled(each / each.isel(year=0), mine, use)


def health_factor(inputs: Inputs, use: xr.DataArray) -> xr.DataArray:
    """Give how use changes because people are healthier or frailer at the same age, dims (draw, area, year, shape).

    From 55, use is read at an age shifted by part of the gain in years left (New Hospital Programme, health status
    adjustment). A part below nought reads it at an older age. Births are not touched.
    """
    mine, years_left = people_by_age(inputs), years_gained(inputs)
    healthy = only_once(inputs.draws("demand.healthy_gain_pct"))
    used, people, gained, part = bare(use, mine, years_left, healthy)
    gain, part = gained / BAND_YEARS, part / 100
    younger, older = _towards(used, 1), _towards(used, -1)
    up, down = people * gain.clip(0.0), people * (-gain).clip(0.0)
    healthier, frailer = part.clip(0.0), (-part).clip(0.0)
    shift = healthier * _used(younger, up) + frailer * _used(older, up)
    if bool(down.any()):
        shift = shift + healthier * _used(older, down) + frailer * _used(younger, down)
    touched = xr.Variable("shape", [_touched(str(name)) for name in use["shape"].values])
    found = 1 + shift / _used(used, people) * touched
    return labelled(found.transpose("draw", "area", "year", "shape"), mine, use)


def other_factor(inputs: Inputs, lines: Sequence[str] = KEYS) -> xr.DataArray:
    """Give how use grows beyond people, ages and health, dims (draw, [area,] year, line)."""
    wanted = [BY_KEY[key].growth for key in lines]
    parts = other_growth(inputs, wanted)
    places = pd.Index([leaf for part in parts for leaf in part["leaf"].values]).get_indexer(pd.Index(wanted))
    yearly = xr.Variable.concat(_alike(parts), "leaf").isel(leaf=places)
    by_line = xr.Variable(["line" if dim == "leaf" else dim for dim in yearly.dims], yearly.values / 100)
    found = (1 + by_line) ** _years_on(inputs)
    return labelled(found.transpose("draw", ..., "year", "line"), *parts, year=inputs.planning.years, line=lines)


def other_growth(inputs: Inputs, services: Sequence[str]) -> list[xr.DataArray]:
    """Give what is assumed of how some services grow, per cent a year, dims (draw, [area,] leaf): one a kind of it."""
    keys = [key for key, known in GROWTH_OF.items() if not known.isdisjoint(services)]
    return [only_once(inputs.draws(key)) for key in keys]


def years_gained(inputs: Inputs) -> xr.DataArray:
    """Give years of life gained since the base year by people of each age, dims (year, sex, age_band); 0 under 55."""
    middles = {band: min(57 + 5 * place, 90) for place, band in enumerate(HEALTH_AGES)}
    years = list(inputs.planning.years)
    lives, ages = inputs.reference("life_expectancy"), list(middles.values())
    left = laid_out(lives, {"year": years, "sex": SEXES, "age": ages}, "years_left").values
    gained = np.zeros((len(years), len(SEXES), len(AGE_BANDS)))
    gained[..., [AGE_BANDS.index(band) for band in middles]] = left - left[:1]
    coords = {"year": years, "sex": list(SEXES), "age_band": list(AGE_BANDS)}
    return xr.DataArray(gained, coords=coords, dims=list(coords))


def by_line(of_shape: xr.DataArray, lines: Sequence[str] = KEYS) -> xr.DataArray:
    """Give what is known by shape for each line that follows it: dim `line` for dim `shape`."""
    places = of_shape.indexes["shape"].get_indexer(pd.Index([SHAPE_OF[key] for key in lines]))
    dims = ["line" if dim == "shape" else dim for dim in of_shape.dims]
    chosen = of_shape.values.take(places, of_shape.get_axis_num("shape"))
    return labelled(xr.Variable(dims, chosen), of_shape, line=lines)


def _alike(parts: Sequence[xr.DataArray]) -> list[xr.Variable]:
    """Give variables that differ in their leaves only: with `area` where any of them has it."""
    sizes = {dim: size for part in parts for dim, size in part.sizes.items() if dim != "leaf"}
    return [part.variable.set_dims({**sizes, "leaf": part.sizes["leaf"]}) for part in parts]


def _used(use: xr.Variable, people: xr.Variable) -> xr.Variable:
    return product_over(people, use, CELL).transpose("draw", "area", "year", "shape")


def _towards(use: xr.Variable, way: int) -> xr.Variable:
    """Give the difference of use between the next younger (1) or older (-1) band and this; the last band has the slope
    of the one before."""
    ages = use.transpose(..., "age_band")
    found = np.zeros(ages.shape)
    each_next = np.diff(ages.values, axis=-1)
    if way > 0:
        found[..., 1:] = -each_next
    else:
        found[..., :-1] = each_next
        found[..., -1] = each_next[..., -1]
    return xr.Variable(ages.dims, found)


def _touched(shape: str) -> float:
    return float(all(line.ages_better for line in LINES if line.shape == shape))


def _published_use(inputs: Inputs, service: str) -> xr.DataArray:
    rates = inputs.reference("age_sex_rates")
    axes = {"sex": list(SEXES), "age_band": list(AGE_BANDS)}
    return laid_out(rates[rates["service"] == service], axes, "shape")


def _drawn_use(inputs: Inputs, key: str) -> xr.DataArray:
    by_age = over_age_bands(only_once(inputs.draws(key)), AGE_BANDS)
    if "sex" in by_age.dims:
        return by_age
    return labelled(by_age.variable.set_dims({"sex": len(SEXES), **by_age.sizes}), by_age, sex=SEXES)


def _women() -> xr.DataArray:
    return xr.DataArray([1.0, 0.0], coords={"sex": list(SEXES)})


def _years_on(inputs: Inputs) -> xr.Variable:
    years = list(inputs.planning.years)
    return xr.Variable("year", [float(year - years[0]) for year in years])

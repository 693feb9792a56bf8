"""For whom: the cohort of each programme by deprivation fifth, and how many of it are helped each year."""

from __future__ import annotations

import xarray as xr

from planbook.data.areas import ENGLAND, Area
from planbook.data.inputs import Inputs
from planbook.data.reference import AGE_BANDS
from planbook.methods.demand.growth import SHAPE_OF
from planbook.methods.need.people import people_by_cell, segments_by_fifth
from planbook.methods.pathways.numbers import Numbers, frame_of, stacked
from planbook.methods.population import QUINTILES
from planbook.params.programme import Ages, Cohort
from planbook.params.programme_words import PEOPLE

BAND_YEARS = 5
FIFTH = "imd_quintile"
CELL = ("sex", "age_band")


def among(inputs: Inputs) -> xr.DataArray:
    """Give those a cohort is part of, dims (draw, area, year, programme, imd_quintile): people, or units of a line.

    People of the cohort's segments, ages, fifths and places. Units are spread over ages and fifths by how much people
    of each age use the line: use by fifth is not known.
    """
    found = inputs.array("pathways_parts").copy()
    for at, programme in enumerate(inputs.programmes().values()):
        if programme.cohort.counts != PEOPLE:
            units = inputs.array("demand_volumes").sel(line=programme.cohort.counts, drop=True)
            found[:, :, :, at] = found[:, :, :, at] * units
    return found


def parts(inputs: Inputs) -> xr.DataArray:
    """Give people of each cohort, or the share of its line's units that is the cohort's, dims as `among`."""
    people = people_by_cell(inputs)
    like = frame_of(inputs).expand_dims({FIFTH: list(QUINTILES)}, axis=-1)
    found = {}
    for name, programme in inputs.programmes().items():
        cohort = programme.cohort
        found[name] = _counted(inputs, cohort, people) * _fifths(cohort) * _places(inputs, cohort)
    return stacked(found, "programme", like).transpose("draw", "area", "year", "programme", FIFTH)


def cohorts(numbers: Numbers, those: xr.DataArray) -> xr.DataArray:
    """Give whom each programme is for, dims as `those` (`among`)."""
    return (those * _by_programme(numbers, "cohort", "share_pct")).transpose(*those.dims)


def helped(numbers: Numbers, cohort: xr.DataArray, ramp: xr.DataArray) -> xr.DataArray:
    """Give those helped each year, dims as `cohort`: those reached who take it up, where the programme is on."""
    names = list(numbers.inputs.programmes())
    uptake = {name: _by_fifth(numbers.draws(name, "uptake_pct")) for name in names}
    taken = stacked(uptake, "programme", cohort.isel(programme=0, year=0, drop=True))
    reached = _by_programme(numbers, "reach_pct") * ramp * switches(numbers)
    return (cohort * reached * taken).transpose(*cohort.dims)


def switches(numbers: Numbers) -> xr.DataArray:
    """Give whether each programme is on, dims (draw, area, programme)."""
    on = {name: numbers.on(name) for name in numbers.inputs.programmes()}
    return stacked(on, "programme", frame_of(numbers.inputs).isel(year=0, drop=True))


def share_of(part: xr.DataArray, whole: xr.DataArray) -> xr.DataArray:
    """Give a part over a whole; nought where there is nothing."""
    return part / whole.where(whole > 0, 1.0)


def age_weights(ages: Ages | None) -> xr.DataArray:
    """Give the part of each five-year band that the ages hold, dims (age_band): 11 to 64 holds four fifths of 10-14."""
    return xr.DataArray([_covered(band, ages) for band in AGE_BANDS], coords={"age_band": list(AGE_BANDS)})


def _covered(band: str, ages: Ages | None) -> float:
    first = int(band.rstrip("+").partition("-")[0])
    if ages is None:
        return 1.0
    from_age, to = ages.from_age, 10_000 if ages.to is None else ages.to
    if band.endswith("+") and to >= first:
        return 1.0 if from_age <= first or ages.to is None else 0.0
    years = min(first + BAND_YEARS - 1, to) - max(first, from_age) + 1
    return max(0, years) / BAND_YEARS


def _counted(inputs: Inputs, cohort: Cohort, people: xr.DataArray) -> xr.DataArray:
    """Give people of the cohort, or its share of a line, by fifth: dims ([draw,] area, year, imd_quintile)."""
    weights = age_weights(cohort.ages)
    if cohort.counts != PEOPLE:
        return _use_share(inputs, cohort, people)
    if cohort.segments:
        return segments_by_fifth(inputs, people, weights).sel(segment=list(cohort.segments)).sum("segment")
    return xr.dot(people, weights, dim=list(CELL))


def _use_share(inputs: Inputs, cohort: Cohort, people: xr.DataArray) -> xr.DataArray:
    """Give the share of a line used at the cohort's ages in each fifth, dims (draw, area, year, imd_quintile)."""
    use = inputs.array("demand_use").sel(shape=SHAPE_OF[cohort.counts], drop=True)
    every = xr.dot(use, people.sum(FIFTH), dim=list(CELL), optimize=True)
    return xr.dot(use * age_weights(cohort.ages), people, dim=list(CELL), optimize=True) / every


def _fifths(cohort: Cohort) -> xr.DataArray:
    among = cohort.fifths or QUINTILES
    return xr.DataArray([float(fifth in among) for fifth in QUINTILES], coords={FIFTH: list(QUINTILES)})


def _places(inputs: Inputs, cohort: Cohort) -> xr.DataArray:
    areas = inputs.areas.computed
    return xr.DataArray([_in_it(area, cohort) for area in areas], coords={"area": [area.code for area in areas]})


def _in_it(area: Area, cohort: Cohort) -> float:
    if cohort.places == "all":
        return 1.0
    return float(area.code != ENGLAND and area.slug in cohort.places)


def _by_programme(numbers: Numbers, *path: str) -> xr.DataArray:
    """Give a percentage of each programme as a share, dims (draw, area, programme)."""
    parts = {name: numbers.draws(name, *path) / 100 for name in numbers.inputs.programmes()}
    return stacked(parts, "programme", frame_of(numbers.inputs).isel(year=0, drop=True))


def _by_fifth(uptake: xr.DataArray) -> xr.DataArray:
    renamed = uptake.rename(leaf=FIFTH) / 100
    return renamed.assign_coords({FIFTH: [int(leaf) for leaf in renamed[FIFTH].values]})

"""For whom: the cohort of each programme by deprivation fifth, and how many of it are helped each year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import xarray as xr

from planbook.data.areas import ENGLAND, Area
from planbook.data.inputs import Inputs
from planbook.data.reference import AGE_BANDS
from planbook.methods.demand.growth import SHAPE_OF
from planbook.methods.labelled import at, bare, labelled, product_over
from planbook.methods.need.people import people_by_cell, segments_by_fifth
from planbook.methods.pathways.numbers import SWITCH, Numbers, at_points, axes_of
from planbook.methods.population import QUINTILES
from planbook.params.programme import Ages, Cohort
from planbook.params.programme_words import PEOPLE

BAND_YEARS = 5
FIFTH = "imd_quintile"
Held = TypeVar("Held", xr.DataArray, xr.Variable)
CELL = ("sex", "age_band")


def among(inputs: Inputs, years: Sequence[int] = ()) -> xr.DataArray:
    """Give those a cohort is part of, dims (draw, area, year, programme, imd_quintile): people, or units of a line.

    People of the cohort's segments, ages, fifths and places. Units are spread over ages and fifths by how much people
    of each age use the line: use by fifth is not known. `years` none: all.
    """
    both = inputs.array("pathways_parts"), inputs.array("demand_volumes")
    found, demand = (each.sel(year=list(years)) if years else each for each in both)
    bare(found, demand)
    found = found.copy()
    for place, programme in enumerate(inputs.programmes().values()):
        if programme.cohort.counts != PEOPLE:
            found.values[:, :, :, place] *= at_points(demand, [programme.cohort.counts], FIFTH).values
    return found


def parts(inputs: Inputs) -> xr.DataArray:
    """Give people of each cohort, or the share of its line's units that is the cohort's, dims as `among`."""
    people = people_by_cell(inputs)
    axes = axes_of(inputs)
    programmes = inputs.programmes()
    found = np.empty((*axes.shape, len(programmes), len(QUINTILES)))
    for place, programme in enumerate(programmes.values()):
        cohort = programme.cohort
        mine = _counted(inputs, cohort, people).transpose(..., "area", "year", FIFTH)
        found[:, :, :, place] = mine.values * _fifths(cohort) * _places(inputs, cohort)[:, None, None]
    dims = (*axes.dims, "programme", FIFTH)
    return labelled(xr.Variable(dims, found), axes, programme=list(programmes), imd_quintile=QUINTILES)


def cohorts(numbers: Numbers, those: xr.DataArray) -> xr.DataArray:
    """Give whom each programme is for, dims as `those` (`among`)."""
    share = numbers.of_programmes("cohort", "share_pct") / 100
    return labelled((those.variable * share).transpose(*those.dims), those)


def helped(numbers: Numbers, cohort: xr.DataArray, ramp: xr.DataArray) -> xr.DataArray:
    """Give those helped each year, dims as `cohort`: those reached who take it up, where the programme is on."""
    bare(cohort, ramp)
    reached = ramp.variable * (numbers.of_programmes("reach_pct") / 100 * switches(numbers.inputs))
    taken = numbers.of_programmes("uptake_pct", leaf=FIFTH) / 100
    return labelled(cohort.variable * (reached * taken), cohort)


def switches(inputs: Inputs) -> xr.Variable:
    """Give whether each programme is on, dims (draw, area, programme); a claim needs someone who makes it."""
    return Numbers(inputs).of_programmes(SWITCH)


def share_of(part: Held, whole: Held) -> Held:
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


def _counted(inputs: Inputs, cohort: Cohort, people: xr.DataArray) -> xr.Variable:
    """Give people of the cohort, or its share of a line, by fifth: dims ([draw,] area, year, imd_quintile)."""
    if cohort.counts != PEOPLE:
        return _use_share(inputs, cohort, people)
    if cohort.segments:
        held = segments_by_fifth(inputs, people, age_weights(cohort.ages))
        return at(held, segment=list(cohort.segments)).sum("segment", skipna=False)
    return product_over(people.variable, _weights(people, cohort), CELL)


def _use_share(inputs: Inputs, cohort: Cohort, people: xr.DataArray) -> xr.Variable:
    """Give the share of a line used at the cohort's ages in each fifth, dims (draw, area, year, imd_quintile)."""
    whole = inputs.array("demand_use")
    drawn = labelled(at(whole, shape=SHAPE_OF[cohort.counts]), whole)
    use, held = bare(drawn, people)
    every = product_over(use, held.sum(FIFTH, skipna=False), CELL)
    return product_over(use * _weights(people, cohort), held, CELL) / every


def _weights(people: xr.DataArray, cohort: Cohort) -> xr.Variable:
    """Give the part of each cell's people that are of the cohort's ages, dims (sex, age_band)."""
    return age_weights(cohort.ages).variable.set_dims({dim: people.sizes[dim] for dim in CELL})


def _fifths(cohort: Cohort) -> np.ndarray:
    among = cohort.fifths or QUINTILES
    return np.array([float(fifth in among) for fifth in QUINTILES])


def _places(inputs: Inputs, cohort: Cohort) -> np.ndarray:
    return np.array([_in_it(area, cohort) for area in inputs.areas.computed])


def _in_it(area: Area, cohort: Cohort) -> float:
    if cohort.places == "all":
        return 1.0
    return float(area.code != ENGLAND and area.slug in cohort.places)

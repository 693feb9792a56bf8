"""The people of a run: by area, year, sex, age and deprivation, and in each joint draw by segment and by tier.

Pieces are added up first, so that figures of places add up to their system's in every draw.
"""

from __future__ import annotations

import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.need.groups import (
    CELLS,
    LOW,
    NOT_DRIFTING,
    WELL,
    relative_hospital_cost,
    segment_shares,
    tier_shares,
)
from planbook.methods.population import financial_years, mid_year, quintile_shares
from planbook.methods.segments import drifted, only_once


def pieces_people(inputs: Inputs) -> xr.DataArray:
    """Give people of each piece over each financial year to the horizon, dims (piece, year, sex, age_band)."""
    pieces, years = inputs.areas.england.pieces, inputs.planning.years
    mid = mid_year(inputs.reference("population"), pieces, [*years, years[-1] + 1])
    weights = inputs.planning.calendar_to_financial
    return financial_years(mid, weights.first, weights.second)


def people_by_cell(inputs: Inputs) -> xr.DataArray:
    """Give people of England and each leaf area, dims (area, year, sex, age_band, imd_quintile)."""
    shares = quintile_shares(inputs.reference("deprivation"), inputs.areas.england.pieces)
    membership = inputs.areas.membership().sel(area=[area.code for area in inputs.areas.computed])
    every = xr.dot(pieces_people(inputs), shares, membership, dim="piece", optimize=True)
    return every.transpose("area", "year", "sex", "age_band", "imd_quintile")


def segments_drawn(inputs: Inputs) -> xr.DataArray:
    """Give people by segment for England and each leaf area, dims (draw, area, year, segment)."""
    people = people_by_cell(inputs)
    shares = segment_shares(inputs.draws, _base_england(inputs, people))
    return _through_the_years(inputs, people, shares, "segment", NOT_DRIFTING, WELL)


def segments_by_fifth(inputs: Inputs, people: xr.DataArray, ages: xr.DataArray) -> xr.DataArray:
    """Give people by segment and deprivation fifth, dims (draw, area, year, imd_quintile, segment).

    `people` is as `people_by_cell` gives; `ages` weighs age bands, dims (age_band).
    """
    shares = segment_shares(inputs.draws, _base_england(inputs, people)) * ages
    found = xr.dot(people, shares, dim=["sex", "age_band"], optimize=True)
    found = found.transpose("draw", "area", "year", "imd_quintile", "segment")
    yearly = only_once(inputs.draws("need.drift_pct_per_year")) / 100
    fifths = found["imd_quintile"]
    parts = [drifted(found.sel(imd_quintile=fifth), yearly, NOT_DRIFTING, WELL, "segment") for fifth in fifths.values]
    joined = xr.concat(parts, "imd_quintile", coords="minimal", compat="override").assign_coords(imd_quintile=fifths)
    return joined.transpose(*found.dims)


def tiers_drawn(inputs: Inputs) -> xr.DataArray:
    """Give people by risk tier for England and each leaf area, dims (draw, area, year, tier)."""
    people = people_by_cell(inputs)
    cost = relative_hospital_cost(inputs.reference("age_sex_rates"))
    shares = tier_shares(inputs.draws, _base_england(inputs, people), cost)
    return _through_the_years(inputs, people, shares, "tier", (), LOW)


def _through_the_years(
    inputs: Inputs, people: xr.DataArray, shares: xr.DataArray, dim: str, still: tuple[str, ...], rest: str
) -> xr.DataArray:
    found = xr.dot(people, shares, dim=list(CELLS), optimize=True).transpose("draw", "area", "year", dim)
    yearly = only_once(inputs.draws("need.drift_pct_per_year")) / 100
    return drifted(found, yearly, still, rest, dim)


def _base_england(inputs: Inputs, people: xr.DataArray) -> xr.DataArray:
    return people.sel(area=ENGLAND, year=inputs.planning.base_year, drop=True)

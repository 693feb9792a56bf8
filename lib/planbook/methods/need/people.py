"""The people of a run: by area, year, sex, age and deprivation, and in each joint draw by segment and by tier.

Pieces are added up first, so that figures of places add up to their system's in every draw.
"""

from __future__ import annotations

import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.labelled import bare, labelled, product_over
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


def cells_at_mid_year(inputs: Inputs) -> xr.DataArray:
    """Give mid-year people of England and each leaf area, dims (area, year, sex, age_band, imd_quintile).

    From the first mid-year that is published to the one after the horizon.
    """
    population, pieces = inputs.reference("population"), inputs.areas.england.pieces
    years = range(int(population["year"].min()), inputs.planning.years[-1] + 2)
    of_pieces = mid_year(population, pieces, years)
    fifths = quintile_shares(inputs.reference("deprivation"), pieces)
    membership = inputs.areas.membership().sel(area=[area.code for area in inputs.areas.computed])
    people, parts, held = bare(of_pieces, fifths, membership)
    of_fifths = [product_over(held, people * part, ["piece"]) for part in parts.transpose("imd_quintile", ...)]
    joined = xr.Variable.concat(of_fifths, "imd_quintile").transpose("area", "year", "sex", "age_band", "imd_quintile")
    return labelled(joined, of_pieces, fifths, membership)


def cells_of_years(inputs: Inputs) -> xr.DataArray:
    """Give people of England and each leaf area over each financial year, dims as `cells_at_mid_year`."""
    years, weights = inputs.planning.years, inputs.planning.calendar_to_financial
    mid = inputs.array("need_mid_year").sel(year=[*years, years[-1] + 1])
    return financial_years(mid, weights.first, weights.second)


def people_by_cell(inputs: Inputs) -> xr.DataArray:
    """Give people as `cells_of_years` does, worked out once for a system: nothing that is believed moves them."""
    return inputs.array("need_cells")


def segments_drawn(inputs: Inputs) -> xr.DataArray:
    """Give people by segment for England and each leaf area, dims (draw, area, year, segment)."""
    people = people_by_cell(inputs)
    shares = segment_shares(inputs.draws, _base_england(inputs, people))
    return _through_the_years(inputs, people, shares, "segment", NOT_DRIFTING, WELL)


def segments_by_fifth(inputs: Inputs, people: xr.DataArray, ages: xr.DataArray) -> xr.DataArray:
    """Give people by segment and deprivation fifth, dims (draw, area, year, imd_quintile, segment).

    `people` is as `people_by_cell` gives; `ages` weighs age bands, dims (age_band).
    """
    shares = segment_shares(inputs.draws, _base_england(inputs, people))
    counted, chance, weight = bare(people, shares, ages)
    found = product_over(counted, chance * weight, ["sex", "age_band"])
    yearly = only_once(inputs.draws("need.drift_pct_per_year")) / 100
    return drifted(labelled(found, people, shares), yearly, NOT_DRIFTING, WELL, "segment")


def tiers_drawn(inputs: Inputs) -> xr.DataArray:
    """Give people by risk tier for England and each leaf area, dims (draw, area, year, tier)."""
    people = people_by_cell(inputs)
    cost = relative_hospital_cost(inputs.reference("age_sex_rates"))
    shares = tier_shares(inputs.draws, _base_england(inputs, people), cost)
    return _through_the_years(inputs, people, shares, "tier", (), LOW)


def _through_the_years(
    inputs: Inputs, people: xr.DataArray, shares: xr.DataArray, dim: str, still: tuple[str, ...], rest: str
) -> xr.DataArray:
    counted, chance = bare(people, shares)
    found = product_over(counted, chance, CELLS)
    yearly = only_once(inputs.draws("need.drift_pct_per_year")) / 100
    return drifted(labelled(found, people, shares), yearly, still, rest, dim)


def _base_england(inputs: Inputs, people: xr.DataArray) -> xr.DataArray:
    return people.sel(area=ENGLAND, year=inputs.planning.base_year, drop=True)

"""People as labelled arrays: by piece, year, sex and age; financial years; by deprivation; added up to areas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.reference import AGE_BANDS, SEXES
from planbook.data.rows import laid_out
from planbook.errors import InputError, Problem

Axes = dict[str, list[Any]]

QUINTILES = (1, 2, 3, 4, 5)
CENSUS_AGES = {"0-15": 3, "16-24": 2, "25-34": 2, "35-49": 3, "50-64": 3, "65+": 6}  # five-year bands in each


def mid_year(rows: pd.DataFrame, pieces: Sequence[str], years: Sequence[int]) -> xr.DataArray:
    """Give mid-year people, dims (piece, year, sex, age_band), from one row each; raises `InputError` for a gap."""
    axes: Axes = {"piece": list(pieces), "year": list(years), "sex": list(SEXES), "age_band": list(AGE_BANDS)}
    found = laid_out(rows, axes, "people")
    if missing := int(np.isnan(found.values).sum()):
        raise InputError(Problem(f"{missing} cells have no people", "population", f"years {years[0]} to {years[-1]}"))
    return found


def financial_years(mid: xr.DataArray, first: float, second: float) -> xr.DataArray:
    """Give people over each financial year: `first` of its own mid-year, `second` of the next; drops the last year."""
    following = mid.isel(year=slice(1, None)).assign_coords(year=mid["year"].values[:-1])
    return first * mid.isel(year=slice(0, -1)) + second * following


def quintile_shares(rows: pd.DataFrame, pieces: Sequence[str]) -> xr.DataArray:
    """Give the share of a piece's people of an age in each national deprivation fifth: piece, age_band, imd_quintile.

    Census age groups hold for the five-year bands in them (15 year olds go with 16 to 24). Where a piece has nobody of
    an age, its people of all ages stand in. Shares of a piece and age sum to one.
    """
    axes: Axes = {"piece": list(pieces), "age_group": list(CENSUS_AGES), "imd_quintile": list(QUINTILES)}
    people = laid_out(rows, axes, "people").fillna(0.0)
    all_ages = people.sum("age_group")
    of_age = people.sum("imd_quintile")
    shares = xr.where(of_age > 0, people / of_age.where(of_age > 0, 1.0), all_ages / all_ages.sum("imd_quintile"))
    groups = [group for group, bands in CENSUS_AGES.items() for _ in range(bands)]
    by_band = shares.transpose("piece", "age_group", "imd_quintile").sel(age_group=groups)
    return by_band.rename(age_group="age_band").assign_coords(age_band=list(AGE_BANDS))


def of_areas(people: xr.DataArray, membership: xr.DataArray) -> xr.DataArray:
    """Add up pieces to areas by membership (area, piece): dims (area, ...), the other dims as they were."""
    rest = [dim for dim in people.dims if dim != "piece"]
    flat = people.transpose("piece", *rest)
    total = membership.values @ flat.values.reshape(flat.sizes["piece"], -1)
    coords = {"area": membership["area"].values} | {str(dim): people[dim].values for dim in rest}
    shape = (membership.sizes["area"], *(people.sizes[dim] for dim in rest))
    return xr.DataArray(total.reshape(shape), coords=coords, dims=["area", *rest])

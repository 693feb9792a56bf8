"""Time and worth: discounting health and cash each at its own rate, and what of a benefit is really ours to claim."""

from __future__ import annotations

from typing import TypeVar

import xarray as xr

Amount = TypeVar("Amount", xr.DataArray, xr.Variable)


def discount_factors(years: list[int], rate: float | xr.DataArray, from_year: int) -> xr.DataArray:
    """Give what a pound of each year is worth in `from_year`: 1 / (1 + rate) ** years between; dims with `year`.

    £1,000 a year at 3.5% is worth £4,673.08 over years 0 to 4 and £4,515.05 over years 1 to 5.
    """
    after = xr.DataArray([float(year - from_year) for year in years], coords={"year": years})
    return (1 + xr.DataArray(rate)) ** -after


def present_value(amount: xr.DataArray, rate: float | xr.DataArray, from_year: int) -> xr.DataArray:
    """Give the sum over `year` of what each year's amount is worth in `from_year`."""
    years = [int(year) for year in amount["year"].values]
    return (amount * discount_factors(years, rate, from_year)).sum("year")


def benefit(
    helped: Amount,
    effect: Amount | float,
    deadweight: Amount | float,
    attribution: Amount | float,
    drop_off: Amount | float,
    since: Amount | float,
) -> Amount:
    """Give a benefit: people x reach x uptake (`helped`) x effect x (1 - deadweight) x attribution x (1 - drop-off)^t.

    `deadweight` is what would have happened anyway, `attribution` the part that is this programme's, `drop_off` what is
    lost each year; `since` is t, the years since it began. Shares from 0 to 1.
    """
    return helped * (effect * (1 - deadweight) * attribution * (1 - drop_off) ** since)

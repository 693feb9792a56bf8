"""What capital costs in revenue: its depreciation over its life, and the charge on what is not yet written off."""

from __future__ import annotations

import xarray as xr


def charges(spent: xr.Variable, life_years: xr.Variable | float, charge: xr.Variable | float) -> xr.Variable:
    """Give the yearly revenue consequence of capital spent each year, dims as `spent`.

    Straight-line depreciation from the year after, and `charge` (a share) of what is not yet written off at the start
    of each year. Nothing is written off twice: depreciation stops at what was spent, while the plan is no longer than
    an asset's life.
    """
    held = spent.cumsum("year").shift(year=1, fill_value=0.0)
    wear = held / life_years
    worn = wear.cumsum("year").shift(year=1, fill_value=0.0)
    return wear + (held - worn).clip(0.0) * charge

"""What care that is avoided really releases: a part at once, a part later and only where it is taken out, a part never.

The average cost of a unit is not saved when the unit is avoided. Supplies and drugs are (cash). Staff and beds are when
whole rotas and wards close, later: taken out they are cash, kept they are room for other care. The rest (buildings,
management, systems) stays within the plan.
"""

from __future__ import annotations

from dataclasses import dataclass

import xarray as xr

MONTHS = 12.0


@dataclass(frozen=True)
class Released:
    """Pounds of avoided care by what becomes of them; the three add up to the average cost of what was avoided."""

    cash: xr.DataArray
    capacity: xr.DataArray
    stays: xr.DataArray

    @property
    def full(self) -> xr.DataArray:
        """The average cost of what was avoided."""
        return self.cash + self.capacity + self.stays


def marginal(full: xr.DataArray, variable: xr.DataArray) -> xr.DataArray:
    """Give the part of a full cost that goes at once when one unit less is done: its variable part (0 to 1)."""
    return full * variable


def lagged(amount: xr.DataArray, months: xr.DataArray | float) -> xr.DataArray:
    """Give a yearly amount as it stands so many months later; `year` runs by ones, and nothing stood before the first.

    A lag between whole years takes its share of each of the two.
    """
    years = months / MONTHS
    most = int(xr.DataArray(years).max() // 1) + 1
    total = xr.zeros_like(amount + 0 * years)
    for whole in range(most + 1):
        share = (
            (1 - abs(years - whole)).clip(0.0) if isinstance(years, xr.DataArray) else max(0.0, 1 - abs(years - whole))
        )
        total = total + amount.shift(year=whole, fill_value=0.0) * share
    return total


def released(
    avoided: xr.DataArray,
    variable: xr.DataArray,
    stepped: xr.DataArray,
    taken_out: xr.DataArray,
    lag_months: xr.DataArray | float,
) -> Released:
    """Split the average cost of avoided care, dims with `year`, into cash, capacity and what stays.

    `variable` is the part of the cost that goes at once; `stepped` the part of the rest that can go once enough is
    avoided, `lag_months` later and while it is still avoided; `taken_out` how much of that is taken out. All are
    from 0 to 1.
    """
    at_once = marginal(avoided, variable)
    could_go = avoided * (1 - variable) * stepped
    later = xr.ufuncs.minimum(lagged(could_go, lag_months), could_go)
    cash = at_once + later * taken_out
    capacity = later * (1 - taken_out)
    return Released(cash, capacity, avoided - cash - capacity)

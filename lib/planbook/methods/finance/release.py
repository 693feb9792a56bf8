"""What care that is avoided really releases: a part at once, a part later and only where it is taken out, a part never.

The average cost of a unit is not saved when the unit is avoided. Supplies and drugs are (cash). Staff and beds are when
whole rotas and wards close, later: taken out they are cash, kept they are room for other care. The rest (buildings,
management, systems) stays within the plan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from planbook.methods.labelled import spread

MONTHS = 12.0


@dataclass(frozen=True)
class Released:
    """Pounds of avoided care by what becomes of them; the three add up to the average cost of what was avoided."""

    cash: xr.Variable
    capacity: xr.Variable
    stays: xr.Variable

    @property
    def full(self) -> xr.Variable:
        """The average cost of what was avoided."""
        return self.cash + self.capacity + self.stays


def marginal(full: xr.Variable, variable: xr.Variable | float) -> xr.Variable:
    """Give the part of a full cost that goes at once when one unit less is done: its variable part (0 to 1)."""
    return full * variable


def lagged(amount: xr.Variable, months: xr.Variable | float) -> xr.Variable:
    """Give a yearly amount as it stands so many months later; `year` runs by ones, and nothing stood before the first.

    A lag between whole years takes its share of each of the two.
    """
    both = spread(amount, xr.as_variable(months) / MONTHS)
    given, years = (each.transpose(..., "year") for each in both)
    total, length = np.zeros(given.shape), given.sizes["year"]
    late = years.values[..., :1]
    for whole in range(min(int(np.max(late) // 1) + 2, length)):
        share = np.maximum(1 - np.abs(late - whole), 0.0)
        total[..., whole:] += given.values[..., : length - whole] * share
    return xr.Variable(given.dims, total).transpose(*both[0].dims)


def released(
    avoided: xr.Variable,
    variable: xr.Variable | float,
    stepped: xr.Variable | float,
    taken_out: xr.Variable | float,
    lag_months: xr.Variable | float,
) -> Released:
    """Split the average cost of avoided care, dims with `year`, into cash, capacity and what stays.

    `variable` is the part of the cost that goes at once; `stepped` the part of the rest that can go once enough is
    avoided, `lag_months` later and while it is still avoided; `taken_out` how much of that is taken out. All are
    from 0 to 1.
    """
    at_once = marginal(avoided, variable)
    could_go = avoided * ((1 - variable) * stepped)
    later = xr.ufuncs.minimum(lagged(could_go, lag_months), could_go)
    cash = at_once + later * taken_out
    capacity = later * (1 - taken_out)
    return Released(cash, capacity, avoided - cash - capacity)

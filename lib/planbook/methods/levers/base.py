"""Staff without levers, as the steps before give them: what a lever's change is worked out against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DIMS = ("draw", "year", "staff_group")


@dataclass(frozen=True)
class Base:
    """One system's staff by draw, year and group, and the posts they are held against.

    `required` and `available` are posts, dims (draw, year, staff_group), as the steps workforce and supply say; `stock`
    is the staff they come from.
    """

    years: Sequence[int]
    required: xr.DataArray
    available: xr.DataArray
    stock: Stock

    @cached_property
    def groups(self) -> list[str]:
        """The staff groups, in order."""
        return [str(group) for group in self.required["staff_group"].values]

    @property
    def gap(self) -> xr.DataArray:
        """Posts short (above 0) or to spare, dims (draw, year, staff_group)."""
        return self.required - self.available

    def labelled(self, values: Floats) -> xr.DataArray:
        """Give plain values (draw, year, group) their labels back."""
        return xr.DataArray(values, dims=DIMS, coords={"year": list(self.years), "staff_group": self.groups})


@dataclass(frozen=True)
class Stock:
    """Staff of all ages together, every array (draw, year, group).

    `leaving`, `retiring`, `moving`: share of those at the start of the year; `coming`: heads that join or move in.
    Carried forward with no change they give `heads` exactly. `attendance`: the posts that one at work fills, who need
    no more cover for absence than in the base year.
    """

    heads: Floats
    leaving: Floats
    retiring: Floats
    moving: Floats
    coming: Floats
    participation: Floats
    absence: Floats
    attendance: Floats
    temporary: Floats
    temporary_base: Floats
    agency: Floats
    required: Floats

    @cached_property
    def available(self) -> Floats:
        """Posts that they can fill, as the supply step has it."""
        return self.filling(self.heads)

    def filling(self, heads: Floats, hours: Floats | float = 1.0, absence: Floats | float = 1.0) -> Floats:
        """Give posts that heads can fill with hours and absence times a factor; nobody works beyond whole time."""
        worth = np.minimum(self.participation * hours, np.maximum(self.participation, 1.0))
        at_work = (heads * worth + self.temporary) * (1 - self.absence * absence)
        return np.maximum(at_work * self.attendance - self.temporary_base, 0.0)

    def of(self, groups: Sequence[int]) -> Stock:
        """Give some groups alone."""
        return Stock(*(getattr(self, each.name).take(list(groups), 2) for each in fields(self)))


def stock_of(
    heads: Floats, gone: Sequence[Floats], hours: Floats, absence: Floats, temporary: Floats, agency: Floats
) -> dict[str, Floats]:
    """Give the parts of a stock but `required`: from heads, those who left, retired and moved out, and how they work.

    `gone` has a year's leavers, retirements and those moved out.
    """
    before = np.concatenate([heads[:, :1], heads[:, :-1]], axis=1)
    safe = np.where(before > 0, before, 1.0)
    leaving, retiring, moving = (flow / safe for flow in gone)
    coming = heads - (before - (leaving + retiring + moving) * before)
    coming[:, 0] = 0.0
    return {
        "heads": heads,
        "leaving": leaving,
        "retiring": retiring,
        "moving": moving,
        "coming": coming,
        "participation": hours,
        "absence": absence,
        "attendance": np.broadcast_to(1 / (1 - absence[:, :1]), heads.shape),
        "temporary": temporary,
        "temporary_base": np.broadcast_to(temporary[:, :1], heads.shape),
        "agency": agency,
    }

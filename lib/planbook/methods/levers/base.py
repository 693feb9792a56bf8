"""Staff without levers, as the steps before give them: what a lever's change is worked out against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from planbook.methods.supply.stock import LEAVERS, MOVED_OUT, RETIREMENTS, Flows, Projection
from planbook.methods.supply.work import Work

Floats = NDArray[np.float64]
DIMS = ("draw", "year", "staff_group")


@dataclass(frozen=True)
class Base:
    """One system's staff by draw, year and group, and what they follow from.

    `start`, `flows`, `work` and `years` are what `methods.supply.stock.project` was given, for this area alone (a dim
    `area` of length one); `projected` is what it gave. `required` and `available` are posts, dims (draw, year,
    staff_group), as the steps workforce and supply say.
    """

    area: str
    start: xr.DataArray
    flows: Flows
    work: Work
    years: Sequence[int]
    projected: Projection
    required: xr.DataArray
    available: xr.DataArray
    steps_a_year: int = 1

    @cached_property
    def groups(self) -> list[str]:
        """The staff groups, in order."""
        return [str(group) for group in self.required["staff_group"].values]

    @property
    def gap(self) -> xr.DataArray:
        """Posts short (above 0) or to spare, dims (draw, year, staff_group)."""
        return self.required - self.available

    @cached_property
    def stock(self) -> Stock:
        """Give the same as plain arrays, all ages together."""
        heads, flowed = (self.plain(each) for each in (self.projected.staff, self._flow(LEAVERS)))
        before = np.concatenate([heads[:, :1], heads[:, :-1]], axis=1)
        safe = np.where(before > 0, before, 1.0)
        rates = [flowed / safe, *(self.plain(self._flow(name)) / safe for name in (RETIREMENTS, MOVED_OUT))]
        gone = sum(rates) * before
        coming = heads - (before - gone)
        coming[:, 0] = 0.0
        work = self.work
        agency = self.plain(work.agency)
        return Stock(
            heads=heads,
            leaving=rates[0],
            retiring=rates[1],
            moving=rates[2],
            coming=coming,
            participation=self.plain(work.participation),
            absence=self.plain(work.absence),
            absence_base=self.plain(work.absence_base),
            temporary=self.plain(work.bank) + agency,
            temporary_base=self.plain(work.temporary_base),
            agency=agency,
            productivity=self.plain(work.productivity),
            required=self.plain(self.required),
        )

    def plain(self, array: xr.DataArray | float) -> Floats:
        """Give values of shape (draw, year, group), whatever dims the array lacks."""
        shape = (self.required.sizes["draw"], len(self.years), len(self.groups))
        if not isinstance(array, xr.DataArray):
            return np.full(shape, float(array))
        mine = array.sel(area=self.area, drop=True) if "area" in array.dims else array
        mine = mine.sel(staff_group=self.groups) if "staff_group" in mine.dims else mine
        mine = mine.sel(year=list(self.years)) if "year" in mine.dims else mine
        wide = mine.expand_dims([dim for dim in DIMS if dim not in mine.dims]).transpose(*DIMS)
        return np.array(np.broadcast_to(wide.values, shape), dtype=np.float64)

    def labelled(self, values: Floats) -> xr.DataArray:
        """Give plain values (draw, year, group) their labels back."""
        return xr.DataArray(values, dims=DIMS, coords={"year": list(self.years), "staff_group": self.groups})

    def _flow(self, name: str) -> xr.DataArray:
        return self.projected.flows.sel(flow=name, drop=True)


@dataclass(frozen=True)
class Stock:
    """Staff of all ages together, every array (draw, year, group).

    `leaving`, `retiring`, `moving`: share of those at the start of the year; `coming`: heads that join or move in.
    Carried forward with no change they give `heads` exactly.
    """

    heads: Floats
    leaving: Floats
    retiring: Floats
    moving: Floats
    coming: Floats
    participation: Floats
    absence: Floats
    absence_base: Floats
    temporary: Floats
    temporary_base: Floats
    agency: Floats
    productivity: Floats
    required: Floats

    def of(self, groups: Sequence[int]) -> Stock:
        """Give some groups alone."""
        return Stock(*(getattr(self, name)[:, :, list(groups)] for name in self.__dataclass_fields__))

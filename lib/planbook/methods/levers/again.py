"""The model run again with the levers chosen: supply carried forward with other flows, and staff required with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from planbook.methods.labelled import labelled, spread
from planbook.methods.levers.base import DIMS, Base, Floats
from planbook.methods.levers.quick import Together
from planbook.methods.supply.case import Case
from planbook.methods.supply.stock import STATE, Flows, project


@dataclass(frozen=True)
class Again:
    """Posts required and available with levers, dims (draw, year, staff_group)."""

    required: xr.DataArray
    available: xr.DataArray

    @property
    def gap(self) -> xr.DataArray:
        """Posts short (above 0) or to spare."""
        return self.required - self.available


def carried_again(base: Base, case: Callable[[], Case], together: Together) -> Floats:
    """Give heads (draw, year, group) carried forward once more with what the levers change; `case` carries them."""
    if not together.joins and not {"leaving", "retiring"} & together.factors.keys():
        return base.stock.heads
    plain = case()
    staff = project(plain.start, changed_flows(base, plain.flows, together), base.years).staff
    return np.asarray(staff.isel(area=0).transpose(*DIMS).values)


def run_again(base: Base, heads: Floats, together: Together) -> Again:
    """Give posts required, and those that `heads` can fill, with what the levers change."""
    stock, factors = base.stock, together.factors
    filled = stock.filling(heads, factors.get("hours", 1.0), factors.get("absence", 1.0))
    required = stock.required * factors.get("work", 1.0) + together.required
    return Again(base.labelled(required), base.labelled(filled + together.available))


def changed_flows(base: Base, flows: Flows, together: Together) -> Flows:
    """Give the flows with leaving and retiring times their factors, and more joiners from each source."""
    leaving, retiring = (
        _times(base, shares, together.factors.get(name))
        for name, shares in (("leaving", flows.leaving), ("retiring", flows.retiring))
    )
    then = [list(base.years).index(year) for year in flows.joining.indexes["year"]]
    none = np.zeros_like(base.stock.heads)
    more = np.stack([together.joins.get(source, none)[:, then] for source in flows.sources], axis=-1)
    joining = flows.joining.variable + xr.Variable((*DIMS, "source"), more)
    return replace(flows, leaving=leaving, retiring=retiring, joining=labelled(joining, flows.joining))


def _times(base: Base, shares: xr.DataArray, factor: Floats | None) -> xr.DataArray:
    if factor is None:
        return shares
    both = spread(_as_used(shares.variable), _as_used(xr.Variable(DIMS, np.maximum(factor, 0.0))))
    dims = [dim for dim in ("year", *STATE) if dim in both[0].dims]
    ordered = [each.transpose(*dims) for each in both]
    found = np.empty(ordered[0].shape)
    np.multiply(ordered[0].values, ordered[1].values, out=found)
    return labelled(xr.Variable(dims, found.clip(0.0, 1.0, out=found)), shares, base.required)


def _as_used(variable: xr.Variable) -> xr.Variable:
    """Lay a variable in memory as staff are carried forward."""
    dims = [dim for dim in ("year", *STATE) if dim in variable.dims]
    return xr.Variable(dims, np.ascontiguousarray(variable.transpose(*dims).values))

"""The model run again with the levers chosen: supply carried forward with other flows, and staff required with them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from planbook.methods.levers.base import Base
from planbook.methods.levers.quick import Together
from planbook.methods.supply.stock import Flows, Projection, project
from planbook.methods.supply.work import Work


@dataclass(frozen=True)
class Again:
    """Posts required and available with levers, dims (draw, year, staff_group), and the staff they come from."""

    required: xr.DataArray
    available: xr.DataArray
    projected: Projection

    @property
    def gap(self) -> xr.DataArray:
        """Posts short (above 0) or to spare."""
        return self.required - self.available


def run_again(base: Base, together: Together | None) -> Again:
    """Carry staff forward once more with what the levers change; without levers it is the base itself, bit for bit."""
    if together is None:
        return Again(base.required, base.available, base.projected)
    flows, work = changed_flows(base, together), changed_work(base, together)
    moved = bool(together.joins) or bool({"leaving", "retiring"} & together.factors.keys())
    projected = project(base.start, flows, base.years, base.steps_a_year) if moved else base.projected
    found = work.available(projected.staff).sel(area=base.area, staff_group=base.groups, drop=True)
    available = base.labelled(base.plain(found) + together.available)
    work_left = together.factors.get("work", np.ones(1))
    required = base.labelled(base.stock.required * work_left + together.required)
    return Again(required, available, projected)


def changed_flows(base: Base, together: Together) -> Flows:
    """Give the flows with leaving and retiring times their factors, and more joiners from each source."""
    flows = base.flows
    leaving, retiring = (
        _times(base, shares, together, name)
        for name, shares in (("leaving", flows.leaving), ("retiring", flows.retiring))
    )
    joining = flows.joining
    for source, heads in together.joins.items():
        joining = joining + _from_source(base, flows, source, heads)
    return replace(flows, leaving=leaving.clip(0.0, 1.0), retiring=retiring.clip(0.0, 1.0), joining=joining)


def changed_work(base: Base, together: Together) -> Work:
    """Give how staff work with more hours and less absence."""
    work = base.work
    hours = _times(base, work.participation, together, "hours")
    most = xr.where(work.participation > 1.0, work.participation, 1.0)
    absence = _times(base, work.absence, together, "absence")
    return replace(work, participation=xr.ufuncs.minimum(hours, most), absence=absence)


def _times(base: Base, array: xr.DataArray, together: Together, name: str) -> xr.DataArray:
    factor = together.factors.get(name)
    return array if factor is None else array * base.labelled(np.maximum(factor, 0.0))


def _from_source(base: Base, flows: Flows, source: str, heads: np.ndarray) -> xr.DataArray:
    """Give more joiners of one source, dims (draw, year, staff_group, source)."""
    which = xr.DataArray([float(each == source) for each in flows.sources], coords={"source": flows.sources})
    return base.labelled(heads) * which

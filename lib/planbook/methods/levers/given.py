"""What levers start from: the numbers that hold for the system, and its staff as the steps before give them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from planbook.data.inputs import Inputs
from planbook.methods.labelled import at, labelled
from planbook.methods.levers.base import DIMS, Base, Stock, stock_of
from planbook.methods.levers.change import Change, Making
from planbook.methods.supply.case import Case, case_of
from planbook.methods.supply.stock import LEAVERS, MOVED_OUT, RETIREMENTS, Flows
from planbook.methods.supply.system_level import _people
from planbook.methods.supply.work import Work
from planbook.params.lever import LeverFile
from planbook.params.lever_numbers import AT_LEAST, AT_MOST, ON, lever_key

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Believed:
    """What is believed of the system: where its places differ, their mean by people."""

    inputs: Inputs
    known: dict[str, float] = field(default_factory=dict)

    def draws(self, key: str) -> Floats:
        """Give the draws of an assumption, (draw,) or (draw, leaf)."""
        leaves = self.inputs.draws(key).values[:, 1:]  # England comes first
        if (leaves == leaves[:, :1]).all():
            return np.asarray(leaves[:, 0])
        people = np.asarray(_people(self.inputs).values)
        return np.asarray(np.average(leaves, axis=1, weights=people))

    def mean(self, key: str) -> float:
        """Give the mean draw of an assumption that is one number."""
        return float(self.draws(key).mean())

    def value(self, key: str) -> float:
        """Give the value of an assumption that is one number."""
        if key not in self.known:
            self.known[key] = float(np.asarray(self.inputs.value(key).values[1:]).mean())
        return self.known[key]

    def amounts(self, lever: str) -> tuple[float, float]:
        """Give the least and the most of a lever's full reach, 0 to 1; both 0 where it may not be considered."""
        if self.value(lever_key(lever, ON)) <= 0:
            return 0.0, 0.0
        least, most = (self.value(lever_key(lever, name)) / 100.0 for name in (AT_LEAST, AT_MOST))
        return least, most


def considered(inputs: Inputs, believed: Believed | None = None) -> dict[str, LeverFile]:
    """Give the levers that may be considered here, by name."""
    said = believed or Believed(inputs)
    return {name: lever for name, lever in inputs.levers().items() if said.amounts(name)[1] > 0}


def changes_of(inputs: Inputs, base: Base, levers: Mapping[str, LeverFile]) -> list[Change]:
    """Give what each lever changes at full reach, in the order given."""
    believed = Believed(inputs)
    haircut = believed.draws("pathways.haircut_pct")

    def change(name: str, lever: LeverFile) -> Change:
        return Making(lever, base, lambda *path: believed.draws(lever_key(name, *path)), haircut).change()

    return [change(name, lever) for name, lever in levers.items()]


def posts_of(inputs: Inputs) -> tuple[xr.DataArray, xr.DataArray]:
    """Give posts required and available in the system as supply has them, dims (draw, year, staff_group)."""
    return _posts(inputs, "required"), _posts(inputs, "available")


def _posts(inputs: Inputs, kind: str) -> xr.DataArray:
    posts = inputs.array(f"supply_{kind}")
    return labelled(at(posts, area=inputs.areas.system.code).transpose(*DIMS), posts)


def base_of(inputs: Inputs) -> Base:
    """Give the system's staff without levers, as the supply step carried them forward."""
    needed, available = posts_of(inputs)
    return _base(inputs, inputs.array("levers_stock"), needed, available)


def staff_of(inputs: Inputs) -> Base:
    """Give the same held against no posts: who joins, leaves and moves hangs on staff, not on the work there is."""
    available = _posts(inputs, "available")
    return _base(inputs, inputs.array("levers_stock"), xr.zeros_like(available), available)


def _base(inputs: Inputs, stock: xr.DataArray, needed: xr.DataArray, available: xr.DataArray) -> Base:
    return Base(inputs.planning.years, needed, available, Stock(*[*stock.values, needed.values]))


def stock_here(inputs: Inputs) -> xr.DataArray:
    """Give the system's staff of all ages, dims (part, draw, year, staff_group): the parts of a `Stock` but posts."""
    area = inputs.areas.system.code
    flows, work, hours = (inputs.array(f"supply_{name}") for name in ("lived", "work", "hours"))
    heads, *gone = (_here(flows, area, flow=name) for name in ("heads", LEAVERS, RETIREMENTS, MOVED_OUT))
    away, bank, agency = (_here(work, area, part=part) for part in ("absence", "bank", "agency"))
    parts = stock_of(heads, gone, _here(hours, area), away, bank + agency, agency)
    found = xr.Variable(("part", *DIMS), np.stack([*parts.values()]))
    return labelled(found, hours, part=parts)


def _here(array: xr.DataArray, area: str, **one: str) -> Floats:
    """Give plain values of an area (draw, year, group)."""
    return np.ascontiguousarray(at(array, area=area, **one).transpose("draw", "year", "staff_group").values)


def case_here(inputs: Inputs) -> Case:
    """Give what carries the system's staff forward by age, to carry them forward again."""
    return of_area(case_of(inputs), inputs.areas.system.code)


def of_area(case: Case, area: str) -> Case:
    """Give one area's part of a case, the dim `area` kept where it was."""

    def part(array: Any) -> Any:
        here = isinstance(array, xr.DataArray) and "area" in array.dims
        return labelled(at(array, area=[area]), array, area=[area]) if here else array

    flows = Flows(**{name: part(getattr(case.flows, name)) for name in Flows.__dataclass_fields__})
    work = Work(**{name: part(getattr(case.work, name)) for name in Work.__dataclass_fields__})
    return Case(part(case.start), flows, work, case.years)

"""What levers start from: the numbers that hold for the system, and its staff as the steps before give them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from planbook.data.inputs import Inputs
from planbook.methods.levers.base import Base
from planbook.methods.levers.change import Change, Making
from planbook.methods.supply.case import Case, case_of
from planbook.methods.supply.gap import required
from planbook.methods.supply.stock import Flows
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
        def number(*path: str) -> Floats:
            return believed.draws(lever_key(name, *path))

        return Making(lever, base, number, haircut).change()

    return [change(name, lever) for name, lever in levers.items()]


def posts_of(inputs: Inputs) -> tuple[xr.DataArray, xr.DataArray]:
    """Give posts required and available in the system as supply has them, dims (draw, year, staff_group)."""
    area, order = inputs.areas.system.code, ("draw", "year", "staff_group")
    available = inputs.array("supply_available").sel(area=area, drop=True).transpose(*order)
    needed = required(inputs).sel(area=area, staff_group=available["staff_group"], drop=True)
    return needed.transpose(*order), available


def base_of(inputs: Inputs) -> Base:
    """Give the system's staff without levers, and what they follow from."""
    area = inputs.areas.system.code
    case = of_area(case_of(inputs), area)
    needed, available = posts_of(inputs)
    return Base(area, case.start, case.flows, case.work, case.years, case.run(), needed, available)


def of_area(case: Case, area: str) -> Case:
    """Give one area's part of a case, the dim `area` kept where it was."""

    def part(array: xr.DataArray | float | None) -> xr.DataArray:
        found = array.sel(area=[area]) if isinstance(array, xr.DataArray) and "area" in array.dims else array
        return found  # type: ignore[return-value]

    flows = Flows(**{name: part(getattr(case.flows, name)) for name in Flows.__dataclass_fields__})
    work = Work(**{name: part(getattr(case.work, name)) for name in Work.__dataclass_fields__})
    return Case(part(case.start), flows, work, case.years)

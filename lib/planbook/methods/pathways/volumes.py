"""Work at each point of delivery after programmes: what is avoided taken off, what reappears and is delivered added."""

from __future__ import annotations

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.attribute import credit_beside
from planbook.methods.chance import bits
from planbook.methods.demand.lines import STAYS
from planbook.methods.pathways.combined import add_moved
from planbook.params.programme_words import POINTS

DIMS = ("draw", "area", "year", "point")


def before(lines: xr.DataArray) -> xr.DataArray:
    """Give demand at every point, nought where demand counts none, dims (draw, area, year, point)."""
    spread = lines.rename(line="point").reindex(point=list(POINTS), fill_value=0.0)
    return spread.transpose(*DIMS)


def left(changes: xr.DataArray) -> xr.DataArray:
    """Give what all programmes together leave of each line they change, as a share, dims (draw, area, year, point)."""
    return (1 + changes).prod("programme")


def volumes(inputs: Inputs, changes: xr.DataArray, moved: xr.DataArray, given: xr.DataArray) -> xr.DataArray:
    """Give units a year after programmes, dims (draw, area, year, point); demand itself where they change nothing."""
    total = before(inputs.array("demand_volumes"))
    share = left(changes)
    points = list(share["point"].values)
    total.loc[{"point": points}] *= share
    total += given
    add_moved(total, inputs, moved)
    return total


def credits(
    inputs: Inputs,
    changes: xr.DataArray,
    moved: xr.DataArray,
    given: dict[tuple[str, str], xr.DataArray],
) -> xr.DataArray:
    """Give each programme's part in the change of work at each point, dims (draw, area, year, point, programme)."""
    demand = inputs.array("demand_volumes")
    names = list(inputs.programmes())
    coords = {dim: demand[dim].values for dim in ("area", "year")} | {"point": list(POINTS), "programme": names}
    shape = (*demand.shape[:3], len(POINTS), len(names))
    total = xr.DataArray(np.zeros(shape), coords=coords, dims=(*DIMS, "programme"))
    points = list(changes["point"].values)
    mine = demand.sel(line=points).rename(line="point") * changes * credit_beside(changes, "programme")
    total.loc[{"point": points}] = mine.transpose(*total.dims)
    add_moved(total, inputs, moved)
    for (programme, point), units in given.items():
        total.values[..., list(POINTS).index(point), names.index(programme)] += units.values
    return total


def counted(inputs: Inputs, changes: xr.DataArray, after: xr.DataArray) -> xr.DataArray:
    """Give work as it would be counted, with the spread of chance, dims as `after`; demand's own where nothing changes.

    Each unit demand counts stays with the chance that programmes leave it (binomial thinning; bed days, which come in
    stays, in proportion); what they add arrives by chance (Poisson).
    """
    base = before(inputs.array("demand_counted"))
    share = left(changes).reindex(point=list(POINTS), fill_value=1.0).transpose(*DIMS)
    kept = before(inputs.array("demand_volumes")) * share
    added = (after - kept).clip(0.0)
    found = base.copy()
    for place, area in enumerate(base["area"].values):
        for spot, point in enumerate(POINTS):
            cell = (slice(None), place, slice(None), spot)
            some = (share.values[cell] != 1.0) | (added.values[cell] > 0.0)
            if some.any():
                rng = bits(inputs.planning.seed, "pathways", point, str(area))
                parts = (base.values[cell][some], share.values[cell][some], added.values[cell][some])
                found.values[cell][some] = _by_chance(rng, point, *parts)
    return found


def _by_chance(
    rng: np.random.Generator, point: str, base: np.ndarray, share: np.ndarray, added: np.ndarray
) -> np.ndarray:
    if point in STAYS:
        return base * share + rng.poisson(added)
    stays = rng.binomial(np.rint(base).astype(np.int64), share.clip(0.0, 1.0))
    more = base * (share - 1.0).clip(0.0)
    return stays + rng.poisson(more + added)

"""Work at each point of delivery after programmes: what is avoided taken off, what reappears and is delivered added."""

from __future__ import annotations

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.chance import bits
from planbook.methods.demand.lines import STAYS
from planbook.methods.labelled import bare, labelled
from planbook.methods.pathways.brings import add_delivered
from planbook.methods.pathways.combined import add_moved, beside, by_point
from planbook.methods.pathways.numbers import at_points, first, last, touches
from planbook.params.programme_words import POINTS

DIMS = ("draw", "area", "year", "point")


def before(lines: xr.DataArray) -> xr.DataArray:
    """Give demand at every point, nought where demand counts none, dims (draw, area, year, point)."""
    held = [point for point in POINTS if point in lines.indexes["line"]]
    found = np.zeros((len(POINTS), *(lines.sizes[dim] for dim in DIMS[:3])))
    found[[point in held for point in POINTS]] = first(at_points(lines, held, "point"))
    return labelled(last(found, "point"), lines, point=POINTS)


def left(inputs: Inputs, changes: xr.DataArray) -> xr.DataArray:
    """Give what all programmes together leave of each line, as a share, dims (draw, area, year, point); 1: all."""
    share, points = np.ones((len(POINTS), *changes.shape[:3])), list(POINTS)
    for point, mine in by_point(inputs).items():
        for change in first(changes)[mine]:
            share[points.index(point)] *= 1 + change
    return labelled(last(share, "point"), changes, point=POINTS)


def volumes(inputs: Inputs, changes: xr.DataArray, moved: xr.DataArray, given: xr.DataArray) -> xr.DataArray:
    """Give units a year after programmes, dims (draw, area, year, point); demand itself where they change nothing."""
    total = before(inputs.array("demand_volumes"))
    share = left(inputs, changes)
    bare(total, share, moved, given)
    total.values *= share.values
    total.values += given.values
    add_moved(total, inputs, moved)
    return total


def credits(inputs: Inputs, changes: xr.DataArray, moved: xr.DataArray, helped: xr.DataArray) -> xr.DataArray:
    """Give each programme's part in the change of work at each point, dims (draw, area, year, point, programme)."""
    demand, names, points = inputs.array("demand_volumes"), list(inputs.programmes()), list(POINTS)
    bare(demand, changes, moved, helped)
    found = np.zeros((len(points), len(names), *changes.shape[:3]))  # most blocks of memory are never touched
    whole = xr.Variable(("point", "programme", *DIMS[:3]), found).transpose(*DIMS, "programme")
    total = labelled(whole, demand, point=points, programme=names)
    touched = touches(inputs.programmes())
    lines, others = at_points(demand, [point for point, _ in touched], "touch"), beside(inputs, changes)
    parts = zip(touched, first(lines), first(changes), first(others), strict=True)
    for (point, name), line, change, rest in parts:
        found[points.index(point), names.index(name)] = line * change * rest
    add_moved(total, inputs, moved)
    add_delivered(total, inputs, helped)
    return total


def counted(inputs: Inputs, changes: xr.DataArray, after: xr.DataArray) -> xr.DataArray:
    """Give work as it would be counted, with the spread of chance, dims as `after`; demand's own where nothing changes.

    Each unit demand counts stays with the chance that programmes leave it (binomial thinning; bed days, which come in
    stays, in proportion); what they add arrives by chance (Poisson).
    """
    base = before(inputs.array("demand_counted"))
    share = left(inputs, changes)
    kept = before(inputs.array("demand_volumes")).values * share.values
    bare(base, share, after)
    added = (after.values - kept).clip(0.0)
    found = base.copy()
    for place, area in enumerate(base["area"].values):
        for spot, point in enumerate(POINTS):
            cell = (slice(None), place, slice(None), spot)
            some = (share.values[cell] != 1.0) | (added[cell] > 0.0)
            if some.any():
                rng = bits(inputs.planning.seed, "pathways", point, str(area))
                parts = (base.values[cell][some], share.values[cell][some], added[cell][some])
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

"""The care that capacity must hold: demand after the programmes that are on, and what those programmes bring.

The one place where this step meets `pathways`.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.labelled import bare, labelled

ADDED = "added_"  # before the name of what a programme brings, which may be that of a room of ours


def expected_care(inputs: Inputs) -> xr.DataArray:
    """Give expected units a year after the programmes that are on, dims (draw, area, year, point)."""
    return inputs.array("pathways_volumes")


def counted_care(inputs: Inputs) -> xr.DataArray:
    """Give the same as it would be counted, with the spread of chance, dims (draw, area, year, point)."""
    return inputs.array("pathways_counted")


def own_care(inputs: Inputs, care: xr.DataArray) -> xr.DataArray:
    """Give care without what programmes deliver themselves: its rooms and supplies come with the programmes."""
    whole, delivered = bare(care, inputs.array("pathways_delivered"))
    return labelled((whole - delivered).clip(0.0).transpose(*care.dims), care)


def added_estate(inputs: Inputs) -> xr.DataArray:
    """Give square metres that programmes add, dims (draw, area, year, space); those of programmes that are on."""
    return _added(inputs, "pathways_rooms", "estate").rename(room="space")


def added_supplies(inputs: Inputs) -> xr.DataArray:
    """Give items that programmes add a year, dims (draw, area, year, supply); those of programmes that are on."""
    return _added(inputs, "pathways_supplies", "supplies")


def _added(inputs: Inputs, name: str, part: str) -> xr.DataArray:
    """Add up what programmes bring of each kind, and keep the kinds there are, each with its `label`."""
    every = inputs.array(name)
    brought = every.variable.sum("programme", skipna=False)
    dim = str(brought.dims[-1])
    there = np.flatnonzero((brought.values != 0).reshape(-1, brought.sizes[dim]).any(axis=0))
    keys = [str(key) for key in every[dim].values[there]]
    said = {
        key: numbers.meaning
        for programme in inputs.programmes().values()
        for key, numbers in getattr(programme, part).items()
    }
    kept = labelled(brought.isel({dim: there}), every, **{dim: [f"{ADDED}{key}" for key in keys]})
    return kept.assign_coords(label=(dim, [f"{said[key]}, for programmes" for key in keys]))

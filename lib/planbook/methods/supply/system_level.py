"""From assumptions and figures of places to those of the system: staff are planned for where they are employed.

England and the system are the two areas of this step. Arrays that are the same in both have no `area`, so that they are
worked out once.
"""

from __future__ import annotations

import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.labelled import at, labelled, renamed
from planbook.methods.segments import only_once


def codes(inputs: Inputs) -> list[str]:
    """Give the areas of this step: England and the system."""
    return [ENGLAND, inputs.areas.system.code]


def believed(inputs: Inputs, key: str, over: str = "") -> xr.DataArray:
    """Give an assumption's draws, dims (draw[, area][, over]), `over` naming what its leaves are.

    Where places of a system believe different things, the system is their mean by people. No `area` where England and
    the system believe the same.
    """
    drawn = only_once(inputs.draws(key))
    return held_by_system(inputs, renamed(drawn, "leaf", over) if over else drawn)


def held_by_system(inputs: Inputs, named: xr.DataArray) -> xr.DataArray:
    """Give what holds for England and places for England and the system: the mean of its places by people."""
    if "area" not in named.dims:
        return named
    leaves = named.sel(area=[area.code for area in inputs.areas.leaves])
    first = leaves.isel(area=0, drop=True)
    mine = first if bool((leaves == first).all()) else leaves.weighted(_people(inputs)).mean("area")
    return _beside(named.sel(area=ENGLAND, drop=True), mine, codes(inputs))


def of_system_only(inputs: Inputs, mine: xr.DataArray, england: xr.DataArray | float) -> xr.DataArray:
    """Give what is `mine` for the system and `england` for England, dims (draw, area, ...)."""
    own = mine.sel(area=inputs.areas.system.code, drop=True) if "area" in mine.dims else mine
    whole = england if isinstance(england, xr.DataArray) else xr.full_like(own, england)
    return _beside(whole, own, codes(inputs))


def summed(inputs: Inputs, by_place: xr.DataArray) -> xr.DataArray:
    """Give England and the system as the sum of its places, in each draw."""
    beside = inputs.areas.with_total(by_place)
    return labelled(at(beside, area=codes(inputs)), beside, area=codes(inputs))


def _beside(england: xr.DataArray, mine: xr.DataArray, names: list[str]) -> xr.DataArray:
    both = xr.concat([england, mine], "area", coords="minimal", compat="override").assign_coords(area=names)
    return both.transpose("draw", "area", ...)


def _people(inputs: Inputs) -> xr.DataArray:
    rows = inputs.table("need_population")
    held = rows[rows["year"] == inputs.planning.base_year].groupby("area")["people"].sum()
    wanted = [area.code for area in inputs.areas.leaves]
    return xr.DataArray(held.reindex(wanted).to_numpy(dtype=float), coords={"area": wanted})

"""Programmes together: what is avoided, once each; what reappears elsewhere; and whether there is room for it.

A unit is avoided once: each programme acts on what the others leave, as products, and each is credited by Shapley. What
is avoided reappears in part elsewhere. A saving counts only as far as every sector it moves work to has room for what
programmes bring there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods import shocks
from planbook.methods.attribute import credit_beside
from planbook.methods.pathways.effects import promises
from planbook.methods.pathways.numbers import Acting, Numbers, acting, frame_of, stacked, touched
from planbook.methods.segments import only_once
from planbook.params.programme_words import POINTS

ROOM_IN_SECTORS = "pathways.room_pct_per_year"
ROOM_ELSEWHERE = "pathways.room_per_1000_people"


@dataclass(frozen=True)
class Move:
    """Work that an effect sends to another point for each unit it avoids."""

    effect: Acting
    point: str

    @property
    def label(self) -> str:
        """The effect and the point: `frailty.care_homes>gp_appointments`."""
        return f"{self.effect.label}>{self.point}"


def moves(inputs: Inputs) -> tuple[Move, ...]:
    """Give every move of work there is, in the order of programmes and effects."""
    return tuple(Move(each, point) for each in acting(inputs.programmes()) for point in each.effect.displaces)


def line_changes(inputs: Inputs, rates: xr.DataArray) -> xr.DataArray:
    """Give each programme's change of each line as a share of it, dims (draw, area, year, point, programme)."""
    effects = acting(inputs.programmes())
    points, names = list(touched(effects)), list(inputs.programmes())
    changes = np.zeros((*rates.shape[:3], len(points), len(names)))
    for place, each in enumerate(effects):
        changes[..., points.index(each.effect.point), names.index(each.programme)] += rates.values[..., place]
    coords = {dim: rates[dim].values for dim in ("area", "year")} | {"point": points, "programme": names}
    return xr.DataArray(np.maximum(changes, -1.0), coords=coords, dims=("draw", "area", "year", "point", "programme"))


def avoided(inputs: Inputs, rates: xr.DataArray, changes: xr.DataArray) -> xr.DataArray:
    """Give units each effect avoids beside all others, dims (draw, area, year, effect); below 0 it brings more."""
    effects = acting(inputs.programmes())
    points = xr.DataArray([each.effect.point for each in effects], dims="effect")
    owners = xr.DataArray([each.programme for each in effects], dims="effect")
    beside = credit_beside(changes, "programme").sel(point=points, programme=owners).drop_vars(["point", "programme"])
    lines = inputs.array("demand_volumes").sel(line=points).drop_vars("line")
    return (-lines * rates * beside).transpose(*rates.dims)


def displaced(numbers: Numbers, units_avoided: xr.DataArray) -> xr.DataArray:
    """Give the work that reappears for what effects avoid, dims (draw, area, year, move)."""
    every = moves(numbers.inputs)
    paths = {
        each.label: (each.effect.programme, "effects", each.effect.name, "displaces", each.point) for each in every
    }
    origins = xr.DataArray([each.effect.label for each in every], dims="move")
    less = units_avoided.clip(0.0).sel(effect=origins).drop_vars("effect")
    return (less * numbers.each(paths, "move")).transpose("draw", "area", "year", "move")


def arriving(inputs: Inputs, moved: xr.DataArray, delivered: xr.DataArray) -> xr.DataArray:
    """Give the work that programmes bring to each point: displaced and delivered, dims (draw, area, year, point)."""
    total = delivered.copy()
    add_moved(total, inputs, moved)
    return total


def add_moved(total: xr.DataArray, inputs: Inputs, moved: xr.DataArray) -> None:
    """Add displaced work to `total`, dims (draw, area, year, point[, programme]), in place."""
    points = list(total["point"].values)
    names = list(total["programme"].values) if "programme" in total.dims else []
    for place, move in enumerate(moves(inputs)):
        mine = moved.values[..., place]
        if names:
            total.values[..., points.index(move.point), names.index(move.effect.programme)] += mine
        else:
            total.values[..., points.index(move.point)] += mine


def room(inputs: Inputs) -> xr.DataArray:
    """Give the extra work each point could take on, beyond what demand adds, dims (draw, area, year, point).

    It grows by the same amount each year of the plan, for staff and rooms take time; shocks take a share of it.
    """
    volumes = inputs.array("demand_volumes").isel(year=0, drop=True)
    in_sectors, elsewhere = only_once(inputs.draws(ROOM_IN_SECTORS)), only_once(inputs.draws(ROOM_ELSEWHERE))
    people = _people_now(inputs)
    like = frame_of(inputs).isel(year=0, drop=True)
    parts = {}
    for key, point in POINTS.items():
        if point.in_demand:
            parts[key] = volumes.sel(line=key, drop=True) * in_sectors.sel(leaf=point.sector, drop=True) / 100
        else:
            parts[key] = people * elsewhere.sel(leaf=key, drop=True) / 1000
    years = list(inputs.planning.years)
    built = [max(0.0, year - inputs.planning.plan_start + 1.0) for year in years]
    yearly = stacked(parts, "point", like)
    free = yearly * xr.DataArray(built, coords={"year": years})
    if shocks.moved(inputs, "room"):
        free = free * shocks.left(inputs, "room", list(POINTS), "point")
    return free.transpose("draw", "area", "year", "point")


def share_with_room(work: xr.DataArray, free: xr.DataArray) -> xr.DataArray:
    """Give the share of what arrives at each point that there is room for, dims as `work`; 1 where nothing arrives."""
    return xr.where(work > free, free / work.where(work > 0, 1.0), 1.0)


def counted_share(inputs: Inputs, fits: xr.DataArray) -> xr.DataArray:
    """Give the share of each effect that counts, dims (draw, area, year, effect).

    That of the point with the least room among those it moves work to (or the effect it moves with does); all of it
    where nothing moves.
    """
    effects, points = acting(inputs.programmes()), list(fits["point"].values)
    share = np.ones((*fits.shape[:3], len(effects)))
    for place, each in enumerate(effects):
        targets = [points.index(point) for point in moving(inputs, each)]
        if targets:
            share[..., place] = fits.values[..., targets].min(axis=-1)
    coords = {dim: fits[dim].values for dim in ("area", "year")} | {"effect": [each.label for each in effects]}
    return xr.DataArray(share, coords=coords, dims=("draw", "area", "year", "effect"))


def moving(inputs: Inputs, each: Acting) -> tuple[str, ...]:
    """Give the points an effect moves work to, or the effect it moves with does."""
    effects = inputs.programmes()[each.programme].effects
    source = effects[each.effect.moves_with] if each.effect.moves_with else each.effect
    return tuple(source.displaces)


def with_room(numbers: Numbers, rates: xr.DataArray, share: xr.DataArray) -> xr.DataArray:
    """Give rates of change of which savings count only as far as there is room, dims as `rates`."""
    return (rates * (1 - promises(numbers) * (1 - share))).transpose(*rates.dims)


def by_programme(inputs: Inputs, share: xr.DataArray) -> xr.DataArray:
    """Give the share of each programme's savings that counts, the mean over its effects that move work.

    Dims (draw, area, year, programme); all of it where it moves none.
    """
    effects = acting(inputs.programmes())
    parts = {}
    for name in inputs.programmes():
        mine = [each.label for each in effects if each.programme == name and moving(inputs, each)]
        parts[name] = share.sel(effect=mine).mean("effect") if mine else xr.ones_like(share.isel(effect=0, drop=True))
    return stacked(parts, "programme", frame_of(inputs))


def _people_now(inputs: Inputs) -> xr.DataArray:
    rows = inputs.table("need_population")
    now = rows[rows["year"] == inputs.planning.base_year].groupby("area")["people"].sum()
    codes = [area.code for area in inputs.areas.computed]
    return xr.DataArray(now.reindex(codes).to_numpy(), coords={"area": codes})

"""Programmes together: what is avoided, once each; what reappears elsewhere; and whether there is room for it.

A unit is avoided once: each programme acts on what the others leave, as products, and each is credited by Shapley. What
is avoided reappears in part elsewhere. A saving counts only as far as every sector it moves work to has room for what
programmes bring there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods import shocks
from planbook.methods.attribute import credit_beside
from planbook.methods.labelled import bare, labelled
from planbook.methods.pathways.effects import promises
from planbook.methods.pathways.numbers import Acting, Numbers, acting, at_points, first, last, touches
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
    """Give each programme's change of each line it touches as a share of it, dims (draw, area, year, touch)."""
    touched = touches(inputs.programmes())
    changes = np.zeros((len(touched), *rates.shape[:3]))
    for touch, rate in zip(_touch_of_effects(inputs), first(rates), strict=True):
        changes[touch] += rate
    labels = [f"{programme}>{point}" for point, programme in touched]
    return labelled(last(np.maximum(changes, -1.0, out=changes), "touch"), rates, touch=labels)


def beside(inputs: Inputs, changes: xr.DataArray) -> xr.Variable:
    """Give what all others leave of the line for each touch, dims (draw, area, year, touch); 1 where there is none."""
    touch_first = np.ascontiguousarray(first(changes))
    found = np.ones_like(touch_first)
    for mine in by_point(inputs).values():
        found[mine] = credit_beside(touch_first[mine])
    return xr.Variable(changes.dims, np.moveaxis(found, 0, -1))


def by_point(inputs: Inputs) -> dict[str, slice]:
    """Give where each point's touches are among all."""
    points = [point for point, _ in touches(inputs.programmes())]
    return {point: slice(points.index(point), points.index(point) + points.count(point)) for point in points}


def avoided(inputs: Inputs, rates: xr.DataArray, changes: xr.DataArray) -> xr.DataArray:
    """Give units each effect avoids beside all others, dims (draw, area, year, effect); below 0 it brings more."""
    demand = inputs.array("demand_volumes")
    bare(rates, changes, demand)
    lines = at_points(demand, [each.effect.point for each in acting(inputs.programmes())], "effect")
    left = first(beside(inputs, changes))[_touch_of_effects(inputs)]
    return labelled(last(-first(lines) * first(rates) * left, "effect"), rates)


def displaced(numbers: Numbers, units_avoided: xr.DataArray) -> xr.DataArray:
    """Give the work that reappears for what effects avoid, dims (draw, area, year, move)."""
    every, effects = moves(numbers.inputs), acting(numbers.inputs.programmes())
    paths = [(each.effect.programme, "effects", each.effect.name, "displaces", each.point) for each in every]
    origins = np.array([effects.index(each.effect) for each in every], dtype=int)
    less = first(units_avoided)[origins].clip(0.0) * first(numbers.each(paths, "move"))[..., None]
    return labelled(last(less, "move"), units_avoided, move=[each.label for each in every])


def arriving(inputs: Inputs, moved: xr.DataArray, delivered: xr.DataArray) -> xr.DataArray:
    """Give the work that programmes bring to each point: displaced and delivered, dims (draw, area, year, point)."""
    bare(moved, delivered)
    total = delivered.copy()
    add_moved(total, inputs, moved)
    return total


def add_moved(total: xr.DataArray, inputs: Inputs, moved: xr.DataArray) -> None:
    """Add displaced work to `total`, dims (draw, area, year, point[, programme]), in place."""
    points = list(total.get_index("point"))
    names = list(total.get_index("programme")) if "programme" in total.dims else []
    for move, mine in zip(moves(inputs), first(moved), strict=True):
        whole = total.values[..., names.index(move.effect.programme)] if names else total.values
        whole[..., points.index(move.point)] += mine


def room(inputs: Inputs) -> xr.DataArray:
    """Give the extra work each point could take on, beyond what demand adds, dims (draw, area, year, point).

    It grows by the same amount each year of the plan, for staff and rooms take time; shocks take a share of it.
    """
    demand, planning = inputs.array("demand_volumes"), inputs.planning
    known = [key for key, point in POINTS.items() if point.in_demand]
    others = [key for key in POINTS if key not in known]
    places = demand.get_index("line").get_indexer(pd.Index(known))
    now = demand.variable.isel(year=0).transpose("line", "draw", "area").values[places]
    in_sectors = now * _leaves(inputs.draws(ROOM_IN_SECTORS), [POINTS[key].sector for key in known]) / 100
    elsewhere = _people_now(inputs) * _leaves(inputs.draws(ROOM_ELSEWHERE), others) / 1000
    yearly = np.concatenate([in_sectors, elsewhere])[[[*known, *others].index(point) for point in POINTS]]
    built = np.array([max(0.0, year - planning.plan_start + 1.0) for year in planning.years])
    free = labelled(last(yearly[..., None] * built, "point"), demand, point=POINTS)
    if shocks.moved(inputs, "room"):
        free = (free * shocks.left(inputs, "room", list(POINTS), "point")).transpose(*free.dims)
    return free


def share_with_room(work: xr.DataArray, free: xr.DataArray) -> xr.DataArray:
    """Give the share of what arrives at each point that there is room for, dims as `work`; 1 where nothing arrives."""
    bare(work, free)
    share = np.divide(free.values, work.values, out=np.ones_like(work.values), where=work.values > free.values)
    return work.copy(data=share)


def counted_share(inputs: Inputs, fits: xr.DataArray) -> xr.DataArray:
    """Give the share of each effect that counts, dims (draw, area, year, effect).

    That of the point with the least room among those it moves work to (or the effect it moves with does); all of it
    where nothing moves.
    """
    effects, points, room = acting(inputs.programmes()), list(fits.get_index("point")), first(fits)
    share = np.ones((len(effects), *fits.shape[:3]))
    for mine, each in zip(share, effects, strict=True):
        for point in moving(inputs, each):
            np.minimum(mine, room[points.index(point)], out=mine)
    return labelled(last(share, "effect"), fits, effect=[each.label for each in effects])


def moving(inputs: Inputs, each: Acting) -> tuple[str, ...]:
    """Give the points an effect moves work to, or the effect it moves with does."""
    effects = inputs.programmes()[each.programme].effects
    source = effects[each.effect.moves_with] if each.effect.moves_with else each.effect
    return tuple(source.displaces)


def with_room(numbers: Numbers, rates: xr.DataArray, share: xr.DataArray) -> xr.DataArray:
    """Give rates of change of which savings count only as far as there is room, dims as `rates`."""
    drawn, counted = bare(rates, share)
    return labelled(drawn * (1 - (1 - counted) * promises(numbers)), rates)


def by_programme(inputs: Inputs, share: xr.DataArray) -> xr.Variable:
    """Give the share of each programme's savings that counts, the mean over its effects that move work.

    Dims (draw, area, year, programme); all of it where it moves none.
    """
    effects, names = acting(inputs.programmes()), list(inputs.programmes())
    found = np.ones((*share.shape[:3], len(names)))
    for place, name in enumerate(names):
        mine = [at for at, each in enumerate(effects) if each.programme == name and moving(inputs, each)]
        if mine:
            found[..., place] = share.values[..., mine].mean(axis=-1)
    return xr.Variable((*share.dims[:3], "programme"), found)


def _touch_of_effects(inputs: Inputs) -> list[int]:
    """Give the place of each effect's touch among all."""
    places = {touch: place for place, touch in enumerate(touches(inputs.programmes()))}
    return [places[each.effect.point, each.programme] for each in acting(inputs.programmes())]


def _leaves(draws: xr.DataArray, leaves: Sequence[str]) -> np.ndarray:
    """Give the draws of some leaves, each as often as it is named: (leaf, draw, area)."""
    return first(draws)[draws.get_index("leaf").get_indexer(pd.Index(list(leaves)))]


def _people_now(inputs: Inputs) -> np.ndarray:
    rows = inputs.table("need_population")
    now = rows[rows["year"] == inputs.planning.base_year].groupby("area")["people"].sum()
    return np.asarray(now.reindex([area.code for area in inputs.areas.computed]))

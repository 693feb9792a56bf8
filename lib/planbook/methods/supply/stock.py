"""Staff in post, carried forward: those there and those who join, less those who leave and retire, by group and age.

S[t+1] = S[t] + joiners - leavers - retirements (METHODS, 'Workforce'), in heads; what heads are worth in whole-time
equivalents and who is at work follow in `methods.supply.work`. Arrays are labelled and broadcast by name, so that a run
with other rates is the same call with other flows: `project(start, replace(flows, leaving=lower), years)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from planbook.errors import Problem, raise_if_any, unknown
from planbook.methods.labelled import at, labelled

Floats = NDArray[np.float64]

STATE = ("area", "staff_group", "age_band", "draw")  # draws last: they are many, and lie side by side
ALL_AGES = ("area", "staff_group", "draw")
LEAVERS, RETIREMENTS, MOVED_IN, MOVED_OUT = "leavers", "retirements", "moved_in", "moved_out"
ROUTE = " > "
CLOSE = 1e-9


@dataclass(frozen=True)
class Flows:
    """What moves staff in a year. Every array may have draw, area, year and staff_group, and the dims named here.

    `leaving`, `retiring`: share of those in post at the year's start, 0 to 1, by age_band; who would do both leaves.
    `joining`: heads a year, by source. `joining_ages`: share of a source's joiners in each age band, dims (source,
    age_band), summing to 1. `ageing`: share of those who stay that grows into the next age band, dims (age_band,); the
    last band keeps its own. `moving`: share of those who stay that changes from one group to another within the system,
    dims (route,), each route named 'from > to', without staff_group; no head is lost. A year is that in which it
    happens.
    """

    leaving: xr.DataArray
    retiring: xr.DataArray
    joining: xr.DataArray
    joining_ages: xr.DataArray
    ageing: xr.DataArray
    moving: xr.DataArray | None = None

    @property
    def sources(self) -> list[str]:
        """The sources that joiners come from."""
        return [str(source) for source in self.joining["source"].values]

    @property
    def routes(self) -> list[tuple[str, str]]:
        """The moves between groups, each from which to which."""
        named = [] if self.moving is None else [str(route).partition(ROUTE) for route in self.moving["route"].values]
        return [(origin, end) for origin, _, end in named]


@dataclass(frozen=True)
class Projection:
    """Heads at each year's end, dims (draw, area, year, staff_group, age_band), and the heads that flowed in each year.

    `flows` has dims (draw, area, year, staff_group, flow), nothing below 0: joiners by source and `moved_in` come in,
    `moved_out`, `leavers` and `retirements` go out. The first year is the start and has no flows.
    """

    heads: xr.DataArray
    flows: xr.DataArray

    @property
    def staff(self) -> xr.DataArray:
        """Heads of all ages, dims (draw, area, year, staff_group)."""
        return labelled(self.heads.variable.sum("age_band", skipna=False), self.heads)


def project(start: xr.DataArray, flows: Flows, years: Sequence[int], steps_a_year: int = 1) -> Projection:
    """Carry staff forward from `start`, heads at the end of the first of `years`.

    `start` has dims (draw, area, staff_group, age_band). With `steps_a_year` 12 the year is lived month by month at
    rates that compound to the yearly ones, so that those who join may leave within the year. Raises `InputError` for
    shares outside 0 to 1, joiners below 0, ages of joiners that do not sum to 1, and routes between groups there are
    not.
    """
    raise_if_any(_wrong(start, flows))
    state = start.transpose(*STATE).values.astype(np.float64)
    lived = list(years)[1:]
    rates = _Rates(flows, lived, list(map(str, start.indexes["staff_group"])), steps_a_year)
    names = [*flows.sources, MOVED_IN, MOVED_OUT, LEAVERS, RETIREMENTS]
    heads = np.empty((len(lived) + 1, *state.shape))
    moved = np.zeros((len(lived) + 1, len(names), *state.shape[:2], state.shape[-1]))
    heads[0] = state
    for place in range(len(lived)):
        for _ in range(steps_a_year):
            state = rates.step(state, place, moved[place + 1])
        heads[place + 1] = state
    kept = xr.Variable(("year", *STATE), heads).transpose("draw", "area", "year", "staff_group", "age_band")
    flowed = xr.Variable(("year", "flow", *ALL_AGES), moved).transpose("draw", "area", "year", "staff_group", "flow")
    return Projection(labelled(kept, start, year=years), labelled(flowed, start, year=years, flow=names))


class _Rates:
    """The flows of every year as plain arrays (year, ..., area, group, age, draw), at the rate of one step."""

    def __init__(self, flows: Flows, years: Sequence[int], groups: list[str], steps: int) -> None:
        leave = _plain(flows.leaving, years, STATE)
        retire = np.minimum(_plain(flows.retiring, years, STATE), 1 - leave)
        if steps > 1:
            gone = leave + retire
            in_step = _a_step(gone, steps) / np.where(gone > 0, gone, 1.0)
            leave, retire = leave * in_step, retire * in_step
        self.leave, self.retire = leave, retire
        self.join = _plain(flows.joining, years, ("source", *ALL_AGES)) / steps
        self.ages = _plain(flows.joining_ages, years, ("source", *STATE))
        self.grow = _a_step(_plain(flows.ageing, years, STATE), steps).copy()
        self.grow[..., -1, :] = 0.0
        self.routes = [(groups.index(origin), groups.index(end)) for origin, end in flows.routes]
        if flows.moving is not None:
            self.move = _a_step(_plain(flows.moving, years, ("route", "area", "draw")), steps)

    def step(self, state: Floats, at: int, moved: Floats) -> Floats:
        """Give the stock after one step of the year at that place; what flowed is added to `moved`."""
        leavers, retirements = state * _of(self.leave, at), state * _of(self.retire, at)
        stay = np.maximum(state - leavers - retirements, 0.0)
        grown = stay * _of(self.grow, at)
        stay -= grown
        stay[:, :, 1:] += grown[:, :, :-1]
        moved[-2] += leavers.sum(axis=2)
        moved[-1] += retirements.sum(axis=2)
        self._move(stay, at, moved)
        joining, ages = _of(self.join, at), _of(self.ages, at)
        moved[: len(joining)] += joining
        for heads, shares in zip(joining, ages, strict=True):
            stay += heads[:, :, None] * shares
        return stay

    def _move(self, stay: Floats, at: int, moved: Floats) -> None:
        going = [stay[:, origin] * _of(self.move, at)[place][:, None] for place, (origin, _) in enumerate(self.routes)]
        for (origin, end), heads in zip(self.routes, going, strict=True):
            stay[:, origin] -= heads
            stay[:, end] += heads
            moved[-4][:, end] += heads.sum(axis=1)
            moved[-3][:, origin] += heads.sum(axis=1)


def _a_step(yearly: Floats, steps: int) -> Floats:
    """Give the share that goes in one step where so many steps make the yearly share."""
    return yearly if steps == 1 else 1 - (1 - yearly) ** (1 / steps)


def _of(array: Floats, at: int) -> Floats:
    return array[at] if len(array) > 1 else array[0]


def _plain(array: xr.DataArray, years: Sequence[int], dims: tuple[str, ...]) -> Floats:
    """Give values with the dims (year, *dims) in that order; those the array has not got are of length one."""
    found = at(array, year=list(years)) if "year" in array.dims else array.variable
    return np.ascontiguousarray(found.set_dims(("year", *dims)).values, dtype=np.float64)


def _wrong(start: xr.DataArray, flows: Flows) -> Iterator[Problem]:
    for name in ("leaving", "retiring", "joining_ages", "ageing", "moving"):
        shares = getattr(flows, name)
        if shares is not None and not (shares.values.min() >= 0 and shares.values.max() <= 1):
            yield Problem("is not a share", f"flows.{name}", "0 to 1")
    for name, heads in (("start", start), ("flows.joining", flows.joining)):
        if not heads.values.min() >= 0:
            yield Problem("holds heads below 0", name, "0 or more")
    if not (abs(flows.joining_ages.variable.sum("age_band", skipna=False).values - 1) < CLOSE).all():
        yield Problem("does not sum to 1 over the ages", "flows.joining_ages", "shares of each source's joiners")
    groups = list(map(str, start.indexes["staff_group"]))
    for route in flows.routes:
        for group in route:
            if group not in groups:
                yield unknown("staff group", group, groups, "flows.moving")
    for origin in {each for each, _ in flows.routes}:
        places = [place for place, (each, _) in enumerate(flows.routes) if each == origin]
        if (
            flows.moving is not None
            and (flows.moving.variable.isel(route=places).sum("route", skipna=False).values > 1 + CLOSE).any()
        ):
            yield Problem(f"moves more than all of {origin}", "flows.moving", "at most 1 together")

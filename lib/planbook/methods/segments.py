"""Putting everyone in exactly one group, at chances that are England's on average and differ with deprivation.

Arrays are labelled (xarray) and broadcast by name: `draw`, `sex`, `age_band`, `imd_quintile`, `segment`, and `area`
where areas believe different things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from planbook.errors import InputError, Problem
from planbook.methods.labelled import bare, labelled, spread

Floats = NDArray[np.float64]

NEWTON_STEPS = 60
LONGEST_STEP = 2.0  # in log odds: keeps Newton's method from overshooting where the curve is flat
CLOSE_ENOUGH = 1e-13
LEAST_CHANCE = 1e-12


def only_once(draws: xr.DataArray) -> xr.DataArray:
    """Drop `area` where all areas believe the same, so that it is worked out once for all of them."""
    if "area" not in draws.dims:
        return draws
    axis = draws.get_axis_num("area")
    alike = (draws.values == draws.values.take([0], axis=axis)).all()
    return labelled(draws.variable.isel(area=0), draws) if alike else draws


def over_age_bands(by_age: xr.DataArray, age_bands: Sequence[str]) -> xr.DataArray:
    """Give what is known by wider ages (dim `leaf`: '0-19', '90+') for each five-year band inside them; 0 outside.

    Raises `InputError` where an age is not made of whole bands or two ages overlap.
    """
    spans = {str(leaf): _span(str(leaf)) for leaf in by_age["leaf"].values}
    bands = {band: _span(band) for band in age_bands}
    covering = {
        band: [leaf for leaf, (first, last) in spans.items() if first <= youngest and oldest <= last]
        for band, (youngest, oldest) in bands.items()
    }
    _refuse_ages_that_do_not_fit(spans, covering)
    known = list(spans)
    places = np.array([known.index(found[0]) if found else -1 for found in covering.values()])
    dims = ["age_band" if dim == "leaf" else dim for dim in by_age.dims]
    spread_out = xr.Variable(dims, by_age.values.take(places, by_age.get_axis_num("leaf")))
    inside = xr.Variable("age_band", (places >= 0).astype(float))
    return labelled(spread_out * inside if (places < 0).any() else spread_out, by_age, age_band=age_bands)


def log_odds(chance: xr.DataArray) -> xr.DataArray:
    """Give the log odds of a chance; 0 and 1 count as almost so."""
    inside = np.clip(chance.values, LEAST_CHANCE, 1 - LEAST_CHANCE)
    return chance.copy(data=np.log(inside / (1 - inside)))


def tilted(average: xr.DataArray, lean: xr.DataArray, weight: xr.DataArray, over: str | Sequence[str]) -> xr.DataArray:
    """Give chances whose log odds follow `lean` and whose mean, weighted over `over`, is `average`.

    The level is found by Newton's method for each remaining cell. An average of nought gives noughts. Where nobody
    counts (weight nought throughout) all count alike.
    """
    inner = [over] if isinstance(over, str) else list(over)
    parts = spread(*bare(average, lean, weight))
    outer = [dim for dim in parts[0].dims if dim not in inner]
    ordered = [part.transpose(*outer, *inner) for part in parts]
    cells = int(np.prod([parts[0].sizes[dim] for dim in inner]))
    mean, tilt, count = (part.values.reshape(-1, cells) for part in ordered)
    found = _level_chances(mean[:, :1], tilt, count).reshape(ordered[0].shape)
    return labelled(xr.Variable(ordered[0].dims, found), average, lean, weight)


def _level_chances(average: Floats, lean: Floats, weight: Floats) -> Floats:
    """Give chances, one row a cell: log odds `lean` plus a level that makes the weighted mean `average`."""
    counted = weight.sum(axis=1, keepdims=True)
    share = np.where(counted > 0, weight / np.where(counted > 0, counted, 1.0), 1 / weight.shape[1])
    some = average > 0
    inside = np.clip(average, LEAST_CHANCE, 1 - LEAST_CHANCE)
    level = np.log(inside / (1 - inside)) - (share * lean).sum(axis=1, keepdims=True)
    for _ in range(NEWTON_STEPS):
        now = 1 / (1 + np.exp(-(level + lean)))
        gap = np.where(some, (share * now).sum(axis=1, keepdims=True) - inside, 0.0)
        if np.abs(gap).max(initial=0.0) < CLOSE_ENOUGH:
            break
        slope = (share * now * (1 - now)).sum(axis=1, keepdims=True)
        level = level - np.clip(gap / np.maximum(slope, 1e-300), -LONGEST_STEP, LONGEST_STEP)
    return np.where(some, 1 / (1 + np.exp(-(level + lean))), 0.0)


def given_not(chance_of: xr.DataArray, taken: xr.DataArray) -> xr.DataArray:
    """Give the chance of a thing among those not taken, where everyone taken has it too."""
    one, other = bare(chance_of, taken)
    return labelled(((one - other) / (1 - other).clip(LEAST_CHANCE)).clip(0.0, 1.0), chance_of, taken)


def stick_breaking(chances: Mapping[str, xr.DataArray], rest: str, dim: str = "segment") -> xr.DataArray:
    """Give the share in each group, in order: of those in no earlier group, the chance of this one; `rest` are in none.

    Shares are from 0 to 1 and sum to one in every cell; `dim` comes first.
    """
    each = spread(*bare(*chances.values()))
    shares, left = [], np.ones(each[0].shape)
    for chance in each:
        shares.append(left * chance.values)
        left = left * (1 - chance.values)
    found = xr.Variable((dim, *each[0].dims), np.stack([*shares, left]))
    return labelled(found, *chances.values(), **{dim: [*chances, rest]})


def drifted(people: xr.DataArray, yearly: xr.DataArray, still: Sequence[str], rest: str, dim: str) -> xr.DataArray:
    """Let the groups other than `still` and `rest` grow by `yearly` a year beyond age and deprivation, out of `rest`.

    `people` has `year`, whose first is the base. Growth stops where `rest` is used up, so that the sum never changes.
    Dims (draw, area, year, ..., `dim`).
    """
    groups, years = people.indexes[dim], people.indexes["year"]
    moving, others = ~groups.isin([rest, *still]), groups.get_loc(rest)
    now, rate = bare(people.transpose("draw", "area", "year", ..., dim), yearly)
    before = now[..., moving].sum(dim)
    grown = (1 + rate) ** xr.Variable("year", np.asarray(years - years[0], dtype=float))
    room = (before + now[..., others]) / before.where(before > 0, 1.0)
    factor = np.minimum(grown, room.where(before > 0, 1.0)).transpose(*before.dims)
    found = now.values.copy()
    found[..., moving] *= factor.values[..., None]
    found[..., others] -= before.values * (factor.values - 1)
    return labelled(xr.Variable(now.dims, found), people)


def _span(ages: str) -> tuple[int, int]:
    first, _, last = ages.rstrip("+").partition("-")
    return int(first), int(last) if last else (999 if ages.endswith("+") else int(first))


def _refuse_ages_that_do_not_fit(spans: Mapping[str, tuple[int, int]], covering: Mapping[str, list[str]]) -> None:
    problems = [
        Problem(f"ages {' and '.join(found)} overlap", band, "each age once")
        for band, found in covering.items()
        if len(found) > 1
    ]
    held = {leaf: [_span(band) for band, found in covering.items() if leaf in found] for leaf in spans}
    problems += [
        Problem(f"age {leaf} is not made of whole five-year bands", leaf, "such as 0-19, 65-69, 85+")
        for leaf, bands in held.items()
        if not bands or (bands[0][0], bands[-1][1]) != spans[leaf]
    ]
    if problems:
        raise InputError(problems)

"""What programmes bring and take: care they deliver, staff, rooms, supplies and money, for each one helped."""

from __future__ import annotations

import numpy as np
import xarray as xr

from planbook.methods.pathways.numbers import Numbers, frame_of, stacked
from planbook.params.programme_words import POINTS, STAFF

COSTS = ("recurrent", "one_off", "capital", "digital")
EVERY_YEAR = ("recurrent", "digital")


def delivered_by(numbers: Numbers, helped: xr.DataArray) -> dict[tuple[str, str], xr.DataArray]:
    """Give units each programme delivers at each point, by (programme, point), dims (draw, area, year)."""
    return _for_each(numbers, "delivers", helped, 1.0)


def delivered(numbers: Numbers, helped: xr.DataArray) -> xr.DataArray:
    """Give units that programmes deliver, dims (draw, area, year, point)."""
    points = list(POINTS)
    coords = {"area": helped["area"].values, "year": helped["year"].values, "point": points}
    total = xr.DataArray(np.zeros((*helped.shape[:3], len(points))), coords=coords, dims=("draw", *coords))
    for (_, point), units in delivered_by(numbers, helped).items():
        total.values[..., points.index(point)] += units.values
    return total


def staff(numbers: Numbers, helped: xr.DataArray) -> xr.DataArray:
    """Give the staff programmes take, wte, dims (draw, area, year, programme, staff_group)."""
    return _table(numbers, "staff", helped, "staff_group", STAFF, 1000.0)


def supplies(numbers: Numbers, helped: xr.DataArray) -> xr.DataArray:
    """Give the supplies programmes take in a year, units, dims (draw, area, year, programme, supply)."""
    return _table(numbers, "supplies", helped, "supply", _names(numbers, "supplies"), 1.0)


def rooms(numbers: Numbers, helped: xr.DataArray) -> xr.DataArray:
    """Give the floor area programmes take, m2, dims (draw, area, year, programme, room)."""
    return _table(numbers, "estate", helped, "room", _names(numbers, "estate"), 1000.0)


def costs(numbers: Numbers, helped: xr.DataArray) -> xr.DataArray:
    """Give what programmes cost in a year, pounds of the price base, dims (draw, area, year, programme, cost).

    Recurrent and digital for everyone helped; one-off and capital for those helped beyond the most of any earlier year.
    """
    more = newly(helped)
    parts: dict[str, xr.DataArray] = {}
    for cost in COSTS[:-1]:
        those = helped if cost in EVERY_YEAR else more
        each = {name: numbers.draws(name, "cost", cost) for name in numbers.inputs.programmes()}
        parts[cost] = those * _by_programme(numbers, each)
    digital = _for_each(numbers, "digital", helped, 1.0)
    parts["digital"] = stacked(_summed(numbers, digital), "programme", frame_of(numbers.inputs))
    return stacked(parts, "cost", helped)


def newly(helped: xr.DataArray) -> xr.DataArray:
    """Give those helped beyond the most of any earlier year, dims as `helped`."""
    axis = helped.dims.index("year")
    most = np.maximum.accumulate(helped.values, axis=axis)
    return helped.copy(data=np.diff(most, axis=axis, prepend=0.0))


def _names(numbers: Numbers, part: str) -> tuple[str, ...]:
    programmes = numbers.inputs.programmes().values()
    return tuple(dict.fromkeys(name for programme in programmes for name in getattr(programme, part)))


def _for_each(numbers: Numbers, part: str, helped: xr.DataArray, of: float) -> dict[tuple[str, str], xr.DataArray]:
    """Give what each programme brings or takes of each thing, for those helped; its numbers are for `of` of them."""
    found = _units(numbers, part, helped, of)
    return {key: found.isel(thing=place, drop=True) for place, key in enumerate(_things(numbers, part))}


def _things(numbers: Numbers, part: str) -> list[tuple[str, str]]:
    """Give every (programme, thing) that stands under a part of the programmes' files."""
    programmes = numbers.inputs.programmes().items()
    return [(name, thing) for name, programme in programmes for thing in getattr(programme, part)]


def _units(numbers: Numbers, part: str, helped: xr.DataArray, of: float) -> xr.DataArray:
    """Give units of every (programme, thing), dims (draw, area, year, thing)."""
    things = _things(numbers, part)
    each = numbers.each({f"{name} {thing}": (name, part, thing) for name, thing in things}, "thing")
    owners = xr.DataArray([name for name, _ in things], dims="thing")
    those = helped.sel(programme=owners).drop_vars("programme") / of
    return (those * each).transpose("draw", "area", "year", "thing")


def _table(
    numbers: Numbers, part: str, helped: xr.DataArray, dim: str, things: tuple[str, ...], of: float
) -> xr.DataArray:
    coords = {each: helped[each].values for each in ("area", "year", "programme")} | {dim: list(things)}
    dims = ("draw", *coords)
    total = xr.DataArray(np.zeros((*helped.shape, len(things))), coords=coords, dims=dims)
    names, found = list(coords["programme"]), _units(numbers, part, helped, of).values
    for place, (programme, thing) in enumerate(_things(numbers, part)):
        total.values[..., names.index(programme), things.index(thing)] = found[..., place]
    return total


def _summed(numbers: Numbers, found: dict[tuple[str, str], xr.DataArray]) -> dict[str, xr.DataArray]:
    total = {name: frame_of(numbers.inputs) for name in numbers.inputs.programmes()}
    for (programme, _), units in found.items():
        total[programme] = total[programme] + units
    return total


def _by_programme(numbers: Numbers, each: dict[str, xr.DataArray]) -> xr.DataArray:
    return stacked(each, "programme", frame_of(numbers.inputs).isel(year=0, drop=True))

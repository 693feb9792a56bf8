"""What programmes bring and take: care they deliver, staff, rooms, supplies and money, for each one helped."""

from __future__ import annotations

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.labelled import bare, labelled
from planbook.methods.pathways.numbers import Numbers, axes_of, first, last
from planbook.params.programme_words import POINTS, STAFF

COSTS = ("recurrent", "one_off", "capital", "digital")
EVERY_YEAR = ("recurrent", "digital")


def delivered_by(numbers: Numbers, helped: xr.DataArray) -> dict[tuple[str, str], xr.DataArray]:
    """Give units each programme delivers at each point, by (programme, point), dims (draw, area, year)."""
    units = _units(numbers, "delivers", helped, 1.0)
    return {key: labelled(units[..., place], helped) for place, key in enumerate(_things(numbers, "delivers"))}


def delivered(inputs: Inputs, helped: xr.DataArray) -> xr.DataArray:
    """Give units that programmes deliver, dims (draw, area, year, point)."""
    axes = axes_of(inputs)
    total = labelled(last(np.zeros((len(POINTS), *axes.shape)), "point"), axes, point=POINTS)
    add_delivered(total, inputs, helped)
    return total


def add_delivered(total: xr.DataArray, inputs: Inputs, helped: xr.DataArray) -> None:
    """Add what programmes deliver to `total`, dims (draw, area, year, point[, programme]), in place."""
    numbers, points, names = Numbers(inputs), list(POINTS), list(inputs.programmes())
    bare(total, helped)
    units = _units(numbers, "delivers", helped, 1.0).values
    for place, (name, point) in enumerate(_things(numbers, "delivers")):
        mine = total.values[..., names.index(name)] if "programme" in total.dims else total.values
        mine[..., points.index(point)] += units[..., place]


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
    those = {True: helped.variable, False: newly(helped).variable}
    found = np.zeros((len(COSTS), helped.shape[-1], *helped.shape[:-1]))
    for place, cost in enumerate(COSTS[:-1]):
        found[place] = first(those[cost in EVERY_YEAR]) * first(numbers.of_programmes("cost", cost))[..., None]
    names, digital = list(numbers.inputs.programmes()), first(_units(numbers, "digital", helped, 1.0))
    for (name, _), units in zip(_things(numbers, "digital"), digital, strict=True):
        found[-1, names.index(name)] += units
    whole = xr.Variable(("cost", "programme", *helped.dims[:-1]), found).transpose(*helped.dims, "cost")
    return labelled(whole, helped, cost=COSTS)


def newly(helped: xr.DataArray) -> xr.DataArray:
    """Give those helped beyond the most of any earlier year, dims as `helped`."""
    axis = helped.dims.index("year")
    most = np.maximum.accumulate(helped.values, axis=axis)
    return helped.copy(data=np.diff(most, axis=axis, prepend=0.0))


def _names(numbers: Numbers, part: str) -> tuple[str, ...]:
    programmes = numbers.inputs.programmes().values()
    return tuple(dict.fromkeys(name for programme in programmes for name in getattr(programme, part)))


def _things(numbers: Numbers, part: str) -> list[tuple[str, str]]:
    """Give every (programme, thing) that stands under a part of the programmes' files."""
    programmes = numbers.inputs.programmes().items()
    return [(name, thing) for name, programme in programmes for thing in getattr(programme, part)]


def _units(numbers: Numbers, part: str, helped: xr.DataArray, of: float) -> xr.Variable:
    """Give what each programme brings or takes of each thing, for those helped; its numbers are for `of` of them.

    Dims (draw, area, year, thing), one for each of `_things`.
    """
    things, names = _things(numbers, part), list(numbers.inputs.programmes())
    owners = np.array([names.index(name) for name, _ in things], dtype=int)
    each = numbers.each([(name, part, thing) for name, thing in things], "thing")
    return last(first(helped)[owners] * first(each / of)[..., None], "thing")


def _table(
    numbers: Numbers, part: str, helped: xr.DataArray, dim: str, things: tuple[str, ...], of: float
) -> xr.DataArray:
    """Give the same by programme and thing, dims (draw, area, year, programme, `dim`)."""
    total = np.zeros((helped.shape[-1], len(things), *helped.shape[:-1]))
    names, found = list(numbers.inputs.programmes()), first(_units(numbers, part, helped, of))
    for (programme, thing), units in zip(_things(numbers, part), found, strict=True):
        total[names.index(programme), things.index(thing)] = units
    whole = xr.Variable(("programme", dim, *helped.dims[:-1]), total).transpose(*helped.dims, dim)
    return labelled(whole, helped, **{dim: things})

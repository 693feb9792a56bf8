"""When a programme works: how far it has come to full reach each year, from its start, milestones and ramp."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.labelled import labelled
from planbook.methods.pathways.numbers import Numbers, axes_of, stacked
from planbook.methods.segments import only_once
from planbook.params.programme import ProgrammeFile
from planbook.params.programme_words import Ramp

MONTHS = 12
APRIL = 3
Months = TypeVar("Months", xr.DataArray, xr.Variable)
SHORTEST_RAMP = 1 / 30  # of a month: a ramp of nought months is full reach at once


def ramp_of(numbers: Numbers) -> xr.DataArray:
    """Give each programme's mean share of full reach over each year, dims (draw, area, year, programme)."""
    programmes, axes = numbers.inputs.programmes(), axes_of(numbers.inputs)
    begin = beginnings(numbers, programmes)
    first = xr.Variable("year", MONTHS * axes["year"].values + float(APRIL))
    parts = {
        name: mean_share(first - begin[name].variable, numbers.draws(name, "ramp_months").variable, programme.ramp)
        for name, programme in programmes.items()
    }
    return labelled(stacked(parts, "programme", axes.sizes), axes, programme=list(programmes))


def beginnings(numbers: Numbers, programmes: Mapping[str, ProgrammeFile]) -> dict[str, xr.DataArray]:
    """Give the month each programme begins, counted from year nought, dims (draw[, area]).

    The latest of its planned start, the milestones that gate it and, where they are on, the programmes it comes after,
    each with its own delay and those that shocks bring.
    """
    found: dict[str, xr.DataArray] = {}

    def begin(name: str) -> xr.DataArray:
        if name not in found:
            own = month_number(programmes[name].begins) + numbers.draws(name, "delay_months")
            own = own + delays_by_shocks(numbers.inputs, name, own)
            for earlier in programmes[name].after:
                waits = begin(earlier) * numbers.on(earlier)
                own = xr.apply_ufunc(np.maximum, own, waits)
            found[name] = own
        return found[name]

    for name in programmes:
        begin(name)
    return found


def delays_by_shocks(inputs: Inputs, programme: str, begin: xr.DataArray) -> xr.DataArray | float:
    """Give the months by which shocks delay a programme due to begin at `begin`: those in whose months it is due."""
    found: xr.DataArray | float = 0.0
    for key, shock in inputs.shocks("delay").items():
        if shock.moving(programme):
            first = month_number(shock.start)
            due = (begin >= first) & (begin < first + shock.months)
            found = found + only_once(inputs.draws(key)) * due
    return found


def mean_share(since: Months, months: Months, ramp: Ramp) -> Months:
    """Give the mean share of full reach over a year that begins `since` months after the start of a ramp of `months`.

    Linear: in proportion to time; front-loaded: 1 - (1 - x)^2; back-loaded: x^2; step: nothing until it is over.
    """
    longest = months.clip(SHORTEST_RAMP)
    return (_area(since + MONTHS, longest, ramp) - _area(since, longest, ramp)) / MONTHS


def month_number(month: str) -> float:
    """Give a month as a count of months from year nought: 2027-04 is 24327."""
    return float(MONTHS * int(month[:4]) + int(month[5:]) - 1)


def _area(since: Months, months: Months, ramp: Ramp) -> Months:
    """Give months of full reach had by then: the area under the ramp."""
    x = (since / months).clip(0.0, 1.0)
    match ramp:
        case "linear":
            under = x**2 / 2
        case "front_loaded":
            under = x**2 - x**2 * x / 3
        case "back_loaded":
            under = x**2 * x / 3
        case "step":
            under = 0.0 * x
    return months * under + (since - months).clip(0.0)

"""Sharing a change among what caused it, whatever the order: Shapley's value."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from math import factorial

import xarray as xr


def shapley(base: xr.DataArray, factors: Mapping[str, xr.DataArray]) -> dict[str, xr.DataArray]:
    """Give each factor's credit for the change from `base` to `base` times all factors, in the unit of `base`.

    A credit is the mean, over all orders in which factors could come in, of what this one adds when it does (Shapley,
    1953). Credits sum to the change in every cell. What is added rather than multiplied needs no sharing: its credit
    is itself. Factors 1.2 and 0.9 on 1,000 give +190 and -110.
    """
    names = list(factors)
    with_all = {frozenset(some): _product(base, factors, some) for some in _subsets(names)}
    return {name: _credit(name, names, with_all) for name in names}


def _credit(name: str, names: list[str], worth: Mapping[frozenset[str], xr.DataArray]) -> xr.DataArray:
    others = [each for each in names if each != name]
    parts = [
        _weight(len(some), len(names)) * (worth[frozenset((*some, name))] - worth[frozenset(some)])
        for some in _subsets(others)
    ]
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def _weight(before: int, count: int) -> float:
    return factorial(before) * factorial(count - before - 1) / factorial(count)


def _subsets(names: list[str]) -> list[tuple[str, ...]]:
    return [some for size in range(len(names) + 1) for some in combinations(names, size)]


def _product(base: xr.DataArray, factors: Mapping[str, xr.DataArray], some: tuple[str, ...]) -> xr.DataArray:
    worth = base
    for name in some:
        worth = worth * factors[name]
    return worth

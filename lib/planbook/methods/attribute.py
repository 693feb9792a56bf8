"""Sharing a change among what caused it, whatever the order: Shapley's value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import factorial

import numpy as np
import xarray as xr

Worth = Callable[[frozenset[str]], xr.DataArray]


def shapley(base: xr.DataArray, factors: Mapping[str, xr.DataArray]) -> dict[str, xr.DataArray]:
    """Give each factor's credit for the change from `base` to `base` times all factors, in the unit of `base`.

    A credit is the mean, over all orders in which factors could come in, of what this one adds when it does (Shapley,
    1953). Credits sum to the change in every cell. What is added rather than multiplied needs no sharing: its credit
    is itself. Factors 1.2 and 0.9 on 1,000 give +190 and -110.
    """
    return shapley_of(lambda some: _product(base, factors, some), list(factors))


def shapley_of(worth: Worth, names: Sequence[str]) -> dict[str, xr.DataArray]:
    """Give each name's credit for the change from `worth` of none to `worth` of all; each set is worked out once."""
    with_all = {frozenset(some): worth(frozenset(some)) for some in _subsets(names)}
    return {name: _credit(name, names, with_all) for name in names}


def _credit(name: str, names: Sequence[str], worth: Mapping[frozenset[str], xr.DataArray]) -> xr.DataArray:
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


def _subsets(names: Sequence[str]) -> list[tuple[str, ...]]:
    return [some for size in range(len(names) + 1) for some in combinations(names, size)]


def _product(base: xr.DataArray, factors: Mapping[str, xr.DataArray], some: frozenset[str]) -> xr.DataArray:
    worth = base
    for name in factors:
        if name in some:
            worth = worth * factors[name]
    return worth


def credit_beside(changes: xr.DataArray, dim: str) -> xr.DataArray:
    """Give what is left for each one beside the others, where a base is multiplied by the product of 1 + change.

    Change times this is its Shapley credit, in shares of the base; credits sum to the product less 1. Exact, without
    going through orders: the mean of what the others leave when each is there with the same chance x, over x from 0
    to 1 (Owen's multilinear extension, 1972), a polynomial that Gauss's points integrate exactly. Changes of -1 to 0
    give 0 to 1.
    """
    nodes, weights = np.polynomial.legendre.leggauss(changes.sizes[dim] // 2 + 1)
    total = xr.zeros_like(changes)
    for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
        there = 1 + node * changes
        total = total + weight * there.prod(dim) / there
    return total

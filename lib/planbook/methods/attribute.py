"""Sharing a change among what caused it, whatever the order: Shapley's value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import factorial
from typing import TypeVar

import numpy as np
import xarray as xr

Array = TypeVar("Array", xr.DataArray, xr.Variable)


def shapley(base: xr.DataArray, factors: Mapping[str, xr.DataArray]) -> dict[str, xr.DataArray]:
    """Give each factor's credit for the change from `base` to `base` times all factors, in the unit of `base`.

    A credit is the mean, over all orders in which factors could come in, of what this one adds when it does (Shapley,
    1953). Credits sum to the change in every cell. What is added rather than multiplied needs no sharing: its credit
    is itself. Factors 1.2 and 0.9 on 1,000 give +190 and -110.
    """
    return shapley_of(lambda some: _product(base, factors, some), list(factors))


def shapley_of(worth: Callable[[frozenset[str]], Array], names: Sequence[str]) -> dict[str, Array]:
    """Give each name's credit for the change from `worth` of none to `worth` of all; each set is worked out once."""
    with_all = {frozenset(some): worth(frozenset(some)) for some in _subsets(names)}
    return {name: _credit(name, names, with_all) for name in names}


def _credit(name: str, names: Sequence[str], worth: Mapping[frozenset[str], Array]) -> Array:
    first, *others = map(frozenset[str], _subsets([each for each in names if each != name]))
    total = _weight(0, len(names)) * (worth[first | {name}] - worth[first])
    for some in others:
        total = total + _weight(len(some), len(names)) * (worth[some | {name}] - worth[some])
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


def credit_beside(changes: np.ndarray) -> np.ndarray:
    """Give what is left for each one beside the others, where a base is multiplied by the product of 1 + change.

    They lie along the first axis. Change times this is its Shapley credit, in shares of the base; credits sum to the
    product less 1. Exact, without going through orders: the mean of what the others leave when each is there with the
    same chance x, over x from 0 to 1 (Owen's multilinear extension, 1972), a polynomial that Gauss's points integrate
    exactly. Changes of -1 to 0 give 0 to 1.
    """
    nodes, weights = np.polynomial.legendre.leggauss((len(changes) + 1) // 2)
    total = np.zeros_like(changes)
    for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
        there = 1 + node * changes
        total += weight * there.prod(axis=0) / there
    return total

"""The spread that chance alone gives to a year's counts, beside what we do not know.

Each area and line has bits of its own, set by the seed and its name, so that an area added elsewhere moves nothing, and
the system stays the sum of its places in every draw.
"""

from __future__ import annotations

import hashlib

import numpy as np
import xarray as xr

from planbook.methods.labelled import labelled


def bits(seed: int, *names: str) -> np.random.Generator:
    """Give a stream of random numbers that depends on the seed and the names only (Philox)."""
    digest = hashlib.sha256("|".join((str(seed), "chance", *names)).encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "big")))


def counted(expected: xr.DataArray, seed: int, name: str) -> xr.DataArray:
    """Give Poisson counts about what is expected in each draw, dims (draw, area, ...)."""
    drawn = np.empty_like(expected.values)
    for place, area in enumerate(expected["area"].values):
        drawn[:, place] = bits(seed, name, str(area)).poisson(expected.values[:, place])
    return labelled(xr.Variable(expected.dims, drawn), expected)


def bed_days(
    expected: xr.DataArray, mean_stay: xr.DataArray, spread: xr.DataArray, seed: int, name: str
) -> xr.DataArray:
    """Give bed days about what is expected: a chance number of stays, each of chance length (compound Poisson).

    The variance is stays times mean stay squared times (1 + spread squared), carried by a gamma distribution of that
    mean and variance. `expected` has dims (draw, area, ...); `mean_stay` in days; `spread` is sd over mean.
    """
    scale = (mean_stay * (1 + spread**2)).broadcast_like(expected).transpose(*expected.dims).values
    shape = expected.values / scale
    drawn = np.empty_like(expected.values)
    for place, area in enumerate(expected["area"].values):
        drawn[:, place] = bits(seed, name, str(area)).gamma(shape[:, place], scale[:, place])
    return labelled(xr.Variable(expected.dims, drawn), expected)

"""An assumption as an array over the areas that numbers are worked out for."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

import numpy as np
import xarray as xr
from xarray.indexes import PandasIndex

from planbook.data.areas import codes_index
from planbook.params import Assumption


def array_of(
    by_area: list[np.ndarray], before: tuple[str, ...], assumption: Assumption, areas: list[str]
) -> xr.DataArray:
    """Give arrays with the dims `before` and leaf, one an area, as one array; a scalar has no leaf."""
    values = np.stack(by_area, axis=len(before)).astype(np.float64, copy=False)
    labels: dict[Hashable, tuple[xr.IndexVariable, xr.Index]] = {"area": _labels("area", tuple(areas))}
    if assumption.by:
        labels["leaf"] = _labels("leaf", assumption.leaves)
    variable = xr.Variable((*before, *labels), values if assumption.by else values[..., 0])
    coords, indexes = (
        {dim: given for dim, (given, _) in labels.items()},
        {dim: made for dim, (_, made) in labels.items()},
    )
    return xr.DataArray(variable, coords=coords, indexes=indexes, name=assumption.key, fastpath=True)


@lru_cache(maxsize=4096)
def _labels(dim: str, names: tuple[str, ...]) -> tuple[xr.IndexVariable, xr.Index]:
    """Give the labels of a dim, made once for all assumptions that have them."""
    given = xr.IndexVariable(dim, codes_index(names))
    return given, PandasIndex(given.to_index(), dim)

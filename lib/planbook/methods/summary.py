"""From joint draws to what a page shows: mean, median and 80% interval, always after adding up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

PERCENTILES = {"p10": 10, "p50": 50, "p90": 90}


def summarise(draws: xr.DataArray) -> pd.DataFrame:
    """Give one row per combination of the dims other than `draw`, in their order, with mean, p10, p50 and p90.

    Add up before summarising: the tenth percentile of a total is not the total of the tenth percentiles.
    """
    ordered = draws.transpose("draw", ...)
    values = ordered.values.reshape(ordered.sizes["draw"], -1)
    dims = [str(dim) for dim in ordered.dims if dim != "draw"]
    index = pd.MultiIndex.from_product([ordered.indexes[dim] for dim in dims], names=dims)
    low, middle, high = np.percentile(values, list(PERCENTILES.values()), axis=0)
    columns = {"mean": values.mean(axis=0), "p10": low, "p50": middle, "p90": high}
    return pd.DataFrame(columns, index=index).reset_index()

"""What stands beside numbers of demand: their interval, the words of a line, its basis and source."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.demand.bases import bases_ahead
from planbook.methods.demand.lines import BY_KEY, KEYS
from planbook.methods.summary import summarise

SUMMARY = ("mean", "p10", "p50", "p90")


def expected_and_counted(inputs: Inputs, expected: xr.DataArray, counted: xr.DataArray) -> pd.DataFrame:
    """Summarise, with the mean of what is expected and the interval of what would be counted."""
    frame = summarise(inputs.areas.with_total(counted))
    mean = inputs.areas.with_total(expected).mean("draw")
    return frame.assign(mean=mean.values.reshape(-1))


def first_year(inputs: Inputs, frame: pd.DataFrame) -> np.ndarray:
    """Give the mean of the base year beside each row of a frame by area, year and whatever else, in that order."""
    by_year = frame["mean"].to_numpy().reshape(len(inputs.areas.every), len(inputs.planning.years), -1)
    return np.broadcast_to(by_year[:, :1], by_year.shape).reshape(-1)


def about(inputs: Inputs, frame: pd.DataFrame) -> pd.DataFrame:
    """Give each row the basis of what is modelled ahead from its line, and the source of its base year."""
    bases, sources = bases_ahead(inputs)
    known = frame["line"].where(frame["line"].isin(KEYS), KEYS[0])
    places = bases.index.get_indexer(pd.MultiIndex.from_arrays([frame["area"], known]))
    return frame.assign(basis=bases.to_numpy()[places], source=sources.to_numpy()[places])


def named(inputs: Inputs, frame: pd.DataFrame) -> pd.DataFrame:
    """Give each row the words of its line as well."""
    places = pd.Index(KEYS).get_indexer(pd.Index(frame["line"]))
    words = {
        name: pd.Index([getattr(line, name) for line in BY_KEY.values()]).take(places)
        for name in ("label", "group", "unit")
    }
    return about(inputs, frame.assign(**words))

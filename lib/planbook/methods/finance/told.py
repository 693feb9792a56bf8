"""How money's arrays become rows: labels, bases, sources, cash beside constant prices."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.summary import summarise

COSTS = "ncc_2024_25"
SUMMARY = ("mean", "p10", "p50", "p90")


def shown_years(inputs: Inputs) -> list[int]:
    """Give the years tables show by line: the base year, those of the plan, and the horizon."""
    planning = inputs.planning
    return sorted({planning.base_year, *planning.plan_year_list, planning.horizon})


def basis_of(inputs: Inputs, area: str) -> str:
    """Give the basis of money here: modelled from national costs, illustrative where the system is fictional."""
    return "illustrative" if inputs.areas.fictional and area != ENGLAND else "modelled"


def rows(inputs: Inputs, amount: xr.DataArray, cash: bool = True) -> pd.DataFrame:
    """Give one row per dims but draw with mean and interval in constant prices, the mean in cash, basis and source.

    `amount` has `area` over computed areas; the system is added inside each draw.
    """
    whole = inputs.areas.with_total(amount)
    frame = summarise(whole)
    if cash:
        paid = inputs.areas.with_total(amount * inputs.array("finance_deflator")).transpose(*whole.dims)
        frame["cash"] = paid.mean("draw").values.reshape(-1)
    about = {area.code: basis_of(inputs, area.code) for area in inputs.areas.every}
    return frame.assign(basis=frame["area"].map(about), source=COSTS)


def since_base(inputs: Inputs, frame: pd.DataFrame, by: list[str]) -> np.ndarray:
    """Give the mean of each row less that of the base year, by area and `by`."""
    now = frame[frame["year"] == inputs.planning.base_year].set_index(["area", *by])["mean"]
    return frame["mean"].to_numpy() - now.reindex(pd.MultiIndex.from_frame(frame[["area", *by]])).to_numpy()


def labelled(frame: pd.DataFrame, column: str, words: Mapping[str, str]) -> pd.DataFrame:
    """Give the rows with the words of one of their columns."""
    return frame.assign(label=frame[column].map(words))

"""The training pipeline as a table: places in England, what is lost on the way, and who starts work here."""

from __future__ import annotations

import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.summary import summarise
from planbook.methods.supply.system_level import believed
from planbook.methods.supply.words import TRAINING

OVER_GROUPS = {
    "places": "supply.training_places",
    "attrition_pct": "supply.training_attrition_pct",
    "registers_pct": "supply.registers_pct",
    "takes_up_pct": "supply.takes_up_pct",
    "years": "supply.training_years",
}


def pipeline_of(inputs: Inputs, flows: xr.DataArray, year: int) -> pd.DataFrame:
    """Give one row per area x staff_group that is trained: what is believed, and who starts work in `year`."""
    believes = {name: _mean(believed(inputs, key, "staff_group")) for name, key in OVER_GROUPS.items()}
    groups = [str(group) for group in believes["places"].index]
    start = flows.sel(flow=TRAINING, staff_group=groups, drop=True)
    england = inputs.array("supply_trained").sel(year=year, drop=True).mean("draw").to_series()
    frame = summarise(start.sel(year=year, drop=True))
    first = start.isel(year=1, drop=True).mean("draw").transpose("area", "staff_group").to_series()
    named = frame.assign(**{name: frame["staff_group"].map(series) for name, series in believes.items()})
    return named.assign(
        late_pct=float(believed(inputs, "supply.training_late_pct").mean()),
        england=frame["staff_group"].map(england),
        now=first.reindex(pd.MultiIndex.from_frame(frame[["area", "staff_group"]])).to_numpy(),
    )


def _mean(array: xr.DataArray) -> pd.Series:
    over = [dim for dim in ("draw", "area") if dim in array.dims]
    return array.mean(over).to_series()

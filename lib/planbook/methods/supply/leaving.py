"""Who leaves and who retires, by age: at today's ages together exactly the published rate of the group."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.labelled import bare, labelled
from planbook.methods.supply.extract import in_place_of, share_of_heads
from planbook.methods.supply.stock import ROUTE
from planbook.methods.supply.system_level import believed
from planbook.methods.supply.words import AGES, COUNTED_AS_LEAVING, GROUPS

PERCENT = 100.0
MOST = 0.9  # of an age that leaves in a year: some always stay


def retiring(inputs: Inputs) -> xr.DataArray:
    """Give the share that retires in a year, dims (draw[, area], age_band); none before 55."""
    return at_all_ages(believed(inputs, "supply.retiring_pct", "age_band") / PERCENT)


def at_all_ages(known: xr.DataArray) -> xr.DataArray:
    """Give what is known of some age bands for all of them, nought where nothing is; `age_band` comes last."""
    places = known.get_index("age_band").get_indexer(pd.Index(list(AGES)))
    found = known.variable.transpose(..., "age_band")
    values = np.where(places >= 0, found.values.take(places, -1), 0.0)
    return labelled(xr.Variable(found.dims, values), known, age_band=AGES)


def moving(inputs: Inputs) -> xr.DataArray:
    """Give the share of those who stay that moves to another group in a year, dims (draw[, area], route)."""
    return believed(inputs, "supply.moving_pct", "route") / PERCENT


def all_leaving(inputs: Inputs) -> xr.DataArray:
    """Give the share that leaves in a year for any reason, retirement among them, dims (draw[, area], staff_group)."""
    share = believed(inputs, "supply.leaving_pct", "staff_group") / PERCENT
    return in_place_of(inputs, share, share_of_heads(inputs, "leavers"), most=MOST)


def leaving(inputs: Inputs, ages: xr.DataArray) -> xr.DataArray:
    """Give the share that leaves in a year before retirement, dims (draw[, area], staff_group, age_band).

    What the group's rate leaves once those who retire, and those who move to employers it counts as left, are taken out
    of it. `ages` is the mix of today, dims (..., staff_group, age_band): the rate holds at that mix.
    """
    given = (all_leaving(inputs), retiring(inputs), ages, believed(inputs, "supply.leaving_by_age", "age_band"))
    all_leave, retire, mix, weight = bare(*given)
    counted = Routes(moving(inputs)).out_of(1 - all_leave, counted=True)
    before = (all_leave - (mix * retire).sum("age_band", skipna=False) - counted).clip(0.0)
    return labelled((before * weight / (mix * weight).sum("age_band", skipna=False)).clip(0.0, MOST), *given)


class Routes:
    """Moves between groups, as the share of those who stay that takes each, dims (draw[, area], route)."""

    def __init__(self, moving: xr.DataArray) -> None:
        names = [str(route) for route in moving.indexes["route"]]
        self.share = moving.variable
        self.counted = xr.Variable("route", [name in COUNTED_AS_LEAVING for name in names])
        self.origin, self.end = (
            xr.Variable(
                ("route", "staff_group"), [[name.split(ROUTE)[at] == group for group in GROUPS] for name in names]
            )
            for at in (0, 1)
        )

    def out_of(self, stay: xr.Variable, counted: bool) -> xr.Variable:
        """Give what of those who `stay` moves out of each group, where leaving rates count it or where they do not."""
        return stay * (self.share * (self.counted == counted) * self.origin).sum("route", skipna=False)

    def into(self, stay: xr.Variable) -> xr.Variable:
        """Give what moves into each group of those who `stay` in theirs, dims as `stay` (..., staff_group)."""
        return ((stay * self.origin).sum("staff_group", skipna=False) * self.share * self.end).sum(
            "route", skipna=False
        )

"""Where staff start from: in post, how old, and who leaves and joins in a year."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.labelled import at
from planbook.methods.supply.bases import LOCAL_SOURCE, STAFF_MONTH, of_today_with_beliefs, source_of
from planbook.methods.supply.extract import by_group
from planbook.methods.supply.system_level import codes
from planbook.methods.supply.words import COMES, FROM_55, GOES, GROUPS, UNDER_35
from planbook.methods.workforce.groups import LABELS

PERCENT = 100.0


def in_post_table(inputs: Inputs) -> pd.DataFrame:
    """Give one row per area x staff_group: staff in post, ages, and the shares that leave
    and join in the first year, by moves between groups as well, and that are sick; means."""
    lived, work = inputs.array("supply_lived"), inputs.array("supply_work").isel(year=0, drop=True)
    heads, first = lived.sel(flow="heads", drop=True).isel(year=0, drop=True), lived.isel(year=1, drop=True)
    each = first / heads.where(heads > 0, 1.0)
    ages = inputs.array("supply_ages")
    columns = {
        "wte": inputs.array("supply_today"),
        "headcount": heads,
        "participation_pct": PERCENT * inputs.array("supply_hours").isel(year=0, drop=True),
        "under_35_pct": PERCENT * ages.sel(age_band=list(UNDER_35)).sum("age_band"),
        "from_55_pct": PERCENT * ages.sel(age_band=list(FROM_55)).sum("age_band"),
        "leaving_pct": PERCENT * each.sel(flow=list(GOES)).sum("flow"),
        "joining_pct": PERCENT * each.sel(flow=list(COMES)).sum("flow"),
        "absence_pct": PERCENT * work.sel(part="absence", drop=True),
    }
    index = pd.MultiIndex.from_product([codes(inputs), list(GROUPS)], names=["area", "staff_group"])
    means = {name: _mean(inputs, array) for name, array in columns.items()}
    frame = pd.DataFrame(means, index=index).reset_index()
    own = by_group(inputs)["wte"]
    mine = frame["area"] != ENGLAND
    frame["local_wte"] = frame["staff_group"].map(own).where(mine)
    held = frame["local_wte"].notna()
    return frame.assign(
        label=frame["staff_group"].map(LABELS),
        basis=[
            of_today_with_beliefs(inputs, area, group, own.index)
            for area, group in zip(frame["area"], frame["staff_group"], strict=True)
        ],
        source=frame["staff_group"].map(source_of).mask(held, LOCAL_SOURCE),
        period_to=STAFF_MONTH,
    )[
        [
            *("area", "staff_group", "label", *columns, "local_wte", "basis", "source", "period_to"),
        ]
    ]


def _mean(inputs: Inputs, array: xr.DataArray) -> np.ndarray:
    """Give means by group of every area, one area after the other."""
    mean = at(array, staff_group=list(GROUPS)).mean("draw")
    return np.array(mean.set_dims({"area": len(codes(inputs)), "staff_group": len(GROUPS)}).values).reshape(-1)

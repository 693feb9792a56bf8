"""From the gap without levers to the gap with them: by lever, by group and by year, in every draw."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import xarray as xr

from planbook.methods.summary import summarise

ALL = "all"
BEFORE, SPARE, AFTER = "before", "spare", "after"
SAID = {
    BEFORE: "Posts short without levers",
    SPARE: "Gained where nothing was short",
    AFTER: "Posts short with these levers",
}


def short(gap: xr.DataArray) -> xr.DataArray:
    """Give posts short: what is to spare in one group fills no gap in another."""
    return gap.clip(0.0)


def bars(before: xr.DataArray, after: xr.DataArray, credit: xr.DataArray) -> xr.DataArray:
    """Give the bars of the bridge, dims (draw, staff_group, bar); from the first on, they sum to the last.

    `before` and `after` are gaps, `credit` the posts each lever gains, at one year. A lever's bar is below 0 where it
    gains. `spare` gives back what was gained where nothing was short. The group `all` is the sum of the groups.
    """
    start, end = (short(gap).transpose("draw", "staff_group").values[..., None] for gap in (before, after))
    gained = credit.transpose("draw", "staff_group", "lever").values
    spare = end - start + gained.sum(axis=2, keepdims=True)
    joined = np.concatenate([start, -gained, spare, end], axis=2)
    names = [BEFORE, *map(str, credit["lever"].values), SPARE, AFTER]
    coords = {"staff_group": before["staff_group"].values, "bar": names}
    return _with_all(xr.DataArray(joined, coords=coords, dims=("draw", "staff_group", "bar")))


def bridge(found: xr.DataArray, titles: Mapping[str, str]) -> pd.DataFrame:
    """Give one row per staff_group x order, largest gain of all groups first between the gap before and after.

    `found` is what `bars` gives; levers that do nothing are left out.
    """
    means = dict(zip(map(str, found["bar"].values), found.sel(staff_group=ALL).mean("draw").values, strict=True))
    moved = dict(zip(means, (found != 0).any(["draw", "staff_group"]).values, strict=True))
    used = [name for name in means if name not in SAID and moved[name]]
    order = [BEFORE, *sorted(used, key=lambda name: means[name]), SPARE, AFTER]
    frame = summarise(found.sel(bar=order)).rename(columns={"bar": "key"})
    frame["order"] = frame["key"].map({name: place for place, name in enumerate(order, start=1)})
    frame["label"] = frame["key"].map({**SAID, **titles})
    frame["kind"] = frame["key"].map(lambda name: name if name in SAID else "lever")
    return frame


def residual(
    before: xr.DataArray, after: xr.DataArray, needed: xr.DataArray, closed: float, labels: Mapping[str, str]
) -> pd.DataFrame:
    """Give what is left short: one row per year x staff_group, with all groups together, and how often it is closed.

    `closed` is the share of staff required within which a gap counts as closed.
    """
    dims = ("draw", "year", "staff_group")
    before, after, needed = (each.transpose(*dims) for each in (before, after, needed))
    frame = summarise(_with_all(short(after)))
    frame["short_before"] = _with_all(short(before)).mean("draw").values.reshape(-1)
    frame["needed"] = _with_all(needed).mean("draw").values.reshape(-1)
    each = after.values <= closed * needed.values
    shut = np.concatenate([each.all(axis=2, keepdims=True), each], axis=2).mean(axis=0)
    frame["closed_pct"] = 100.0 * shut.reshape(-1)
    frame["label"] = frame["staff_group"].map({ALL: "All groups", **labels})
    return frame


def _with_all(array: xr.DataArray) -> xr.DataArray:
    """Give the sum of all groups before each of them, dims as given."""
    axis = array.get_axis_num("staff_group")
    values = np.concatenate([array.values.sum(axis=axis, keepdims=True), array.values], axis=axis)
    groups = [ALL, *array["staff_group"].values]
    return xr.DataArray(values, coords={**array.indexes, "staff_group": groups}, dims=array.dims)

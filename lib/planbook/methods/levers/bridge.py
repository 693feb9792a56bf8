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
    lost = {str(name): -credit.sel(lever=name, drop=True) for name in credit["lever"].values}
    start, end = short(before), short(after)
    spare = end - start - sum(lost.values(), xr.zeros_like(start))
    parts = {BEFORE: start, **lost, SPARE: spare, AFTER: end}
    joined = xr.concat(list(parts.values()), "bar").assign_coords(bar=list(parts))
    whole = joined.sum("staff_group").expand_dims(staff_group=[ALL])
    return xr.concat([whole, joined], "staff_group").transpose("draw", "staff_group", "bar")


def bridge(found: xr.DataArray, titles: Mapping[str, str]) -> pd.DataFrame:
    """Give one row per staff_group x order, largest gain of all groups first between the gap before and after.

    `found` is what `bars` gives; levers that do nothing are left out.
    """
    means = found.sel(staff_group=ALL).mean("draw").to_series()
    used = [name for name in means.index if name not in SAID and (found.sel(bar=name) != 0).any()]
    order = [BEFORE, *sorted(used, key=lambda name: float(means[name])), SPARE, AFTER]
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
    with_all = {name: _with_all(array) for name, array in (("b", short(before)), ("a", short(after)), ("n", needed))}
    frame = summarise(with_all["a"])
    frame["short_before"] = summarise(with_all["b"])["mean"]
    frame["needed"] = summarise(with_all["n"])["mean"]
    each = after <= closed * needed
    together = each.all("staff_group").expand_dims(staff_group=[ALL])
    shut = xr.concat([together, each], "staff_group").mean("draw").transpose("year", "staff_group")
    frame["closed_pct"] = 100.0 * np.asarray(shut.values).reshape(-1)
    frame["label"] = frame["staff_group"].map({ALL: "All groups", **labels})
    return frame


def _with_all(array: xr.DataArray) -> xr.DataArray:
    whole = array.sum("staff_group").expand_dims(staff_group=[ALL])
    return xr.concat([whole, array], "staff_group").transpose("draw", "year", "staff_group")

"""What of the capacity in place is open: all of it, less the beds and the planned care that shocks take away."""

from __future__ import annotations

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods import shocks
from planbook.methods.capacity.resources import BED_KINDS, PLANNED
from planbook.params.shock import BEDS

WINTER_MONTHS = ["12", "01", "02"]


def share_open(inputs: Inputs) -> xr.DataArray | None:
    """Give the share of what is in place that is open over a year, dims ([draw, area,] year, resource); none: all.

    Beds by kind, less those closed; planned care, less what is cancelled.
    """
    if not shocks.moved(inputs, "beds_closed", "cancelled"):
        return None
    beds = shocks.left(inputs, "beds_closed", list(BEDS), "resource")
    planned = shocks.left(inputs, "cancelled", [PLANNED.key], "resource")
    both = xr.concat(xr.broadcast(beds, planned, exclude=["resource"]), "resource")
    return _every_area(inputs, both)


def least_open_in_winter(inputs: Inputs) -> xr.DataArray | None:
    """Give the share of beds open in the winter month with the fewest, dims ([draw, area,] year, kind); none: all."""
    if not shocks.moved(inputs, "beds_closed"):
        return None
    years = list(inputs.planning.years)
    parts = []
    for kind in BED_KINDS:
        closed = shocks.by_month_of_year(shocks.felt(inputs, "beds_closed", kind), years)
        parts.append((1 - closed.sel(month=WINTER_MONTHS).max("month") / shocks.PERCENT).clip(0.0, 1.0))
    joined = xr.concat(xr.broadcast(*parts), "kind").assign_coords(kind=list(BED_KINDS))
    return _every_area(inputs, joined)


def opened(in_place: xr.DataArray, share: xr.DataArray | None, dim: str = "resource") -> xr.DataArray:
    """Give what is open of what is in place, dims as `in_place` and those of `share`; all of it without a share.

    `dim` names what both are of; of what `share` has not got, all is open.
    """
    if share is None:
        return in_place
    named = share if dim in share.dims else share.rename(resource=dim)
    mine = named.reindex({dim: in_place[dim].values}, fill_value=1.0)
    return in_place * (mine.sel(area=in_place["area"]) if "area" in mine.dims else mine)


def _every_area(inputs: Inputs, share: xr.DataArray) -> xr.DataArray:
    """Give the system beside its places, where places feel different shocks: as the mean of them."""
    code = inputs.areas.system.code
    if "area" not in share.dims or code in share["area"].values:
        return share
    mean = share.sel(area=[leaf.code for leaf in inputs.areas.leaves]).mean("area")
    return xr.concat([share, mean.expand_dims(area=[code])], "area")

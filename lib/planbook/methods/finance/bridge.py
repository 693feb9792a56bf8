"""The bridge: from what care costs now to what it would cost by a year, one driver at a time, nothing left over."""

from __future__ import annotations

import xarray as xr

from planbook.methods.demand.lines import DRIVER_LABELS, KEYS, SHOCKS
from planbook.methods.finance.care import joined
from planbook.methods.finance.words import PAY, POINT_OF, TRUSTS

START, END = "start", "end"
STEPS = {
    START: "Now",
    **DRIVER_LABELS,
    "staff": "Staff for each unit of care",
    "prices": "Pay and prices beyond general inflation",
    "programmes": "Programmes: what they cost",
    "added": "Programmes: care that reappears",
    "released": "Programmes: cash released",
    "posts": "Posts that stay empty, and their cover",
    "levers": "Workforce levers",
    "efficiency": "Efficiency identified",
    END: "By then",
}


def bridge(
    cost: xr.DataArray,
    items: xr.DataArray,
    given: xr.DataArray,
    usual: xr.DataArray,
    credits: xr.DataArray,
    each: xr.DataArray,
    year: int,
) -> xr.DataArray:
    """Give each step from the base year's cost to the constrained case of `year`, dims (draw, area, step).

    `cost` is by case and item in constant prices; `items` and `given` cost at base-year prices by item and by
    organisation, `usual` that if a unit took no more than usual; `credits` what each driver adds to each line by
    `year`; `each` the cost of a unit of a line. What shocks do to units goes with what they do to their number.
    """
    then = cost.sel(year=year, drop=True)
    plain, with_them, ends = (then.sel(case=case, drop=True) for case in ("unchanged", "programmes", "constrained"))
    start = cost.sel(case="unchanged", drop=True).isel(year=0, drop=True).sum("item")
    parts = {START: start} | _drivers(usual, credits, each, year)
    if usual is not given:
        sicker = (given - usual).sel(year=year, drop=True).sum("organisation")
        parts[SHOCKS] = parts[SHOCKS] + sicker
    at_base_prices = items.sel(year=year, drop=True).sum("item")
    parts["staff"] = at_base_prices - given.sel(year=year, drop=True).sum("organisation")
    parts["prices"] = plain.sum("item") - at_base_prices
    own = {"programmes": "programmes", "added": "added_care", "released": "released"}
    parts |= {step: with_them.sel(item=item, drop=True) for step, item in own.items()}
    moved = ends - with_them
    parts["posts"] = moved.sel(item=list(PAY)).sum("item")
    parts |= {item: moved.sel(item=item, drop=True) for item in ("levers", "efficiency")}
    parts[END] = ends.sum("item")
    return joined({step: parts[step] for step in STEPS if step in parts}, "step")


def _drivers(given: xr.DataArray, credits: xr.DataArray, each: xr.DataArray, year: int) -> dict[str, xr.DataArray]:
    """Give what each driver adds at base-year prices; care without a line grows as trusts' lines do."""
    pounds = credits.sel(year=year, drop=True) * each
    trust_lines = [key for key in KEYS if POINT_OF[key] in TRUSTS]
    of_trusts, of_others = pounds.sel(line=trust_lines).sum("line"), pounds.drop_sel(line=trust_lines).sum("line")
    base = given.isel(year=0, drop=True).sel(organisation=list(TRUSTS)).sum("organisation")
    now = given.sel(year=year, drop=True).sel(organisation=list(TRUSTS)).sum("organisation")
    summed = of_trusts.sum("driver")
    lines = (now - base) / summed.where(summed != 0)
    scaled = of_trusts * lines.fillna(1.0) + of_others
    return {str(name): scaled.sel(driver=name, drop=True) for name in scaled["driver"].values}

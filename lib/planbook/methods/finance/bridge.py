"""The bridge: from what care costs now to what it would cost by a year, one driver at a time, nothing left over."""

from __future__ import annotations

import xarray as xr

from planbook.methods.demand.lines import DRIVER_LABELS, SHOCKS
from planbook.methods.finance.care import trusts_of
from planbook.methods.finance.words import PAY, POINT_OF, TRUSTS
from planbook.methods.labelled import at, bare, labelled, stacked

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
    plain, with_them, ends = (at(cost, year=year, case=case) for case in ("unchanged", "programmes", "constrained"))
    now, base = (at(array, year=year).sum(over) for array, over in ((given, "organisation"), (items, "item")))
    names = list(cost.indexes["item"])
    item = {name: (with_them.isel(item=place), ends.isel(item=place)) for place, name in enumerate(names)}
    parts = {START: at(cost, case="unchanged").isel(year=0).sum("item")} | _drivers(usual, credits, each, year)
    if usual is not given:
        parts[SHOCKS] = parts[SHOCKS] + now - at(usual, year=year).sum("organisation")
    parts |= {"staff": base - now, "prices": plain.sum("item") - base}
    parts |= {"programmes": item["programmes"][0], "added": item["added_care"][0], "released": item["released"][0]}
    moved = {name: then - before for name, (before, then) in item.items()}
    parts["posts"] = sum((moved[name] for name in PAY), xr.zeros_like(base))
    parts |= {"levers": moved["levers"], "efficiency": moved["efficiency"], END: ends.sum("item")}
    steps = [step for step in STEPS if step in parts]
    found = stacked([parts[step] for step in steps], "step").transpose("draw", "area", "step")
    return labelled(found, cost, step=steps)


def _drivers(given: xr.DataArray, credits: xr.DataArray, each: xr.DataArray, year: int) -> dict[str, xr.Variable]:
    """Give what each driver adds at base-year prices; care without a line grows as trusts' lines do."""
    bare(credits, each)
    pounds, lines = at(credits, year=year) * each.variable, list(credits.indexes["line"])
    of_trusts = [POINT_OF[key] in TRUSTS for key in lines]
    sums = [pounds.isel(line=[at for at, of in enumerate(of_trusts) if of == wanted]) for wanted in (True, False)]
    trusts, others = (some.sum("line") for some in sums)
    spent, then = trusts_of(given), given.get_index("year").get_loc(year)
    grown = spent.isel(year=then) - spent.isel(year=0)
    summed = trusts.sum("driver")
    scaled = trusts * (grown / summed.where(summed != 0)).fillna(1.0) + others
    return {str(name): scaled.isel(driver=place) for place, name in enumerate(credits.indexes["driver"])}

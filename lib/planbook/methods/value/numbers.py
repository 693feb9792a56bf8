"""The key numbers of value, each with its formula and all that goes into it."""

from __future__ import annotations

import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.explain import Input, unfolded
from planbook.methods.finance.told import basis_of
from planbook.methods.value.words import KINDS

MONTH, SOURCE = "2025-03", "planbook_judgement"
SYMBOLS = dict(zip(KINDS, "HWSRKJ", strict=True))
BEHIND = {
    "health": (
        *("value.qaly_per_1000", "value.deadweight_pct", "value.attribution_pct", "value.drop_off_pct_per_year"),
        *("value.qaly_gbp", "value.discount_health_pct"),
    ),
    "wellbeing": ("value.wellbeing_per_1000", "value.wellbeing_gbp", "value.discount_health_pct"),
    "cash": ("finance.variable_pct", "finance.stepped_pct", "finance.taken_out_pct", "value.discount_cash_pct"),
    "capacity": ("value.capacity_worth_pct",),
    "carbon": ("value.carbon_kg", "value.carbon_gbp_per_tonne"),
    "proxies": ("value.local_jobs_pct",),
    "cost": ("finance.added_care_pct", "value.discount_cash_pct"),
}


def key_numbers(inputs: Inputs) -> pd.DataFrame:
    """Give the rows of net worth, benefits for each pound and cost of all programmes, for each area.

    Benefits for each pound are of means here; the table of programmes shows the median over draws.
    """
    values = inputs.areas.with_total(inputs.array("value_present").sum("programme"))
    gains, cost = values.drop_sel(kind="cost").sum("kind"), values.sel(kind="cost", drop=True)
    spent = cost.where(cost > 0, 1.0)
    ends = {"net": _ends(gains - cost), "ratio": _ends(gains / spent)}
    means, found = values.mean("draw").to_series(), []
    for area in map(str, values["area"].values):
        basis = basis_of(inputs, area)

        def part(symbol: str, label: str, kind: str, area: str = area, basis: str = basis) -> Input:
            return Input(symbol, label, float(means[area, kind]), "gbp", basis, SOURCE, MONTH, BEHIND[kind])

        benefits = [part(SYMBOLS[kind], KINDS[kind], kind) for kind in KINDS]
        spending = part("C", "Cost of the programmes, and of care that reappears", "cost")
        together = " + ".join(SYMBOLS.values())
        found.append(
            unfolded(
                area,
                "net",
                "Net worth of all programmes to the horizon",
                "gbp",
                f"{together} - C",
                [*benefits, spending],
                ends["net"][area],
            )
        )
        if float(means[area, "cost"]) > 0:
            label, formula = "Worth of benefits for each £1 of cost", f"({together}) / C"
            found.append(
                unfolded(area, "ratio", label, "gbp_for_each_gbp", formula, [*benefits, spending], ends["ratio"][area])
            )
    return pd.concat(found, ignore_index=True)


def _ends(array: xr.DataArray) -> dict[str, tuple[float, float]]:
    low, high = array.quantile([0.1, 0.9], "draw").transpose("quantile", "area").values
    return {str(code): (float(a), float(b)) for code, a, b in zip(array["area"].values, low, high, strict=True)}

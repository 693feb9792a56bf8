"""The key numbers of money by draw: cost pressure without and with programmes, their net cost, and what is cash."""

from __future__ import annotations

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.finance.numbers import OF_PROGRAMMES, SYMBOLS, UNCHANGED
from planbook.methods.key_draws import KeyDraws, together

SUMS = {"pressure_unchanged": UNCHANGED, "programmes_net": OF_PROGRAMMES, "pressure": tuple(SYMBOLS)}
SIDES = ["cash", "capacity", "stays"]


def key_draws(inputs: Inputs, year: int) -> xr.Dataset:
    """Give the key numbers of `year` as `methods.key_draws.together` lays them out."""
    bridged = inputs.areas.with_total(inputs.array("finance_bridged"))
    there = set(bridged["step"].values)  # shocks are a step where the scenario has any
    held = {key: [step for step in steps if step in there] for key, steps in SUMS.items()}
    sums = {key: KeyDraws(bridged.sel(step=steps).sum("step")) for key, steps in held.items()}
    return together({**sums, "released": _released(inputs, year)}, inputs.areas)


def _released(inputs: Inputs, year: int) -> KeyDraws:
    """Give what part of avoided cost is cash, per cent; missing where nothing is avoided."""
    sides = inputs.array("finance_flows").sel(year=year, side=SIDES, drop=True)
    totals = inputs.areas.with_total(sides.sum(["programme", "organisation"]))
    cash, full = totals.sel(side="cash", drop=True), totals.sum("side")
    means = full.mean("draw")
    some = means > 0
    by_draw = (100 * cash / full.where(full > 0, 1.0)).where(some)
    return KeyDraws(by_draw, value=(100 * cash.mean("draw") / means.where(some)))

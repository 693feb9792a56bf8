"""The key numbers of supply by draw: staff short, heads in post and staff at work.

The group that is shortest is left out: it may be another in each run, and its numbers are then of two things.
"""

from __future__ import annotations

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.key_draws import KeyDraws, together
from planbook.params.programme_words import NHS_STAFF


def key_draws(inputs: Inputs, year: int) -> xr.Dataset:
    """Give the key numbers of `year` as `methods.key_draws.together` lays them out: England and the system."""
    then = {"year": year, "staff_group": list(NHS_STAFF)}
    gap, post, kept, lived = (inputs.array(f"supply_{name}").sel(then) for name in ("gap", "staff", "work", "lived"))
    cover, away = kept.sel(part=["bank", "agency"]).sum("part"), kept.sel(part="absence", drop=True)
    drawn = {
        "nhs_gap": gap,
        "nhs_heads": lived.sel(flow="heads", drop=True),
        "nhs_at_work": (post + cover) * (1 - away),
    }
    return together({key: KeyDraws(_nhs(each)) for key, each in drawn.items()}, inputs.areas)


def _nhs(by_group: xr.DataArray) -> xr.DataArray:
    return by_group.sum("staff_group").drop_vars("year", errors="ignore")

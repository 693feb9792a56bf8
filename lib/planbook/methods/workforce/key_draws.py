"""The key numbers of staff needed by draw, and GPs as a time standard counts them."""

from __future__ import annotations

import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.key_draws import KeyDraws, together
from planbook.methods.staffing import MINUTES
from planbook.methods.workforce.numbers import KEYS, STANDARD
from planbook.methods.workforce.standards import PERCENT, hours_available
from planbook.params.programme_words import NHS_STAFF


def key_draws(inputs: Inputs, year: int) -> xr.Dataset:
    """Give the key numbers of `year` as `methods.key_draws.together` lays them out."""
    needed = inputs.array("workforce_required").sel(year=year, drop=True)
    numbers = {key: KeyDraws(inputs.areas.with_total(_of(needed, group))) for key, (group, _) in KEYS.items()}
    return together({**numbers, "gps_by_standard": _by_standard(inputs)}, inputs.areas)


def _of(needed: xr.DataArray, group: str) -> xr.DataArray:
    groups = list(NHS_STAFF) if group == "nhs" else [group]
    return needed.sel(staff_group=groups).sum("staff_group")


def _by_standard(inputs: Inputs) -> KeyDraws:
    """Give GPs of the base year: minutes of work over minutes at work less those beside appointments."""
    point, group = STANDARD
    base = inputs.array("demand_base").sel(line=point, drop=True)
    wanted = base * inputs.draws("workforce.minutes_each").sel(leaf=f"{point}.{group}", drop=True)
    hours = hours_available(inputs).sel(staff_group=group, drop=True) + 0 * base
    share = inputs.draws("workforce.allowance_pct").sel(leaf=group, drop=True) / PERCENT + 0 * base
    total = inputs.areas.with_total
    printed = total(wanted).mean("draw") / (hours.mean() * MINUTES) / (1 - share.mean())
    return KeyDraws(total(wanted / MINUTES / hours / (1 - share)), value=printed)

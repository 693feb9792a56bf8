"""Waiting lists: how large one may be, and what becomes of it when work and demand differ.

Fong and others (medRxiv 2022.08.23.22279117; NHSRwaitinglist). Demand and capacity are pathways a week or a month, as
the names say.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

PRESSURE_FACTOR = 2.0  # the source itself asks whether it should be 2
TOO_LONG = 2.0  # times the target queue: a list longer than that needs relief


def waits_factor(within_share: float) -> float:
    """Give k, the times the mean wait fits in the target, for a share seen within it: -ln(share missed)."""
    return float(-np.log(1 - within_share))


def target_queue(demand_a_week: float, target_weeks: float, factor: float = 4.0) -> float:
    """Give the list that meets the target: demand times target over k; target_queue(30, 52, 4) is 390."""
    return demand_a_week * target_weeks / factor


def load(demand: float, capacity: float) -> float:
    """Give demand over capacity: above 1 the list grows without end."""
    return demand / capacity


def relief_capacity(demand_a_week: float, queue: float, target: float, weeks: float) -> float:
    """Give the weekly capacity that brings a list to its target in so many weeks."""
    return demand_a_week + (queue - target) / weeks


def target_capacity(
    demand_a_week: float, target_weeks: float, factor: float = 4.0, *, cv_demand: float = 1.0, cv_capacity: float = 1.0
) -> float:
    """Give the weekly capacity that holds a list at its target; target_capacity(30, 52) is 30.0769."""
    return demand_a_week + (cv_demand**2 + cv_capacity**2) / 2 * factor / target_weeks


def pressure(mean_wait_weeks: float, target_weeks: float) -> float:
    """Give how hard a list presses on its target; pressure(63, 52) is 2.4231."""
    return PRESSURE_FACTOR * mean_wait_weeks / target_weeks


def leaving_rate(list_before: float, list_after: float, started: float, completed: float, list_months: float) -> float:
    """Give the share of the list that leaves each month other than by completing; not below nought.

    Started less completed less the change of the list is what left: people who no longer need or want care, and
    entries put right. `list_months` is the sum of the lists of the months.
    """
    return max(0.0, (started - completed - (list_after - list_before)) / list_months)


def rolled(start: xr.DataArray, started: xr.DataArray, capacity: xr.DataArray, leaving: xr.DataArray) -> xr.DataArray:
    """Give the list at the end of each month when capacity is done and the rest waits, dims as `started`.

    `started` has `month` last; `start` and `leaving` have what precedes it, or less. The list never falls below nought:
    capacity with nobody to see is idle.
    """
    came, could = xr.broadcast(started, capacity)
    came, could = (each.transpose(..., "month") for each in (came, could))
    inner = came.isel(month=0, drop=True)
    now, rate = (each.broadcast_like(inner).transpose(*inner.dims).values for each in (start, leaving))
    months = np.empty_like(came.values)
    for month in range(came.sizes["month"]):
        now = np.maximum(0.0, now * (1 - rate) + came.values[..., month] - could.values[..., month])
        months[..., month] = now
    return came.copy(data=months)

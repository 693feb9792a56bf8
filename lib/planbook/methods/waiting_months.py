"""A waiting list by months waited: what it takes for many to be seen within 18 weeks, and for few to wait a year.

Compartments by months waited (`wl[m+1] = max(0, wl[m] (1 - r[m]) - service[m])`), the last holding all who have waited
a year or more. Twelve months are 52 weeks, so 18 weeks are a little over four. Capacity is shared among the months
waited as today's list shows it to be: each has today's chance of being seen, all scaled alike to what can be done.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from numpy.polynomial import polynomial
from numpy.typing import NDArray

from planbook.methods.labelled import at, bare, labelled

Floats = NDArray[np.float64]

WAITED = tuple(range(13))  # whole months waited: 0 in the month of referral, 12 a year or more
YEAR = WAITED[-1]
BANDS = ("to_18_weeks", "18_to_52_weeks", "over_52_weeks")
WEEKS_18 = 18 * 12 / 52  # in months
WHOLE = int(WEEKS_18)  # compartments wholly within 18 weeks
ASTRIDE = WEEKS_18 - WHOLE  # part of the next that is within
EARLY = np.clip(WEEKS_18 - np.array(WAITED), 0.0, 1.0)  # part of each month waited that is within 18 weeks
LAST = np.array(WAITED) == YEAR
PARTS = np.stack([EARLY, 1 - EARLY - LAST, LAST])  # of each month waited, what is in each band
HALVINGS = 60
CAPACITY_LEFT = 1e-9
NOBODY = 1e-6  # fewer people than this are what rounding leaves of a list that is empty


def compartments(waiting: Floats, referrals: Floats, leaving: Floats, service: Floats) -> Floats:
    """Give who waits at a month's end by months waited (first axis), from who waited at the end of the month before.

    All move on by a month, some leave, and `service` of each are seen, those referred in the month among them; what is
    asked beyond who waits is lost. 50 who have waited a month, r .1, service 5 -> 40 who have waited two.
    """
    return np.maximum(0.0, _moved_on(waiting, referrals, leaving) - service)


def by_months_waited(
    size: xr.DataArray, over_18_weeks: xr.DataArray, over_52_weeks: xr.DataArray, started: xr.DataArray
) -> xr.DataArray:
    """Spread a list over months waited so that its size and its numbers over 18 and 52 weeks are as published.

    Within each band those referred in a month (`started`) dwindle at one steady rate. Dims as `size`, then `waited`.
    """
    whole, over_18, longest, came = bare(size, over_18_weeks, over_52_weeks, started)
    within, between = whole - over_18, over_18 - longest
    months = xr.Variable("waited", list(WAITED))
    early = _kept(within / came, [1.0] * WHOLE + [ASTRIDE])
    most = xr.ufuncs.minimum(within / ASTRIDE, between / (1 - ASTRIDE))
    astride = xr.ufuncs.minimum(came * early ** (WHOLE + 1), most)
    young, middle = within - ASTRIDE * astride, between - (1 - ASTRIDE) * astride
    late = _kept(middle / astride.where(astride > 0, 1.0), [1.0] * (YEAR - WHOLE - 1))
    early_part = _scaled(early ** (months + 1) * (months < WHOLE), young)
    late_part = _scaled(late ** (months - WHOLE).clip(0) * ((months > WHOLE) & (months < YEAR)), middle)
    spread = early_part + astride * (months == WHOLE) + late_part + longest * (months == YEAR)
    return labelled(spread.transpose(..., "waited"), size, waited=WAITED)


def chance_seen(now: xr.DataArray, started: xr.DataArray, leaving: xr.DataArray) -> xr.DataArray:
    """Give the chance in a month of being seen after so many months, as a list that stays as it is implies; 0 to 1.

    `now` is by months waited, `started` referrals a month, `leaving` the share leaving otherwise each month. With these
    chances, today's referrals and what today's list completes, a list that is steady keeps its shape.
    """
    like, came, rate = bare(now, started, leaving)
    like = like.transpose("waited", ...)
    rest = like.isel(waited=0)
    available = _moved_on(like.values, _like(came, rest), _like(rate, rest))
    chance = 1 - like.values / np.where(available > 0, available, 1.0)
    return labelled(xr.Variable(like.dims, np.clip(chance, 0.0, 1.0)).transpose(..., "waited"), now)


def rolled_by_wait(
    now: xr.DataArray, started: xr.DataArray, capacity: xr.DataArray, leaving: xr.DataArray, chance: xr.DataArray
) -> xr.DataArray:
    """Give pathways waiting at the end of each month by how long, dims as `started` and then `band` (`BANDS`).

    `started` and `capacity` are pathways a month, `month` last; `now` and `chance` are by months waited, `leaving` as
    for `waiting_list.rolled`, whose list the bands add up to. Capacity is shared by `chance`; what the share of one
    month waited cannot use goes to the longest waits. Chances of nought see the longest waits first.
    """
    first, came, could, rates, chances = bare(now, started, capacity, leaving, chance)
    sizes = {"month": came.sizes["month"], **came.sizes, **could.sizes}
    referred, can = (each.set_dims(sizes).values for each in (came, could))
    rest = came.set_dims(sizes).isel(month=0)
    rate, spread = _like(rates, rest), xr.Variable(("waited", *rest.dims), np.empty((len(WAITED), *rest.shape)))
    waiting, wanted = _like(first, spread), _like(chances, spread)
    found = np.empty((sizes["month"], len(BANDS), *rest.shape))
    for month in range(sizes["month"]):
        waiting = _moved_on(waiting, referred[month], rate)
        _see(waiting, wanted, can[month])
        np.matmul(PARTS, waiting.reshape(len(WAITED), -1), out=found[month].reshape(len(BANDS), -1))
    bands = xr.Variable(("month", "band", *rest.dims), found).transpose(*rest.dims, "month", "band")
    return labelled(bands, started, capacity, band=BANDS)


def share_within_18_weeks(bands: xr.DataArray) -> xr.DataArray:
    """Give the share of a list that has waited no longer than 18 weeks, 1 where nobody waits; add up areas first."""
    return 1 - _share(bands, list(BANDS[1:]))


def share_over_52_weeks(bands: xr.DataArray) -> xr.DataArray:
    """Give the share of a list that has waited over 52 weeks, 0 where nobody waits; add up areas first."""
    return _share(bands, [BANDS[2]])


def _share(bands: xr.DataArray, chosen: list[str]) -> xr.DataArray:
    whole, part = bands.variable.sum("band"), at(bands, band=chosen).sum("band")
    return labelled((part / whole).where(whole > NOBODY, 0.0), bands)


def _moved_on(waiting: Floats, referrals: Floats, leaving: Floats) -> Floats:
    """Give who could be seen in a month: all a month on, less those who leave, and those just referred."""
    stays, moved = 1 - leaving, np.empty(np.broadcast_shapes(waiting.shape, (1, *referrals.shape), leaving.shape))
    moved[0] = referrals
    np.multiply(waiting[:YEAR], stays, out=moved[1:])
    moved[YEAR] += waiting[YEAR] * stays
    return moved


def _see(waiting: Floats, chance: Floats, capacity: Floats) -> None:
    """Take those who are seen from who waits: capacity shared among months waited by their chances.

    What some cannot use goes to the longest waits first.
    """
    seen = waiting * chance
    total = seen.sum(axis=0)
    seen *= capacity / np.where(total > 0, total, 1.0)
    np.minimum(waiting, seen, out=seen)
    left = capacity - seen.sum(axis=0)
    waiting -= seen
    for month in reversed(WAITED):
        if not (left > CAPACITY_LEFT).any():
            break
        more = np.clip(left, 0.0, waiting[month])
        waiting[month] -= more
        left -= more


def _like(array: xr.Variable, whole: xr.Variable) -> Floats:
    """Give values spread over the dims of a whole, in their order."""
    spread: Floats = array.set_dims(whole.sizes).values
    return spread


def _kept(total: xr.Variable, parts: Sequence[float]) -> xr.Variable:
    """Give the share kept each month, 0 to 1, whose powers (1, 2, ...) times `parts` add up to `total`, by halving."""
    low, high = np.zeros_like(total.values), np.ones_like(total.values)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        less = polynomial.polyval(middle, [0.0, *parts]) < total.values
        low, high = np.where(less, middle, low), np.where(less, high, middle)
    return xr.Variable(total.dims, (low + high) / 2)


def _scaled(shape: xr.Variable, total: xr.Variable) -> xr.Variable:
    summed = shape.sum("waited")
    return shape / summed.where(summed > 0, 1.0) * total

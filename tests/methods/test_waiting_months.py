"""A list by months waited: the published worked number, what is published of today, and the right directions."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planbook.methods.waiting_list import rolled
from planbook.methods.waiting_months import (
    BANDS,
    WAITED,
    by_months_waited,
    chance_seen,
    compartments,
    rolled_by_wait,
    share_over_52_weeks,
    share_within_18_weeks,
)

AREAS = ["a", "b"]
STARTED, LEAVING, OVER_18, OVER_52 = 70.0, 0.03, 0.4, 0.02


def of_areas(*values: float) -> xr.DataArray:
    return xr.DataArray(list(values), coords={"area": AREAS[: len(values)]})


def today(size: float = 250.0, started: float = STARTED) -> xr.DataArray:
    return by_months_waited(
        of_areas(size, 2 * size),
        of_areas(size * OVER_18, size),
        of_areas(size * OVER_52, size * 0.2),
        of_areas(started, started),
    )


def monthly(value: float, months: int = 36) -> xr.DataArray:
    names = [f"{2025 + place // 12}-{place % 12 + 1:02d}" for place in range(months)]
    return xr.DataArray(
        np.full((3, len(AREAS), months), value),
        dims=("draw", "area", "month"),
        coords={"area": AREAS, "month": names},
    )


def ahead(started: float, capacity: float, months: int = 36, **given: xr.DataArray) -> xr.DataArray:
    now, rate = today(), of_areas(LEAVING, LEAVING)
    chance = given.get("chance", chance_seen(now, of_areas(STARTED, STARTED), rate))
    return rolled_by_wait(now, monthly(started, months), monthly(capacity, months), rate, chance)


def test_the_worked_number_of_fifty_referrals() -> None:
    none = np.zeros(len(WAITED))
    waiting = compartments(none, np.array(50.0), np.array(0.0), none)
    after_one = compartments(waiting, np.array(0.0), np.array(0.1), np.where(np.array(WAITED) == 1, 5.0, 0.0))
    assert after_one[1] == pytest.approx(40)
    after_two = compartments(after_one, np.array(0.0), np.array(0.2), np.where(np.array(WAITED) == 2, 3.0, 0.0))
    assert after_two[2] == pytest.approx(29)
    assert compartments(waiting, np.array(0.0), np.array(0.0), none + 99).sum() == 0.0


def test_a_year_is_the_longest_wait_told_apart() -> None:
    waiting = np.zeros(len(WAITED))
    waiting[[-2, -1]] = 10.0, 20.0
    assert compartments(waiting, np.array(0.0), np.array(0.0), waiting * 0)[-1] == 30.0


@given(
    size=st.floats(50, 1e6),
    over_18=st.floats(0.01, 0.99),
    over_52=st.floats(0, 0.9),
    started=st.floats(1, 1e6),
)
def test_today_is_as_published_whatever_it_is(size: float, over_18: float, over_52: float, started: float) -> None:
    late, longest = size * over_18, size * over_18 * over_52
    spread = by_months_waited(of_areas(size), of_areas(late), of_areas(longest), of_areas(started))
    part = xr.DataArray([min(max(18 * 12 / 52 - place, 0.0), 1.0) for place in WAITED], dims="waited")
    assert np.allclose(spread.sum("waited"), size)
    assert np.allclose((spread * part).sum("waited"), size - late)
    assert np.allclose(spread.sel(waited=12), longest)
    assert (spread >= -1e-9).all()


def test_the_referrals_of_a_month_dwindle_and_never_outnumber_those_referred() -> None:
    spread = today().sel(area="a").values[:12]
    assert spread[0] <= STARTED
    assert (np.diff(spread) <= 1e-9).all()


def test_the_bands_add_up_to_the_list_rolled_as_one() -> None:
    for capacity in (20.0, 60.0, 140.0):
        bands = ahead(STARTED, capacity)
        whole = rolled(
            of_areas(250.0, 500.0), monthly(STARTED), monthly(capacity), of_areas(LEAVING, LEAVING)
        ).transpose(*bands.dims[:-1])
        assert np.allclose(bands.sum("band"), whole)
        assert (bands >= -1e-9).all()


def test_a_steady_list_keeps_its_shape() -> None:
    now = today()
    capacity = STARTED - LEAVING * 250.0  # what comes in less who leaves otherwise
    bands = ahead(STARTED, capacity, 60).sel(area="a")
    assert np.allclose(bands.sum("band"), 250.0)
    assert np.allclose(share_within_18_weeks(bands), 1 - OVER_18, atol=1e-6)
    assert np.allclose(share_over_52_weeks(bands), OVER_52, atol=1e-6)
    assert float(now.sel(area="a").sum()) == pytest.approx(250.0)


@settings(max_examples=30)
@given(extra=st.floats(0, 60))
@example(extra=13.8828125)  # leaves a list of rounding only
def test_more_capacity_never_leaves_more_waiting_long_and_more_referrals_never_fewer(extra: float) -> None:
    plain, able, more = (ahead(*each).isel(month=-1) for each in ((70, 60), (70, 60 + extra), (70 + extra, 60)))
    for band in BANDS[1:]:
        assert (able.sel(band=band) <= plain.sel(band=band) + 1e-6).all()
        assert (more.sel(band=band) >= plain.sel(band=band) - 1e-6).all()
    assert (share_within_18_weeks(able) >= share_within_18_weeks(plain) - 1e-9).sel(area="a").all()


def test_with_enough_capacity_nobody_waits_long_and_with_none_everybody_does() -> None:
    plenty = ahead(STARTED, 200.0).isel(month=-1)
    assert float(plenty.sum()) == pytest.approx(0.0)
    none = ahead(0.0, 0.0, 14).isel(month=-1)
    assert np.allclose(share_over_52_weeks(none), 1.0)


def test_chances_of_nought_see_the_longest_waits_first() -> None:
    fair, longest = (
        ahead(STARTED, 60.0, 6, **chance).isel(month=-1) for chance in ({}, {"chance": xr.zeros_like(today())})
    )
    assert (longest.sel(band="over_52_weeks") <= fair.sel(band="over_52_weeks")).all()
    assert np.allclose(longest.sum("band"), fair.sum("band"))


def test_a_list_nobody_is_on_stays_so() -> None:
    nobody = of_areas(0.0, 0.0)
    now = by_months_waited(nobody, nobody, nobody, of_areas(70.0, 70.0))
    bands = rolled_by_wait(now, monthly(0.0), monthly(5.0), nobody, chance_seen(now, of_areas(70.0, 70.0), nobody))
    assert float(abs(bands).max()) == 0.0

"""Lists on their path, months and years, rooms and pools: the methods of capacity on small made-up figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from planbook.methods import waiting_list
from planbook.methods.capacity.beds import beds_to_have, chance_full
from planbook.methods.capacity.beside import chance_short_pct, more_than_now
from planbook.methods.capacity.spaces import taken
from planbook.methods.capacity.waiting import at_year_end, by_year, needed_to_meet, year_of
from planbook.methods.seasons import over_months

YEARS = [2026, 2027, 2028]


def yearly(*values: float) -> xr.DataArray:
    return xr.DataArray([[list(values)]], dims=("draw", "area", "year"), coords={"area": ["A"], "year": YEARS})


def test_beds_to_have_are_those_in_use_over_the_occupancy_planned_for() -> None:
    assert float(beds_to_have(yearly(465.7534, 0, 0), xr.DataArray(0.92))[0, 0, 0]) == pytest.approx(506.2537, abs=1e-4)


def test_capacity_to_meet_a_path_brings_the_list_along_it() -> None:
    path, started = yearly(1200.0, 800.0, 400.0), yearly(1000.0, 1000.0, 1000.0)
    needed = needed_to_meet(path, started, xr.DataArray(0.0))
    assert needed.values.tolist() == [[[1400.0, 1400.0]]]
    left = needed_to_meet(path, started, xr.DataArray(0.01))
    assert float(left[0, 0, 0]) == pytest.approx(1000 - 12 * 0.01 * 1000 + 400)


def test_relief_of_a_year_is_what_the_source_gives_for_fifty_two_weeks() -> None:
    path, started = yearly(1200.0, 390.0, 390.0), yearly(0.0, 30 * 52.0, 0.0)
    needed = needed_to_meet(path, started, xr.DataArray(0.0))
    assert float(needed[0, 0, 0]) / 52 == pytest.approx(waiting_list.relief_capacity(30, 1200, 390, 52))


def test_months_become_years_and_a_part_of_the_first_stays_a_part() -> None:
    months = [f"2027-{month:02d}" for month in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)] + ["2028-01", "2028-02", "2028-03"]
    monthly = xr.DataArray([np.arange(14.0)], dims=("area", "month"), coords={"area": ["A"], "month": months})
    summed, ends = by_year(monthly), at_year_end(monthly)
    assert list(summed["year"].values) == [2026, 2027]
    assert summed.values.tolist() == [[1.0, float(sum(range(2, 14)))]]
    assert ends.values.tolist() == [[1.0, 13.0]]
    assert (year_of("2027-03"), year_of("2027-04")) == (2026, 2027)


def test_months_of_a_year_sum_to_it_in_order() -> None:
    shares = xr.DataArray(
        np.full((1, 3, 12), 1 / 12), coords={"area": ["A"], "year": YEARS, "month": [f"{m:02d}" for m in range(12)]}
    )
    months = over_months(yearly(12.0, 24.0, 36.0), shares)
    assert months["month"].values[0] == "2026-04"
    assert months["month"].values[-1] == "2029-03"
    assert by_year(months).values.tolist() == [[[12.0, 24.0, 36.0]]]


@given(units=st.floats(0, 1e6), minutes=st.floats(0, 500), more=st.floats(0, 1e5))
def test_what_care_takes_grows_with_care(units: float, minutes: float, more: float) -> None:
    def minutes_of(amount: float) -> float:
        care = xr.DataArray(
            [[[[amount, 5.0]]]],
            dims=("draw", "area", "year", "point"),
            coords={"area": ["A"], "year": [2026], "point": ["gp", "ae"]},
        )
        each = {"rooms": {"gp": xr.DataArray([minutes], dims="draw")}}
        return float(taken(care, each, "resource")[0, 0, 0, 0])

    assert minutes_of(units) == pytest.approx(units * minutes)
    assert minutes_of(units + more) >= minutes_of(units)


def test_areas_may_believe_different_minutes() -> None:
    care = xr.DataArray(
        np.ones((2, 2, 1, 1)),
        dims=("draw", "area", "year", "point"),
        coords={"area": ["A", "B"], "year": [2026], "point": ["gp"]},
    )
    each = xr.DataArray([[1.0, 2.0], [3.0, 4.0]], dims=("draw", "area"), coords={"area": ["A", "B"]})
    assert taken(care, {"rooms": {"gp": each}}, "resource").values.reshape(2, 2).tolist() == each.values.tolist()


def test_a_unit_is_as_full_as_the_beds_of_its_area_and_nothing_is_said_where_they_are_not_held() -> None:
    in_use = xr.DataArray(
        [[[[100.0, 90.0]], [[50.0, 20.0]]]],
        dims=("draw", "area", "year", "kind"),
        coords={"area": ["A", "B"], "year": [2026], "kind": ["ward", "unit"]},
    )
    in_place = xr.DataArray(
        [[120.0, 100.0], [60.0, np.nan]], coords={"area": ["A", "B"], "kind": ["ward", "unit"]}, dims=("area", "kind")
    )
    pools = xr.DataArray([[12.0, 100.0], [12.0, 100.0]], coords=in_place.coords, dims=("area", "kind"))
    chances = chance_full(in_use, in_place, pools)
    assert chances["full"].sel(kind="ward").values == pytest.approx(0.119739, abs=1e-6)
    assert chances["wait"].sel(kind="ward").values == pytest.approx(0.449388, abs=1e-6)
    assert float(chances["full"].sel(area="A", kind="unit").squeeze()) == pytest.approx(0.026957, abs=1e-6)
    assert np.isnan(chances["wait"].sel(area="B", kind="unit")).all()


def test_change_is_told_within_each_draw_and_shortage_counted_over_draws() -> None:
    counted = xr.DataArray(
        [[[10.0, 12.0, 14.0]], [[20.0, 22.0, 24.0]]],
        dims=("draw", "area", "year"),
        coords={"area": ["A"], "year": YEARS},
    )
    low, high = more_than_now(counted, 2026)
    assert low.tolist() == high.tolist() == [0.0, 2.0, 4.0]
    chances = chance_short_pct(counted, pd.Series([15.0, 15.0, np.nan]))
    assert chances[:2].tolist() == [50.0, 50.0]
    assert np.isnan(chances[2])

"""Money's methods give the worked numbers, add up, and never release more than a unit costs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from planbook.methods.finance import prices
from planbook.methods.finance.capital import charges
from planbook.methods.finance.efficiency import part_saved
from planbook.methods.finance.position import repaid
from planbook.methods.finance.programmes import beyond_stays
from planbook.methods.finance.release import lagged, released
from planbook.methods.finance.stress import told

YEARS = list(range(2024, 2034))
share = st.floats(0, 1)


def by_year(*values: float) -> xr.DataArray:
    return xr.DataArray(list(values), coords={"year": YEARS[: len(values)]})


def test_the_uplift_and_efficiency_of_2025_26_compounded_and_taken_off() -> None:
    assert prices.net_rise(0.0415, 0.02, compound=True) == pytest.approx(0.02067, abs=5e-6)
    assert prices.net_rise(0.0415, 0.02, compound=False) == pytest.approx(0.0215)


def test_an_index_starts_at_one_and_compounds() -> None:
    index = prices.index_from(0.02, [2024, 2025, 2026])
    assert index.values == pytest.approx([1, 1.02, 1.0404])
    published = pd.Series({2024: 100.0, 2025: 103.0})
    ahead = prices.extended(published, xr.DataArray([0.02], dims="draw"), [2024, 2025, 2026, 2027])
    assert ahead.transpose("draw", "year").values[0] == pytest.approx([1, 1.03, 1.0506, 1.071612])


@given(st.lists(st.floats(1, 1e9), min_size=3, max_size=3), st.floats(0.8, 1.5))
def test_the_price_base_changes_no_ratio(amounts: list[float], price: float) -> None:
    constant = by_year(*amounts)
    index = by_year(1.0, price, price * price)
    other = prices.rebased(constant, index, 2026)
    assert np.allclose(other / other.isel(year=0), constant / constant.isel(year=0))
    assert float(other.isel(year=0)) == pytest.approx(amounts[0] * price * price)


@given(share, share, share, st.floats(0, 36), st.floats(0, 1e6))
def test_cash_capacity_and_what_stays_add_up_to_the_average_cost(
    variable: float, stepped: float, taken: float, lag: float, pounds: float
) -> None:
    avoided = by_year(*[pounds] * 5)
    split = released(avoided.variable, variable, stepped, taken, lag)
    assert np.allclose(split.full, avoided)
    for part in (split.cash, split.capacity, split.stays):
        assert (part >= -1e-6).all()
    assert float(split.cash.isel(year=0)) <= float(split.cash.isel(year=-1)) + 1e-6


def test_only_the_variable_part_is_cash_at_once_and_the_rest_lags() -> None:
    avoided = by_year(100, 100, 100, 100)
    split = released(avoided.variable, 0.2, 0.5, 0.25, 18)
    assert split.cash.values == pytest.approx([20, 25, 30, 30])
    assert split.capacity.values == pytest.approx([0, 15, 30, 30])
    assert split.stays.values == pytest.approx([80, 60, 40, 40])


def test_a_lag_between_years_falls_in_both() -> None:
    assert lagged(by_year(10, 0, 0, 0).variable, 18.0).values == pytest.approx([0, 5, 5, 0])
    first = lagged(by_year(10, 0, 0).variable, xr.Variable("draw", [0.0, 12.0])).isel(year=0)
    assert first.values == pytest.approx([10, 0])


def test_capital_is_written_off_evenly_and_charged_on_what_is_left() -> None:
    cost = charges(by_year(100, 0, 0, 0).variable, 10.0, 0.035)
    assert cost.values == pytest.approx([0, 10 + 3.5, 10 + 3.15, 10 + 2.8])


def test_bed_days_count_only_beyond_the_stays_of_admissions_avoided() -> None:
    volumes = xr.DataArray([[[[500.0, 100.0]]]], dims=("draw", "area", "year", "line"))
    volumes = volumes.assign_coords(line=["emergency_bed_days", "emergency_overnight"])
    units = [[-80.0, -10.0], [-30.0, -10.0], [20.0, -10.0], [-80.0, 0.0]]
    moved = xr.DataArray([[[units]]], dims=("draw", "area", "year", "programme", "point"))
    moved = moved.assign_coords(point=["emergency_bed_days", "emergency_overnight"])
    days = beyond_stays(moved, volumes).sel(point="emergency_bed_days").values.ravel()
    assert days == pytest.approx([-30, 0, 20, -80])
    assert np.array_equal(
        beyond_stays(moved, volumes).sel(point="emergency_overnight"), moved.sel(point="emergency_overnight")
    )


@pytest.mark.parametrize(("compound", "left"), [(True, 0.98**2), (False, (1.0415 - 0.02) ** 2 / 1.0415**2)])
def test_efficiency_adds_up_over_the_years_by_its_convention(compound: bool, left: float) -> None:
    taken = part_saved(0.02, YEARS[:3], compound, 0.0415)
    assert float(taken[0]) == 0
    assert float(taken[2]) == pytest.approx(1 - left)


def test_what_is_owed_is_repaid_and_no_more() -> None:
    back = repaid(xr.DataArray(14.0), xr.DataArray(6.0), YEARS[:6], 2026)
    assert back.values == pytest.approx([0, 0, 6, 6, 2, 0])


def test_a_swing_is_the_slope_times_the_width_and_chance_is_left_out() -> None:
    random = np.random.default_rng(7)
    strong, weak = random.normal(size=400), random.normal(size=400)
    answer = xr.DataArray((3 * strong + 10)[:, None], dims=("draw", "area"), coords={"area": ["QAA"]})
    rows = told(answer + 0.1 * random.normal(size=(400, 1)), {"strong": strong, "weak": weak})
    assert list(rows["key"]) == ["strong"]
    width = np.diff(np.percentile(strong, [10, 90]))[0]
    assert rows["high"].iloc[0] - rows["low"].iloc[0] == pytest.approx(3 * width, rel=0.02)

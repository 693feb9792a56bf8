"""Staff over time: METHODS' worked numbers, and what must hold whatever the rates."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from planbook.errors import InputError
from planbook.methods.supply.pipeline import newly_qualified
from planbook.methods.supply.stock import Flows, project
from planbook.methods.supply.work import Work

YEARS = [2024, 2025, 2026, 2027, 2028, 2029]
GROUPS = ["nurses", "support"]
AGES = ["young", "middle", "old"]


def start(*heads: float) -> xr.DataArray:
    values = np.array(heads, dtype=float).reshape(1, 1, len(heads), 1) * np.ones((1, 1, 1, len(AGES))) / len(AGES)
    coords = {"area": ["QAA"], "staff_group": GROUPS[: len(heads)], "age_band": AGES}
    return xr.DataArray(values, dims=("draw", "area", "staff_group", "age_band"), coords=coords)


def flows(leaving: float = 0.0, retiring: float = 0.0, joining: float = 0.0, moving: float | None = None) -> Flows:
    ages = xr.DataArray([0.1, 0.1, 0.2], coords={"age_band": AGES})
    young = xr.DataArray([[1.0, 0.0, 0.0]], coords={"source": ["other"], "age_band": AGES})
    route = None if moving is None else xr.DataArray([moving], coords={"route": ["support > nurses"]})
    return Flows(
        xr.DataArray(leaving),
        xr.DataArray([0.0, 0.0, retiring], coords={"age_band": AGES}),
        xr.DataArray([joining], coords={"source": ["other"]}),
        young,
        ages,
        route,
    )


def staff(*args, **kwargs) -> np.ndarray:
    return project(*args, **kwargs).staff.isel(draw=0, area=0).values


def test_a_thousand_who_lose_8_point_8_per_cent_and_gain_95_a_year() -> None:
    found = staff(start(1000.0), flows(0.088, joining=95.0), YEARS)[:, 0]
    assert found == pytest.approx([1000, 1007.0, 1013.384, 1019.2062, 1024.5161, 1029.3586], abs=5e-5)


def test_the_stock_is_what_was_there_and_came_less_what_went() -> None:
    made = project(start(900.0, 600.0), flows(0.07, 0.2, 30.0, 0.02), YEARS)
    signs = xr.DataArray([1, 1, -1, -1, -1], coords={"flow": made.flows["flow"]})
    change = made.staff.diff("year")
    assert np.allclose(change, (made.flows * signs).sum("flow").sel(year=change["year"]), atol=1e-9)


def test_moving_loses_nobody_and_ageing_neither() -> None:
    made = project(start(900.0, 600.0), flows(moving=0.1), YEARS)
    assert np.allclose(made.staff.sum("staff_group"), 1500.0, rtol=1e-12)
    assert made.staff.sel(staff_group="support").diff("year").max() < 0
    assert (made.flows.sel(flow="moved_in").sum() - made.flows.sel(flow="moved_out").sum()) == pytest.approx(0.0)
    assert made.heads.isel(year=-1).sel(age_band="old").sum() > made.heads.isel(year=0).sel(age_band="old").sum()


def test_the_same_flows_give_the_same_staff_to_the_last_bit() -> None:
    once, again = (project(start(900.0, 600.0), replace(flows(0.07, 0.2, 30.0, 0.02)), YEARS) for _ in range(2))
    assert (once.heads.values == again.heads.values).all()


def test_month_by_month_the_same_share_is_gone_by_the_year_end() -> None:
    monthly = staff(start(1000.0), replace(flows(0.088), ageing=flows().ageing * 0), YEARS, 12)
    assert monthly[1:, 0] == pytest.approx(1000 * 0.912 ** np.arange(1, 6))
    joined = staff(start(1000.0), flows(0.088, joining=95.0), YEARS, 12)
    assert joined[1, 0] == pytest.approx(912 + 95 - 95 / 12 * sum(1 - 0.912 ** (m / 12) for m in range(12)))


def test_who_would_leave_and_retire_does_not_go_twice() -> None:
    made = project(start(300.0), replace(flows(0.7), retiring=xr.DataArray(0.7)), YEARS)
    assert made.staff.isel(year=1).item() == pytest.approx(0.0, abs=1e-9)
    assert (made.flows >= 0).all()


@settings(max_examples=30)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 500), st.floats(0, 1), st.sampled_from([1, 12]))
def test_fewer_leavers_never_lower_the_stock_and_nothing_is_negative(leave, less, retire, join, move, steps) -> None:
    many = project(start(800.0, 500.0), flows(leave, retire, join, move), YEARS, steps)
    few = project(start(800.0, 500.0), flows(leave * less, retire, join, move), YEARS, steps)
    assert (few.staff.sum("staff_group") >= many.staff.sum("staff_group") - 1e-6).all()
    assert (few.staff >= many.staff - 1e-6).all()
    for made in (many, few):
        assert (made.heads >= -1e-9).all()
        assert (made.flows >= -1e-9).all()


def test_what_cannot_be_is_refused_all_at_once() -> None:
    wrong = replace(flows(1.2, joining=-3.0, moving=0.1), joining_ages=flows().joining_ages * 0.5)
    with pytest.raises(InputError) as caught:
        project(start(100.0), wrong, YEARS)
    said = str(caught.value)
    assert "flows.leaving" in said
    assert "below 0" in said
    assert "sum to 1" in said
    assert "unknown staff group 'support'" in said


def test_a_thousand_students_are_748_who_start_work_three_years_on() -> None:
    intake = xr.DataArray([1000.0] * 4 + [2000.0] * 2, coords={"year": range(2020, 2026)})
    out = newly_qualified(intake, 0.125, 0.95, 0.9, 3)
    assert list(out["year"].values) == [2024, 2025, 2026, 2027, 2028]
    assert out.values == pytest.approx([748.125, 748.125, 748.125, 1496.25, 1496.25])
    late = newly_qualified(intake, 0.125, 0.95, 0.9, 3, late=0.25)
    assert late.values == pytest.approx([748.125, 748.125, 748.125, 1309.21875, 1496.25])
    with pytest.raises(InputError, match="two or more"):
        newly_qualified(intake.isel(year=[0]), 0.125, 0.95, 0.9, 3)


def test_absence_as_today_takes_nothing_from_the_posts_filled() -> None:
    heads = xr.DataArray([1000.0, 1000.0], coords={"year": [2024, 2025]})
    absence = xr.DataArray([0.05, 0.06], coords={"year": [2024, 2025]})
    none = xr.DataArray(0.0)
    work = Work(xr.DataArray(0.9), absence, absence.isel(year=0, drop=True), none, none)
    assert work.in_post(heads).values == pytest.approx([900, 900])
    assert work.at_work(heads).values == pytest.approx([855, 846])
    assert work.available(heads).values == pytest.approx([900, 900 * 0.94 / 0.95])


def test_bank_and_agency_as_today_are_part_of_how_posts_are_worked() -> None:
    heads, none = xr.DataArray(1000.0), xr.DataArray(0.0)
    work = Work(xr.DataArray(1.0), xr.DataArray(0.05), xr.DataArray(0.05), xr.DataArray(50.0), xr.DataArray(20.0), 70.0)
    assert work.filled(heads) == pytest.approx(1070)
    assert work.at_work(heads) == pytest.approx(1016.5)
    assert work.available(heads) == pytest.approx(1000)
    assert replace(work, agency=none).available(heads) == pytest.approx(980)
    assert replace(work, productivity=1.02).available(heads) == pytest.approx(1021.4)
    assert work.available(none) == pytest.approx(0.0)

"""Discounting gives METHODS' worked numbers; a benefit is no more than what is really ours to claim."""

from __future__ import annotations

import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from planbook.data import reference
from planbook.methods.value.discount import benefit, present_value
from planbook.methods.value.worth import cost_each, judged, weights_scaled

share = st.floats(0, 1)


def thousand(first: int) -> xr.DataArray:
    years = list(range(2024 + first, 2029 + first))
    return xr.DataArray([1000.0] * 5, coords={"year": years})


def test_a_thousand_a_year_discounted() -> None:
    assert float(present_value(thousand(0), 0.035, 2024)) == pytest.approx(4673.08, abs=0.005)
    assert float(present_value(thousand(1), 0.035, 2024)) == pytest.approx(4515.05, abs=0.005)
    assert float(present_value(thousand(0), 0.015, 2024)) > 4673.08


@given(st.floats(0, 1e6), st.floats(0, 1), share, share, share, st.integers(0, 10))
def test_a_benefit_is_never_more_than_its_effect_and_falls_with_time(
    people: float, effect: float, deadweight: float, attribution: float, drop: float, t: int
) -> None:
    helped = xr.DataArray(people)
    now, later = (float(benefit(helped, effect, deadweight, attribution, drop, since)) for since in (t, t + 1))
    assert 0 <= later <= now <= people * effect * (1 + 1e-12)


def test_a_benefit_is_the_product_of_its_parts() -> None:
    found = benefit(xr.DataArray(1000 * 0.5 * 0.6), 0.04, 0.25, 0.75, 0.1, 2)
    assert float(found) == pytest.approx(300 * 0.04 * 0.75 * 0.75 * 0.81)


def test_a_wellbeing_year_of_2019_at_2024_prices() -> None:
    deflators = reference.load("deflators").set_index("year")["gdp_deflator"]
    assert 13_000 * deflators[2024] / deflators[2019] == pytest.approx(16_074, abs=1)


def draws(*values: float) -> xr.DataArray:
    return xr.DataArray(
        [[[value]] for value in values],
        dims=("draw", "area", "programme"),
        coords={"area": ["QAA"], "programme": ["a"]},
    )


def test_the_chance_is_the_part_of_draws_in_which_it_is_worth_it() -> None:
    row = judged(draws(1, 2, 3, 4), draws(2.5, 2.5, 2.5, 2.5), draws(0, 0, 0, 3)).iloc[0]
    assert (row["chance_pct"], row["nhs_chance_pct"]) == (50, 25)
    assert row["net"] == pytest.approx(0)
    nothing = judged(draws(0, 0), draws(0, 0), draws(0, 0)).iloc[0]
    assert nothing[["ratio", "chance_pct", "nhs_chance_pct"]].isna().all()
    assert cost_each(draws(10, 20), draws(5, 5))[0, 0] == 3


@given(st.lists(st.floats(1, 1e6), min_size=5, max_size=5))
def test_weights_change_nothing_for_a_benefit_spread_as_people_are(people: list[float]) -> None:
    held = dict(enumerate(people, start=1))
    weights = weights_scaled({1: 1.6, 2: 1.25, 3: 1.0, 4: 0.8, 5: 0.65}, held)
    assert sum(weights[fifth] * held[fifth] for fifth in held) == pytest.approx(sum(people))

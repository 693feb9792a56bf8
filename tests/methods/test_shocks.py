"""The course of a shock, by month and by year."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.methods.shocks import epidemic_months, profile
from planbook.params.entry import AssumptionEntry
from planbook.params.shock import Epidemic, Shock

SIZE = AssumptionEntry.model_validate(
    {
        "meaning": "More", "unit": "percent_change", "value": 10.0, "distribution": "fixed",
        "source": "x", "as_of": "2026", "quality": "red", "because": "A test.",
    }
)  # fmt: skip


def shock(profile: str, months: int) -> Shock:
    return Shock(title="S", moves="activity", start="2028-04", months=months, profile=profile, size=SIZE)


@pytest.mark.parametrize(
    ("shape", "shares"),
    [
        ("flat", [1, 1, 1, 1]),
        ("rising", [0.25, 0.5, 0.75, 1]),
        ("falling", [1, 0.75, 0.5, 0.25]),
        ("peak", [0.5, 1, 1, 0.5]),
    ],
)
def test_the_shape_is_the_one_named(shape: str, shares: list[float]) -> None:
    assert profile(shock(shape, 4)).tolist() == shares


def outbreak(**given: float) -> Epidemic:
    usual = {"reproduction": 2.0, "latent_days": 3.0, "infectious_days": 5.0, "susceptible_pct": 100.0}
    return Epidemic(**{**usual, **given}, source="x", because="A test.")


@given(st.floats(1.3, 6), st.floats(1, 10), st.floats(2, 12))
def test_an_outbreak_rises_to_one_height_and_falls(reproduction: float, latent: float, infectious: float) -> None:
    epidemic = outbreak(reproduction=reproduction, latent_days=latent, infectious_days=infectious)
    months = epidemic_months(epidemic, 24)
    top = int(months.argmax())
    assert months[top] == 1
    assert (months >= 0).all()
    assert (np.diff(months[: top + 1]) >= 0).all()
    assert (np.diff(months[top:]) <= 0).all()


def test_a_faster_outbreak_comes_to_its_height_sooner() -> None:
    slow, fast = (epidemic_months(outbreak(reproduction=each), 18).argmax() for each in (1.4, 3.0))
    assert fast < slow

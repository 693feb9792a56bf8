"""Beds against worked numbers, and directions that cannot be otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.methods.beds import beds_needed, erlang_b, erlang_c, occupied_beds


def test_the_published_numbers() -> None:
    occupied = occupied_beds(25_000, 6.8)
    assert occupied == pytest.approx(465.7534, abs=1e-4)
    assert beds_needed(occupied, 0.92) == pytest.approx(506.2537, abs=1e-4)
    assert erlang_b(10, 12) == pytest.approx(0.119739, abs=1e-6)
    assert erlang_c(10, 12) == pytest.approx(0.449388, abs=1e-6)
    assert erlang_b(90, 100) == pytest.approx(0.026957, abs=1e-6)


@given(offered=st.floats(0.1, 80), beds=st.integers(1, 80))
def test_another_bed_never_makes_being_full_likelier(offered: float, beds: int) -> None:
    assert erlang_b(offered, beds + 1) <= erlang_b(offered, beds)
    assert erlang_c(offered, beds + 1) <= erlang_c(offered, beds)
    assert erlang_b(offered, beds) <= erlang_c(offered, beds) <= 1

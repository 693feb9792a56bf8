"""Beds against worked numbers, and directions that cannot be otherwise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.methods.beds import beds_needed, chances_full, erlang_b, erlang_c, occupied_beds, spaces_for


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


def test_the_published_number_of_spaces() -> None:
    assert spaces_for(80_000 * 240.0, 52.0, 168.0, 0.5) == pytest.approx(73.2601, abs=1e-4)


@given(offered=st.lists(st.floats(0.0, 150), min_size=2, max_size=6), beds=st.integers(1, 100))
def test_many_loads_at_once_give_what_each_gives_and_rise_with_load(offered: list[float], beds: int) -> None:
    loads = np.array(sorted(offered))
    full, wait = chances_full(loads, beds)
    assert np.allclose(full, [erlang_b(each, beds) for each in loads])
    assert np.allclose(wait, [erlang_c(each, beds) for each in loads])
    for chance in (full, wait):
        assert ((chance >= 0) & (chance <= 1)).all()
        assert (np.diff(chance) >= -1e-12).all()


@given(busy=st.floats(0.3, 0.98), beds=st.integers(2, 60))
def test_the_same_occupancy_is_safer_in_a_larger_unit(busy: float, beds: int) -> None:
    assert erlang_b(busy * 2 * beds, 2 * beds) <= erlang_b(busy * beds, beds) + 1e-12
    assert erlang_c(busy * 2 * beds, 2 * beds) <= erlang_c(busy * beds, beds) + 1e-12

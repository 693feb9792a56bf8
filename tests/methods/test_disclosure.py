"""Small counts never leave; what leaves is rounded as METHODS says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.methods.disclosure import hidden_where_small, safe_counts


@pytest.mark.parametrize(("count", "safe"), [(0, 0), (8, 10), (12, 10), (13, 15), (100, 100)])
def test_worked_numbers(count: int, safe: int) -> None:
    assert safe_counts(pd.Series([float(count)])).tolist() == [safe]


@pytest.mark.parametrize("count", [0.4, 1, 7, 7.9])
def test_fewer_than_eight_are_hidden(count: float) -> None:
    assert np.isnan(safe_counts(pd.Series([float(count)])).iloc[0])


@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_nothing_from_one_to_seven_is_ever_given(counts: list[float]) -> None:
    safe = safe_counts(pd.Series(counts)).dropna()
    assert not safe.between(0.001, 7.999).any()
    assert (safe % 5 == 0).all()


def test_only_counts_of_people_are_hidden() -> None:
    frame = pd.DataFrame({"unit": ["people", "percent_per_year"], "seen": [3.0, 3.0]})
    assert hidden_where_small(frame, ["seen"])["seen"].isna().tolist() == [True, False]

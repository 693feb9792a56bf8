"""A formula is worked out again from its inputs, and nothing else is run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.errors import InputError
from planbook.methods.explain import Input, evaluate, unfolded


@given(a=st.floats(-1e6, 1e6), b=st.floats(0.1, 1e3), c=st.floats(-10, 10))
def test_a_formula_follows_arithmetic(a: float, b: float, c: float) -> None:
    values = {"A": a, "B": b, "c": c}
    assert evaluate("(A + B * c) / B - -2", values) == pytest.approx((a + b * c) / b + 2)
    assert evaluate("B ** 2", values) == pytest.approx(b**2)


@pytest.mark.parametrize("formula", ["__import__('os')", "A.real", "A if A else 1", "[A]", "A +", "'text'"])
def test_anything_else_is_refused(formula: str) -> None:
    with pytest.raises(InputError):
        evaluate(formula, {"A": 1.0})


def test_an_unknown_symbol_names_the_nearest() -> None:
    with pytest.raises(InputError, match="allowed: A, B"):
        evaluate("A + C", {"A": 1.0, "B": 2.0})


def test_a_number_comes_first_with_the_weakest_basis_and_its_interval() -> None:
    inputs = [
        Input("A", "One", 2.0, "beds", "observed", "p", "2025-03"),
        Input("B", "Two", 3.0, "beds", "modelled", "q", "2025-07", ("step.x", "step.y")),
    ]
    rows = unfolded("QAA", "k", "Number", "beds", "A * B", inputs, (5.0, 7.0))
    assert list(rows["symbol"]) == ["", "A", "B"]
    first = rows.iloc[0]
    assert (first["value"], first["low"], first["high"], first["basis"]) == (6.0, 5.0, 7.0, "modelled")
    assert first["period_to"] == "2025-07"
    assert rows.iloc[2]["assumed"] == "step.x step.y"
    assert rows["low"].isna().tolist() == [False, True, True]

"""The expected result of programmes and what is left of a target, whichever way is better."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planbook.methods.goals.results import with_results
from planbook.params import load_beliefs

PLANNING = load_beliefs(Path(__file__).parents[2] / "params").planning


def positions(**given: object) -> pd.DataFrame:
    row = {"area": "QAA", "outcome": "x", "value": 75.0, "unit": "percent", "better": "higher", "target": 85.0}
    return pd.DataFrame([row | {"by_when": "2028/29"} | given])


def results(value: float, low: float, high: float, unit: str, serving: str = "Help") -> pd.DataFrame:
    years = range(2027, 2032)
    return pd.DataFrame(
        [("QAA", "x", year, value, low, high, unit, serving) for year in years],
        columns=["area", "outcome", "year", "value", "low", "high", "unit", "serving"],
    )


def test_points_are_added_and_the_shortfall_is_what_is_left() -> None:
    row = with_results(positions(), results(2.0, 1.0, 4.0, "percentage_points"), PLANNING).iloc[0]
    assert (row["result_year"], row["result"], row["shortfall"]) == (2028, 77.0, 8.0)
    assert (row["shortfall_low"], row["shortfall_high"]) == (6.0, 9.0)


def test_a_relative_change_multiplies_and_lower_may_be_better() -> None:
    stands = positions(value=30.0, unit="minutes", better="lower", target=18.0, by_when="2035/36")
    row = with_results(stands, results(-10.0, -20.0, 0.0, "percent_change"), PLANNING).iloc[0]
    assert (row["result_year"], row["result"], row["shortfall"]) == (2031, 27.0, 9.0)
    assert (row["shortfall_low"], row["shortfall_high"]) == (6.0, 12.0)


def test_a_share_is_never_more_than_everyone() -> None:
    row = with_results(positions(value=99.0), results(5.0, 4.0, 6.0, "percentage_points"), PLANNING).iloc[0]
    assert row["result"] == 100.0


@pytest.mark.parametrize(
    "found", [results(2.0, 1.0, 3.0, "percentage_points", serving=""), results(2, 1, 3, "x").iloc[:0]]
)
def test_nothing_is_expected_where_no_programme_is_on(found: pd.DataFrame) -> None:
    row = with_results(positions(), found, PLANNING).iloc[0]
    assert row["result_year"] == 0
    assert np.isnan(row["result"])
    assert np.isnan(row["shortfall"])

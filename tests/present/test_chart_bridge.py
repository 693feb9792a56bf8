"""A bridge is drawn from one total to another, and refused where its steps do not sum."""

from __future__ import annotations

import pandas as pd
import pytest

from planbook.errors import InputError
from planbook.present import charts
from planbook.present.about import About

ABOUT = About("A publication", "May 2025", "modelled", "Somewhere", False)
ROWS = pd.DataFrame(
    {
        "label": ["Short before", "One lever", "Another", "Too much", "Short after"],
        "posts": [100.0, -40.0, -25.0, 5.0, 40.0],
        "total": [True, False, False, False, True],
    }
)


def drawn(rows: pd.DataFrame) -> charts.Chart:
    return charts.bridge(
        rows, "label", "posts", "total", message="Two levers fill most", subtitle="Posts", name="a-bridge", about=ABOUT,
        unit="wte",
    )  # fmt: skip


def test_a_bridge_says_its_message_and_signs_its_steps() -> None:
    chart = drawn(ROWS)
    assert chart.alt == "Bridge chart. Two levers fill most."
    for text in (">100<", ">−40<", ">+5<", ">40<"):
        assert text in chart.svg
    assert drawn(ROWS).svg == chart.svg


def test_steps_that_do_not_sum_to_the_total_are_refused() -> None:
    with pytest.raises(InputError, match="the steps come to 40, the total is 30"):
        drawn(ROWS.assign(posts=[100.0, -40.0, -25.0, 5.0, 30.0]))
    with pytest.raises(InputError, match="does not begin and end with a total"):
        drawn(ROWS.iloc[1:])


def test_a_total_of_nothing_and_steps_below_nought_are_drawn() -> None:
    rows = pd.DataFrame(
        {"label": ["Before", "Less", "After"], "posts": [0.0, -3.0, -3.0], "total": [True, False, True]}
    )
    assert "−3" in drawn(rows).svg

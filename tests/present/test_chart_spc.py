"""A control chart says what is not chance by sign as well as by colour."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from planbook.errors import InputError
from planbook.methods import spc
from planbook.present import charts
from planbook.present.chart_spc import BETTER, CHANCE, NEITHER, WORSE, colour_of

ABOUT = charts.About("A return", "May 2028", "illustrative", "Example", True)


def drawn(values: list[float], **given: object) -> charts.Chart:
    frame = spc.chart(values).rename(columns={"mean": "centre", "side": "beyond"})
    months = pd.period_range("2027-04", periods=len(values), freq="M").astype(str)
    frame = frame.assign(month=months, planned=np.nan)
    said = {"better": "lower", "message": "M", "subtitle": "S", "name": "c", "about": ABOUT, "unit": "beds"}
    return charts.control(frame, **{**said, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("flag", "beyond", "better", "wanted"),
    [
        ("common", 1, "lower", (CHANCE, "")),
        ("shift", 1, "lower", (WORSE, "-")),
        ("shift", -1, "lower", (BETTER, "+")),
        ("trend", 1, "higher", (BETTER, "+")),
        ("outside", 1, "none", (NEITHER, "!")),
    ],
)
def test_colour_and_sign_say_the_same(flag: str, beyond: int, better: str, wanted: tuple[str, str]) -> None:
    assert colour_of(flag, beyond, better) == wanted


def test_the_colours_are_those_of_the_method() -> None:
    assert (BETTER, WORSE, CHANCE, NEITHER) == ("#00b0f0", "#e46c0a", "#a6a6a6", "#490092")


def test_a_point_that_is_not_chance_is_drawn_in_its_colour_and_the_figures_are_behind_it() -> None:
    chart = drawn([100.0, 102.0, 99.0, 101.0, 100.0, 98.0, 101.0, 100.0, 99.0, 100.0, 101.0, 100.0, 140.0])
    assert WORSE in chart.svg
    assert ">-</text>" in chart.svg
    assert len(chart.frame) == 13
    assert drawn([1.0, 2.0] * 8).svg.count(WORSE) == 0


def test_a_chart_without_months_is_refused() -> None:
    empty = pd.DataFrame(columns=["month", "value", "centre", "lower", "upper", "flag", "beyond", "planned"])
    with pytest.raises(InputError, match="no rows"):
        charts.control(empty, better="none", message="M", subtitle="S", name="c", about=ABOUT, unit="beds")

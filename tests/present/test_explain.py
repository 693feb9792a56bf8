"""A key number unfolds without script, and its printed formula over its printed inputs gives the printed number."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pandas as pd
import pytest

from planbook.methods.explain import Input, evaluate, unfolded
from planbook.present import explain
from planbook.present.here import Here


@pytest.fixture
def here() -> Here:
    return Here(
        area="QAA",
        kind="system",
        system="QAA",
        region="Midland",
        fictional=False,
        names={"ENG": "England", "QAA": "NHS Somewhere Integrated Care Board"},
        publications={"p": "A publication (Its publisher)"},
        as_at=date(2026, 11, 21),
        base_year=2024,
        plan_start=2027,
        plan_end=2031,
        horizon=2036,
    )


ASSUMPTIONS = pd.DataFrame(
    [
        ("step.growth", "", "Growth", 1.3, 1.2, 1.4, "percent_per_year", "A model", "2024", "amber"),
        ("step.other", "", "Something else", 5.0, 4.0, 6.0, "percent", "Nobody", "2026", "red"),
    ],
    columns=["key", "leaf", "meaning", "value", "low", "high", "unit", "source_title", "as_of", "quality"],
)


def rows(formula: str, inputs: list[tuple[str, float, str]], unit: str) -> pd.DataFrame:
    given = [
        Input(symbol, f"Input {symbol}", value, kind, "modelled", "p", "2025-03", ("step.growth",))
        for symbol, value, kind in inputs
    ]
    return unfolded("QAA", "k", "Beds needed", unit, formula, given, (1.0, 2.0))


def worked_out_from_print(html: str) -> tuple[float, str]:
    """Read formula, inputs and number off the page, as a reader would, and work the formula out."""
    formula = unescape(re.search(r"Formula: </strong>.*? = (.*?)</p>", html)[1])
    table = re.search(r"<caption>What goes into it.*?</table>", html, re.S)[0]
    cells = re.findall(r'<th scope="row">(\w+)</th><td>.*?</td><td>(.*?)</td>', table)
    values = {symbol: float(re.sub(r"[£,]", "", value).replace("\N{MINUS SIGN}", "-")) for symbol, value in cells}
    number = unescape(re.search(r"<summary>.*, (\S+)</summary>", html)[1])
    return evaluate(formula, values), number


@pytest.mark.parametrize(
    ("formula", "inputs", "unit"),
    [
        (
            "(B + P + H) / D / O",
            [("B", 1539461.82, "bed_days"), ("P", 79019.51, "bed_days"), ("H", -6314.15, "bed_days"),
             ("D", 365.0, "days"), ("O", 0.9469312, "share")],
            "beds",
        ),
        ("W * (w - 1)", [("W", 52157.03, "wte"), ("w", 1.1538271, "times")], "wte"),
        ("U + V", [("U", 143208209.77, "gbp"), ("V", -5400479.33, "gbp")], "gbp"),
    ],
)  # fmt: skip
def test_the_printed_formula_over_the_printed_inputs_gives_the_printed_number(
    here: Here, formula: str, inputs: list[tuple[str, float, str]], unit: str
) -> None:
    html = explain.unfolded(rows(formula, inputs, unit), ASSUMPTIONS, here)
    value, number = worked_out_from_print(html)
    assert explain.printed(value, unit) == number or abs(value - float(re.sub(r"[£,]", "", number))) <= 1


def test_only_what_lies_behind_the_number_is_shown_as_assumed(here: Here) -> None:
    html = explain.unfolded(rows("A", [("A", 5.0, "beds")], "beds"), ASSUMPTIONS, here)
    assert "<details>" in html
    assert "<script" not in html
    assert "Growth" in html
    assert "Something else" not in html
    assert "A publication (Its publisher)" in html
    assert "March 2025" in html


def test_every_number_of_the_area_unfolds_and_no_others(here: Here) -> None:
    mine = rows("A", [("A", 5.0, "beds")], "beds")
    other = mine.assign(area="QBB", label="Elsewhere")
    html = explain.numbers(pd.concat([mine, other]), ASSUMPTIONS, here)
    assert html.count("<details>") == 1
    assert "Elsewhere" not in html

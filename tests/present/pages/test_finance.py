"""What the pages of money say follows the figures: a gap only with an income, and the words with the numbers."""

from __future__ import annotations

import pandas as pd

from planbook.present.here import Here
from planbook.present.pages import finance, finance_tables

NONE = pd.DataFrame(columns=["area", "year", "case", "mean", "p10", "p90", "source"])


def cases(more: float = 120e6) -> pd.DataFrame:
    rows = []
    for year, extra in ((2024, 0.0), (2031, more)):
        for case, label in (("unchanged", "Nothing changes"), ("constrained", "As it can be")):
            own = 1000e6 + extra
            rows.append(("QAA", year, case, label, own, own - 5e6, own + 5e6, own, extra, extra - 5e6, extra + 5e6))
    columns = "area year case label mean p10 p90 cash more low high"
    return pd.DataFrame(rows, columns=columns.split()).assign(p50=1.0, basis="modelled", source="p")


def position(mean: float, source: str = "local_return") -> pd.DataFrame:
    row = ("QAA", 2031, "constrained", mean, mean - 3e6, mean + 3e6, source)
    return pd.DataFrame([row], columns=list(NONE.columns))


def bridge(**means: float) -> pd.DataFrame:
    rows = [("QAA", key, order, key.capitalize(), mean) for order, (key, mean) in enumerate(means.items(), start=1)]
    return pd.DataFrame(rows, columns=["area", "key", "order", "label", "mean"])


def test_without_an_income_the_title_is_pressure_and_the_word_gap_is_not_in_it(here: Here) -> None:
    said = finance.title(cases(), NONE, here)
    assert "£120 million a year more by 2031/32 than in 2024/25" in said
    assert "short" not in said
    assert "less by 2031/32" in finance.title(cases(-120e6), NONE, here)


def test_with_an_income_the_title_is_what_is_short_and_an_estimate_says_so(here: Here) -> None:
    assert "£12 million a year short in 2031/32" in finance.title(cases(), position(-12e6), here)
    assert "in hand" in finance.title(cases(), position(12e6), here)
    assert "estimated" in finance.title(cases(), position(-12e6, "national_benchmark_figures"), here)


def test_the_largest_steps_are_named(here: Here) -> None:
    said = finance.driver_sentence(bridge(start=900e6, prices=90e6, ageing=40e6, health=-5e6, end=1025e6), here)
    assert "prices (£90 million) and ageing (£40 million)" in said


def test_red_rated_assumptions_that_move_the_answer_are_named_in_order(here: Here) -> None:
    rows = [("QAA", order, key, 1.0, 2.0, 3.0) for order, key in enumerate(("f.a", "f.b", "f.c"), start=1)]
    stress = pd.DataFrame(rows, columns=["area", "order", "key", "low", "value", "high"])
    known = pd.DataFrame(
        {"key": ["f.a", "f.b", "f.c"], "meaning": ["Pay", "Need", "Lag"], "quality": ["red", "amber", "red"]}
    )
    assert finance.red_rated(stress, known, here) == ["pay", "lag"]
    assert "pay and lag" in finance.sureness(stress, known, here)


def test_every_table_says_price_base_years_and_on_costs(here: Here) -> None:
    words = finance.price_words(here)
    for said in ("2024/25 prices", "Cash is pounds of the year", "national insurance", "Years are financial"):
        assert said in words
    columns = ["area", "order", "key", "low", "value", "high", "basis", "source"]
    stress = pd.DataFrame([("QAA", 1, "f.a", 1e6, 2e6, 3e6, "modelled", "p")], columns=columns)
    known = pd.DataFrame({"key": ["f.a"], "meaning": ["Pay"], "quality": ["red"]})
    shown = finance_tables.stress_table(stress, known, here)
    assert "Cash is pounds of the year. Pay with employer" in shown
    assert "others varying as they do" in shown

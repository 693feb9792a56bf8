"""Numbers in words: never a digit the interval does not support."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbook.errors import InputError
from planbook.present import words


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (2_707_693, "people", "2,707,693"),
        (1_232e6, "gbp", "£1,232 million"),
        (3.14e6, "gbp", "£3.1 million"),
        (107.6e9, "gbp", "£107.6 billion"),
        (1_732, "gbp", "£1,732"),
        (12.04, "percent", "12%"),
        (1.93, "percent", "1.9%"),
        (0.02, "percent", "under 0.1%"),
        (0, "percent", "0%"),
        (-5.2, "percent_change", "−5.2%"),
        (0.62, "percent_per_year", "0.62% a year"),
        (1.143, "ratio", "1.14"),
        (2027, "calendar_year", "2027"),
        (None, "people", "not held"),
        (float("nan"), "people", "not held"),
    ],
)
def test_a_number_is_written_in_its_unit(value, unit, said):
    assert words.number(value, unit) == said


def test_a_number_is_rounded_to_what_its_interval_supports():
    assert words.number(3_412, "attendances", low=3_331, high=3_489) == "3,410"
    assert words.number(212.3, "beds", low=120, high=305) == "210"
    assert words.number(19.2e6, "gbp", low=4e6, high=41e6) == "£19 million"
    assert words.number(12.34, "percent", low=8, high=17) == "12%"


def test_a_count_can_be_rounded_to_significant_figures():
    assert words.number(2_707_693, "people", figures=5) == "2,707,700"
    assert words.number(64_013, "wte", figures=2) == "64,000"


@given(st.floats(1, 1e6), st.floats(0.02, 0.9))
def test_a_wider_interval_never_shows_more_digits(value, half):
    narrow = words.number(value, "people", low=value * (1 - half / 10), high=value * (1 + half / 10))
    wide = words.number(value, "people", low=value * (1 - half), high=value * (1 + half))
    assert len(wide.replace(",", "").rstrip("0")) <= len(narrow.replace(",", "").rstrip("0")) + 1


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_between_keeps_its_ends_in_order(one, other):
    low, high = sorted((one, other))
    said = words.between(low, high, "people")
    numbers = [float(n.replace(",", "")) for n in said.split() if n[0].isdigit()]
    assert numbers == sorted(numbers)


def test_an_interval_in_words():
    assert words.between(3_331, 3_489, "attendances") == "between 3,330 and 3,490"
    assert words.between(4e6, 41e6, "gbp") == "between £4 million and £41 million"
    assert words.between(5, 5, "beds") == "about 5"
    assert words.between(None, 5, "beds") == "not held"
    assert words.to(9, 11, "percent") == "9% to 11%"
    assert words.to(1.2, 2.6, "percent_per_year") == "1.2% to 2.6% a year"


def test_an_interval_upside_down_is_refused():
    with pytest.raises(InputError, match="low end comes first"):
        words.between(5, 1, "beds")


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (1.25, "about a quarter more"),
        (0.74, "about a quarter less"),
        (1.33, "about a third more"),
        (1.14, "14% more"),
        (0.9, "10% less"),
        (1.004, "little changed"),
        (2.03, "about double"),
        (2.4, "2.4 times as much"),
        (None, "not held"),
    ],
)
def test_a_change_in_words(ratio, said):
    assert words.change_words(ratio) == said


def test_a_change_whose_interval_spans_none_is_not_claimed():
    assert words.change_words(1.1, low=0.9, high=1.3) == "no clear change"
    assert words.change_words(1.1, low=1.05, high=1.15) == "10% more"


@given(st.floats(0.01, 20))
def test_the_direction_of_a_change_is_never_wrong(ratio):
    said = words.change_words(ratio)
    grew = any(word in said for word in ("more", "double", "times"))
    assert grew == (ratio >= 1.01) or said == "little changed" or abs(ratio - 1) < 0.011


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.19, "19 in every 100"),
        (0.004, "4 in every 1,000"),
        (0.00001, "fewer than 1 in every 10,000"),
        (0, "none"),
        (1, "100 in every 100"),
    ],
)
def test_a_share_in_words(share, said):
    assert words.in_every_100(share) == said


def test_a_share_above_one_is_refused():
    with pytest.raises(InputError, match="from 0 to 1"):
        words.in_every_100(19)


def test_months_years_and_lists():
    assert words.month_words("2025-07") == "July 2025"
    assert words.date_words("2025-07-03") == "3 July 2025"
    assert words.period_words("2024-08", "2025-07") == "August 2024 to July 2025"
    assert words.period_words("2024-08", "2024-08") == "August 2024"
    assert (words.year_words(2027), words.year_label(2027), words.year_label(2099)) == (
        "2027 to 2028",
        "2027/28",
        "2099/00",
    )
    assert words.listing(["a", "b", "c"]) == "a, b and c"
    assert (words.listing(["a"]), words.listing([])) == ("a", "none")
    assert (words.count_words(1, "place"), words.count_words(5, "place")) == ("1 place", "5 places")


@pytest.mark.parametrize("month", ["2025-13", "July", "2025"])
def test_what_is_no_month_is_refused(month):
    with pytest.raises(InputError, match="write it as 2025-07"):
        words.month_words(month)


def test_a_misspelt_unit_or_basis_names_the_nearest():
    with pytest.raises(InputError, match="did you mean 'people'"):
        words.number(1, "peple")
    with pytest.raises(InputError, match="did you mean 'observed'"):
        words.basis_words("obsreved")


def test_the_weakest_basis_wins():
    assert words.weakest(["observed", "modelled", "apportioned"]) == "modelled"


def test_a_column_is_written_alike():
    assert words.column([33.0, 31.2, None], "per_1000") == ["33.0", "31.2", "not held"]
    assert words.column([24.0, -4.8], "percent_change") == ["+24.0%", "−4.8%"]
    assert words.column([1e6, 2e8], "gbp") == ["£1 million", "£200 million"]
    assert words.column([math.nan], "people") == ["not held"]

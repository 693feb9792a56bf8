"""What the board reads follows the figures, asks for nothing but discussion, and names the oldest of them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from planbook.present.here import Here
from planbook.present.pages import board


def numbers(**values: float) -> pd.DataFrame:
    given = {"people": 1_200_000.0, "older_growth": 30.0, "core20_share": 35.0, "need_index": 1.0} | values
    frame = pd.DataFrame({"key": list(given), "value": list(given.values())})
    return frame.assign(
        area="QAA", label=frame["key"], low=None, high=None, unit="percent", against="England", reference=20.0,
        rate=None, rate_unit="percent", how="So and so.", basis="observed", source="p", period_to="2025-07",
    )  # fmt: skip


def matters(value: float, reference: float, better: str = "lower") -> pd.DataFrame:
    row = {
        "area": "QAA", "order": 1, "key": "k", "topic": "performance", "label": "Waiting over 52 weeks", "value": value,
        "reference": reference, "unit": "percent", "better": better, "basis": "observed", "source": "p",
        "period_to": "2025-02",
    }  # fmt: skip
    return pd.DataFrame([row])


def demand(value: float = 400.0) -> pd.DataFrame:
    row = {
        "area": "QAA", "key": "waiting_list", "label": "Waiting list", "value": value, "reference": 250.0, "low": None,
        "high": None, "unit": "pathways", "year": 2031,
    }  # fmt: skip
    return pd.DataFrame([row, row | {"key": "beds", "value": 300.0, "unit": "beds"}])


def when(middle_year: float = float("nan")) -> pd.DataFrame:
    row = {
        "area": "QAA", "order": 1, "key": "beds_full", "label": "Beds in use", "value": 90.0, "mark": 100.0,
        "unit": "beds", "from_year": 2027.0, "middle_year": middle_year, "to_year": 2032.0, "chance_pct": 60.0,
    }  # fmt: skip
    return pd.DataFrame([row])


def ages() -> pd.DataFrame:
    rows = [
        ("QAA", "core20", "People in the most deprived fifth", "q", "2021-03", 68, True),
        ("QAA", "ae", "A&E attendances", "p", "2025-07", 16, True),
        ("QAA", "over_4", "A&E within 4 hours", "p", "2025-07", 16, True),
    ]
    return pd.DataFrame(rows, columns=["area", "measure", "label", "source", "period_to", "months_old", "stale"])


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"older_growth": 30.0}, "30% more people aged 75 and over"),
        ({"older_growth": -14.0}, "14% fewer people aged 75 and over"),
        ({"core20_share": 6.0}, "6 in every 100 of its people live in"),
        ({"core20_share": 0.0}, "none of its people live in"),
    ],
)
def test_the_title_follows_the_figures(here: Here, values: dict[str, float], said: str) -> None:
    assert said in board.title(numbers(**values), here)


@pytest.mark.parametrize(
    ("index", "said"), [(1.2, "20% more care a person"), (0.88, "12% less care a person"), (1.01, "about the same")]
)
def test_need_against_england_follows_the_figures(here: Here, index: float, said: str) -> None:
    assert said in board.compared_need(here.own(numbers(need_index=index)).set_index("key"))


def test_what_stands_out_is_called_worse_only_when_it_is() -> None:
    assert board.stands_out(matters(3.0, 2.0)).startswith("What stands out most is waiting over 52 weeks: 3%")
    assert board.stands_out(matters(1.0, 2.0)).startswith("Nothing published here is clearly worse")
    assert board.stands_out(matters(3.0, 2.0, "higher")).startswith("Nothing published here is clearly worse")
    assert "stands out from England's" in board.stands_out(matters(3.0, 2.0).iloc[:0])


def test_the_first_screen_names_the_oldest_figure_and_the_years(here: Here) -> None:
    shown = board.opening(numbers(), demand(), when(), ages(), here)
    assert "The oldest figure used is people in the most deprived fifth, from March 2021." in shown
    assert "Base year 2024/25; plan 2027/28 to 2031/32, looking ahead to 2036/37" in shown
    assert "No approval is sought" in shown


def test_a_publication_is_listed_once_with_its_figures(here: Here) -> None:
    shown = board.ages_table(ages(), here)
    assert shown.count("A publication (Its publisher)") == 1
    assert "A&amp;E attendances; A&amp;E within 4 hours" in shown


def test_a_real_icb_is_asked_only_to_discuss(here: Here) -> None:
    shown = board.asked(here).lower()
    assert "discuss" in shown
    assert "approve" not in shown


def test_tiles_say_what_a_number_is_held_against(here: Here) -> None:
    frame = numbers()
    frame["rate"], frame["rate_unit"] = 403.0, "per_1000"
    shown = board.key_numbers(frame.assign(reference=432.0), here)
    assert "403 per 1,000 people; England: 432" in shown


def test_a_scenario_is_named_with_its_story_on_the_first_screen(here: Here) -> None:
    told = replace(here, scenario="People fall ill earlier", story="Illness at each age keeps growing.")
    shown = board.opening(numbers(), demand(), when(), ages(), told)
    assert "People fall ill earlier. Illness at each age keeps growing." in shown
    assert "Nothing changes" in board.opening(numbers(), demand(), when(), ages(), here)


@pytest.mark.parametrize(("value", "said"), [(400.0, "from 250 to 400"), (330.0, "from 250 to 330")])
def test_the_standfirst_says_what_grows_most_if_nothing_changes(here: Here, value: float, said: str) -> None:
    told = board.standfirst(numbers(), demand(value), when(2029), ages(), here)
    assert f"If nothing changes, the waiting list would go {said} by March 2032" in told
    assert "50 more general and acute beds by 2031/32" in told
    assert "From 2029/30 (range 2027/28 to 2032/33) demand would fill every general and acute bed" in told

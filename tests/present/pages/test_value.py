"""What the pages of value say follows the figures, and nothing is said where there is nothing to weigh."""

from __future__ import annotations

import pandas as pd

from planbook.present.here import Here
from planbook.present.pages import value, value_more


def summary(**cost: float) -> pd.DataFrame:
    rows = []
    for place, (name, pounds) in enumerate({**cost, "all": sum(cost.values())}.items()):
        chance = 80.0 - 30.0 * place
        rows.append(("QAA", name, f"{name.capitalize()}: more", pounds, 2 * pounds, pounds, 1.5, 0.5, 2.5, chance, 5.0))
    columns = "area programme label cost benefit net ratio ratio_low ratio_high chance_pct nhs_chance_pct"
    return pd.DataFrame(rows, columns=columns.split())


def who(share: float) -> pd.DataFrame:
    return pd.DataFrame(
        [("QAA", "all", 1, share, 30.0, 1e6)],
        columns=["area", "programme", "imd_quintile", "share_pct", "people_share_pct", "benefit"],
    )


def test_the_title_is_the_benefit_of_each_pound_and_its_chance(here: Here) -> None:
    lines = value.board_lines(summary(falls=1e6, talks=2e6), who(25), here)
    assert "about £1.5 of benefit for each £1 (£0.5 to £2.5)" in lines[0]
    assert "chance of 20 in 100" in lines[0]
    assert "likeliest to be worth it is falls (a chance of 80 in 100), the least likely talks" in lines[1]
    assert "5 in 100" in lines[2]


def test_who_gains_is_said_with_its_direction(here: Here) -> None:
    assert "less than their part" in value.who_sentence(who(25), here)
    assert "no less than their part" in value.who_sentence(who(31), here)


def test_nothing_is_weighed_where_nothing_is_on(here: Here) -> None:
    nothing = summary(falls=0.0)
    assert "nothing to weigh" in value.board_lines(nothing, who(25), here)[0]
    assert "nothing to weigh" in value.worth(nothing, here)
    assert "nothing to weigh" in value.key_numbers(nothing, pd.DataFrame(), here)


def test_no_proxy_is_shipped_and_the_template_says_how(here: Here) -> None:
    said = value_more.proxies_note()
    assert "none is shipped" in said
    assert "value_proxies.csv" in said
    assert "health at 1.5%" in value.basis_words(here)

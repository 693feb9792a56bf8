"""The board's tables take figures from the steps before, unchanged, and put what matters first."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from planbook.steps.board import STANDS_OUT

Made = Callable[[str, str], pd.DataFrame]


@pytest.mark.parametrize("system", ["QWO", "S1Y5D", "EXAMPLE"])
def test_key_numbers_are_those_of_the_steps_before(made: Made, system: str) -> None:
    numbers = made(system, "board_key_numbers").set_index(["area", "key"])
    figures = made(system, "baseline_figures").set_index(["area", "measure"])
    for key in ("people", "core20_share", "ae_attendances", "nhs_staff"):
        assert numbers.loc[(system, key), "value"] == figures.loc[(system, key), "value"]
        assert numbers.loc[(system, key), "basis"] == figures.loc[(system, key), "basis"]
    cohort = made(system, "need_cohort").set_index(["area", "year"])
    assert numbers.loc[(system, "neighbourhood_cohort"), "value"] == cohort.loc[(system, 2027), "mean"]


def test_key_numbers_come_in_order_and_say_how_they_are_got(made: Made) -> None:
    numbers = made("QWO", "board_key_numbers")
    for _, rows in numbers.groupby("area"):
        assert list(rows["order"]) == sorted(rows["order"])
    assert (numbers["how"].str.len() > 20).all()


def test_what_stands_out_is_ordered_worst_first_and_differs_from_england(made: Made) -> None:
    matters = made("QWO", "board_matters")
    worse = matters["value"] / matters["reference"] - 1
    signed = worse.where(matters["better"] == "lower", -worse)
    assert (worse.abs() >= STANDS_OUT).all()
    for _, rows in signed.groupby(matters["area"]):
        assert list(rows) == sorted(rows, reverse=True)


def test_england_is_not_held_against_itself(made: Made) -> None:
    assert "ENG" not in set(made("QWO", "board_matters")["area"])


def test_the_oldest_figure_comes_first_and_its_age_is_counted_to_the_date_of_the_report(made: Made) -> None:
    ages = made("QWO", "board_data_age")
    mine = ages[ages["area"] == "QWO"]
    assert list(mine["months_old"]) == sorted(mine["months_old"], reverse=True)
    first = mine.iloc[0]
    assert (first["period_to"], first["months_old"]) == ("2021-03", 68)
    assert first["stale"]

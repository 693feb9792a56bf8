"""Ambulance services: counts and seconds as published, hidden left out, shares of an ICB's incidents sum to one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from planbook.data.build import ambulance
from planbook.data.build.geography import Lookups
from planbook.errors import InputError

Writer = Callable[[str, str], Path]


@pytest.fixture(scope="module")
def england(published_folder: Path) -> pd.DataFrame:
    return ambulance.england_rows(published_folder)


def systems_file(*rows: dict[str, object]) -> str:
    """Give a file with every item; columns are named by some words and the item's number."""
    items = {f"Some words | {number}": measure for measure, number in ambulance.ITEMS.items()}
    lines = [",".join(["org_code", "First of | month", *items])]
    for row in rows:
        lines.append(",".join(str(row.get(name, 1)) for name in ("service", "date", *items.values())))
    return "\n".join(lines) + "\n"


def many(**changed: object) -> str:
    """Give twelve services' rows for one month, the first changed."""
    first = {"service": "RX8", "date": "2025-08-01", **changed}
    rest = [
        {"service": code, "date": "2025-08-01"} for code in ("ENG", "Y63", *(f"RY{letter}" for letter in "ABCDEFGHI"))
    ]
    return systems_file(first, *rest)


def test_items_are_found_by_number_whatever_the_words(write: Writer, lookups: Lookups) -> None:
    folder = write(
        ambulance.FILE, many(cat2_incidents=4, cat2_total_seconds=7200, conveyed_to_ed=5, conveyed_elsewhere=2)
    )
    monthly = ambulance.read_monthly(folder).set_index(["service", "measure"])["value"]
    assert monthly[("RX8", "cat2_total_seconds")] / monthly[("RX8", "cat2_incidents")] == 1800
    assert monthly[("RX8", "conveyed")] == 7


def test_a_hidden_count_is_left_out_not_zero(write: Writer) -> None:
    monthly = ambulance.read_monthly(write(ambulance.FILE, many(cat1_incidents="-")))
    yorkshire = monthly[monthly["service"] == "RX8"]
    assert "cat1_incidents" not in set(yorkshire["measure"])


def test_england_and_regions_are_no_services(write: Writer, lookups: Lookups) -> None:
    folder = write(ambulance.FILE, many())
    write(ambulance.SHARES_FILE, "ICB code by NHS,RX8 Yorkshire,RX9 East Midlands\nQAA,0.8,0.2\nQBB,1,0\n")
    made = ambulance.tables(folder, lookups)
    assert not {"ENG", "Y63"} & set(made["ambulance_monthly"]["service"])
    assert ambulance.england_rows(folder)["month"].unique().tolist() == ["2025-08"]
    shares = made["ambulance_shares"].set_index(["icb_2022", "service"])["share_of_icb_incidents"]
    assert shares.to_dict() == {("QAA", "RX8"): 0.8, ("QAA", "RX9"): 0.2, ("QBB", "RX8"): 1}


def test_a_missing_item_is_named_by_its_number(write: Writer) -> None:
    text = many().replace("Some words | A30", "Some words | A999")
    with pytest.raises(InputError, match="A30"):
        ambulance.read_monthly(write(ambulance.FILE, text))


def test_shares_of_an_icb_must_sum_to_one(write: Writer) -> None:
    with pytest.raises(InputError, match="QAA do not sum to 1"):
        ambulance.read_shares(write(ambulance.SHARES_FILE, "ICB code by NHS,RX8 Yorkshire\nQAA,0.8\n"))


def test_englands_category_2_mean_is_plausible(england: pd.DataFrame) -> None:
    august = england[england["month"] == "2025-08"].set_index("measure")["value"]
    minutes = august["cat2_total_seconds"] / august["cat2_incidents"] / 60
    assert 25 < minutes < 35


def test_services_add_up_to_england(published_folder: Path, lookups: Lookups, england: pd.DataFrame) -> None:
    made = ambulance.tables(published_folder, lookups)["ambulance_monthly"]
    ours = made.groupby(["month", "measure"])["value"].sum()
    published = england.set_index(["month", "measure"])["value"]
    assert (ours - published).abs().max() == 0

"""Weighted populations: practices to pieces, with every ICB's total kept."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from planbook.data.build import need
from planbook.data.build.lookups import Lookups
from planbook.errors import InputError

HEADER = "Practice_Code,ICB,LAD,Population," + ",".join(need.COMPONENTS.values()) + "\n"
EVERY_ICB = (("Z1", "QAA", "E06000901", 0, 0), ("Z2", "QBB", "E07000902", 0, 0))


def write(folder: Path, *practices: tuple[str, str, str, float, float]) -> None:
    rows = [
        f"{code},{icb},{lad},{people}," + ",".join([str(weighted)] * len(need.COMPONENTS)) + "\n"
        for code, icb, lad, people, weighted in (*practices, *EVERY_ICB)
    ]
    (folder / f"{need.FILE}.csv").write_text(HEADER + "".join(rows))


def overall(folder: Path, lookups: Lookups) -> pd.DataFrame:
    frame = need.tables(folder, lookups)["need_weights"]
    return frame[frame["component"] == "overall"].set_index("piece")


def test_a_practice_counts_where_it_stands_within_its_icb(country: Path, lookups: Lookups) -> None:
    write(country, ("A1", "QAA", "E06000901", 100, 110), ("A2", "QBB", "E07000902", 60, 50))
    frame = overall(country, lookups)
    assert frame.loc["E06000901.QAA.QAA", "registered_people"] == 100
    assert frame.loc["E06000902.QBB.S0001", "weighted_people"] == 50
    assert frame.loc["E06000902.QAA.QAA", "registered_people"] == 0


def test_a_practice_outside_its_icbs_authorities_is_spread_over_the_icb(country: Path, lookups: Lookups) -> None:
    write(country, ("A1", "QBB", "E06000901", 100, 100))
    frame = overall(country, lookups)
    assert frame.loc["E06000902.QBB.QAA", "registered_people"] == pytest.approx(25)
    assert frame.loc["E06000902.QBB.S0001", "registered_people"] == pytest.approx(75)


def test_icb_totals_are_the_files(country: Path, lookups: Lookups) -> None:
    write(
        country,
        ("A1", "QAA", "E06000901", 100.5, 90),
        ("A2", "QAA", "E07000901", 33.3, 40),
        ("A3", "QAA", "E07000902", 7.7, 9),
    )
    frame = overall(country, lookups).join(lookups.pieces.set_index("piece")["icb_2022"])
    assert frame.groupby("icb_2022")["registered_people"].sum()["QAA"] == pytest.approx(141.5)


def test_a_hidden_number_is_refused(country: Path, lookups: Lookups) -> None:
    write(country, ("A1", "QAA", "E06000901", 100, 90))
    file = country / f"{need.FILE}.csv"
    file.write_text(file.read_text().replace(",90,", ",*,", 1))
    with pytest.raises(InputError, match="hidden or blank"):
        need.tables(country, lookups)


def test_a_file_without_an_icb_is_refused(country: Path, lookups: Lookups) -> None:
    write(country)
    file = country / f"{need.FILE}.csv"
    file.write_text("\n".join(file.read_text().splitlines()[:-1]) + "\n")
    with pytest.raises(InputError, match="no practice of QBB"):
        need.tables(country, lookups)


def test_england_has_index_one() -> None:
    index = need.need_index(pd.Series([110.0, 90.0]), pd.Series([100.0, 100.0]))
    assert index.tolist() == pytest.approx([1.1, 0.9])
    assert need.need_index(pd.Series([7.0]), pd.Series([5.0])).tolist() == [1.0]

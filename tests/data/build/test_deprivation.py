"""People by national deprivation: everyone placed once, the most deprived first."""

from __future__ import annotations

from pathlib import Path

import pytest

from planbook.data.build import deprivation
from planbook.data.build.lookups import Lookups
from planbook.errors import InputError

HEADER = "lsoa21_code,IMD_decile,IMD_rank,Income_decile,Health_score,Income_score\n"
ROWS = {
    "E01000001": "1,1,1,2.0,0.5",
    "E01000002": "2,2,1,1.0,0.4",
    "E01000003": "10,9,10,-1.0,0.0",
    "E01000004": "5,5,5,0.0,0.1",
    "E01000005": "9,8,9,-0.5,0.1",
}


def write(folder: Path, rows: dict[str, str]) -> None:
    text = HEADER + "".join(f"{code},{cells}\n" for code, cells in rows.items())
    (folder / "iod2025_lsoa21.csv").write_text(text)


def test_deciles_one_and_two_are_the_most_deprived_fifth(country: Path, lookups: Lookups) -> None:
    write(country, ROWS)
    frame = deprivation.tables(country, lookups)["deprivation"]
    people = frame.groupby(["piece", "imd_quintile"])["people"].sum().to_dict()
    assert people[("E06000901.QAA.QAA", 1)] == 6 * 300
    assert people[("E06000902.QAA.QAA", 5)] == 600
    assert people[("E06000902.QBB.QAA", 3)] == 600
    assert frame["people"].sum() == lookups.pieces["census_people"].sum()


def test_health_is_the_mean_over_people_not_over_neighbourhoods(country: Path, lookups: Lookups) -> None:
    write(country, ROWS)
    frame = deprivation.tables(country, lookups)["health_by_income"].set_index(["piece", "income_decile"])
    assert frame.loc[("E06000901.QAA.QAA", 1), "health_score"] == pytest.approx((100 * 2 + 200 * 1) / 300)


def test_a_turned_scale_is_refused(country: Path, lookups: Lookups) -> None:
    write(country, ROWS | {"E01000001": "10,1,1,2.0,0.5"})
    with pytest.raises(InputError, match="decile 1 is not the most deprived"):
        deprivation.tables(country, lookups)


def test_a_neighbourhood_without_a_decile_is_refused(country: Path, lookups: Lookups) -> None:
    write(country, {code: cells for code, cells in ROWS.items() if code != "E01000004"})
    with pytest.raises(InputError, match="no deprivation decile"):
        deprivation.tables(country, lookups)

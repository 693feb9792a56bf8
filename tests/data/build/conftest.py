"""An invented country of two authorities and two ICBs, as published files: every figure here is made up."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from planbook.data.build import geography, population
from planbook.data.build.lookups import Lookups

AGES = [*(str(age) for age in range(90)), "90+"]
# lsoa: name (authority of 2021), authority of 2024, ICB before, ICB after, people in each of the six age groups
NEIGHBOURHOODS = {
    "E01000001": ("Alder 001A", "E06000901", "QAA", "QAA", 100),
    "E01000002": ("Alder 001B", "E06000901", "QAA", "QAA", 200),
    "E01000003": ("Birch, Old 001A", "E06000902", "QAA", "QAA", 100),
    "E01000004": ("Birch, Old 001B", "E06000902", "QBB", "QAA", 100),
    "E01000005": ("Cedar 001A", "E06000902", "QBB", "S0001", 300),
}
AUTHORITIES_2021 = {"E06000901": "Alder", "E07000901": "Birch", "E07000902": "Cedar"}
ICB_ONS = {"QAA": "E54000901", "QBB": "E54000902"}


def save(folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    pd.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False)


@pytest.fixture(scope="session")
def country_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    _write_neighbourhoods(folder)
    _write_authorities(folder)
    _write_icbs(folder)
    _write_projection(folder)
    return folder


@pytest.fixture
def country(country_made: Path, tmp_path: Path) -> Path:
    """Give a copy of the invented country's files, free to be changed."""
    return Path(shutil.copytree(country_made, tmp_path / "published"))


@pytest.fixture(scope="session")
def lookups(country_made: Path) -> Lookups:
    return geography.make_lookups(country_made)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Give a way to write one published file by name and text; it answers with the folder."""

    def written(name: str, text: str) -> Path:
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return tmp_path

    return written


def _write_neighbourhoods(folder: Path) -> None:
    rows = [(code, *rest) for code, rest in NEIGHBOURHOODS.items()]
    save(
        folder,
        "lsoa21_census2021_age6",
        [
            {"lsoa21_code": code, "lsoa21_name": name, "age_group": group, "usual_residents": people}
            for code, name, _, _, _, people in rows
            for group in population.CENSUS_GROUPS
        ],
    )
    save(
        folder,
        "lsoa21_icb24_lad24_icb26_derived",
        [
            {
                "lsoa21_code": code,
                "sicbl24_code_nhs": "01F",
                "ltla24_code": lad,
                "icb24_code_nhs": before,
                "icb26_code_nhs": after,
            }
            for code, _, lad, before, after, _ in rows
        ],
    )
    save(
        folder,
        "lsoa21_sicbl24_icb24",
        [{"lsoa21_code": code, "sicbl24_code": "E38000001"} for code, *_ in rows],
    )


def _write_authorities(folder: Path) -> None:
    save(
        folder,
        "lad21_mye2020_sex_single_year",
        [
            {"Code": code, "Name": name, "sex": sex} | dict.fromkeys(AGES, 60 if sex == "F" else 40)
            for code, name in AUTHORITIES_2021.items()
            for sex in ("F", "M")
        ],
    )
    names = {"E06000901": "Alder", "E06000902": "Birchcedar"}
    save(
        folder,
        "lad24_region24",
        [{"ltla24_code": code, "ltla24_name": name} for code, name in names.items()],
    )
    upper = [
        {"ltla23_code": code, "ltla23_name": name, "utla23_code": code, "utla23_name": name}
        for code, name in [*names.items(), ("W06000001", "Elsewhere")]
    ]
    save(folder, "lad23_utla23", upper)
    save(
        folder,
        "lad_mye2023_persons_single_year",
        [
            {"code": code, "name": name, "all": 91 * people} | dict.fromkeys(AGES, people)
            for (code, name), people in zip(names.items(), (1000, 2000), strict=True)
        ],
    )


def _write_icbs(folder: Path) -> None:
    save(
        folder,
        "icb24_master",
        [
            {
                "icb24_code_nhs": code,
                "icb24_name": f"NHS {name} Integrated Care Board",
                "icb24_code": ICB_ONS[code],
                "region_code": "Y90",
                "region_name": "Midlands and Moon",
                "Population": 1000,
                "Final WP": 1000,
            }
            for code, name in (("QAA", "Alderland"), ("QBB", "Birchland"))
        ],
    )
    columns = ("predecessor_ods", "successor_ods", "successor_name", "successor_ons", "type", "census21_pop_share")
    moves = [
        ("QBB", "QAA", "NHS Alderland Integrated Care Board", "E54000903", "acquisition", 0.25),
        ("QBB", "S0001", "NHS Cedarland Integrated Care Board", "E54000904", "split", 0.75),
    ]
    save(folder, "icb_succession_2026_04", [dict(zip(columns, move, strict=True)) for move in moves])


def _write_projection(folder: Path) -> None:
    years = [str(year) for year in range(2022, 2044)]
    save(
        folder,
        "ons_npp2022_england_sex_single_year_2022_2072",
        [
            {"Sex": sex, "Age": age} | {year: part * (150 + step) for step, year in enumerate(years)}
            for sex, part in (("Females", 12), ("Males", 8))
            for age in [*(str(age) for age in range(105)), "105 - 109", "110 and over"]
        ],
    )

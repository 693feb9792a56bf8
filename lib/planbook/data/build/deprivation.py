"""How deprived the people of each piece are: by national quintile, and their health by national income
decile."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planbook.data.build.dictionary import PIECE, SOURCE, Column, Table, people
from planbook.data.build.lookups import Lookups
from planbook.data.build.reading import read_published
from planbook.data.build.reconciliation import Reconciliation
from planbook.data.build.sources import Source
from planbook.errors import InputError, Problem

IMD_KEY = "iod_2025_with_census_2021"

SOURCES = (
    Source(
        IMD_KEY,
        "English Indices of Deprivation 2025 (File 7: scores, ranks and deciles by LSOA), with Census 2021 residents",
        "Ministry of Housing, Communities and Local Government; Office for National Statistics",
        "indices 2025; people March 2021",
        known_problems="deprivation of neighbourhoods, not of people; the health score is not built for "
        "means of scores over people: read it as an order, not an amount",
        how_shipped="residents of each piece by national quintile (and age group), and by national income "
        "decile with the mean health and income score of their neighbourhoods",
    ),
)

IMD_QUINTILE = Column("imd_quintile", "national quintile of neighbourhoods by the 2025 index: 1 most deprived")

TABLES = (
    Table(
        "deprivation",
        "One row per piece x national deprivation quintile x census age group that has people.",
        ("piece", "imd_quintile", "age_group"),
        (
            PIECE,
            IMD_QUINTILE,
            Column("age_group", "census age group: 0-15, 16-24, 25-34, 35-49, 50-64, 65+"),
            people("people", "usual residents at Census 2021", 0),
            SOURCE,
        ),
        "Quintile 1 is the Core20 of Core20PLUS5.",
    ),
    Table(
        "health_by_income",
        "One row per piece x national income decile that has people.",
        ("piece", "income_decile"),
        (
            PIECE,
            Column("income_decile", "national decile of the income domain 2025: 1 most deprived"),
            people("people", "usual residents at Census 2021", 0),
            Column("health_score", "mean health domain score, weighted by people", "score, higher is worse", 4),
            Column("income_score", "mean income domain score, weighted by people", "share of people in need", 4),
            SOURCE,
        ),
    ),
)

AGE_GROUPS = {
    "Aged 15 years and under": "0-15",
    "Aged 16 to 24 years": "16-24",
    "Aged 25 to 34 years": "25-34",
    "Aged 35 to 49 years": "35-49",
    "Aged 50 to 64 years": "50-64",
    "Aged 65 years and over": "65+",
}


def tables(folder: Path, lookups: Lookups) -> dict[str, pd.DataFrame]:
    """Give the tables `deprivation` and `health_by_income`."""
    index = _read_index(folder)
    return {
        "deprivation": _by_quintile(index, lookups.lsoa_ages),
        "health_by_income": _by_income(index, lookups.lsoa),
    }


def reconcile(tables: dict[str, pd.DataFrame], folder: Path) -> list[Reconciliation]:
    """Hold the number of neighbourhoods in the worst tenth and fifth, and all people, against what they
    must be."""
    ours = float(tables["deprivation"]["people"].sum())
    census = float(tables["pieces"]["census_people"].sum())
    return [Reconciliation("people by deprivation quintile, England, Census 2021", census, ours, "people")]


def _read_index(folder: Path) -> pd.DataFrame:
    index = read_published(
        folder,
        "iod2025_lsoa21",
        {
            "lsoa": ["lsoa21_code", "LSOA code (2021)"],
            "imd_decile": ["IMD_decile", "Index of Multiple Deprivation (IMD) Decile"],
            "imd_rank": ["IMD_rank", "Index of Multiple Deprivation (IMD) Rank"],
            "income_decile": ["Income_decile", "Income Decile"],
            "health_score": ["Health_score", "Health Deprivation and Disability Score"],
            "income_score": ["Income_score", "Income Score (rate)"],
        },
        numeric=["imd_decile", "imd_rank", "income_decile", "health_score", "income_score"],
        required=["imd_decile", "imd_rank", "income_decile", "health_score", "income_score"],
        patterns={"lsoa": r"E01\d{6}"},
        key=["lsoa"],
    )
    worst = index.loc[index["imd_rank"] == index["imd_rank"].min(), "imd_decile"]
    if (worst != 1).any() or not index["imd_decile"].between(1, 10).all():
        raise InputError(Problem("decile 1 is not the most deprived", "iod2025_lsoa21", "rank 1 in decile 1"))
    return index


def _by_quintile(index: pd.DataFrame, lsoa_ages: pd.DataFrame) -> pd.DataFrame:
    placed = lsoa_ages.merge(index[["lsoa", "imd_decile"]], on="lsoa", how="left", validate="many_to_one")
    _refuse_gaps(placed["imd_decile"])
    placed["imd_quintile"] = ((placed["imd_decile"] + 1) // 2).astype("int64")
    placed["age_group"] = placed["age_group"].map(AGE_GROUPS)
    keys = ["piece", "imd_quintile", "age_group"]
    return placed.groupby(keys)["people"].sum().reset_index().assign(source=IMD_KEY)


def _by_income(index: pd.DataFrame, lsoa: pd.DataFrame) -> pd.DataFrame:
    placed = lsoa[["lsoa", "piece", "people"]].merge(index, on="lsoa", how="left", validate="one_to_one")
    _refuse_gaps(placed["income_decile"])
    placed["income_decile"] = placed["income_decile"].astype("int64")
    weighted = placed.assign(
        health_score=placed["health_score"] * placed["people"],
        income_score=placed["income_score"] * placed["people"],
    )
    columns = ["people", "health_score", "income_score"]
    sums = weighted.groupby(["piece", "income_decile"])[columns].sum().reset_index()
    for column in ("health_score", "income_score"):
        sums[column] = sums[column] / sums["people"]
    return sums.assign(source=IMD_KEY)


def _refuse_gaps(deciles: pd.Series) -> None:
    if missing := int(deciles.isna().sum()):
        raise InputError(Problem(f"{missing} rows of neighbourhoods have no deprivation decile", "iod2025_lsoa21"))

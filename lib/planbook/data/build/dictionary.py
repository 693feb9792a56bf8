"""What every shipped table and column means: declared once, checked, and printed for the reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from planbook.data.build.sources import ATTRIBUTION
from planbook.errors import Problem


@dataclass(frozen=True)
class Column:
    """One column: its meaning, its unit ('' for codes and words) and, for numbers, the decimals shipped."""

    name: str
    meaning: str
    unit: str = ""
    decimals: int | None = None


@dataclass(frozen=True)
class Table:
    """One table: what a row is (`grain`), which columns are its `key`, and all its `columns` in order."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    note: str = ""


PIECE = Column("piece", "smallest area both ICB footprints share: `authority.icb_2022.icb_2026`")
ICB_2022 = Column("icb_2022", "ODS code of the ICB in the footprint of July 2022 to March 2026")
ICB_2026 = Column("icb_2026", "ODS code of the ICB in the footprint from April 2026")
LAD_CODE = Column("lad_code", "ONS code of the local authority district, 2024")
YEAR = Column("year", "calendar year of a mid-year figure; financial years by their first year")
MONTH = Column("month", "month, 'YYYY-MM'")
SEX = Column("sex", "F or M")
AGE_BAND = Column("age_band", "19 bands: 0-4, 5-9 ... 85-89, 90+")
SOURCE = Column("source", "key in sources.csv")


def people(name: str = "people", meaning: str = "people", decimals: int = 1) -> Column:
    """Give a column counting people."""
    return Column(name, meaning, "people", decimals)


def share(name: str, meaning: str) -> Column:
    """Give a column holding a share of one, to six decimals."""
    return Column(name, meaning, "share, 0 to 1", 6)


def table_problems(name: str, frame: pd.DataFrame, declared: Mapping[str, Table], sources: set[str]) -> list[Problem]:
    """Say what is wrong with a frame: columns other than declared, key twice or blank, unknown source."""
    if name not in declared:
        return [Problem(f"table '{name}' is not declared", "dictionary")]
    table = declared[name]
    expected = [column.name for column in table.columns]
    if list(frame.columns) != expected:
        return [Problem(f"columns {list(frame.columns)} where {expected} are declared", f"table '{name}'")]
    problems = []
    if frame.empty:
        problems.append(Problem("the table is empty", f"table '{name}'"))
    if frame[list(table.key)].isna().any(axis=None):
        problems.append(Problem(f"a key ({', '.join(table.key)}) is blank", f"table '{name}'"))
    if twice := int(frame.duplicated(list(table.key)).sum()):
        problems.append(Problem(f"{twice} keys ({', '.join(table.key)}) are there twice", f"table '{name}'"))
    if "source" not in frame:
        problems.append(Problem("there is no source column", f"table '{name}'"))
    elif stray := set(frame["source"].dropna().unique()) - sources:
        problems.append(Problem(f"sources {sorted(stray)} are not described", f"table '{name}'"))
    elif frame["source"].isna().any():
        problems.append(Problem("a row has no source", f"table '{name}'"))
    return problems


def rounded(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Give the frame with each number to its declared decimals, sorted by key. Minus zero becomes zero."""
    frame = frame.copy()
    for column in table.columns:
        if column.decimals is not None:
            numbers = frame[column.name].astype("float64").round(column.decimals) + 0.0
            frame[column.name] = numbers
    return frame.sort_values(list(table.key), kind="stable", key=_sorting).reset_index(drop=True)


def _sorting(values: pd.Series) -> pd.Series:
    """Sort age bands by age ('5-9' before '10-14') and everything else as it is."""
    return values.str.extract(r"^(\d+)")[0].astype("int64") if values.name == "age_band" else values


def readme(tables: Iterable[Table], rows: Mapping[str, int]) -> str:
    """Give the dictionary as Markdown: each table, its grain, its columns and units."""
    parts = [
        "# Reference tables",
        "",
        "Published figures for all of England, made compact by `planbook data build FOLDER`. Do not edit",
        "by hand: this page and the tables beside it are generated. `sources.csv` says which publication",
        "each row comes from, `reconciliation.csv` holds our totals against published ones. A financial",
        "year is named by its first year.",
        "",
        ATTRIBUTION,
        "",
    ]
    for table in sorted(tables, key=lambda each: each.name):
        parts += [f"## {table.name}", "", f"{table.grain} Key: {', '.join(f'`{key}`' for key in table.key)}."]
        parts += [f"{rows[table.name]:,} rows."] if table.name in rows else []
        parts += ["", table.note] if table.note else []
        parts += ["", "| column | meaning | unit |", "|---|---|---|"]
        parts += [f"| {column.name} | {column.meaning} | {column.unit} |" for column in table.columns]
        parts += [""]
    return "\n".join(parts)

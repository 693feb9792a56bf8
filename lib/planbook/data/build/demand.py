"""What projecting demand needs beside activity: how long people of an age live, and what giving birth costs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planbook.data.build.costs import DEPARTMENTS, NCC_FILE, NCC_KEY, NCC_YEAR
from planbook.data.build.costs import SOURCES as COST_SOURCES
from planbook.data.build.dictionary import SEX, SOURCE, Column, Table
from planbook.data.build.lookups import Lookups
from planbook.data.build.reading import read_published
from planbook.data.build.reconciliation import Reconciliation
from planbook.data.build.sources import Source

LIVES_KEY = "ons_life_expectancy_2018"
LIVES_FILE = "ons_period_life_expectancy_by_age_projected"
FIRST_YEAR, LAST_YEAR = 2020, 2044
FIRST_AGE, LAST_AGE = 55, 90
SEXES = {"1": "M", "2": "F"}
MATERNITY = "NZ"
DELIVERY = r"(?i).*(delivery|caesarean|birth)"
ADMITTED = ("Non-Elective Inpatient - Short Stay", "Non-Elective Inpatient - Long Stay", "Elective Inpatients")

SOURCES = (
    Source(
        LIVES_KEY,
        "Past and projected period expectation of life by age and sex, 2018-based",
        "Office for National Statistics",
        "1981 to 2068, published 2019",
        known_problems="made before the pandemic, so its gains are likely too large; one series for the whole "
        "country; a gain in life is not a gain in healthy life",
        how_shipped=f"ages {FIRST_AGE} to {LAST_AGE}, {FIRST_YEAR} to {LAST_YEAR}, as published",
    ),
    next(source for source in COST_SOURCES if source.key == NCC_KEY),
)

TABLES = (
    Table(
        "life_expectancy",
        f"One row per year x sex x single year of age, {FIRST_AGE} to {LAST_AGE}.",
        ("year", "sex", "age"),
        (
            Column("year", "calendar year"),
            SEX,
            Column("age", "exact age in years"),
            Column("years_left", "mean years a person of that age has left at that year's death rates", "years", 1),
            SOURCE,
        ),
    ),
    Table(
        "maternity_costs",
        "One row per point of delivery and kind of maternity episode, England.",
        ("point_of_delivery", "item"),
        (
            Column("point_of_delivery", "short name of the point of delivery, as in unit_costs"),
            Column("item", "delivery (a birth, however it went) or other (before and after)"),
            Column("activity", "finished consultant episodes in the year", "episodes", 0),
            Column("total_cost_gbp", "their cost", "£, 2024/25 prices", 0),
            Column("year", "financial year by its first year"),
            SOURCE,
        ),
        "The part of unit_costs that is maternity (healthcare resource groups NZ).",
    ),
)


def tables(folder: Path, lookups: Lookups) -> dict[str, pd.DataFrame]:
    """Give life expectancy and the costs of maternity."""
    return {"life_expectancy": _lives(folder), "maternity_costs": _maternity(folder)}


def reconcile(tables: dict[str, pd.DataFrame], folder: Path) -> list[Reconciliation]:
    """Hold maternity deliveries against births registered in England and Wales the year before."""
    costs = tables["maternity_costs"]
    deliveries = float(costs.loc[costs["item"] == "delivery", "activity"].sum())
    return [
        Reconciliation(
            "Deliveries costed 2024/25 against births in England and Wales 2023",
            591_072.0,
            deliveries,
            "births",
            "England only; births at home and in private hospitals are left out, twins counted once",
        )
    ]


def _lives(folder: Path) -> pd.DataFrame:
    frame = read_published(
        folder,
        LIVES_FILE,
        {"year": ["year"], "sex": ["sex"], "age": ["age"], "years_left": ["ex"]},
        numeric=["year", "age", "years_left"],
        patterns={"sex": "1|2"},
        required=["year", "age", "years_left"],
        key=["year", "sex", "age"],
        grid=["year", "sex", "age"],
    )
    frame = frame[frame["year"].between(FIRST_YEAR, LAST_YEAR) & frame["age"].between(FIRST_AGE, LAST_AGE)]
    whole = {name: frame[name].astype("int64") for name in ("year", "age")}
    return frame.assign(**whole, sex=frame["sex"].map(SEXES), source=LIVES_KEY)[
        [column.name for column in TABLES[0].columns]
    ]


def _maternity(folder: Path) -> pd.DataFrame:
    schedule = read_published(
        folder,
        NCC_FILE,
        {
            "department": ["department_code", "Department"],
            "code": ["currency_code", "Currency code"],
            "label": ["currency_desc", "Currency description"],
            "activity": ["activity", "Activity"],
            "total_cost_gbp": ["cost", "Total cost"],
        },
        numeric=["activity", "total_cost_gbp"],
        key=["department", "code"],
    )
    chosen = schedule[schedule["department"].isin(ADMITTED) & schedule["code"].str.startswith(MATERNITY)]
    born = chosen["label"].str.match(DELIVERY)
    named = chosen.assign(
        item=born.map({True: "delivery", False: "other"}),
        point_of_delivery=chosen["department"].map({name: key for name, (key, _, _) in DEPARTMENTS.items()}),
    )
    by = ["point_of_delivery", "item"]
    summed = named.groupby(by, as_index=False)[["activity", "total_cost_gbp"]].sum()
    return summed.assign(year=NCC_YEAR, source=NCC_KEY)[[column.name for column in TABLES[1].columns]]

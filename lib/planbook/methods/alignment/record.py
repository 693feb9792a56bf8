"""Plans on record as they stand at a round, and as tables of one party's figures."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from planbook.params.plan_words import ALL, ANNUAL, COMMISSIONER, ICS, MEASURES, MONTH, MULTI_YEAR, OWN, PROVIDER

GRAIN = ["party", "counterpart", "level", "level_part", "lens", "lens_part", "measure", "timeframe", "period"]


def at_round(plans: pd.DataFrame, upto: int) -> pd.DataFrame:
    """Give each party's plan as of a round: its latest submission up to then, whole."""
    held = plans[plans["round"] <= upto]
    return held[held["round"] == held.groupby("party")["round"].transform("max")].reset_index(drop=True)


def rounds(plans: pd.DataFrame) -> list[int]:
    """Give the rounds on record, first to last."""
    return sorted(int(each) for each in plans["round"].unique())


def totals(plans: pd.DataFrame) -> pd.DataFrame:
    """Give each party's own totals: at its own level, with everyone, not cut."""
    own = plans["level"] == plans["role"].map({COMMISSIONER: ICS, PROVIDER: OWN})
    return plans[own & (plans["counterpart"] == ALL) & (plans["lens"] == ALL)]


def contracts(plans: pd.DataFrame) -> pd.DataFrame:
    """Give what each party plans with another, not cut."""
    return plans[(plans["level"] == OWN) & (plans["counterpart"] != ALL) & (plans["lens"] == ALL)]


@dataclass(frozen=True)
class Book:
    """One party's own totals: `years` (year x measure; the annual plan before the longer) and `months`."""

    party: str
    role: str
    years: pd.DataFrame
    months: pd.DataFrame


def books(plans: pd.DataFrame) -> list[Book]:
    """Give each party's book, in the order of the record; that of one that plans contracts alone is empty."""
    own = totals(plans)
    found = []
    for party, rows in plans.groupby("party", sort=False):
        mine = own[own["party"] == party]
        yearly = mine[mine["timeframe"].isin([ANNUAL, MULTI_YEAR])].sort_values("timeframe", kind="stable")
        years = _wide(yearly.drop_duplicates(["measure", "period"]), "years")
        months = _wide(mine[mine["timeframe"] == MONTH], "months")
        found.append(Book(str(party), str(rows["role"].iloc[0]), years, months))
    return found


def _wide(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    wide = rows.pivot(index="period", columns="measure", values="value").astype(float).sort_index()
    if kind == "years":
        wide.index = wide.index.astype(int)
    return wide.reindex(columns=list(MEASURES))

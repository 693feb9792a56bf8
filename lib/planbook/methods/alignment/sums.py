"""Levels, cuts and timeframes: whether the parts on record add up to the whole on record."""

from __future__ import annotations

import pandas as pd

from planbook.methods.alignment.gaps import gap_pct
from planbook.params.plan_words import (
    ADDING,
    ALL,
    ANNUAL,
    COMMISSIONER,
    ICS,
    MEASURES,
    MONTH,
    MULTI_YEAR,
    NEIGHBOURHOOD,
    OWN,
    PLACE,
    REGION,
    TIMED,
)

PERIOD = ["measure", "timeframe", "period"]
WHO = ["party", *PERIOD]
WHOLE = ["party", "counterpart", "level", "level_part", "lens", "lens_part", "measure"]
MONTHS_A_YEAR = 12


def added_up(plans: pd.DataFrame) -> pd.DataFrame:
    """Give every sum that can be made: `value` the sum of the parts, `reference` the whole, `part` which it is.

    One row per check x party x counterpart x part x measure x timeframe x period for which parts and whole are there.
    """
    adding = plans[plans["measure"].isin(ADDING)]
    found = [*levels(adding), *lenses(adding), months(plans), first_year(plans)]
    frame = pd.concat([each for each in found if len(each)] or [found[0]], ignore_index=True)
    return frame.assign(apart=gap_pct(frame["value"], frame["reference"]))


def levels(plans: pd.DataFrame) -> list[pd.DataFrame]:
    """Hold neighbourhoods against places, places and contracts against a party's total, the ICS against the region."""
    whole = plans[plans["lens"] == ALL]
    everyone = whole[whole["counterpart"] == ALL]
    own = everyone[everyone["level"].isin([ICS, OWN])].assign(part=ALL)
    places = everyone[everyone["level"] == PLACE].assign(part=lambda rows: rows["level_part"])
    inner = everyone[everyone["level"] == NEIGHBOURHOOD]
    inner = inner.assign(part=inner["level_part"].str.split("/").str[0])
    with_others = whole[(whole["level"] == OWN) & (whole["counterpart"] != ALL)].assign(part=ALL)
    commissioned = with_others["role"] == COMMISSIONER
    region = everyone[everyone["level"] == REGION].assign(part=ALL)
    return [
        _held("neighbourhoods", inner, places, [*WHO, "part"]),
        _held("places", places.assign(part=ALL), own, [*WHO, "part"]),
        _held("providers", with_others[commissioned], own, [*WHO, "part"]),
        _held("commissioners", with_others[~commissioned], own, [*WHO, "part"]),
        _held("region", region, own[own["level"] == ICS], [*WHO, "part"]),
    ]


def lenses(plans: pd.DataFrame) -> list[pd.DataFrame]:
    """Hold the parts of each cut against the same figure uncut."""
    by = ["party", "counterpart", "level", "level_part", *PERIOD]
    cut = plans[plans["lens"] != ALL].assign(part=lambda rows: rows["lens"])
    uncut = plans[plans["lens"] == ALL]
    return [_held("lens", rows, uncut.assign(part=lens), [*by, "part"]) for lens, rows in cut.groupby("lens")]


def months(plans: pd.DataFrame) -> pd.DataFrame:
    """Hold twelve months of a year against the year: their sum, mean or last, as the measure says."""
    timed = plans[plans["measure"].isin(TIMED)]
    monthly = timed[timed["timeframe"] == MONTH]
    year = _financial_year(monthly["period"])
    way = monthly["measure"].map({key: each.over_year for key, each in MEASURES.items()})
    rows = monthly.assign(period=year, way=way).sort_values("period", kind="stable")
    rows = rows.assign(month=monthly["period"]).sort_values("month", kind="stable")
    grouped = rows.groupby([*WHOLE, "way", "period"], sort=False)["value"]
    made = grouped.agg(["sum", "mean", "last", "size"]).reset_index()
    made = made[made["size"] == MONTHS_A_YEAR]
    value = made["sum"].where(made["way"] == "sum", made["mean"].where(made["way"] == "mean", made["last"]))
    yearly = plans[plans["timeframe"].isin([ANNUAL, MULTI_YEAR])].sort_values("timeframe", kind="stable")
    yearly = yearly.drop_duplicates([*WHOLE, "period"])
    joined = made[[*WHOLE, "period"]].assign(value=value).merge(
        yearly[[*WHOLE, "period", "value"]].rename(columns={"value": "reference"}), on=[*WHOLE, "period"]
    )  # fmt: skip
    return _shown("months", joined.assign(timeframe=ANNUAL, part=_which(joined)))


def first_year(plans: pd.DataFrame) -> pd.DataFrame:
    """Hold the annual plan against the same year of the longer plan."""
    by = [*WHOLE, "period"]
    annual, longer = (plans[plans["timeframe"] == each][[*by, "value"]] for each in (ANNUAL, MULTI_YEAR))
    joined = annual.merge(longer.rename(columns={"value": "reference"}), on=by)
    return _shown("first_year", joined.assign(timeframe=ANNUAL, part=_which(joined)))


def _held(check: str, parts: pd.DataFrame, whole: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    summed = parts.groupby(by, sort=False)["value"].sum().reset_index()
    joined = summed.merge(whole[[*by, "value"]].rename(columns={"value": "reference"}), on=by)
    return _shown(check, joined if "counterpart" in joined else joined.assign(counterpart=ALL))


def _shown(check: str, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(check=check)[["check", "party", "counterpart", "part", *PERIOD, "value", "reference"]]


def _which(rows: pd.DataFrame) -> pd.Series:
    """Say which figure of a party it is, where it is not the whole: a place, or a part of a cut."""
    said = rows["level_part"].where(rows["level_part"] != ALL, "")
    cut = rows["lens_part"].where(rows["lens_part"] != ALL, "")
    both = (said + " " + cut).str.strip()
    level = rows["level"].where(rows["level"] == REGION, ALL)
    return both.where(both != "", level)


def _financial_year(month: pd.Series) -> pd.Series:
    """Give the financial year of each month, as text: "2028-03" is "2027"."""
    year = month.str[:4].astype(int) - (month.str[5:7].astype(int) < 4)
    return year.astype(str)

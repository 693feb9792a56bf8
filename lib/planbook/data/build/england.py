"""England by month: published where there is an England row or series, otherwise everyone who reports added up."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planbook.data.build import ambulance, discharge, waits
from planbook.data.build import provider_returns as returns
from planbook.data.build.ae_systems import MEASURES as AE_MEASURES
from planbook.data.build.ae_systems import provider_sums
from planbook.data.build.dictionary import MONTH, SOURCE, Column, Table
from planbook.data.build.sources import Source

SOURCES: tuple[Source, ...] = (*returns.SOURCES, ambulance.SYSTEMS, *waits.SOURCES)
PUBLISHED, SUM, ESTIMATED = "published", "sum", "estimated"

TABLES = (
    Table(
        "england_monthly",
        "One row per month, measure and item, England.",
        ("month", "measure", "item"),
        (
            MONTH,
            Column("measure", "key in measures"),
            Column("item", "diagnostic test or bed sector; blank for other measures and for all tests together"),
            Column("value", "value, in the unit measures gives", "as measure", 2),
            Column(
                "how",
                "published (England's own row or series); sum (ICBs or providers that report, added up); estimated "
                "(ICBs scaled by the last ratio known)",
            ),
            Column("reporting", "how many ICBs or providers were added up", "count", 0),
            SOURCE,
        ),
        "Quarterly beds stand at the quarter's last month. A&E sums the provider returns: they repeat no month.",
    ),
)


def england_monthly(folder: Path, icbs: pd.DataFrame) -> pd.DataFrame:
    """Give England's figures for every measure; `icbs` is icb_monthly.

    Where a month has a published figure it stands; otherwise the sum of those that report.
    """
    published = pd.concat([_published(folder), _beds(folder)], ignore_index=True)
    added = pd.concat([_emergency(folder), _providers(folder), _icbs(icbs)], ignore_index=True)
    frame = pd.concat([published.assign(how=PUBLISHED), added], ignore_index=True)
    frame["item"] = frame["item"].fillna("")
    frame = frame.drop_duplicates(["month", "measure", "item"], keep="first")
    return frame[["month", "measure", "item", "value", "how", "reporting", "source"]]


def _published(folder: Path) -> pd.DataFrame:
    _, community = waits.community_waits(folder)
    wards = discharge.read_wards(folder)
    return pd.concat(
        [
            waits.read_england(folder).assign(source=waits.ENGLAND_LIST.key),
            community.assign(source=waits.COMMUNITY.key),
            wards[wards["icb_2022"] == "England"].drop(columns="icb_2022").assign(source=discharge.WARDS.key),
            ambulance.england_rows(folder),
        ],
        ignore_index=True,
    )


def _beds(folder: Path) -> pd.DataFrame:
    beds = returns.read_overnight_beds(folder)
    england = beds[beds["provider"] == "England"].rename(columns={"sector": "item"})
    england = england.assign(month=returns.quarter_end_month(england["quarter"]), source=returns.BEDS.key)
    return england[["month", "measure", "item", "value", "source"]]


def _emergency(folder: Path) -> pd.DataFrame:
    """Add up the provider returns to the measures the ICB table holds."""
    long = provider_sums(folder).melt(["provider", "month"], list(AE_MEASURES), "measure", "value")
    return _added(long.assign(item="", source=returns.AE.key), "provider")


def _providers(folder: Path) -> pd.DataFrame:
    monthly = returns.provider_monthly(folder)
    tests = monthly[monthly["item"] != ""]
    together = _added(
        tests.groupby(["provider", "month", "measure", "source"], as_index=False)[["value"]].sum(), "provider"
    )
    return pd.concat([_added(monthly, "provider"), together.assign(item="")], ignore_index=True)


def _icbs(icbs: pd.DataFrame) -> pd.DataFrame:
    """Add up the ICBs; A&E is left to the provider returns where they reach, community waits to England's rows."""
    frame = _added(icbs.drop(columns="basis"), "icb_2022")
    frame.loc[frame["source"] == waits.LISTS.key, "how"] = ESTIMATED
    return frame


def _added(frame: pd.DataFrame, who: str) -> pd.DataFrame:
    """Add up `value` by month, measure and item, with how many reported."""
    frame = frame if "item" in frame else frame.assign(item="")
    sums = frame.groupby(["month", "measure", "item", "source"], as_index=False).agg(
        value=("value", "sum"), reporting=(who, "nunique")
    )
    return sums.assign(how=SUM)

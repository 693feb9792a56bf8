"""Waiting by ICB: referral to treatment, scaled to England, and community services."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planbook.data.build.reading import month_text, read_published
from planbook.data.build.sources import Source
from planbook.errors import InputError, Problem

FLOW_FILE = "rtt_monthly_icb_flow_2020-04_2025-02"
LONG_FILE = "rtt_monthly_icb_specialty_18w_52w_2022-04_2025-02"
ENGLAND_FILE = "rtt_england_timeseries_2007_2024"
COMMUNITY_FILE = "community_waits_monthly_icb_provider_2024-08_2025-07"
SCALED = ("rtt_list", "rtt_over_18_weeks", "rtt_over_52_weeks")

FLOWS = Source(
    key="rtt_icb_monthly",
    publication="Referral to treatment waiting times: full extract by commissioner's ICB",
    publisher="NHS England; British Red Cross",
    period="April 2020 to February 2025",
    known_problems="Counts pathways, not people. Started and completed pathways as extracted.",
    how_shipped="Clock starts and completed pathways as published.",
)
LISTS = Source(
    key="rtt_icb_scaled",
    publication="Referral to treatment waiting times: full extract by commissioner's ICB, scaled to England's series",
    publisher="NHS England; British Red Cross; scaled for planbook",
    period="list April 2020 to February 2025; over 18 and 52 weeks from April 2022",
    known_problems=(
        "The extract counts pathways with a decision to admit twice (8.62 million in February 2025 where 7.40 million "
        "were published), so list, over 18 and over 52 weeks are apportioned: each is scaled to its own England total. "
        "England's series ends in May 2024; its ratios of that month are held since, which puts the list 0.5% above "
        "the 7.40 million published for February 2025."
    ),
    how_shipped="ICB count x England total / sum of ICBs, measure by measure and month by month.",
)
ENGLAND_LIST = Source(
    key="rtt_england_series",
    publication="Referral to treatment waiting times: overview time series, England",
    publisher="NHS England",
    period="August 2007 to May 2024",
    known_problems="Pathways, not people.",
    how_shipped="List, over 18 and over 52 weeks as published.",
)
COMMUNITY = Source(
    key="community_waits",
    publication="Community Health Services Waiting Lists",
    publisher="NHS England",
    period="August 2024 to July 2025; wait bands March and July 2025",
    known_problems=(
        "Submitted by providers, so an ICB is that of the provider. Bedfordshire, Luton and Milton Keynes (QHG) has no "
        "rows; the ICBs together are 0.2% to 0.3% below England's row. Zero and blank cells are not told apart."
    ),
    how_shipped="Services added up to adults and children; bands to over 18 and over 52 weeks, adults and children.",
)
SOURCES = (FLOWS, LISTS, ENGLAND_LIST, COMMUNITY)
BANDS = {
    "0-1 weeks": 0,
    ">1-2 weeks": 1,
    ">2-4 weeks": 2,
    ">4-12 weeks": 4,
    ">12-18 weeks": 12,
    ">18-52 weeks": 18,
    ">52-104 weeks": 52,
    "over 104 weeks": 104,
}


def rtt_by_icb(folder: Path) -> pd.DataFrame:
    """Give pathways by ICB: icb_2022, month, measure, value, basis, source; list and long waits scaled to England."""
    flows = read_flows(folder)
    starts = flows[~flows["measure"].isin(SCALED)].assign(basis="observed", source=FLOWS.key)
    counted = pd.concat([flows[flows["measure"].isin(SCALED)], read_long_waits(folder)], ignore_index=True)
    lists = scale_to_england(counted, read_england(folder)).assign(basis="apportioned", source=LISTS.key)
    return pd.concat([starts, lists], ignore_index=True)


def scale_to_england(counted: pd.DataFrame, england: pd.DataFrame) -> pd.DataFrame:
    """Scale each measure's ICB counts to its own England total, month by month.

    `counted` has icb_2022, month, measure, value; `england` month, measure, value. Months after a measure's last
    England total take the ratio of that last month; earlier months without a total raise `InputError`.
    """
    sums = counted.groupby(["measure", "month"], as_index=False)["value"].sum()
    both = sums.merge(england, on=["measure", "month"], how="left", suffixes=("_icbs", ""), validate="one_to_one")
    both = both.sort_values(["measure", "month"])
    both["ratio"] = both["value"] / both["value_icbs"]
    both["ratio"] = both.groupby("measure")["ratio"].ffill()
    last = both["measure"].map(england.groupby("measure")["month"].max())
    if gaps := list(both.loc[both["value"].isna() & ~(both["month"] > last), "month"].unique()):
        raise InputError(Problem(f"no England total for {', '.join(gaps)}", ENGLAND_FILE, "every month to its last"))
    scaled = counted.merge(both[["measure", "month", "ratio"]], on=["measure", "month"], validate="many_to_one")
    scaled["value"] *= scaled.pop("ratio")
    return scaled


def read_flows(folder: Path) -> pd.DataFrame:
    """Read pathways started, completed and waiting as extracted: icb_2022, month, measure, value."""
    columns = {
        "rtt_clock_starts": ["new"],
        "rtt_completed": ["completed"],
        "rtt_list": ["incomplete"],
    }
    return _by_icb(folder, FLOW_FILE, columns)


def read_long_waits(folder: Path) -> pd.DataFrame:
    """Read waits over 18 and 52 weeks as extracted, all treatment functions (the published Total rows).

    Raises `InputError` when the functions do not add up to the Total rows.
    """
    columns = {
        "rtt_over_18_weeks": ["waits_over_18_weeks"],
        "rtt_over_52_weeks": ["waits_over_52_weeks"],
    }
    frame = _read(folder, LONG_FILE, {**columns, "function": ["treatment", "Treatment Function"]}, ("function",))
    keys, is_total = ["icb_2022", "month"], frame["function"].str.casefold() == "total"
    totals = frame[is_total].set_index(keys)[list(columns)].sort_index()
    added = frame[~is_total].groupby(keys)[list(columns)].sum().sort_index()
    if not totals.equals(added):
        raise InputError(Problem("treatment functions do not add up to the Total rows", LONG_FILE, "whole months"))
    return totals.reset_index().melt(keys, list(columns), "measure", "value")


def _by_icb(folder: Path, name: str, columns: dict[str, list[str]]) -> pd.DataFrame:
    frame = _read(folder, name, columns)
    return frame.melt(["icb_2022", "month"], list(columns), "measure", "value").dropna(subset="value")


def _read(folder: Path, name: str, columns: dict[str, list[str]], also: tuple[str, ...] = ()) -> pd.DataFrame:
    numeric = [column for column in columns if column not in also]
    frame = read_published(
        folder,
        name,
        {"icb_2022": ["stp20_nhs_code", "Commissioner Parent Org Code", "ICB Code"], "date": ["date"], **columns},
        numeric=numeric,
        dates=["date"],
        patterns={"icb_2022": r"Q\w\w"},
        key=["icb_2022", "date", *also],
    )
    frame["month"] = month_text(frame["date"])
    return frame


def read_england(folder: Path) -> pd.DataFrame:
    """Read England's series: month, measure (list, over 18, over 52 weeks), value."""
    measures = {
        "total waiting": "rtt_list",
        "no. > 18 weeks": "rtt_over_18_weeks",
        "no. > 52 weeks": "rtt_over_52_weeks",
    }
    frame = read_published(
        folder,
        ENGLAND_FILE,
        {"date": ["month", "Month"], "wait": ["type_of_wait"], "value": ["count"]},
        numeric=["value"],
        dates=["date"],
        patterns={"wait": r"No\. within 18 weeks|No\. > (18|52) weeks|Total waiting"},
        key=["date", "wait"],
    )
    frame["month"], frame["measure"] = month_text(frame["date"]), frame["wait"].str.casefold().map(measures)
    return frame.dropna(subset=["measure", "value"])[["month", "measure", "value"]].reset_index(drop=True)


def community_waits(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give people waiting for community services: by ICB (icb_2022, month, measure, value), and England's rows."""
    frame = read_published(
        folder,
        COMMUNITY_FILE,
        {
            "level": ["Organisation Type"],
            "icb_2022": ["Organisation Code"],
            "service": ["service", "Service"],
            "value": ["waiting", "Waiting"],
            "band": ["band", "Band"],
            "date": ["period", "Period"],
        },
        numeric=["value"],
        dates=["date"],
        where={"level": "ICB|National"},
        patterns={"service": r"\((A|CYP)\) .+", "band": "|".join(["total", *BANDS])},
        key=["level", "icb_2022", "service", "band", "date"],
    )
    frame["month"] = month_text(frame["date"])
    long = pd.concat([_by_age(frame), _by_band(frame)], ignore_index=True)
    icbs, england = (long[long["level"] == level] for level in ("ICB", "National"))
    return icbs.drop(columns="level"), england.drop(columns=["level", "icb_2022"])


def _by_age(frame: pd.DataFrame) -> pd.DataFrame:
    totals = frame[frame["band"] == "total"].copy()
    adults = totals["service"].str.startswith("(A)")
    totals["measure"] = adults.map({True: "community_waiting_adults", False: "community_waiting_children"})
    return totals.groupby(["level", "icb_2022", "month", "measure"], as_index=False)[["value"]].sum()


def _by_band(frame: pd.DataFrame) -> pd.DataFrame:
    """Add up the bands; a wait no one has is a zero wherever bands are held."""
    banded = frame[frame["band"] != "total"]
    weeks = banded["band"].map(BANDS)
    sums = pd.DataFrame(
        {
            **{key: banded[key] for key in ("level", "icb_2022", "month")},
            "community_waiting_banded": banded["value"],
            "community_waiting_over_18_weeks": banded["value"].where(weeks >= 18, 0),
            "community_waiting_over_52_weeks": banded["value"].where(weeks >= 52, 0),
        }
    )
    keys = ["level", "icb_2022", "month"]
    return sums.groupby(keys, as_index=False).sum().melt(keys, var_name="measure")

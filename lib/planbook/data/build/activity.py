"""What happens in each ICB by month: A&E, emergency admissions, waits, discharge, virtual wards, talking therapies."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planbook.data.build import discharge, england, measures, talking_therapies, waits
from planbook.data.build import provider_returns as returns
from planbook.data.build.ae_systems import MEASURES as AE_MEASURES
from planbook.data.build.ae_systems import ae_map, corrected_months, provider_sums, read_icb_ae
from planbook.data.build.dictionary import ICB_2022, MONTH, SOURCE, Column, Table
from planbook.data.build.geography import Lookups
from planbook.data.build.provider_list import TRUST, read_providers, trust_icbs
from planbook.data.build.reconciliation import Reconciliation
from planbook.data.build.repeats import repeated_months
from planbook.data.build.sources import Source

PUBLISHED_LIST = ("2025-02", 7_400_000)
COMMUNITY_NOTE = "England's row holds a little more than its regions, ICBs or providers do; QHG has no rows"

AE = Source(
    key="ae_icb_monthly",
    publication="A&E Attendances and Emergency Admissions: monthly, by ICB",
    publisher="NHS England; British Red Cross",
    period="April 2022 to July 2025",
    known_problems=(
        "Attendances of all types with booked ones; emergency admissions via A&E and other together. Whole providers "
        "counted under one ICB each. The ratio of admissions to attendances runs from 0.13 to 0.35: part is counting."
    ),
    how_shipped="Counts as published.",
)
AE_REPEATED = Source(
    key="ae_icb_monthly_repeated",
    publication=AE.publication,
    publisher=AE.publisher,
    period="February and March 2025",
    known_problems=(
        "In the file held, these two months repeat February and March 2024 for every ICB and measure. The provider "
        "returns of the months differ: icb_monthly_corrected holds them."
    ),
    how_shipped="Counts as published, marked by this key.",
)
AE_CORRECTED = Source(
    key="ae_icb_monthly_corrected",
    publication=f"{returns.AE.publication}, added up to ICBs",
    publisher="NHS England; derived",
    period="February and March 2025",
    known_problems=(
        "Which ICB a provider is counted under is not published with the files held: it is read off the other months, "
        "where the map reproduces every ICB's four counts exactly."
    ),
    how_shipped="Provider returns added up by ICB for the months whose ICB rows repeat an earlier month.",
)
SOURCES = (
    AE,
    AE_REPEATED,
    AE_CORRECTED,
    *discharge.SOURCES,
    measures.DEFINITIONS,
    *waits.SOURCES,
    *england.SOURCES,
    *talking_therapies.SOURCES,
)
_VALUE = Column("value", "value, in the unit measures gives", "as measure", 2)

TABLES = (
    measures.TABLE,
    Table(
        "icb_monthly",
        "One row per ICB, month and measure.",
        ("icb_2022", "month", "measure"),
        (
            ICB_2022,
            MONTH,
            Column("measure", "key in measures"),
            _VALUE,
            Column("basis", "observed, or apportioned (scaled to an England total)"),
            SOURCE,
        ),
        "Months differ by measure: there are no 12 months common to all. Rows whose source ends in `_repeated` repeat "
        "an earlier month as published: icb_monthly_corrected holds what they should be.",
    ),
    Table(
        "icb_monthly_corrected",
        "One row per ICB, month and measure whose published row repeats an earlier month.",
        ("icb_2022", "month", "measure"),
        (
            ICB_2022,
            MONTH,
            Column("measure", "key in measures"),
            Column("value", "providers' returns added up", "as measure", 0),
            Column("value_as_published", "value in icb_monthly", "as measure", 0),
            SOURCE,
        ),
    ),
    *england.TABLES,
    *talking_therapies.TABLES,
)


def tables(folder: Path, lookups: Lookups) -> dict[str, pd.DataFrame]:
    """Give measures, icb_monthly, icb_monthly_corrected (when a month repeats), england_monthly, talking_therapies."""
    icbs, corrected = icb_monthly(folder, lookups), read_corrected(folder, lookups)
    return {
        "measures": measures.measures_table(),
        "icb_monthly": icbs,
        **({} if corrected.empty else {"icb_monthly_corrected": corrected}),
        "england_monthly": england.england_monthly(folder, icbs),
        **talking_therapies.tables(folder, lookups),
    }


def icb_monthly(folder: Path, lookups: Lookups) -> pd.DataFrame:
    """Give every monthly measure by ICB: icb_2022, month, measure, value, basis, source."""
    community, _ = waits.community_waits(folder)
    wards = discharge.read_wards(folder)
    parts = [
        _emergency(folder, lookups),
        waits.rtt_by_icb(folder),
        discharge.read_discharge(folder, lookups).assign(source=discharge.DISCHARGE.key),
        wards[wards["icb_2022"] != "England"].assign(source=discharge.WARDS.key),
        community.assign(source=waits.COMMUNITY.key),
    ]
    frame = pd.concat(parts, ignore_index=True)
    frame["basis"] = frame["basis"].fillna("observed")
    return frame[["icb_2022", "month", "measure", "value", "basis", "source"]]


def _emergency(folder: Path, lookups: Lookups) -> pd.DataFrame:
    """Give A&E by ICB as published, months that repeat earlier ones marked by their source.

    A zero is a wait no one reported, not a wait no one had: it is left out.
    """
    wide = read_icb_ae(folder, lookups)
    repeats = repeated_months(wide, ["icb_2022"], list(AE_MEASURES))
    long = wide.melt(["icb_2022", "month"], list(AE_MEASURES), "measure", "value").dropna(subset="value")
    long["source"] = [AE_REPEATED.key if month in repeats else AE.key for month in long["month"]]
    return long[long["value"] > 0].assign(basis="observed")


def read_corrected(folder: Path, lookups: Lookups) -> pd.DataFrame:
    """Give what A&E rows that repeat an earlier month should hold, with what was published."""
    providers = read_providers(folder, lookups)
    trusts = trust_icbs(providers[providers["name"].str.contains(TRUST, case=False)])
    placed = ae_map(folder, lookups, trusts)
    rows = corrected_months(read_icb_ae(folder, lookups), provider_sums(folder), placed)
    columns = ["icb_2022", "month", "measure", "value", "value_as_published", "source"]
    return rows.assign(source=AE_CORRECTED.key)[columns]


def reconcile(tables: dict[str, pd.DataFrame], folder: Path) -> list[Reconciliation]:
    """Hold A&E, waits, virtual wards and community waits by ICB against England's published figures."""
    icbs, england_rows = tables["icb_monthly"], tables["england_monthly"]
    mended = icbs
    if "icb_monthly_corrected" in tables:
        keys = ["icb_2022", "month", "measure"]
        corrected = tables["icb_monthly_corrected"].set_index(keys)["value"]
        mended = corrected.combine_first(icbs.set_index(keys)["value"]).reset_index()
    return [
        *_emergency_rows(icbs, mended, england_rows),
        *_waiting_rows(icbs, england_rows),
        *_snapshot_rows(icbs, england_rows),
    ]


def _emergency_rows(icbs: pd.DataFrame, mended: pd.DataFrame, england_rows: pd.DataFrame) -> list[Reconciliation]:
    rows = []
    providers = england_rows[england_rows["source"] == returns.AE.key]
    months = sorted(providers["month"].unique())
    period = f"{months[0]} to {months[-1]}"
    for measure in AE_MEASURES:
        published = _total(providers, measure, months)
        for frame, which, note in (
            (icbs, "ICB rows as published", "February and March 2025 repeat 2024; October and November were revised"),
            (mended, "ICB rows with repeated months mended", "October and November 2024 were revised for one provider"),
        ):
            label = measure.replace("_", " ").replace("ae ", "A&E ")
            what = f"{label}, England, {period}: provider returns and {which}"
            unit = "attendances" if measure.startswith("ae") else "admissions"
            rows.append(Reconciliation(what, published, _total(frame, measure, months), unit, note))
    return rows


def _waiting_rows(icbs: pd.DataFrame, england_rows: pd.DataFrame) -> list[Reconciliation]:
    month, published = PUBLISHED_LIST
    note = "England's series ends in May 2024: the ratio of that month is held; 7.40 million is rounded"
    held = Reconciliation(
        f"waiting list, England, {month}: published and ICBs scaled",
        published,
        _total(icbs, "rtt_list", [month]),
        "pathways",
        note,
    )
    series = england_rows[(england_rows["how"] == england.PUBLISHED) & england_rows["measure"].isin(waits.SCALED)]
    last = series["month"].max()
    return [held] + [
        Reconciliation(
            f"{measure.replace('_', ' ').replace('rtt', 'waiting,')}, England, {last}: series and ICBs scaled",
            _total(series, measure, [last]),
            _total(icbs, measure, [last]),
            "pathways",
            "equal by construction",
        )
        for measure in waits.SCALED
    ]


def _snapshot_rows(icbs: pd.DataFrame, england_rows: pd.DataFrame) -> list[Reconciliation]:
    notes = {
        "virtual_ward_capacity": "",
        "virtual_ward_patients": "an ICB that is hidden is in England's row alone",
        "community_waiting_adults": COMMUNITY_NOTE,
        "community_waiting_children": COMMUNITY_NOTE,
    }
    rows = []
    for measure, note in notes.items():
        published = england_rows[(england_rows["measure"] == measure) & (england_rows["how"] == england.PUBLISHED)]
        last = published["month"].max()
        label = measure.replace("_", " ")
        what = f"{label}, England, {last}: England's row and ICBs together"
        ours = _total(icbs, measure, [last])
        rows.append(Reconciliation(what, _total(published, measure, [last]), ours, "people", note))
    return rows


def _total(frame: pd.DataFrame, measure: str, months: list[str]) -> float:
    return float(frame.loc[(frame["measure"] == measure) & frame["month"].isin(months), "value"].sum())

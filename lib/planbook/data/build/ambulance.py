"""How busy and how quick each ambulance service is, and which services answer for which ICB."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planbook.data.build.dictionary import ICB_2022, MONTH, SOURCE, Column, Table, share
from planbook.data.build.geography import Lookups
from planbook.data.build.measures import AMBULANCE_LABELS
from planbook.data.build.reading import find_published, month_text, read_published
from planbook.data.build.reconciliation import Reconciliation
from planbook.data.build.sources import Source
from planbook.errors import InputError, Problem

FILE = "ambulance_ambsys_raw_2022_2025"
SHARES_FILE = "ambulance_icb_to_service_share"

SYSTEMS = Source(
    key="ambulance_systems_indicators",
    publication="Ambulance Quality Indicators: ambulance systems (AmbSYS) time series",
    publisher="NHS England",
    period="April 2022 to August 2025",
    known_problems=(
        "Isle of Wight is run by an acute trust (R1F). One service reported no response counts in October and "
        "November 2022, so England's for those months leave it out. Handover times start in October 2023."
    ),
    how_shipped=(
        "Counts and total seconds by service and month as published; means and percentiles left out, because they "
        "cannot be added. Region rows left out. England's rows are in england_monthly."
    ),
)
INCIDENT_SHARES = Source(
    key="ambulance_incident_shares",
    publication="Ambulance Quality Indicators: proportion of each ICB's incidents by ambulance service",
    publisher="NHS England",
    period="2025",
    known_problems="One set of shares, without month. It shares out an ICB's incidents, not a service's.",
    how_shipped="Shares as published; zero shares left out. Each ICB's shares sum to 1.",
)
SOURCES = (SYSTEMS, INCIDENT_SHARES)

TABLES = (
    Table(
        "ambulance_monthly",
        "One row per ambulance service, month and measure.",
        ("service", "month", "measure"),
        (
            Column("service", "ODS code of the ambulance service"),
            MONTH,
            Column("measure", "key in measures"),
            Column("value", "count or total seconds, as measures says", "as measure", 0),
            SOURCE,
        ),
        "A mean response time is total seconds over incidents of its category. England is in england_monthly.",
    ),
    Table(
        "ambulance_shares",
        "One row per ICB and ambulance service that answers there.",
        ("icb_2022", "service"),
        (
            ICB_2022,
            Column("service", "ODS code of the ambulance service"),
            share("share_of_icb_incidents", "share of the incidents in the ICB's area the service handles"),
            SOURCE,
        ),
        "Shares of each ICB sum to 1. They do not say what share of the service's work the ICB is.",
    ),
)

# The publication numbers its items (A7 ...); the words before the number change between vintages.
ITEMS = {
    "calls_answered": "A1",
    "call_answer_total_seconds": "A2",
    "incidents": "A7",
    "cat1_incidents": "A8",
    "cat1_total_seconds": "A24",
    "cat2_incidents": "A10",
    "cat2_total_seconds": "A30",
    "cat3_incidents": "A11",
    "cat3_total_seconds": "A33",
    "cat4_incidents": "A12",
    "cat4_total_seconds": "A36",
    "hear_and_treat": "A17",
    "see_and_treat": "A55",
    "conveyed_to_ed": "A53",
    "conveyed_elsewhere": "A54",
    "handovers": "A140",
    "handover_total_seconds": "A141",
    "handovers_over_15_minutes": "A144",
    "handovers_over_30_minutes": "A145",
    "handovers_over_60_minutes": "A146",
}
COUNTED = tuple(measure for measure in ITEMS if not measure.startswith(("cat", "handover")))
ENGLAND = "ENG"


def tables(folder: Path, lookups: Lookups) -> dict[str, pd.DataFrame]:
    """Give ambulance_monthly and ambulance_shares. Raises `InputError` when either file cannot be read whole."""
    monthly = read_monthly(folder)
    services = monthly[~monthly["service"].str.fullmatch(r"ENG|Y\d\d")]
    return {
        "ambulance_monthly": services.assign(source=SYSTEMS.key)[_columns("ambulance_monthly")],
        "ambulance_shares": read_shares(folder),
    }


def england_rows(folder: Path) -> pd.DataFrame:
    """Give England's published rows: month, measure, value, source."""
    monthly = read_monthly(folder)
    england = monthly[monthly["service"] == ENGLAND]
    return england.assign(source=SYSTEMS.key)[["month", "measure", "value", "source"]]


def read_monthly(folder: Path) -> pd.DataFrame:
    """Read counts and total seconds: one row per `service` (ODS code; ENG and regions too), `month`, `measure`.

    Hidden values are left out: a count that is not there is not a zero.
    """
    columns = {
        "service": ["org_code", "Org Code", "Code"],
        "date": ["First of | month", "First of month", "Month"],
        **_item_columns(folder),
    }
    wide = read_published(
        folder,
        FILE,
        columns,
        numeric=list(ITEMS),
        dates=["date"],
        required=["service", *COUNTED],
        key=["service", "date"],
        at_least=11,
    )
    wide["month"] = month_text(wide["date"])
    wide["conveyed"] = wide["conveyed_to_ed"] + wide["conveyed_elsewhere"]
    measures = [measure for measure in AMBULANCE_LABELS if measure in wide]
    long = wide.melt(["service", "month"], measures, "measure", "value")
    return long.dropna(subset="value").reset_index(drop=True)


def _item_columns(folder: Path) -> dict[str, list[str]]:
    """Find each item by its number: 'C2 | Total time | A30' is item A30 whatever the words before it."""
    path = find_published(folder, FILE)
    names = pd.read_csv(path, nrows=0).columns
    found = {name.split("|")[-1].strip(): name for name in reversed(names)}
    return {measure: [found.get(item, f"... | {item}")] for measure, item in ITEMS.items()}


def read_shares(folder: Path) -> pd.DataFrame:
    """Read each ICB's shares of incidents by service. Raises `InputError` unless they sum to 1 (within 0.001)."""
    wide = read_published(
        folder,
        SHARES_FILE,
        {"icb_2022": ["ICB code by NHS", "ICB code", "ICB_CODE"]},
        series=r"R\w\w .+",
        patterns={"icb_2022": r"Q\w\w"},
        key=["icb_2022"],
    )
    totals = wide.set_index("icb_2022").sum(axis=1)
    if wrong := sorted(totals.index[(totals - 1).abs() > 0.001]):
        raise InputError(Problem(f"shares of {', '.join(wrong)} do not sum to 1", SHARES_FILE, "1 per ICB"))
    long = wide.melt("icb_2022", var_name="named", value_name="share_of_icb_incidents")
    long["service"] = long["named"].str.split().str[0]
    kept = long[long["share_of_icb_incidents"] > 0]
    return kept.assign(source=INCIDENT_SHARES.key)[_columns("ambulance_shares")]


def reconcile(tables: dict[str, pd.DataFrame], folder: Path) -> list[Reconciliation]:
    """Hold the services' latest 12 months together against England's published rows."""
    ours, england = tables["ambulance_monthly"], england_rows(folder)
    last_12 = sorted(england["month"].unique())[-12:]
    rows = []
    for measure in ("incidents", "cat2_incidents", "cat2_total_seconds", "handovers"):
        published, made = (
            frame.loc[(frame["measure"] == measure) & frame["month"].isin(last_12), "value"].sum()
            for frame in (england, ours)
        )
        label, unit, _ = AMBULANCE_LABELS[measure]
        what = f"{label}, {last_12[0]} to {last_12[-1]}: England's row and the services together"
        rows.append(Reconciliation(what, float(published), float(made), unit))
    return rows


def _columns(table: str) -> list[str]:
    declared = next(each for each in TABLES if each.name == table)
    return [column.name for column in declared.columns]

"""Leaving hospital: people who no longer need to be there, and virtual wards."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planbook.data.build.geography import Lookups
from planbook.data.build.reading import month_text, read_published
from planbook.data.build.sources import Source

DISCHARGE_FILE = "discharge_nctr_monthly_icb_2022-04_2025-08"
WARDS_FILE = "virtual_ward_monthly_icb_2024-08_2025-07"
NOT_HIDDEN = r"(?!\*+$).*"

DISCHARGE = Source(
    key="discharge_icb_monthly",
    publication="Acute daily discharge situation report, monthly means",
    publisher="NHS England; British Red Cross",
    period="April 2022 to August 2025",
    known_problems=(
        "People who do not meet the criteria to reside, those discharged that day included. Cambridgeshire and "
        "Peterborough stops in August 2023. In the ICB figures zero stands for not reported (Frimley May to September "
        "2022, and one other ICB September to October 2022)."
    ),
    how_shipped="Mean of the days as published; months of nothing left out.",
)
WARDS = Source(
    key="virtual_wards",
    publication="Virtual Ward Capacity and Occupancy",
    publisher="NHS England",
    period="August 2024 to July 2025",
    known_problems="Patients are hidden where an ICB did not report them.",
    how_shipped="Capacity and patients as published; England's row is in england_monthly.",
)
SOURCES = (DISCHARGE, WARDS)


def read_discharge(folder: Path, lookups: Lookups) -> pd.DataFrame:
    """Read people without criteria to reside and those of them discharged: icb_2022, month, measure, value.

    Both are means of the month's days; months in which an ICB reported no one at all are left out.
    """
    columns = {
        "criteria_to_reside_not_met": ["mean_daily_nctr"],
        "discharges_daily": ["mean_daily_discharges"],
    }
    frame = read_published(
        folder,
        DISCHARGE_FILE,
        {"ons": ["icb22_code", "ICB22CD"], "date": ["month", "date"], **columns},
        numeric=list(columns),
        dates=["date"],
        key=["ons", "date"],
    )
    frame["icb_2022"] = lookups.ods_from_ons(frame["ons"], DISCHARGE_FILE)
    frame["month"] = month_text(frame["date"])
    reported = frame[frame["criteria_to_reside_not_met"] > 0]
    return reported.melt(["icb_2022", "month"], list(columns), "measure", "value").dropna(subset="value")


def read_wards(folder: Path) -> pd.DataFrame:
    """Read virtual wards: icb_2022 ('England' for its row), month, measure, value; hidden patients left out."""
    capacity = _wards(folder, "virtual_ward_capacity", ["Virtual Ward Capacity", "Capacity"])
    patients = _wards(folder, "virtual_ward_patients", ["Patients in a Virtual Ward", "Patients"])
    return pd.concat([capacity, patients], ignore_index=True).dropna(subset="value")


def _wards(folder: Path, measure: str, names: list[str]) -> pd.DataFrame:
    frame = read_published(
        folder,
        WARDS_FILE,
        {
            "icb_2022": ["ICB code"],
            "date": ["period", "Period"],
            "value": names,
        },
        numeric=["value"],
        dates=["date"],
        where={"value": NOT_HIDDEN},
        patterns={"icb_2022": r"Q\w\w|-|ENG|England"},
        key=["icb_2022", "date"],
    )
    frame["icb_2022"] = frame["icb_2022"].where(frame["icb_2022"].str.fullmatch(r"Q\w\w"), "England")
    frame["month"] = month_text(frame["date"])
    return frame.assign(measure=measure)[["icb_2022", "month", "measure", "value"]]

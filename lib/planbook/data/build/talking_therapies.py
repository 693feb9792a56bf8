"""NHS Talking Therapies by ICB: referrals, courses finished and how people fared."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planbook.data.build.dictionary import ICB_2022, SOURCE, Column, Table
from planbook.data.build.geography import Lookups
from planbook.data.build.reading import month_text, read_published
from planbook.data.build.sources import Source
from planbook.errors import InputError, Problem

FILE = "talking_therapies_monthly_sicb_2022_23"
# Two sub-ICBs got new ONS codes with the boundary change of 2024: Surrey Heartlands 92A and Sussex 70F.
FORMER_CODES = {"E38000246": "E38000264", "E38000248": "E38000265"}
COUNTS = {
    "Count_ReferralsReceived": "referrals_received",
    "Count_AccessingServices": "accessing_services",
    "Count_EndedReferrals": "referrals_ended",
    "Count_FinishedCourseTreatment": "courses_finished",
}
RATES = {
    "Percentage_AccessingServices6WeeksFinishedCourseTreatment": "within_6_weeks_pct",
    "Percentage_AccessingServices18WeeksFinishedCourseTreatment": "within_18_weeks_pct",
    "Percentage_Recovery": "recovery_pct",
    "Percentage_ReliableRecovery": "reliable_recovery_pct",
    "Percentage_Improvement": "reliable_improvement_pct",
    "Percentage_Deterioration": "reliable_deterioration_pct",
}

THERAPIES = Source(
    key="talking_therapies_icb",
    publication="NHS Talking Therapies, monthly statistics by sub-ICB",
    publisher="NHS England; British Red Cross",
    period="July 2022 to May 2023",
    known_problems=(
        "Eleven months, not a financial year; counts by sub-ICB and month are rounded to 5 and small ones hidden, so "
        "ICB totals are a little low. Percentages are published rounded to whole numbers."
    ),
    how_shipped=(
        "Counts added up over months and sub-ICBs; percentages averaged with courses finished as weights (recovery has "
        "a slightly smaller base as published: people at caseness)."
    ),
)
SOURCES = (THERAPIES,)
TABLES = (
    Table(
        "talking_therapies",
        "One row per ICB and measure, over the months named in `period`.",
        ("icb_2022", "measure"),
        (
            ICB_2022,
            Column("measure", ", ".join([*COUNTS.values(), *RATES.values()])),
            Column("value", "count over the period, or mean percentage", "as unit", 1),
            Column("unit", "people, courses or referrals over the period; %"),
            Column("period", "first and last month"),
            SOURCE,
        ),
    ),
)
UNITS = {
    "referrals_received": "referrals",
    "accessing_services": "people",
    "referrals_ended": "referrals",
    "courses_finished": "courses",
}


def tables(folder: Path, lookups: Lookups) -> dict[str, pd.DataFrame]:
    """Give talking_therapies."""
    return {"talking_therapies": read_therapies(folder, lookups.lsoa)}


def read_therapies(folder: Path, lsoa: pd.DataFrame) -> pd.DataFrame:
    """Add sub-ICB months up to ICBs. Raises `InputError` for a sub-ICB that is not known."""
    frame = read_published(
        folder,
        FILE,
        {
            "sicbl_code": ["sicbl22_code", "SICBL22CD"],
            "date": ["date"],
            "name": ["name"],
            "value": ["value"],
        },
        numeric=["value"],
        dates=["date"],
        patterns={"sicbl_code": r"E38\d{6}"},
        key=["sicbl_code", "date", "name"],
    )
    placed = dict(zip(lsoa["sicbl_code"], lsoa["icb_2022"], strict=True))
    frame["icb_2022"] = frame["sicbl_code"].replace(FORMER_CODES).map(placed)
    if stray := sorted(frame.loc[frame["icb_2022"].isna(), "sicbl_code"].unique()):
        raise InputError(Problem(f"sub-ICBs {stray} are not known", FILE, "ONS codes of 2022 or 2024"))
    both = pd.concat([_counts(frame), _rates(frame)], ignore_index=True)
    months = month_text(frame["date"])
    period = f"{months.min()} to {months.max()}"
    columns = ["icb_2022", "measure", "value", "unit", "period", "source"]
    return both.assign(period=period, source=THERAPIES.key)[columns]


def _counts(frame: pd.DataFrame) -> pd.DataFrame:
    counted = frame.assign(measure=frame["name"].map(COUNTS)).dropna(subset=["measure", "value"])
    added = counted.groupby(["icb_2022", "measure"], as_index=False)["value"].sum()
    return added.assign(unit=added["measure"].map(UNITS))


def _rates(frame: pd.DataFrame) -> pd.DataFrame:
    """Average each percentage over months and sub-ICBs, courses finished as weights."""
    keys = ["sicbl_code", "date"]
    finished = frame[frame["name"] == "Count_FinishedCourseTreatment"][[*keys, "value"]]
    rates = frame.assign(measure=frame["name"].map(RATES)).dropna(subset=["measure", "value"])
    rates = rates.merge(finished.rename(columns={"value": "weight"}), on=keys, validate="many_to_one")
    rates = rates.dropna(subset="weight").assign(weighted=rates["value"] * rates["weight"])
    sums = rates.groupby(["icb_2022", "measure"], as_index=False)[["weighted", "weight"]].sum()
    sums = sums[sums["weight"] > 0]
    return sums.assign(value=sums["weighted"] / sums["weight"], unit="%").drop(columns=["weighted", "weight"])

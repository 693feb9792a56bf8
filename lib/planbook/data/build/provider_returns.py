"""What each provider reports: A&E, cancer waits, beds in use, diagnostics, overnight beds.

Each reader gives one row per `provider`, `month` (or quarter), `measure` and `item` ('' unless a test or a sector),
with `value`, and leaves out series that are zero in every month: what is absent was never reported or always zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from planbook.data.build.reading import month_text, read_published
from planbook.data.build.repeats import repeated_months
from planbook.data.build.sources import Source
from planbook.errors import InputError, Problem

AE_FILE = "ae_monthly_provider_2024-08_2025-07"
CANCER_FILE = "cancer_waits_monthly_provider_2024-04_2025-07"
UEC_FILE = "uec_sitrep_beds_monthly_trust_2022-04_2025"
TESTS_FILE = "dm01_monthly_provider_test_2024-08_2025-07"
BEDS_FILE = "kh03_overnight_beds_quarterly_trust_2024Q2_2025Q1"

AE = Source(
    key="ae_provider_monthly",
    publication="A&E Attendances and Emergency Admissions: monthly provider return",
    publisher="NHS England",
    period="August 2024 to July 2025",
    known_problems=(
        "Some months are as first published, some as revised. Providers that opened or closed in the year have fewer "
        "months. Booked attendances are apart."
    ),
    how_shipped="Counts as published; admissions via the three types of A&E added, booked attendances too.",
)
CANCER = Source(
    key="cancer_waits_provider",
    publication="Cancer Waiting Times: monthly provider extract",
    publisher="NHS England",
    period="April 2024 to July 2025",
    known_problems="A treatment shared by two trusts counts as half for each in the 62-day standard.",
    how_shipped="All cancers and routes added up for the 28, 31 and 62-day standards.",
)
UEC = Source(
    key="uec_beds_trust",
    publication="Urgent and Emergency Care daily situation reports: beds",
    publisher="NHS England",
    period="April 2022 to August 2025",
    known_problems=(
        "August 2022 repeats July 2022 in every trust. Other beds than KH03: open beds on the day, acute trusts."
    ),
    how_shipped="Monthly means as published; August 2022 left out.",
)
TESTS = Source(
    key="diagnostics_provider",
    publication="Monthly Diagnostics Waiting Times and Activity (DM01): provider by test",
    publisher="NHS England",
    period="August 2024 to July 2025",
    known_problems="Fifteen key tests only; independent providers are included.",
    how_shipped="Total rows dropped after they were found equal to the sum of the tests; three kinds of test added.",
)
BEDS = Source(
    key="kh03_overnight_beds",
    publication="Bed Availability and Occupancy (KH03): overnight",
    publisher="NHS England",
    period="July 2024 to June 2025, quarterly",
    known_problems="Quarterly means of midnight counts. Day beds are not in it.",
    how_shipped="Available and occupied by sector; England's row is in england_monthly.",
)
SOURCES = (AE, CANCER, UEC, TESTS, BEDS)

TYPES = {
    "type_1": ("Type 1",),
    "type_2": ("Type 2",),
    "other": ("Other A&E Department", "Other Department"),
}
AE_COLUMNS = {
    **{f"ae_attendances_{key}": [f"A&E attendances {name}" for name in names] for key, names in TYPES.items()},
    **{f"ae_over_4_hours_{key}": [f"Attendances over 4hrs {name}" for name in names] for key, names in TYPES.items()},
    **{
        f"booked_{key}": [f"A&E attendances Booked Appointments {name}" for name in names]
        for key, names in TYPES.items()
    },
    **{
        f"booked_over_4_hours_{key}": [f"Attendances over 4hrs Booked Appointments {name}" for name in names]
        for key, names in TYPES.items()
    },
    **{
        f"via_ae_{key}": [f"Emergency admissions via A&E - {name}" for name in (*names, f"{names[0]}")]
        for key, names in (("type_1", ("Type 1",)), ("type_2", ("Type 2",)), ("other", ("Other A&E department",)))
    },
    "emergency_admissions_other": ["Other emergency admissions"],
    "ae_waits_4_to_12_hours": [
        "Patients who have waited 4-12 hs from DTA to admission",
        "Patients who have waited 4-12 hrs from DTA to admission",
    ],
    "ae_waits_12_hours": ["Patients who have waited 12+ hrs from DTA to admission"],
}
AE_SUMS = {
    "ae_booked": ["booked_type_1", "booked_type_2", "booked_other"],
    "ae_over_4_hours_booked": [
        "booked_over_4_hours_type_1",
        "booked_over_4_hours_type_2",
        "booked_over_4_hours_other",
    ],
    "emergency_admissions_via_ae": ["via_ae_type_1", "via_ae_type_2", "via_ae_other"],
}
AE_KEPT = (
    *(f"ae_attendances_{key}" for key in TYPES),
    "ae_booked",
    *(f"ae_over_4_hours_{key}" for key in TYPES),
    "ae_over_4_hours_booked",
    "ae_waits_4_to_12_hours",
    "ae_waits_12_hours",
    "emergency_admissions_via_ae",
    "emergency_admissions_other",
)
TEST_KEYS = {
    "Magnetic Resonance Imaging": "mri",
    "Computed Tomography": "ct",
    "Non-obstetric Ultrasound": "ultrasound",
    "Barium Enema": "barium_enema",
    "DEXA Scan": "dexa",
    "Audiology - Audiology Assessments": "audiology",
    "Cardiology - Echocardiography": "echocardiography",
    "Cardiology - Electrophysiology": "electrophysiology",
    "Neurophysiology - Peripheral Neurophysiology": "neurophysiology",
    "Respiratory physiology - Sleep Studies": "sleep_studies",
    "Urodynamics - Pressures & Flows": "urodynamics",
    "Colonoscopy": "colonoscopy",
    "Flexi Sigmoidoscopy": "flexi_sigmoidoscopy",
    "Cystoscopy": "cystoscopy",
    "Gastroscopy": "gastroscopy",
}
TEST_MEASURES = ["diagnostic_waiting", "diagnostic_over_6_weeks", "diagnostic_over_13_weeks", "diagnostic_tests"]
SECTORS = {
    "general_acute": "General & Acute",
    "maternity": "Maternity",
    "mental_illness": "Mental Illness",
    "learning_disability": "Learning Disabilities",
}
QUARTER_END_MONTHS = {"Q1": "06", "Q2": "09", "Q3": "12", "Q4": "03"}


def read_ae(folder: Path) -> pd.DataFrame:
    """Read the A&E return: one row per provider and month, with `name`, `region` and a column per AE_KEPT count."""
    frame = read_published(
        folder,
        AE_FILE,
        {
            "provider": ["Org Code", "Code"],
            "region": ["Parent Org", "Region"],
            "name": ["Org name", "Name"],
            "date": ["period", "Period"],
            **AE_COLUMNS,
        },
        numeric=list(AE_COLUMNS),
        dates=["date"],
        drop_totals={"provider": ["TOTAL", "-", ""], "name": ["TOTAL", "England"]},
        key=["provider", "date"],
    )
    frame = frame.assign(**{made: frame[parts].sum(axis=1) for made, parts in AE_SUMS.items()})
    frame["month"] = month_text(frame["date"])
    return frame[["provider", "name", "region", "month", *AE_KEPT]]


def read_cancer(folder: Path) -> pd.DataFrame:
    """Read cancer waits: one row per provider, month and measure; all routes added."""
    frame = read_published(
        folder,
        CANCER_FILE,
        {
            "provider": ["ORG CODE", "Org Code"],
            "date": ["PERIOD", "Month"],
            "standard": ["STANDARD", "Standard or Item"],
            "route": ["STAGE/ROUTE", "Cancer Pathway"],
            "total": ["TOTAL TREATED", "Total"],
            "within": ["WITHIN STANDARD", "Within Standard"],
        },
        numeric=["total", "within"],
        dates=["date"],
        drop_totals={"provider": ["TOTAL", "England"], "route": ["ALL ROUTES", "ALL STAGES", "Total"]},
        patterns={"standard": r"(28|31|62)[- ]day.*"},
        key=["provider", "date", "standard", "route"],
    )
    frame["month"], frame["days"] = month_text(frame["date"]), frame["standard"].str[:2]
    long = frame.melt(["provider", "month", "days"], ["total", "within"], "part", "value")
    long["measure"] = "cancer_" + long["days"] + "_day_" + long["part"]
    added = long.groupby(["provider", "month", "measure"], as_index=False)[["value"]].sum(min_count=1)
    return _tidy(added, CANCER)


def read_uec_beds(folder: Path) -> pd.DataFrame:
    """Read beds open and in use: one row per provider, month and measure; a month that repeats another left out."""
    measures = {
        "ga_beds_available": ["general_acute_beds_available"],
        "ga_beds_occupied": ["general_acute_beds_occupied"],
        "critical_care_beds_available": ["adult_critical_care_beds_available"],
        "critical_care_beds_occupied": ["adult_critical_care_beds_occupied"],
    }
    frame = read_published(
        folder,
        UEC_FILE,
        {"provider": ["nhs_trust22_code", "Org Code"], "date": ["date", "Period"], **measures},
        numeric=list(measures),
        dates=["date"],
        patterns={"provider": r"R\w\w"},
        key=["provider", "date"],
    )
    frame["month"] = month_text(frame["date"])
    repeats = repeated_months(frame, ["provider"], list(measures))
    frame = frame[~frame["month"].isin(repeats)]
    return _tidy(frame.melt(["provider", "month"], list(measures), "measure", "value"), UEC)


def read_tests(folder: Path) -> pd.DataFrame:
    """Read diagnostics: one row per provider, month, measure and test.

    Raises `InputError` when a test is not known, or when a provider's published total is not the sum of its tests.
    """
    frame = read_test_rows(folder)
    tests = frame[frame["item"] != "total"]
    totals = frame[frame["item"] == "total"].set_index(["provider", "month"])[TEST_MEASURES]
    added = tests.groupby(["provider", "month"])[TEST_MEASURES].sum()
    if len(totals) and ((added - totals).abs().max().max() > 0 or len(added) != len(totals)):
        raise InputError(Problem("total rows are not the sum of the tests", TESTS_FILE, "totals of its own tests"))
    return _tidy(tests.melt(["provider", "month", "item"], TEST_MEASURES, "measure", "value"), TESTS)


def read_test_rows(folder: Path) -> pd.DataFrame:
    """Read diagnostics as published: one row per provider, month and `item` (a test, or 'total'), with its `name`."""
    kinds = {
        "planned": ["Planned tests / procedures"],
        "unscheduled": ["Unscheduled tests / procedures"],
        "from_list": ["Waiting list tests / procedures (excluding planned)"],
    }
    waits = {
        "diagnostic_waiting": ["Total Waiting List"],
        "diagnostic_over_6_weeks": ["Number waiting 6+ Weeks"],
        "diagnostic_over_13_weeks": ["Number waiting 13+ Weeks"],
    }
    frame = read_published(
        folder,
        TESTS_FILE,
        {
            "provider": ["Provider Code"],
            "name": ["Provider Name"],
            "region": ["Regional Team Code"],
            "date": ["period", "Period"],
            "test": ["Diagnostic Test Name", "Diagnostic Tests"],
            **waits,
            **kinds,
        },
        numeric=[*waits, *kinds],
        dates=["date"],
        key=["provider", "date", "test"],
    )
    keys = {name.casefold(): key for name, key in TEST_KEYS.items()} | {"total": "total"}
    frame["item"] = frame["test"].str.casefold().map(keys)
    if stray := sorted(frame.loc[frame["item"].isna(), "test"].unique()):
        raise InputError(Problem(f"tests {stray} are not known", TESTS_FILE, ", ".join(TEST_KEYS)))
    frame["diagnostic_tests"] = frame[list(kinds)].sum(axis=1)
    frame["month"] = month_text(frame["date"])
    return frame


def read_overnight_beds(folder: Path) -> pd.DataFrame:
    """Read overnight beds: one row per provider ('England' for its row), quarter, sector and measure, with `name`."""
    columns: Mapping[str, list[str]] = {
        f"beds_{state}:{key}": [f"{state.title()} {name}", f"{state.title()} {name.replace('&', 'and')}"]
        for state in ("available", "occupied")
        for key, name in SECTORS.items()
    }
    frame = read_published(
        folder,
        BEDS_FILE,
        {"provider": ["Org Code"], "name": ["Org Name"], "period": ["quarter"], **columns},
        numeric=list(columns),
        patterns={"period": r"Q[1-4]-20\d\d-\d\d"},
        key=["provider", "name", "period"],
    )
    frame.loc[frame["name"].str.casefold() == "england", "provider"] = "England"
    frame["quarter"] = frame["period"].str[3:7] + "-" + frame["period"].str[:2]
    long = frame.melt(["provider", "name", "quarter"], list(columns), "named", "value")
    long[["measure", "sector"]] = long["named"].str.split(":", expand=True).to_numpy()
    return long.drop(columns="named")


def quarter_end_month(quarters: pd.Series) -> pd.Series:
    """Give the last month of each financial-year quarter: '2024-Q4' is January to March 2025, so '2025-03'."""
    year = quarters.str[:4].astype("int64") + (quarters.str[5:] == "Q4")
    return year.astype("str") + "-" + quarters.str[5:].map(QUARTER_END_MONTHS)


def provider_monthly(folder: Path) -> pd.DataFrame:
    """Give all monthly returns: one row per provider, month, measure and item, with value and source."""
    emergency = read_ae(folder).melt(["provider", "month"], list(AE_KEPT), "measure", "value")
    parts = [_tidy(emergency, AE), read_cancer(folder), read_uec_beds(folder), read_tests(folder)]
    return pd.concat(parts, ignore_index=True)


def _tidy(long: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Leave out hidden values and series that are zero throughout; add item and source."""
    long = long.dropna(subset="value")
    long = long if "item" in long else long.assign(item="")
    most = long.groupby(["provider", "measure", "item"])["value"].transform("max")
    columns = ["provider", "month", "measure", "item", "value"]
    return long.loc[most > 0, columns].assign(source=source.key)

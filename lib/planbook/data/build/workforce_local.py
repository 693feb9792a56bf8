"""Staff of general practice by authority, and adult social care by upper-tier authority."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planbook.data.build.dictionary import LAD_CODE, SOURCE, YEAR, Column, Table
from planbook.data.build.geography import Lookups
from planbook.data.build.reading import read_published
from planbook.data.build.reconciliation import Reconciliation
from planbook.data.build.sources import Source
from planbook.errors import InputError, Problem

GP_FILE = "lad24_gp_fte_patients"
SOCIAL_CARE_FILE = "oflog_adult_social_care_la_2016_2024"
REGISTERED_PEOPLE = 63_849_324
YEARS_KEPT = 2

GP = Source(
    key="general_practice_workforce",
    publication="General Practice Workforce and patients registered, added up to authorities",
    publisher="NHS England; British Red Cross",
    period="2024/25",
    known_problems=(
        "The month is not stated. 36,064 FTE in England is of the size of all GPs with those in training "
        "(fully qualified alone are about 28,000). Patients are those of practices in the authority, wherever they "
        "live."
    ),
    how_shipped="FTE GPs and registered patients by authority as published.",
)
SOCIAL_CARE = Source(
    key="adult_social_care_metrics",
    publication="Adult social care metrics: ASCOF measures and Skills for Care turnover",
    publisher="Office for Local Government; MHCLG",
    period="2015/16 to 2022/23",
    known_problems=(
        "Discontinued. Turnover is missing for a third of authorities before 2022/23. Carer measures come every second "
        "year. Figures for the former counties of Cumbria, North Yorkshire and Somerset carry codes of before 2023."
    ),
    how_shipped=(
        "2021/22 and 2022/23 as published; former counties' figures stand under the authorities "
        "of today, Cumbria's under both."
    ),
)
SOURCES = (GP, SOCIAL_CARE)

# Code in the file -> measure, unit. Units are those of the publication's own definitions.
SOCIAL_CARE_MEASURES = {
    "ASC1": ("carer_quality_of_life", "score, 0 to 12"),
    "ASC2": ("quality_of_life", "score"),
    "ASC3": ("users_finding_information_easy", "% of people using services"),
    "ASC4": ("carers_finding_information_easy", "% of carers"),
    "ASC5": ("short_term_service_sequel_to_less", "% of people after a short-term service"),
    "ASC6": ("requests_resulting_in_service", "per 100,000 people"),
    "ASC7": ("workforce_turnover", "% of staff a year"),
}
# Counties whose districts became unitary in April 2023; the districts together are the same area.
FORMER_COUNTIES = {
    "E10000006": ("E06000063", "E06000064"),
    "E10000023": ("E06000065",),
    "E10000027": ("E06000066",),
}

TABLES = (
    Table(
        "workforce_gp",
        "One row per local authority.",
        ("lad_code",),
        (
            LAD_CODE,
            Column("gp_fte", "full-time equivalent GPs, those in training included", "FTE", 2),
            Column("patients", "patients registered with practices in the authority", "people", 0),
            SOURCE,
        ),
    ),
    Table(
        "social_care",
        "One row per upper-tier authority, financial year and measure.",
        ("upper_tier_code", "year", "measure"),
        (
            Column("upper_tier_code", "ONS code of the upper-tier authority, 2023"),
            YEAR,
            Column("measure", ", ".join(name for name, _ in SOCIAL_CARE_MEASURES.values())),
            Column("value", "value as published", "as unit", 3),
            Column("unit", "unit of the value"),
            SOURCE,
        ),
    ),
)


def tables(folder: Path, lookups: Lookups) -> dict[str, pd.DataFrame]:
    """Give workforce_gp and social_care."""
    return {"workforce_gp": read_gp(folder), "social_care": read_social_care(folder, lookups)}


def read_gp(folder: Path) -> pd.DataFrame:
    """Read GPs and patients: one row per local authority of 2024."""
    frame = read_published(
        folder,
        GP_FILE,
        {
            "lad_code": ["ltla24_code", "LAD24CD"],
            "gp_fte": ["total_gp_fte", "gp_fte"],
            "patients": ["total_patients", "patients"],
        },
        numeric=["gp_fte", "patients"],
        where={"lad_code": r"E0[6-9]\d{6}"},
        key=["lad_code"],
    )
    return frame.assign(source=GP.key)


def read_social_care(folder: Path, lookups: Lookups) -> pd.DataFrame:
    """Read the latest two years by upper-tier authority of 2023; hidden values left out.

    Raises `InputError` for an authority that is neither of today nor a former county.
    """
    frame = read_published(
        folder,
        SOCIAL_CARE_FILE,
        {
            "financial_year": ["Financial year"],
            "upper_tier_code": ["Local authority code"],
            "code": ["Code"],
            "value": ["Value"],
        },
        numeric=["value"],
        patterns={"financial_year": r"20\d\d-\d\d", "code": "|".join(SOCIAL_CARE_MEASURES)},
        key=["financial_year", "upper_tier_code", "code"],
    )
    frame["year"] = frame["financial_year"].str[:4].astype("int64")
    frame = _latest_years(frame.dropna(subset="value"))
    frame["upper_tier_code"] = frame["upper_tier_code"].map(lambda code: FORMER_COUNTIES.get(code, (code,)))
    frame = frame.explode("upper_tier_code")
    known = set(lookups.pieces["upper_tier_code"])
    if stray := sorted(set(frame["upper_tier_code"]) - known):
        raise InputError(Problem(f"authorities {stray} are not known", SOCIAL_CARE_FILE, "upper tiers of 2023"))
    frame["measure"] = frame["code"].map({code: name for code, (name, _) in SOCIAL_CARE_MEASURES.items()})
    frame["unit"] = frame["code"].map({code: unit for code, (_, unit) in SOCIAL_CARE_MEASURES.items()})
    frame["source"] = SOCIAL_CARE.key
    columns = ["upper_tier_code", "year", "measure", "value", "unit", "source"]
    return frame.drop_duplicates(columns[:3])[columns]


def _latest_years(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["year"] > frame["year"].max() - YEARS_KEPT]


def reconcile(tables: dict[str, pd.DataFrame], folder: Path) -> list[Reconciliation]:
    """Hold patients of practices in authorities against England's registered population."""
    patients = float(tables["workforce_gp"]["patients"].sum())
    note = "other months: the general practice file states 2024/25 and no month, allocations are for 2025/26"
    return [Reconciliation("Patients registered, England", REGISTERED_PEOPLE, patients, "people", note)]

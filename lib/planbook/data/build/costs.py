"""What care costs: unit costs by point of delivery, price indices, and how use of hospitals varies with age
and sex."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planbook.data.build.dictionary import AGE_BAND, SEX, SOURCE, Column, Table, share
from planbook.data.build.lookups import Lookups
from planbook.data.build.population import AGE_BANDS, AUTHORITY, banded
from planbook.data.build.reading import read_published
from planbook.data.build.reconciliation import Reconciliation
from planbook.data.build.sources import Source
from planbook.errors import InputError, Problem

NCC_KEY = "ncc_2024_25"
NCC_FILE = "ncc_2024_25_national_schedule"
NCC_YEAR = 2024
PRICES_KEY = "hmt_ons_price_indices"
PLICS_KEY = "plics_age_sex_undated"
PLICS_FILE = "nhs_activity_cost_by_age_sex_england_plics"
BASE_YEAR = 2024

SOURCES = (
    Source(
        NCC_KEY,
        "National Cost Collection 2024/25, National Schedule of NHS Costs",
        "NHS England",
        "2024/25",
        known_problems="per finished consultant episode, contact or bed day, not per spell; outpatient "
        "attendances are nearly absent; counts 23.57m A&E attendances against 27.58m in "
        "the monthly return, so one's cost times the other's count overstates by 17%; "
        "lines with few patients hide their activity, not their cost, so a mean over many "
        "lines is up to 0.5% high",
        how_shipped="activity-weighted means by point of delivery; single lines where a department has few",
    ),
    Source(
        PRICES_KEY,
        "GDP deflator (with forecasts) and consumer price indices CPI and CPIH",
        "HM Treasury; Office for National Statistics; Office for Budget Responsibility",
        "2000/01 to 2030/31",
        known_problems="consumer prices stop where they are not yet known; forecasts are flagged",
        how_shipped="GDP deflator set to 100 in 2024/25; consumer prices as published",
    ),
    Source(
        PLICS_KEY,
        "Patient level costing, acute: activity and cost by age band and sex (A&E, admitted care, outpatients)",
        "NHS England (then NHS Digital)",
        "year not stated; totals fit 2019/20 to 2021/22",
        known_problems="the year is unknown: use the shape over age and sex, calibrated to a dated total, "
        "never the level",
        how_shipped="infants joined to ages 0-4 and the oldest to 90+; per 1,000 of England's mid-2020 people",
    ),
)

DEPARTMENTS = {
    "Emergency Care": ("ae_attendance", "A&E attendance (all types)", "attendance"),
    "Non-Elective Inpatient - Short Stay": ("non_elective_short", "Non-elective, short stay", "episode"),
    "Non-Elective Inpatient - Long Stay": ("non_elective_long", "Non-elective, long stay", "episode"),
    "Daycase": ("day_case", "Day case", "episode"),
    "Elective Inpatients": ("elective_inpatient", "Elective inpatient (ordinary)", "episode"),
    "Regular Day or Night Admissions": ("regular_attender", "Regular day or night admission", "episode"),
    "Outpatient Procedures": ("outpatient_procedure", "Outpatient procedure", "procedure"),
    "Diagnostic Imaging": ("diagnostic_imaging", "Diagnostic imaging (unbundled)", "examination"),
    "Nuclear Medicine": ("nuclear_medicine", "Nuclear medicine", "examination"),
    "Directly Accessed Diagnostic Services": ("direct_access_diagnostic", "Direct access diagnostics", "test"),
    "Directly Accessed Pathology Services": ("direct_access_pathology", "Direct access pathology", "test"),
    "Community Health Service": ("community_contact", "Community contact (all)", "contact"),
    "Mental Health Care Contact": ("mental_health_contact", "Mental health contact (all)", "contact"),
    "Mental Health Provider Spell": ("mental_health_bed_day", "Mental health inpatient", "occupied bed day"),
    "NHS Talking Therapy Care Contact": ("talking_therapies_contact", "NHS Talking Therapies contact", "contact"),
    "Critical care": ("critical_care_bed_day", "Critical care bed day (all)", "bed day"),
    "Rehabilitation Inpatient": ("rehabilitation_bed_day", "Rehabilitation bed day", "bed day"),
    "Ambulance": ("ambulance", "Ambulance (all incidents and calls)", "incident or call"),
    "Renal Dialysis": ("renal_dialysis", "Renal dialysis session", "session"),
    "Cancer MDT": ("cancer_mdt", "Cancer multidisciplinary team meeting", "patient discussed"),
    "High Cost Drugs": ("high_cost_drug", "High cost drug", "item"),
    "High Cost Devices": ("high_cost_device", "High cost device", "item"),
    "Wheelchair Equipment": ("wheelchair", "Wheelchair equipment", "item"),
    "National screening programmes": ("screening", "National screening programmes", "screen"),
}
# Departments with as many lines as this are hospital groupers: their mean is shipped, not their lines.
MOST_LINES = 140
GROUPS = {
    "mri": ("Diagnostic Imaging", r".*Magnetic Resonance Imaging", "MRI scan"),
    "ct": ("Diagnostic Imaging", r".*Computerised Tomograph", "CT scan"),
    "ultrasound": ("Diagnostic Imaging", r".*Ultrasound", "Ultrasound scan"),
    "adult": ("Critical care", r"Adult Critical Care", "Adult critical care bed day"),
}

TABLES = (
    Table(
        "unit_costs",
        "One row per point of delivery ('all'), and per line of it where there are few.",
        ("point_of_delivery", "item"),
        (
            Column("point_of_delivery", "short name of the point of delivery"),
            Column("item", "'all', a group (mri, ct, ultrasound, adult) or the published currency code"),
            Column("label", "name"),
            Column("activity", "units of activity in England in the year", "see unit", 0),
            Column("unit_cost_gbp", "mean cost of one unit, activity-weighted", "£, 2024/25 prices", 2),
            Column("total_cost_gbp", "cost of all activity", "£, 2024/25 prices", 0),
            Column("unit", "what one unit is"),
            Column("year", "financial year by its first year"),
            SOURCE,
        ),
        "Episodes are finished consultant episodes; a spell holds more than one.",
    ),
    Table(
        "deflators",
        "One row per financial year.",
        ("year",),
        (
            Column("year", "financial year by its first year"),
            Column("gdp_deflator", "GDP deflator", "index, 2024/25 = 100", 4),
            Column("cpi_index", "consumer prices", "index, 2015 = 100", 4),
            Column("cpih_index", "consumer prices with housing costs", "index, 2015 = 100", 4),
            Column("is_forecast", "the year's figures are forecasts"),
            SOURCE,
        ),
    ),
    Table(
        "age_sex_rates",
        "One row per hospital service x sex x age band, England.",
        ("service", "sex", "age_band"),
        (
            Column("service", "ae, admitted or outpatient"),
            SEX,
            AGE_BAND,
            Column("activity", "attendances (ae, outpatient) or episodes (admitted)", "count, year unstated", 0),
            Column("cost_gbp", "their cost", "£, year unstated", 0),
            share("share_of_activity", "share of the service's activity"),
            Column("shape", "activity per 1,000 people of that age and sex, mid-2020", "per 1,000, shape only", 4),
            SOURCE,
        ),
        "The year is unknown: only the shape over age and sex may be used, calibrated to a dated total.",
    ),
)


def tables(folder: Path, lookups: Lookups) -> dict[str, pd.DataFrame]:
    """Give the tables `unit_costs`, `deflators` and `age_sex_rates`."""
    return {
        "unit_costs": _unit_costs(folder),
        "deflators": _deflators(folder),
        "age_sex_rates": _age_sex_rates(folder),
    }


def reconcile(tables: dict[str, pd.DataFrame], folder: Path) -> list[Reconciliation]:
    """Hold unit costs against the schedule's total and the age-sex table against its own."""
    costs = tables["unit_costs"]
    totals = costs[costs["item"] == "all"].set_index("point_of_delivery")
    schedule = _read_schedule(folder)
    kept = schedule[schedule["department"].isin(DEPARTMENTS)]
    rows = [
        Reconciliation(
            "National Cost Collection 2024/25, all departments",
            float(schedule["cost"].sum()),
            float(totals["total_cost_gbp"].sum()),
            "£",
            "departments without a planning line (audiology, fertility drugs, critical care transport "
            "...) are left out",
        ),
        Reconciliation(
            "National Cost Collection 2024/25, departments shipped",
            float(kept["cost"].sum()),
            float(totals["total_cost_gbp"].sum()),
            "£",
        ),
        Reconciliation(
            "A&E attendances costed, 2024/25", 23_570_779, totals["activity"]["ae_attendance"], "attendances"
        ),
    ]
    published = _read_plics(folder)
    counts = published[published["metric"] == "activity"].groupby("service")["total"].sum()
    ours = tables["age_sex_rates"].groupby("service")["activity"].sum()
    return rows + [
        Reconciliation(f"{service} activity by age and sex", float(counts[service]), float(ours[service]), "count")
        for service in ("ae", "admitted", "outpatient")
    ]


def _read_schedule(folder: Path) -> pd.DataFrame:
    schedule = read_published(
        folder,
        NCC_FILE,
        {
            "department": ["department_code", "Department"],
            "item": ["currency_code", "Currency code"],
            "label": ["currency_desc", "Currency description"],
            "activity": ["activity", "Activity"],
            "cost": ["cost", "Total cost"],
        },
        numeric=["activity", "cost"],
        key=["department", "item"],
    )
    if absent := set(DEPARTMENTS) - set(schedule["department"]):
        raise InputError(Problem(f"departments {sorted(absent)} are missing", NCC_FILE))
    return schedule


def _unit_costs(folder: Path) -> pd.DataFrame:
    schedule = _read_schedule(folder)
    schedule = schedule[schedule["department"].isin(DEPARTMENTS)]
    totals = schedule.groupby("department")[["activity", "cost"]].sum().reset_index().assign(item="all")
    totals["label"] = totals["department"].map({name: label for name, (_, label, _) in DEPARTMENTS.items()})
    few = schedule.groupby("department")["item"].transform("size") < MOST_LINES
    lines = schedule[few & (schedule["activity"] > 0)]
    groups = [_group(schedule, item, *group) for item, group in GROUPS.items()]
    frame = pd.concat([totals, *groups, lines], ignore_index=True)
    frame["point_of_delivery"] = frame["department"].map({name: key for name, (key, _, _) in DEPARTMENTS.items()})
    frame["unit"] = frame["department"].map({name: unit for name, (_, _, unit) in DEPARTMENTS.items()})
    frame["unit_cost_gbp"] = frame["cost"] / frame["activity"]
    frame = frame.rename(columns={"cost": "total_cost_gbp"}).assign(year=NCC_YEAR, source=NCC_KEY)
    return frame[[column.name for column in TABLES[0].columns]]


def _group(schedule: pd.DataFrame, item: str, department: str, pattern: str, label: str) -> pd.DataFrame:
    chosen = schedule[(schedule["department"] == department) & schedule["label"].str.match(pattern)]
    if chosen.empty:
        raise InputError(Problem(f"no line of '{department}' reads like '{pattern}'", NCC_FILE))
    sums = {column: [float(chosen[column].sum())] for column in ("activity", "cost")}
    return pd.DataFrame({"department": [department], "item": [item], "label": [label], **sums})


def _deflators(folder: Path) -> pd.DataFrame:
    indices = ["gdp_deflator", "cpi_index", "cpih_index"]
    frame = read_published(
        folder,
        "uk_gdp_deflator_cpi_2000_2031",
        {
            "year": ["fiscal_year_start"],
            "gdp_deflator": ["gdp_deflator", "GDP deflator"],
            "cpi_index": ["cpi_index", "CPI"],
            "cpih_index": ["cpih_index", "CPIH"],
            "is_forecast": ["is_forecast"],
        },
        numeric=["year", *indices],
        required=["year", "gdp_deflator"],
        patterns={"is_forecast": "(?i:true|false)"},
        key=["year"],
    )
    base = frame.loc[frame["year"] == BASE_YEAR, "gdp_deflator"]
    if base.empty:
        raise InputError(Problem(f"there is no deflator for {BASE_YEAR}", "uk_gdp_deflator_cpi_2000_2031"))
    frame["gdp_deflator"] *= 100 / base.iloc[0]
    frame["year"] = frame["year"].astype("int64")
    frame["is_forecast"] = frame["is_forecast"].str.lower() == "true"
    return frame.assign(source=PRICES_KEY)


def _read_plics(folder: Path) -> pd.DataFrame:
    frame = read_published(
        folder,
        PLICS_FILE,
        {
            "service": ["Service"],
            "sex": ["Gender", "Sex"],
            "age": ["Age group"],
            "metric": ["Metric"],
            "total": ["Total"],
        },
        numeric=["total"],
        where={"sex": "Female|Male"},
        required=["total"],
        key=["service", "sex", "age", "metric"],
        grid=["service", "sex", "age", "metric"],
    )
    first = frame["age"].str.extract(r"^(\d+)")[0].astype("int64").clip(upper=90)
    return pd.DataFrame(
        {
            "service": frame["service"].map({"AE": "ae", "APC": "admitted", "OP": "outpatient"}),
            "sex": frame["sex"].str[0],
            "age_band": first.map(lambda age: AGE_BANDS[age // 5]),
            "metric": frame["metric"].map({"Activity Count": "activity", "Total Cost": "cost_gbp"}),
            "total": frame["total"],
        }
    )


def _age_sex_rates(folder: Path) -> pd.DataFrame:
    keys = ["service", "sex", "age_band"]
    summed = _read_plics(folder).groupby([*keys, "metric"])["total"].sum().unstack("metric").reset_index()
    summed["share_of_activity"] = summed["activity"] / summed.groupby("service")["activity"].transform("sum")
    with_people = summed.merge(_england_2020(folder), on=["sex", "age_band"], validate="many_to_one")
    with_people["shape"] = 1000 * with_people["activity"] / with_people["people"]
    return with_people.assign(source=PLICS_KEY)[[column.name for column in TABLES[2].columns]]


def _england_2020(folder: Path) -> pd.DataFrame:
    """Give England's mid-2020 people by sex and age band."""
    frame = read_published(
        folder,
        "lad21_mye2020_sex_single_year",
        {"lad_2021": ["Code"], "sex": ["sex"]},
        series=r"\d+|90\+",
        where={"lad_2021": AUTHORITY},
        key=["lad_2021", "sex"],
        grid=["lad_2021", "sex"],
    )
    ages = [str(age) for age in range(90)] + ["90+"]
    summed = frame.groupby("sex")[ages].sum()
    bands = pd.DataFrame(banded(summed.to_numpy()), columns=list(AGE_BANDS)).assign(sex=list(summed.index))
    return bands.melt("sex", var_name="age_band", value_name="people")

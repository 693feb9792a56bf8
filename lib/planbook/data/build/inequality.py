"""How unequal general practice's patients fare within each ICB, by how deprived the practice's area is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from planbook.data.build.dictionary import ICB_2022, SOURCE, YEAR, Column, Table
from planbook.data.build.lookups import Lookups
from planbook.data.build.reading import read_published
from planbook.data.build.sources import Source
from planbook.errors import InputError, Problem

HEEC_KEY = "heec_inequality_2024"
FILE = "heec_icb_primary_care_inequality_47_indicators_2010_2024"

HEEC = Source(
    HEEC_KEY,
    "ICB data packs: life expectancy and primary care indicators by deprivation of the practice",
    "Health Equity Evidence Centre, Queen Mary University of London, from NHS England and OHID",
    "2020 to 2024, latest year of each indicator",
    known_problems="fifths of practices, not of people; the two most deprived fifths are one group; units "
    "are not in the file and are those of the indicator's own publisher; the file's "
    "average column repeats England's",
    how_shipped="latest year of the indicators fit for a report; survey shares turned into per cent",
)

INEQUALITY = Table(
    "inequality_quintile",
    "One row per ICB (or England) x indicator x group of practices, latest year.",
    ("icb_2022", "indicator", "year", "quintile"),
    (
        Column("icb_2022", ICB_2022.meaning + ", or England"),
        Column("indicator", "short name of the indicator"),
        Column("indicator_name", "name of the indicator"),
        YEAR,
        Column("quintile", "practices by deprivation: '1 least deprived', '2', '3', '4-5 most deprived'"),
        Column("value", "value of the indicator in its own unit", "see unit", 4),
        Column("unit", "unit of the value"),
        Column("better", "which way is better: higher, lower or none"),
        SOURCE,
    ),
    "Here the first group is the least deprived: the other way round from `imd_quintile`.",
)

GROUPS = {"quin_1": "1 least deprived", "quin_2": "2", "quin_3": "3", "quin_4_5": "4-5 most deprived"}


@dataclass(frozen=True)
class Indicator:
    """One indicator: our key and name, the published name, unit, which way is better, and a multiplier."""

    key: str
    name: str
    published: str
    unit: str = "%"
    better: str = "lower"
    times: float = 1.0


def _register(key: str, name: str, published: str) -> Indicator:
    return Indicator(f"{key}_prevalence", f"{name}: on practice registers", published)


INDICATORS = (
    Indicator("life_expectancy_female", "Life expectancy at birth, women", "Life_Expectancy_Female", "years", "higher"),
    Indicator("life_expectancy_male", "Life expectancy at birth, men", "Life_Expectancy_Male", "years", "higher"),
    _register("hypertension", "High blood pressure", "Hypertension: QOF prevalence (all ages)"),
    _register("obesity", "Obesity (18+)", "Obesity: QOF prevalence (18+ yrs)"),
    _register("atrial_fibrillation", "Atrial fibrillation", "Atrial fibrillation: QOF prevalence (all ages)"),
    _register("asthma", "Asthma (6+)", "Asthma: QOF prevalence (6+ yrs)"),
    _register("chd", "Coronary heart disease", "CHD: QOF prevalence (all ages)"),
    _register("ckd", "Chronic kidney disease (18+)", "CKD: QOF prevalence (18+ yrs)"),
    _register("copd", "COPD", "COPD: QOF prevalence (all ages)"),
    _register("depression", "Depression (18+)", "Depression: QOF prevalence (18+ yrs)"),
    _register("diabetes", "Diabetes (17+)", "Diabetes: QOF prevalence (17+ yrs)"),
    _register("epilepsy", "Epilepsy", "Epilepsy: QOF prevalence (18+ yrs)"),
    _register("serious_mental_illness", "Serious mental illness", "Mental Health: QOF prevalence (all ages)"),
    _register("stroke", "Stroke", "Stroke: QOF prevalence (all ages)"),
    _register("smoking", "Smoking (15+)", "Smoking prevalence in adults (15+) - current smokers (QOF)"),
    Indicator(
        "blood_pressure_controlled",
        "Under 80 with high blood pressure, last reading 140/90 or less",
        "Last BP reading of patients (<80 yrs, with hypertension), in the last 12 months is <= 140/90 "
        "mmHg (denominator incl. PCAs)",
        better="higher",
    ),
    Indicator(
        "blood_sugar_controlled",
        "With diabetes and no frailty, HbA1c 58 or less",
        "IFCC-HbA1c <= 58 mmol/mol in patients with diabetes without frailty (denominator incl. PCAs)",
        better="higher",
    ),
    Indicator(
        "cervical_screening_25_49",
        "Women 25 to 49 screened in the last 3.5 years",
        "Women (25-49 yrs), with a record of cervical screening in the last 3.5 yrs (denominator incl. PCAs)",
        better="higher",
    ),
    Indicator(
        "cervical_screening_50_64",
        "Women 50 to 64 screened in the last 5.5 years",
        "Women (50-64 yrs), with a record of cervical screening in the last 5.5 yrs (denominator incl. PCAs)",
        better="higher",
    ),
    Indicator("child_immunisation", "Children immunised", "child_imms", better="higher"),
    Indicator("gp_access_good", "Good experience of contacting the practice", "access_pct", "%", "higher", 100.0),
    Indicator("gp_continuity", "See a preferred professional", "continuity_pct", "%", "higher", 100.0),
    Indicator("gp_overall_good", "Good overall experience of the practice", "overall_pct", "%", "higher", 100.0),
    Indicator("gp_trust", "Trust in the professional seen", "trust_pct", "%", "higher", 100.0),
    Indicator("gp_fte", "GPs (full-time equivalents)", "TOTAL_GP_EXTGL_FTE", "FTE per 10,000 patients", "higher"),
    Indicator("payment_per_patient", "Payment to practices", "payment_per_patient_all", "£ per patient", "none"),
    Indicator(
        "emergency_admissions_with_cancer",
        "Emergency admissions with cancer",
        "Number of emergency admissions with cancer",
        "per 100,000 patients",
    ),
    Indicator(
        "emergency_admissions_0_4",
        "Emergency admissions, ages 0 to 4",
        "Emergency admissions (0 to 4 years) - CCG",
        "per 1,000 children",
    ),
    Indicator(
        "ae_attendances_0_4", "A&E attendances, ages 0 to 4", "A&E attendances (0 to 4 years)", "per 1,000 children"
    ),
)


def inequality_quintile(folder: Path, lookups: Lookups) -> pd.DataFrame:
    """Give the table `inequality_quintile`. Raises `InputError` when the first group does not live
    longest."""
    published = read_published(
        folder,
        FILE,
        {
            "year": ["Year"],
            "published": ["Indicator"],
            "icb_name": ["ICB.NAME", "ICB name"],
            **{g: [g] for g in GROUPS},
        },
        numeric=["year", *GROUPS],
    )
    described = pd.DataFrame(
        [
            {
                "published": each.published,
                "indicator": each.key,
                "indicator_name": each.name,
                "unit": each.unit,
                "better": each.better,
                "times": each.times,
            }
            for each in INDICATORS
        ]
    )
    if absent := set(described["published"]) - set(published["published"]):
        raise InputError(Problem(f"indicators {sorted(absent)} are missing", FILE))
    chosen = published.merge(described, on="published", validate="many_to_one")
    chosen = chosen[chosen["year"] == chosen.groupby("indicator")["year"].transform("max")]
    chosen["icb_2022"] = chosen["icb_name"].str.casefold().map(_codes(lookups))
    if chosen["icb_2022"].isna().any():
        stray = sorted(chosen.loc[chosen["icb_2022"].isna(), "icb_name"].unique())
        raise InputError(Problem(f"ICB names {stray} are not known", FILE))
    _refuse_turned_groups(chosen)
    kept = ["icb_2022", "indicator", "indicator_name", "year", "unit", "better", "times"]
    long = chosen.melt(kept, list(GROUPS), var_name="quintile", value_name="value").dropna(subset="value")
    long["value"] *= long["times"]
    long["quintile"] = long["quintile"].map(GROUPS)
    long["year"] = long["year"].astype("int64")
    return long.assign(source=HEEC_KEY)[[column.name for column in INEQUALITY.columns]]


def _codes(lookups: Lookups) -> dict[str, str]:
    former = lookups.systems[lookups.systems["footprint"] == "2022"]
    return dict(zip(former["short_name"].str.casefold(), former["system"], strict=True)) | {"england": "England"}


def _refuse_turned_groups(chosen: pd.DataFrame) -> None:
    lives = chosen[(chosen["icb_2022"] == "England") & chosen["indicator"].str.startswith("life_expectancy")]
    if not (lives["quin_1"] > lives["quin_4_5"]).all():
        raise InputError(Problem("the first group of practices is not the least deprived", FILE))

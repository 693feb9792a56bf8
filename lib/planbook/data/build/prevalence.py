"""How common long-term conditions are: for England, ICBs, pieces and deprivation deciles, and how unequal.

Registers of general practices say who is known to have a condition, not who has it. Three publications, of
different years, are kept apart and never joined into one series.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from planbook.data.build.dictionary import SOURCE, Column, Table, people
from planbook.data.build.geography import plain_name
from planbook.data.build.inequality import HEEC, INEQUALITY, inequality_quintile
from planbook.data.build.lookups import Lookups
from planbook.data.build.reading import read_published
from planbook.data.build.reconciliation import Reconciliation
from planbook.data.build.sources import Source
from planbook.errors import InputError, Problem

ICB_KEY = "icb_metrics_2023"
ENGLAND_KEY = "icb_metrics_2023_england_derived"
QOF_KEY = "qof_2019_20_resident"
QOF_YEAR = 2019
ENGLAND = "E92000001"

SOURCES = (
    Source(
        ICB_KEY,
        "QOF prevalence and smoking (GP Patient Survey) by ICB, from a set of 55 ICB metrics 2012 to 2023",
        "Bristol, North Somerset and South Gloucestershire ICB analytics, from NHS England and OHID",
        "2023 as named in the file (levels fit 2023/24)",
        "MIT; underlying Open Government Licence v3.0",
        known_problems="the authors filled in some values; which are not marked; year not defined in the file",
        how_shipped="the latest year of the QOF and smoking metrics; counts are not in the file",
    ),
    Source(
        ENGLAND_KEY,
        "England prevalence 2023: mean of the 42 ICBs weighted by registered people 2025/26",
        "derived from the set of 55 ICB metrics and NHS England allocations",
        "2023",
        known_problems="weights are people of all ages also where the condition counts adults",
        how_shipped="one row per condition",
    ),
    Source(
        QOF_KEY,
        "QOF 2019/20 re-estimated for residents of authorities and of deprivation deciles",
        "House of Commons Library from NHS Digital",
        "2019/20",
        "Open Parliament Licence v3.0; underlying Open Government Licence v3.0",
        known_problems="practice registers spread over neighbourhoods by where patients live, as if "
        "alike; older than the ICB figures; authorities of 2020; residents of Wales with "
        "English practices left out",
        how_shipped="authorities shared out to pieces by Census 2021 residents; deciles of the 2019 index "
        "as published; England is their sum",
    ),
    HEEC,
)

TABLES = (
    Table(
        "prevalence",
        "One row per area x condition x year.",
        ("level", "code", "condition", "year"),
        (
            Column("level", "england, icb_2022, piece or imd_decile (2019 index; 1 most deprived)"),
            Column("code", "E92000001, ODS code, piece, or 1 to 10"),
            Column("condition", "short name of the condition"),
            Column("condition_name", "name of the condition"),
            Column("year", "financial year by its first year"),
            people("people_on_register", "people on practice registers; missing where not published"),
            people("list_size", "people who could be on it; missing where not published"),
            Column("prevalence_pct", "people on the register of those who could be", "%", 4),
            Column("population_base", "who could be on the register"),
            SOURCE,
        ),
        "2019 rows are modelled for residents; 2023 rows are practices of the ICB. Do not read one as "
        "change on the other.",
    ),
    INEQUALITY,
)


@dataclass(frozen=True)
class Condition:
    """One condition: its key and name, its QOF 2019/20 code ('' where none), and its ages then and in
    2023."""

    key: str
    name: str
    qof: str
    metric: str
    ages_2019: str = "all ages"
    ages_2023: str = "all ages"


CONDITIONS = (
    Condition("asthma", "Asthma", "AST", "Asthma: QOF prevalence (all ages)", ages_2023="6+"),
    Condition("atrial_fibrillation", "Atrial fibrillation", "AF", "Atrial fibrillation: QOF prevalence (all ages)"),
    Condition("cancer", "Cancer", "CAN", "Cancer: QOF prevalence (all ages)"),
    Condition("chd", "Coronary heart disease", "CHD", "CHD: QOF prevalence (all ages)"),
    Condition("ckd", "Chronic kidney disease", "CKD", "CKD: QOF prevalence (18+ yrs)", "18+", "18+"),
    Condition("copd", "Chronic obstructive pulmonary disease", "COPD", "COPD: QOF prevalence (all ages)"),
    Condition("dementia", "Dementia", "DEM", "Dementia: QOF prevalence (all ages)"),
    Condition("depression", "Depression", "DEP", "", "18+"),
    Condition("diabetes", "Diabetes", "DM", "Diabetes mellitus: QOF prevalence (17+ yrs)", "17+", "17+"),
    Condition("epilepsy", "Epilepsy", "EP", "Epilepsy: QOF prevalence (18+ yrs)", "18+", "18+"),
    Condition("heart_failure", "Heart failure", "HF", "Heart failure: QOF prevalence (all ages)"),
    Condition("hypertension", "High blood pressure", "HYP", "Hypertension: QOF prevalence (all ages)"),
    Condition("learning_disability", "Learning disability", "LD", ""),
    Condition("obesity", "Obesity", "OB", "Obesity: QOF prevalence (18+ yrs)", "18+", "18+"),
    Condition("osteoporosis", "Osteoporosis", "OST", "Osteoporosis: QOF prevalence (50+ yrs)", "50+", "50+"),
    Condition("palliative_care", "Palliative care", "PC", "Palliative care: QOF prevalence (all ages)"),
    Condition(
        "peripheral_arterial_disease",
        "Peripheral arterial disease",
        "PAD",
        "Peripheral arterial disease: QOF prevalence (all ages)",
    ),
    Condition(
        "rheumatoid_arthritis",
        "Rheumatoid arthritis",
        "RA",
        "Rheumatoid arthritis: QOF prevalence (16+ yrs)",
        "16+",
        "16+",
    ),
    Condition("serious_mental_illness", "Serious mental illness", "MH", ""),
    Condition("smoking", "Current smokers (GP Patient Survey)", "", "% active smokers (GPPS)", "", "16+"),
    Condition(
        "stroke",
        "Stroke and transient ischaemic attack",
        "STIA",
        "Stroke and transient ischaemic attack: QOF prevalence (all ages)",
    ),
)
# Retired after 2019/20: new high blood pressure only, so no measure of how common anything is.
RETIRED = {"CVDPP"}
# Two authorities of April 2021 were made of these seven; the register is by the authorities before.
NORTHAMPTONSHIRE = {
    "Corby": "E06000061",
    "East Northamptonshire": "E06000061",
    "Kettering": "E06000061",
    "Wellingborough": "E06000061",
    "Daventry": "E06000062",
    "Northampton": "E06000062",
    "South Northamptonshire": "E06000062",
}


def tables(folder: Path, lookups: Lookups) -> dict[str, pd.DataFrame]:
    """Give the tables `prevalence` and `inequality_quintile`."""
    deciles = _deciles_2019(folder)
    parts = [_icbs_2023(folder, lookups), deciles, _england_2019(deciles), _pieces_2019(folder, lookups)]
    frame = pd.concat(parts, ignore_index=True)
    columns = [column.name for column in TABLES[0].columns]
    return {"prevalence": frame[columns], "inequality_quintile": inequality_quintile(folder, lookups)}


def reconcile(tables: dict[str, pd.DataFrame], folder: Path) -> list[Reconciliation]:
    """Hold registers of pieces against those of deciles, and West Yorkshire's against the file."""
    frame = tables["prevalence"]
    rows = []
    for condition in ("diabetes", "hypertension"):
        chosen = frame[(frame["condition"] == condition) & (frame["year"] == QOF_YEAR)]
        by_level = chosen.groupby("level")["people_on_register"].sum()
        what = f"people on the {condition} register, England residents, 2019/20: pieces against deciles"
        rows.append(Reconciliation(what, float(by_level["imd_decile"]), float(by_level["piece"]), "people"))
    return rows


def _icbs_2023(folder: Path, lookups: Lookups) -> pd.DataFrame:
    """Give the latest year by ICB, and England as their mean weighted by registered people."""
    published = read_published(
        folder,
        "bnssg_icb_55_metrics_2012_2023",
        {"year": ["year"], "code": ["org"], "metric": ["metric"], "prevalence_pct": ["value"]},
        numeric=["year", "prevalence_pct"],
        patterns={"code": r"Q\w{2}"},
        key=["year", "code", "metric"],
    )
    conditions = _described({each.metric: each for each in CONDITIONS if each.metric}, "metric", "ages_2023")
    latest = published[published["year"] == published["year"].max()]
    icbs = latest.merge(conditions, on="metric", validate="many_to_one")
    if absent := set(conditions["metric"]) - set(icbs["metric"]):
        raise InputError(Problem(f"metrics {sorted(absent)} are missing", "bnssg_icb_55_metrics_2012_2023"))
    former = set(lookups.systems.loc[lookups.systems["footprint"] == "2022", "system"])
    if len(icbs) < len(former) * len(conditions):
        raise InputError(
            Problem("an ICB lacks a condition: the file looks cut short", "bnssg_icb_55_metrics_2012_2023")
        )
    icbs["year"] = icbs["year"].astype("int64")
    registered = read_published(
        folder,
        "icb24_master",
        {"code": ["icb24_code_nhs"], "registered": ["Population"]},
        numeric=["registered"],
    )
    weighted = icbs.merge(registered, on="code", validate="many_to_one")
    weighted["prevalence_pct"] *= weighted["registered"]
    keys = ["condition", "condition_name", "population_base", "year"]
    england = weighted.groupby(keys)[["prevalence_pct", "registered"]].sum().reset_index()
    england["prevalence_pct"] /= england["registered"]
    england = england.assign(level="england", code=ENGLAND, source=ENGLAND_KEY)
    both = pd.concat([icbs.assign(level="icb_2022", source=ICB_KEY), england], ignore_index=True)
    return both.assign(people_on_register=float("nan"), list_size=float("nan"))


def _described(conditions: dict[str, Condition], by: str, ages: str) -> pd.DataFrame:
    rows = [
        {by: code, "condition": each.key, "condition_name": each.name, "population_base": getattr(each, ages)}
        for code, each in conditions.items()
    ]
    return pd.DataFrame(rows, dtype="str")


def _qof_conditions() -> pd.DataFrame:
    return _described({each.qof: each for each in CONDITIONS if each.qof}, "qof", "ages_2019")


def _with_conditions(published: pd.DataFrame, file: str) -> pd.DataFrame:
    conditions = _qof_conditions()
    unknown = set(published["qof"]) ^ (set(conditions["qof"]) | RETIRED)
    if unknown - RETIRED:
        raise InputError(Problem(f"condition codes {sorted(unknown)} are unknown or missing", file))
    return published.merge(conditions, on="qof", validate="many_to_one")


def _as_rates(frame: pd.DataFrame) -> pd.DataFrame:
    rate = 100 * frame["people_on_register"] / frame["list_size"]
    return frame.assign(prevalence_pct=rate, year=QOF_YEAR, source=QOF_KEY)


def _deciles_2019(folder: Path) -> pd.DataFrame:
    file = "qof_imd_decile_prevalence_2019_20"
    published = read_published(
        folder,
        file,
        {
            "code": ["imd_overall", "IMD decile"],
            "qof": ["group_code"],
            "people_on_register": ["register"],
            "list_size": ["list"],
        },
        numeric=["people_on_register", "list_size"],
        where={"code": r"\d+"},
        key=["code", "qof"],
        grid=["code", "qof"],
    )
    return _as_rates(_with_conditions(published, file)).assign(level="imd_decile")


def _england_2019(deciles: pd.DataFrame) -> pd.DataFrame:
    keys = ["condition", "condition_name", "population_base"]
    sums = deciles.groupby(keys)[["people_on_register", "list_size"]].sum().reset_index()
    return _as_rates(sums).assign(level="england", code=ENGLAND)


def _pieces_2019(folder: Path, lookups: Lookups) -> pd.DataFrame:
    """Share registers of authorities out to pieces as their residents lie."""
    file = "qof_lad_prevalence_2019_20"
    published = read_published(
        folder,
        file,
        {
            "lad": ["lad_code"],
            "lad_name": ["lad_name"],
            "qof": ["group_code"],
            "people_on_register": ["register"],
            "list_size": ["list"],
        },
        numeric=["people_on_register", "list_size"],
        where={"lad": "E.*"},
        key=["lad", "qof"],
        grid=["lad", "qof"],
    )
    lies = lookups.authority_2021_pieces
    names = dict(zip(lies["lad_2021_name"].map(plain_name), lies["lad_2021"], strict=True))
    names |= {plain_name(name): code for name, code in NORTHAMPTONSHIRE.items()}
    published["lad_2021"] = published["lad_name"].map(plain_name).map(names)
    if published["lad_2021"].isna().any():
        stray = sorted(published.loc[published["lad_2021"].isna(), "lad_name"].unique())
        raise InputError(Problem(f"authorities {stray} are not known", file, "authorities of 2020 or 2021"))
    named = _with_conditions(published, file)
    keys = ["lad_2021", "condition", "condition_name", "population_base"]
    counts = named.groupby(keys)[["people_on_register", "list_size"]].sum().reset_index()
    placed = counts.merge(lies[["lad_2021", "piece", "share_of_lad_2021"]], on="lad_2021", validate="many_to_many")
    for column in ("people_on_register", "list_size"):
        placed[column] *= placed["share_of_lad_2021"]
    summed = placed.groupby(["piece", *keys[1:]])[["people_on_register", "list_size"]].sum().reset_index()
    return _as_rates(summed).assign(level="piece").rename(columns={"piece": "code"})

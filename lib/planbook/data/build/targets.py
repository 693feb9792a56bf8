"""What the NHS is asked to reach, and national figures to hold a plan against."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from planbook.data.build.dictionary import SOURCE, Column, Table
from planbook.data.build.lookups import Lookups
from planbook.data.build.reading import read_published
from planbook.data.build.reconciliation import Reconciliation
from planbook.data.build.sources import Source
from planbook.errors import InputError, Problem, unknown

TARGETS_KEY = "mtpf_2026_29"
TARGETS_FILE = "mtpf_national_targets_2026_29"
BENCHMARKS_KEY = "national_benchmark_figures"

SOURCES = (
    Source(
        TARGETS_KEY,
        "Medium Term Planning Framework 2026/27 to 2028/29, success measures",
        "NHS England; Department of Health and Social Care",
        "October 2025",
        known_problems="transcribed, not exhaustive; many are minimum improvements by trust, so the "
        "number alone understates what some must do: read the text",
        how_shipped="one row per measure and year with a key of ours",
    ),
    Source(
        BENCHMARKS_KEY,
        "National benchmark figures quoted from official statistics and secondary reports",
        "various: named in `quoted_from`",
        "2019 to 2025",
        "facts cited; originals Open Government Licence v3.0 or press",
        known_problems="as quoted on the page named; some rest on secondary reports",
        how_shipped="one row per figure; a number only where the figure is a single number",
    ),
)

MEASURES = {
    "RTT % within 18 weeks": ("rtt_within_18_weeks_pct", "higher"),
    "28-day Faster Diagnosis Standard": ("cancer_28_day_within_pct", "higher"),
    "31-day": ("cancer_31_day_within_pct", "higher"),
    "62-day": ("cancer_62_day_within_pct", "higher"),
    "DM01 % waiting over 6 weeks": ("diagnostic_over_6_weeks_pct", "lower"),
    "A&E 4-hour": ("ae_within_4_hours_pct", "higher"),
    "A&E 12-hour": ("ae_within_12_hours_pct", "higher"),
    "Category 2 mean response": ("cat2_mean_minutes", "lower"),
    "Same-day appointments for clinically urgent patients": ("gp_urgent_same_day_pct", "higher"),
    "% of community health service activity within 18 weeks": ("community_within_18_weeks_pct", "higher"),
    "MHST coverage of schools and colleges": ("mhst_coverage_pct", "higher"),
    "Individual Placement and Support access": ("ips_people", "higher"),
    "Reliance on MH inpatient care": ("lda_inpatient_reduction_pct", "higher"),
    "Agency use reduction": ("agency_reduction_pct", "higher"),
    "Bank spend reduction": ("bank_reduction_pct", "higher"),
    "Annual productivity": ("productivity_growth_pct", "higher"),
}

TABLES = (
    Table(
        "targets",
        "One row per national success measure and year.",
        ("measure", "year"),
        (
            Column("measure", "short name of the measure"),
            Column("year", "financial year by its first year"),
            Column("label", "area and measure as published"),
            Column("target_value", "the national number; missing where the target is a direction", "see unit", 2),
            Column("target_text", "the target in its own words"),
            Column("unit", "unit of the number"),
            Column("better", "which way is better: higher or lower"),
            Column("note", "what else to know"),
            SOURCE,
        ),
    ),
    Table(
        "benchmarks",
        "One row per national figure.",
        ("figure",),
        (
            Column("figure", "short name of the figure"),
            Column("label", "the figure's name, with its years or groups"),
            Column("value", "the number; missing where there is more than one", "see unit", 4),
            Column("value_text", "the number or numbers as quoted, in the order of the label"),
            Column("unit", "unit"),
            Column("year_text", "the years named in the label; blank where none is"),
            Column("quoted_from", "publication or page it was quoted from"),
            SOURCE,
        ),
    ),
)


def tables(folder: Path, lookups: Lookups) -> dict[str, pd.DataFrame]:
    """Give the tables `targets` and `benchmarks`."""
    return {"targets": _targets(folder), "benchmarks": _benchmarks(folder)}


def reconcile(tables: dict[str, pd.DataFrame], folder: Path) -> list[Reconciliation]:
    """Give nothing: targets have no totals."""
    return []


def _targets(folder: Path) -> pd.DataFrame:
    published = read_published(
        folder,
        TARGETS_FILE,
        {
            "area": ["area"],
            "name": ["measure"],
            "text_2026": ["target_2026_27_text"],
            "value_2026": ["target_2026_27_value"],
            "text_2028": ["target_2028_29_text"],
            "value_2028": ["target_2028_29_value"],
            "unit": ["unit"],
            "note": ["note"],
        },
        numeric=["value_2026", "value_2028"],
        key=["area", "name"],
    )
    problems = [unknown("measure", name, MEASURES, TARGETS_FILE) for name in published["name"] if name not in MEASURES]
    if problems:
        raise InputError(problems)
    years = []
    for year in (2026, 2028):
        named = {f"text_{year}": "target_text", f"value_{year}": "target_value"}
        years.append(published[["area", "name", "unit", "note", *named]].rename(columns=named).assign(year=year))
    frame = pd.concat(years, ignore_index=True)
    frame = frame[(frame["target_text"] != "") | frame["target_value"].notna()]
    frame["measure"] = frame["name"].map({name: key for name, (key, _) in MEASURES.items()})
    frame["better"] = frame["name"].map({name: better for name, (_, better) in MEASURES.items()})
    frame["label"] = frame["area"] + ": " + frame["name"]
    return frame.assign(source=TARGETS_KEY)[[column.name for column in TABLES[0].columns]]


def _benchmarks(folder: Path) -> pd.DataFrame:
    published = read_published(
        folder,
        "national_benchmark_figures",
        {"label": ["figure"], "value_text": ["value"], "unit": ["unit"], "quoted_from": ["source"]},
        key=["label"],
    )
    if published["value_text"].eq("").any():
        raise InputError(Problem("a figure has no value", "national_benchmark_figures"))
    single = published["value_text"].str.fullmatch(r"-?\d+(\.\d+)?")
    published["value"] = pd.to_numeric(published["value_text"].where(single))
    published["figure"] = published["label"].map(slug)
    published["year_text"] = published["label"].map(lambda label: "; ".join(re.findall(r"20\d\d(?:/\d\d)?", label)))
    return published.assign(source=BENCHMARKS_KEY)[[column.name for column in TABLES[1].columns]]


def slug(label: str) -> str:
    """Give a name of lower-case words joined by underscores."""
    return re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")

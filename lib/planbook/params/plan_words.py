"""The words a submitted plan may use: what is planned, at which level, cut how, for which months or years.

A measure says its unit, what it is about, how months make a year of it, and whether parts of it add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from planbook.params.programme_words import POINTS

Subject = Literal["activity", "workforce", "money", "performance", "assumption"]
OverYear = Literal["sum", "mean", "last", "none"]

COMMISSIONER, PROVIDER = ROLES = ("commissioner", "provider")
ICS, REGION, OWN, PLACE, NEIGHBOURHOOD = LEVELS = ("ics", "region", "provider", "place", "neighbourhood")
ALL = "all"
LENSES = (ALL, "place", "programme", "pathway", "profession")
MONTH, ANNUAL, MULTI_YEAR = TIMEFRAMES = ("month", "annual", "multi_year")
FOOTINGS = ("registered", "resident", "treated", "cash", "constant", "none")
STATES = ("open", "agreed")

UNITS: dict[str, str] = {
    **dict.fromkeys(("ae_major", "ae_minor", "outpatient_first", "outpatient_follow_up"), "attendances"),
    **dict.fromkeys(("emergency_same_day", "emergency_overnight"), "admissions"),
    **dict.fromkeys(("day_case", "elective_ordinary"), "episodes"),
    **dict.fromkeys(("imaging", "endoscopy", "physiology"), "tests"),
    **dict.fromkeys(("critical_care", "mental_health_bed_days", "emergency_bed_days", "elective_bed_days"), "bed_days"),
    **dict.fromkeys(("community_contacts", "mental_health_contacts", "talking_therapies"), "contacts"),
    **dict.fromkeys(("virtual_ward_days", "intermediate_care_days"), "care_days"),
    **dict.fromkeys(("social_care_requests", "advice_requests"), "requests"),
    "ambulance": "incidents",
    "referrals": "pathways",
    "outpatient_procedure": "procedures",
    "births": "births",
    "gp_appointments": "appointments",
    "home_care_hours": "hours",
    "independent_sector": "treatments",
    "voluntary_contacts": "contacts",
    "pharmacy_consultations": "consultations",
    "vaccinations": "doses",
}


@dataclass(frozen=True)
class Measure:
    """One thing that is planned: its words, unit and subject, and how parts and months of it make a whole."""

    label: str
    unit: str
    subject: Subject
    over_year: OverYear = "sum"
    adds: bool = True


def _assumed(label: str, unit: str) -> Measure:
    return Measure(label, unit, "assumption", "none", adds=False)


RATE = "percent_per_year"
MEASURES: dict[str, Measure] = {
    **{key: Measure(point.label, UNITS[key], "activity") for key, point in POINTS.items()},
    "theatre_cases": Measure("Cases in theatres", "procedures", "activity"),
    "staff_substantive": Measure("Staff in post", "wte", "workforce", "mean"),
    "staff_bank": Measure("Bank staff", "wte", "workforce", "mean"),
    "staff_agency": Measure("Agency staff", "wte", "workforce", "mean"),
    "staff_establishment": Measure("Funded posts", "wte", "workforce", "mean"),
    "staff_reduction": Measure("Posts that savings take out", "wte", "workforce", "none"),
    "staff_trained": Measure("Joiners from training", "wte", "workforce"),
    "training_starts": Measure("People who start training", "headcount", "workforce"),
    "contract_gbp": Measure("Value of the contract", "gbp", "money"),
    "pay_gbp": Measure("Pay", "gbp", "money"),
    "non_pay_gbp": Measure("Non-pay", "gbp", "money"),
    "agency_gbp": Measure("Agency spending", "gbp", "money"),
    "saving_pay_gbp": Measure("Savings in pay", "gbp", "money"),
    "saving_non_pay_gbp": Measure("Savings in non-pay", "gbp", "money"),
    "capital_gbp": Measure("Capital", "gbp", "money"),
    "capital_charges_gbp": Measure("Revenue cost of capital", "gbp", "money"),
    "list_start": Measure("Waiting list at the start", "pathways", "performance", "none"),
    "list_additions": Measure("Joining the waiting list", "pathways", "performance"),
    "list_admitted": Measure("Completed with admission", "pathways", "performance"),
    "list_not_admitted": Measure("Completed without admission", "pathways", "performance"),
    "list_validated": Measure("Taken off by validation", "pathways", "performance"),
    "list_end": Measure("Waiting list at the end", "pathways", "performance", "last"),
    "within_18_weeks_pct": Measure("Waiting 18 weeks or less", "percent", "performance", "last", adds=False),
    "beds": Measure("General and acute beds", "beds", "performance", "mean"),
    "theatre_lists": Measure("Theatre lists a week", "lists", "performance", "none"),
    "ae_growth_pct": _assumed("Growth of A&E visits", RATE),
    "emergency_growth_pct": _assumed("Growth of emergency admissions", RATE),
    "planned_growth_pct": _assumed("Growth of planned care", RATE),
    "outpatient_growth_pct": _assumed("Growth of outpatient care", RATE),
    "mental_health_growth_pct": _assumed("Growth of mental health care", RATE),
    "community_growth_pct": _assumed("Growth of community care", RATE),
    "pay_award_pct": _assumed("Pay award", RATE),
    "pay_drift_pct": _assumed("Pay beyond the award", RATE),
    "inflation_pct": _assumed("Cost inflation", RATE),
    "efficiency_pct": _assumed("Efficiency", RATE),
    "productivity_pct": _assumed("Productivity of staff", RATE),
    "absence_pct": _assumed("Sickness absence", "percent"),
    "occupancy_pct": _assumed("Beds in use", "percent"),
    "stay_days": _assumed("Length of an emergency stay", "days"),
    "agency_premium_pct": _assumed("What agency staff cost beyond staff in post", "percent"),
    "cases_a_list": _assumed("Cases on a theatre list", "ratio"),
    "theatre_weeks": _assumed("Weeks a year that theatres run", "weeks"),
    "training_years": _assumed("Years of training", "years"),
    "training_completes_pct": _assumed("Of those who start training, who join", "percent"),
    "capital_charge_pct": _assumed("Revenue cost of capital, of what was spent", "percent"),
}

ASSUMED = [key for key, each in MEASURES.items() if each.subject == "assumption"]
ADDING = [key for key, each in MEASURES.items() if each.adds]
TIMED = [key for key, each in MEASURES.items() if each.over_year != "none"]

CHECKS = (
    *("contract", "value", "performance", "footing", "assumption", "model", "outturn"),
    *("productivity", "productivity_asked", "pay_per_staff", "cost_per_unit", "non_pay"),
    *("beds", "staff_for_activity", "cover", "savings_in_posts", "agency_cost", "agency_share"),
    *("list_change", "list_carried", "admissions", "theatres", "training", "capital"),
    *("months", "first_year", "working_days", "winter"),
    *("neighbourhoods", "places", "providers", "commissioners", "region", "lens"),
)

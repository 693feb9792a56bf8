"""The plain words of points of delivery, sectors, staff, rooms, supplies and money."""

from __future__ import annotations

from planbook.methods.demand.lines import BY_KEY
from planbook.params.programme import ProgrammeFile
from planbook.params.programme_words import PEOPLE, POINTS

SECTORS = {
    "acute": "Hospitals",
    "ambulance": "Ambulance service",
    "primary_care": "General practice",
    "community": "Community services",
    "mental_health": "Mental health services",
    "local_government": "Councils and home care",
    "independent": "Independent sector",
    "voluntary": "Voluntary and community groups",
    "pharmacy": "Pharmacies",
}
UNITS_ELSEWHERE = {
    "virtual_ward_days": "care_days",
    "intermediate_care_days": "care_days",
    "home_care_hours": "hours",
    "advice_requests": "requests",
    "independent_sector": "treatments",
    "voluntary_contacts": "contacts",
    "pharmacy_consultations": "consultations",
    "vaccinations": "doses",
}
THEMES = {
    "urgent": "A&E and ambulance",
    "wards": "Hospital wards",
    "mental_health_wards": "Mental health wards",
    "planned": "Clinics and planned care",
    "diagnostics": "Diagnostics",
    "primary": "General practice and pharmacy",
    "community": "Community, mental health and voluntary care",
    "social": "Social care",
    "workforce": "Workforce",
    "budgets": "Budgets",
    "supplies": "Supply chain",
    "estate": "Estate",
}
THEME_OF_POINT = {
    **dict.fromkeys(("ae_major", "ae_minor", "ambulance"), "urgent"),
    **dict.fromkeys(
        ("emergency_same_day", "emergency_overnight", "emergency_bed_days", "elective_bed_days", "critical_care"),
        "wards",
    ),
    **dict.fromkeys(("elective_ordinary", "day_case", "births"), "wards"),
    "mental_health_bed_days": "mental_health_wards",
    **dict.fromkeys(("referrals", "outpatient_first", "outpatient_follow_up", "outpatient_procedure"), "planned"),
    **dict.fromkeys(("advice_requests", "independent_sector"), "planned"),
    **dict.fromkeys(("imaging", "endoscopy", "physiology"), "diagnostics"),
    **dict.fromkeys(("gp_appointments", "pharmacy_consultations", "vaccinations"), "primary"),
    **dict.fromkeys(("community_contacts", "mental_health_contacts", "talking_therapies"), "community"),
    **dict.fromkeys(("virtual_ward_days", "intermediate_care_days", "voluntary_contacts"), "community"),
    **dict.fromkeys(("social_care_requests", "home_care_hours"), "social"),
}
COSTS = {
    "recurrent": "Care, every year",
    "digital": "Digital, every year",
    "one_off": "Setting up, all years to then",
    "capital": "Capital, all years to then",
}
ONCE = ("one_off", "capital")


def unit_of(point: str) -> str:
    """Give the unit a point of delivery is counted in."""
    return BY_KEY[point].unit if point in BY_KEY else UNITS_ELSEWHERE[point]


def sector_of(point: str) -> str:
    """Give the words of the sector a point of delivery belongs to."""
    return SECTORS[POINTS[point].sector]


def counted_in(programme: ProgrammeFile) -> str:
    """Give the unit a programme's cohort is counted in: people, or that of the line whose units it counts."""
    counts = programme.cohort.counts
    return "people" if counts == PEOPLE else unit_of(counts)

"""The words a programme may use: points of delivery, segments, staff groups, sectors, ramps and grades.

Points of delivery are the lines demand is projected for, and those where care reappears that no line counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ramp = Literal["linear", "front_loaded", "back_loaded", "step"]
Grade = Literal["H", "M", "L", "U"]
Sector = Literal[
    "acute", "ambulance", "primary_care", "community", "mental_health", "local_government", "independent", "voluntary",
    "pharmacy", "education", "icb",
]  # fmt: skip

GRADES: dict[str, str] = {"H": "high", "M": "medium", "L": "low", "U": "unverified"}
AIMS = ("A1", "A2", "A3", "A4")
PEOPLE = "people"


@dataclass(frozen=True)
class Point:
    """A point of delivery: its words, the sector that has or lacks the capacity, and whether demand counts it."""

    label: str
    sector: Sector
    in_demand: bool = True


POINTS: dict[str, Point] = {
    "ae_major": Point("A&E visits, major and specialist departments", "acute"),
    "ae_minor": Point("A&E visits, minor injury and urgent treatment", "acute"),
    "ambulance": Point("Ambulance incidents", "ambulance"),
    "emergency_same_day": Point("Emergency admissions, home the same day", "acute"),
    "emergency_overnight": Point("Emergency admissions, overnight", "acute"),
    "referrals": Point("Referrals for planned care", "acute"),
    "day_case": Point("Day cases", "acute"),
    "elective_ordinary": Point("Planned admissions, overnight", "acute"),
    "outpatient_first": Point("Outpatient first attendances", "acute"),
    "outpatient_follow_up": Point("Outpatient follow-ups", "acute"),
    "outpatient_procedure": Point("Outpatient procedures", "acute"),
    "imaging": Point("Imaging tests", "acute"),
    "endoscopy": Point("Endoscopies", "acute"),
    "physiology": Point("Tests of heart, lungs, hearing and nerves", "acute"),
    "births": Point("Births in NHS care", "acute"),
    "critical_care": Point("Adult critical care bed days", "acute"),
    "gp_appointments": Point("General practice appointments", "primary_care"),
    "community_contacts": Point("Community contacts", "community"),
    "mental_health_contacts": Point("Mental health contacts", "mental_health"),
    "mental_health_bed_days": Point("Mental health bed days", "mental_health"),
    "talking_therapies": Point("Talking therapies contacts", "mental_health"),
    "social_care_requests": Point("Requests leading to adult social care", "local_government"),
    "emergency_bed_days": Point("Emergency bed days, general and acute", "acute"),
    "elective_bed_days": Point("Planned bed days, general and acute", "acute"),
    "virtual_ward_days": Point("Virtual ward days", "community", in_demand=False),
    "intermediate_care_days": Point("Intermediate care days, at home or in a bed", "community", in_demand=False),
    "home_care_hours": Point("Home care hours", "local_government", in_demand=False),
    "advice_requests": Point("Requests for advice and guidance answered", "acute", in_demand=False),
    "independent_sector": Point("Treatments by the independent sector", "independent", in_demand=False),
    "voluntary_contacts": Point("Contacts with voluntary and community groups", "voluntary", in_demand=False),
    "pharmacy_consultations": Point("Pharmacy consultations", "pharmacy", in_demand=False),
    "vaccinations": Point("Vaccinations given", "primary_care", in_demand=False),
}

SEGMENTS = (
    *("last_year", "frailty_dementia", "organ_failure", "disability"),
    *("maternal", "several_conditions", "one_condition", "healthy"),
)

NHS_STAFF = (
    *("doctors", "nurses_and_health_visitors", "midwives", "ambulance_staff", "scientific_therapeutic_technical"),
    *("support_to_doctors_nurses_midwives", "support_to_ambulance_staff"),
    *("support_to_scientific_therapeutic_technical", "central_functions", "hotel_property_estates", "managers"),
)
OTHER_STAFF = (
    *("gps", "general_practice_nurses", "general_practice_direct_care", "pharmacists"),
    *("social_care_staff", "voluntary_sector_staff", "volunteers"),
)
STAFF = (*NHS_STAFF, *OTHER_STAFF)
STAFF_AGES: dict[str, float] = {
    "under_25": 5.0, "25-34": 10.0, "35-44": 10.0, "45-54": 10.0, "55-59": 5.0, "60-64": 5.0, "65+": 10.0,
}  # fmt: skip
"""Age bands of staff, and how many years each spans."""

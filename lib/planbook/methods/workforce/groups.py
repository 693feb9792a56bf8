"""The words of this step: staff groups and their sectors, services, and what each staff group's work is counted by."""

from __future__ import annotations

from planbook.methods.demand.lines import BY_KEY, GROUPS
from planbook.params.programme_words import NHS_STAFF, POINTS, STAFF

SECTORS = {
    "nhs": "NHS trusts and ICBs",
    "practice": "General practice and pharmacies",
    "social": "Adult social care",
    "voluntary": "Voluntary and community groups",
    "volunteers": "Volunteers",
}
LABELS = {
    "doctors": "Hospital and community doctors",
    "nurses_and_health_visitors": "Nurses and health visitors",
    "midwives": "Midwives",
    "ambulance_staff": "Ambulance staff",
    "scientific_therapeutic_technical": "Scientific, therapeutic and technical staff",
    "support_to_doctors_nurses_midwives": "Support to doctors, nurses and midwives",
    "support_to_ambulance_staff": "Support to ambulance staff",
    "support_to_scientific_therapeutic_technical": "Support to scientific and therapeutic staff",
    "central_functions": "Central functions",
    "hotel_property_estates": "Hotel, property and estates",
    "managers": "Managers and senior managers",
    "gps": "GPs",
    "general_practice_nurses": "Practice nurses",
    "general_practice_direct_care": "Others who see patients in general practice",
    "pharmacists": "Community pharmacists",
    "social_care_staff": "Adult social care staff",
    "voluntary_sector_staff": "Staff of voluntary and community groups",
    "volunteers": "Volunteers",
}
SECTOR_OF = {
    **dict.fromkeys(NHS_STAFF, "nhs"),
    **dict.fromkeys(("gps", "general_practice_nurses", "general_practice_direct_care", "pharmacists"), "practice"),
    "social_care_staff": "social",
    "voluntary_sector_staff": "voluntary",
    "volunteers": "volunteers",
}
PAID = tuple(group for group in STAFF if group != "volunteers")
TOTALS = {"nhs": ("NHS staff", NHS_STAFF), "paid": ("All paid staff", PAID)}
PUBLISHED_AS = {"managers": ("managers", "senior_managers")}  # the rest are published under their own key

AMBULANCE_GROUPS = ("ambulance_staff", "support_to_ambulance_staff")

FOLLOWED = {
    "hospital": "hospital care, weighted by its cost",
    "mental_community": "mental health and community care, weighted by their cost",
    "births": "births",
    "incidents": "ambulance incidents",
    "appointments": "general practice appointments",
    "requests": "requests leading to adult social care",
    "standing": "nothing: the ICB's own staff stay as they are",
}
"""What the work of staff is counted by. Each point of delivery is counted in one of them, or by a time standard."""

FOLLOWED_AT = {
    **dict.fromkeys(
        (
            *("ae_major", "ae_minor", "emergency_same_day", "emergency_overnight", "day_case", "elective_ordinary"),
            *("outpatient_first", "outpatient_follow_up", "outpatient_procedure", "imaging", "physiology"),
            "critical_care",
        ),
        "hospital",
    ),
    **dict.fromkeys(
        ("community_contacts", "mental_health_contacts", "mental_health_bed_days", "talking_therapies"),
        "mental_community",
    ),
    "births": "births",
    "ambulance": "incidents",
    "gp_appointments": "appointments",
    "social_care_requests": "requests",
}
NOT_COUNTED = ("referrals", "endoscopy", "emergency_bed_days", "elective_bed_days", "independent_sector")
"""Points whose staff are counted at another point (bed days in admissions), or work for nobody counted here."""

SERVICES = {
    **{key: label for key, label in GROUPS.items() if key != "beds"},
    "primary": "General practice and pharmacies",
    "voluntary": "Voluntary and community groups",
    "standing": "ICBs' own staff",
    "programmes": "Staff that come with programmes",
    "given": "Given locally, beyond what is worked out",
}
_SERVICE_OF_SECTOR = {
    "acute": "planned", "community": "community", "local_government": "social", "primary_care": "primary",
    "pharmacy": "primary", "voluntary": "voluntary", "independent": "planned",
}  # fmt: skip
SERVICE_AT = {
    point: BY_KEY[point].group if point in BY_KEY else _SERVICE_OF_SECTOR[said.sector]
    for point, said in POINTS.items()
    if point not in NOT_COUNTED
}

PRODUCTIVITY_OF = {
    "hospital": "hospital", "births": "hospital", "mental_community": "mental_community", "incidents": "ambulance",
    "appointments": "general_practice", "requests": "social_care",
}  # fmt: skip
"""The leaf of productivity each kind of work follows; standing staff follow none."""
DRIVERS = {
    "demand": "Demand if nothing changes",
    "programmes": "Programmes",
    "acuity": "Sicker patients",
    "productivity": "Productivity",
    "skill_mix": "Skill mix",
    "given": "Given locally, beyond what is worked out",
}

"""The staff groups of NHS workforce statistics and how they nest, so that none is counted twice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StaffGroup:
    """One published group: its key, published label, level and the group it is part of ('' for the total).

    Levels: 'total'; 'broad' (clinical, support, infrastructure); 'main' (13 groups that add up to the total);
    'detail' (grades that add up to doctors).
    """

    key: str
    label: str
    level: str
    parent: str


STAFF_GROUPS = (
    StaffGroup("total", "Total", "total", ""),
    StaffGroup("clinical", "Professionally qualified clinical staff", "broad", "total"),
    StaffGroup("doctors", "HCHS Doctors", "main", "clinical"),
    StaffGroup("consultants", "Consultant", "detail", "doctors"),
    StaffGroup("associate_specialists", "Associate Specialist", "detail", "doctors"),
    StaffGroup("specialty_doctors", "Specialty Doctor", "detail", "doctors"),
    StaffGroup("staff_grades", "Staff Grade", "detail", "doctors"),
    StaffGroup("specialty_registrars", "Specialty Registrar", "detail", "doctors"),
    StaffGroup("core_trainees", "Core Training", "detail", "doctors"),
    StaffGroup("foundation_year_2", "Foundation Doctor Year 2", "detail", "doctors"),
    StaffGroup("foundation_year_1", "Foundation Doctor Year 1", "detail", "doctors"),
    StaffGroup("hospital_practitioners", "Hospital Practitioner / Clinical Assistant", "detail", "doctors"),
    StaffGroup("other_doctors", "Other HCHS Doctor Grades", "detail", "doctors"),
    StaffGroup("nurses_and_health_visitors", "Nurses & health visitors", "main", "clinical"),
    StaffGroup("midwives", "Midwives", "main", "clinical"),
    StaffGroup("ambulance_staff", "Ambulance staff", "main", "clinical"),
    StaffGroup(
        "scientific_therapeutic_technical",
        "Scientific, therapeutic & technical staff",
        "main",
        "clinical",
    ),
    StaffGroup("clinical_support", "Support to clinical staff", "broad", "total"),
    StaffGroup(
        "support_to_doctors_nurses_midwives",
        "Support to doctors, nurses & midwives",
        "main",
        "clinical_support",
    ),
    StaffGroup("support_to_ambulance_staff", "Support to ambulance staff", "main", "clinical_support"),
    StaffGroup("support_to_scientific_therapeutic_technical", "Support to ST&T staff", "main", "clinical_support"),
    StaffGroup("infrastructure", "NHS infrastructure support", "broad", "total"),
    StaffGroup("senior_managers", "Senior managers", "main", "infrastructure"),
    StaffGroup("managers", "Managers", "main", "infrastructure"),
    StaffGroup("central_functions", "Central functions", "main", "infrastructure"),
    StaffGroup("hotel_property_estates", "Hotel, property & estates", "main", "infrastructure"),
    StaffGroup("unknown", "Unknown classification", "main", "total"),
)

LEVEL = {group.key: group.level for group in STAFF_GROUPS}
PUBLISHED_NAMES = {group.key: [group.label, group.label.replace("&", "and")] for group in STAFF_GROUPS}


def parts_of(parent: str) -> list[str]:
    """Give the groups that add up to `parent`, one level down; none for a group without parts."""
    return [group.key for group in STAFF_GROUPS if group.parent == parent]

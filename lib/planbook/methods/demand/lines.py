"""The lines of care that demand is projected for: points of delivery, and the bed days behind admissions.

Each line says where its volume comes from (`Total`, split where it must be), who uses it (`shape`), which trend it
follows (`growth`) and how it runs through the year (`season`, `calendar`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Total:
    """A base-year volume of an area: how it is come by, from what, and what is said of it.

    `way` is `months` (published months of the area added up), `major` (a share of A&E visits by type), `beds` (mean of daily counts, times 365), `tests` (trusts'
    returns by test), `share` (England's volume shared by people weighted for the `need` component), `therapies`
    or `requests`. `window` is `base` (April to March of the base year) or `latest` (the latest 12 months).
    """

    key: str
    label: str
    unit: str
    way: str
    of: tuple[str, ...] = ()
    need: str = ""
    window: str = "base"
    says: str = ""


@dataclass(frozen=True)
class Line:
    """One line of care: its words, unit and group, the total it is part of, and what it follows."""

    key: str
    label: str
    group: str
    unit: str
    total: str
    shape: str
    growth: str
    season: str = ""
    calendar: str = "every"
    ages_better: bool = True


GROUPS = {
    "urgent": "Urgent and emergency care",
    "planned": "Planned care",
    "diagnostics": "Diagnostics",
    "maternity": "Maternity",
    "critical": "Critical care",
    "primary": "General practice",
    "community": "Community services",
    "mental": "Mental health",
    "social": "Adult social care",
    "beds": "Bed days",
}

IMAGING = ("barium_enema", "ct", "dexa", "mri", "ultrasound")
ENDOSCOPY = ("colonoscopy", "cystoscopy", "flexi_sigmoidoscopy", "gastroscopy")
PHYSIOLOGY = (
    *("audiology", "echocardiography", "electrophysiology"),
    *("neurophysiology", "sleep_studies", "urodynamics"),
)

# fmt: off
TOTALS: tuple[Total, ...] = (
    Total("ae", "A&E visits", "attendances", "months", ("ae_attendances",), says="the monthly A&E return, all types; February and March 2025 from trusts' returns, as the ICB file repeats the year before"),
    Total("ae_major", "A&E visits, major and specialist departments", "attendances", "major", ("ae_attendances_type_1", "ae_attendances_type_2"), window="latest", says="the share of major and specialist departments in trusts' returns by type, of all visits"),
    Total("emergency", "Emergency admissions", "admissions", "months", ("emergency_admissions",), says="the monthly return of emergency admissions, through A&E and otherwise; February and March 2025 from trusts' returns"),
    Total("ambulance", "Ambulance incidents", "incidents", "months", ("incidents",), says="the ambulance return: each service by its share of the area's incidents"),
    Total("referrals", "Referrals for planned care", "pathways", "months", ("rtt_clock_starts",), window="latest", says="referral-to-treatment pathways started, 12 months to February 2025, the last published among the files held"),
    Total("completed", "Planned-care pathways completed", "pathways", "months", ("rtt_completed",), window="latest", says="referral-to-treatment pathways completed, 12 months to February 2025"),
    Total("imaging", "Imaging tests", "tests", "tests", IMAGING, window="latest", says="the monthly diagnostics return of trusts, shared by their catchments"),
    Total("endoscopy", "Endoscopies", "tests", "tests", ENDOSCOPY, window="latest", says="the monthly diagnostics return of trusts, shared by their catchments"),
    Total("physiology", "Tests of heart, lungs, hearing and nerves", "tests", "tests", PHYSIOLOGY, window="latest", says="the monthly diagnostics return of trusts, shared by their catchments"),
    Total("ga_bed_days", "General and acute bed days", "bed_days", "beds", ("ga_beds_occupied",), says="general and acute beds in use in the daily return of trusts, shared by their catchments, times 365"),
    Total("critical_care", "Adult critical care bed days", "bed_days", "beds", ("critical_care_beds_occupied",), says="adult critical care beds in use in the daily return of trusts, shared by their catchments, times 365"),
    Total("day_case", "Day cases", "episodes", "share", ("day_case",), "general_and_acute", says="day cases of the National Cost Collection (episodes)"),
    Total("elective", "Planned admissions, overnight", "episodes", "share", ("elective_inpatient",), "general_and_acute", says="ordinary planned episodes of the National Cost Collection"),
    Total("procedures", "Outpatient procedures", "procedures", "share", ("outpatient_procedure",), "general_and_acute", says="outpatient procedures of the National Cost Collection"),
    Total("births", "Births in NHS care", "births", "share", ("delivery",), "maternity", says="deliveries of the National Cost Collection"),
    Total("gp", "General practice appointments", "appointments", "share", ("gp_appointments_12_months_to_jun_2025",), "primary_medical", says="general practice appointments, 12 months to June 2025"),
    Total("community", "Community contacts", "contacts", "share", ("community_contact",), "community", says="community contacts of the National Cost Collection"),
    Total("mental_health", "Mental health contacts", "contacts", "share", ("mental_health_contact",), "mental_health", says="mental health contacts of the National Cost Collection"),
    Total("mental_health_beds", "Mental health bed days", "bed_days", "share", ("mental_health_bed_day",), "mental_health", says="mental health bed days of the National Cost Collection"),
    Total("therapies", "Talking therapies contacts", "contacts", "therapies", ("talking_therapies_contact",), says="talking therapies contacts of the National Cost Collection, shared by people who began in 2022/23"),
    Total("social_care", "Requests leading to adult social care", "requests", "requests", ("requests_resulting_in_service",), says="requests leading to a service in 2022/23, each authority's rate times its people"),
)

LINES: tuple[Line, ...] = (
    Line("ae_major", "A&E visits, major and specialist departments", "urgent", "attendances", "ae", "ae", "ae", "ae_attendances"),
    Line("ae_minor", "A&E visits, minor injury and urgent treatment", "urgent", "attendances", "ae", "ae", "ae", "ae_attendances"),
    Line("ambulance", "Ambulance incidents", "urgent", "incidents", "ambulance", "emergency", "ambulance", "incidents"),
    Line("emergency_same_day", "Emergency admissions, home the same day", "urgent", "admissions", "emergency", "emergency", "non_elective", "emergency_admissions"),
    Line("emergency_overnight", "Emergency admissions, overnight", "urgent", "admissions", "emergency", "emergency", "non_elective", "emergency_admissions"),
    Line("referrals", "Referrals for planned care", "planned", "pathways", "referrals", "outpatient", "referrals", "rtt_clock_starts", "working"),
    Line("day_case", "Day cases", "planned", "episodes", "day_case", "outpatient", "elective", "rtt_completed", "working"),
    Line("elective_ordinary", "Planned admissions, overnight", "planned", "episodes", "elective", "outpatient", "elective", "rtt_completed", "working"),
    Line("outpatient_first", "Outpatient first attendances", "planned", "attendances", "procedures", "outpatient", "outpatients", "rtt_completed", "working"),
    Line("outpatient_follow_up", "Outpatient follow-ups", "planned", "attendances", "procedures", "outpatient", "outpatients", "rtt_completed", "working"),
    Line("outpatient_procedure", "Outpatient procedures", "planned", "procedures", "procedures", "outpatient", "outpatients", "rtt_completed", "working"),
    Line("imaging", "Imaging tests", "diagnostics", "tests", "imaging", "outpatient", "diagnostics", "diagnostic_tests", "working"),
    Line("endoscopy", "Endoscopies", "diagnostics", "tests", "endoscopy", "outpatient", "diagnostics", "diagnostic_tests", "working"),
    Line("physiology", "Tests of heart, lungs, hearing and nerves", "diagnostics", "tests", "physiology", "outpatient", "diagnostics", "diagnostic_tests", "working"),
    Line("births", "Births in NHS care", "maternity", "births", "births", "births", "maternity", ages_better=False),
    Line("critical_care", "Adult critical care bed days", "critical", "bed_days", "critical_care", "critical_care", "non_elective", "critical_care_beds_occupied"),
    Line("gp_appointments", "General practice appointments", "primary", "appointments", "gp", "gp", "general_practice", calendar="working"),
    Line("community_contacts", "Community contacts", "community", "contacts", "community", "community", "community"),
    Line("mental_health_contacts", "Mental health contacts", "mental", "contacts", "mental_health", "mental_health", "mental_health", calendar="working"),
    Line("mental_health_bed_days", "Mental health bed days", "mental", "bed_days", "mental_health_beds", "mental_health_beds", "mental_health"),
    Line("talking_therapies", "Talking therapies contacts", "mental", "contacts", "therapies", "talking_therapies", "mental_health", calendar="working"),
    Line("social_care_requests", "Requests leading to adult social care", "social", "requests", "social_care", "social_care", "social_care", calendar="working"),
    Line("emergency_bed_days", "Emergency bed days, general and acute", "beds", "bed_days", "ga_bed_days", "emergency_stay", "non_elective", "ga_beds_occupied"),
    Line("elective_bed_days", "Planned bed days, general and acute", "beds", "bed_days", "ga_bed_days", "outpatient", "elective", "ga_beds_occupied"),
)
# fmt: on

BY_KEY: dict[str, Line] = {line.key: line for line in LINES}
KEYS: tuple[str, ...] = tuple(BY_KEY)
SHAPES: tuple[str, ...] = tuple(dict.fromkeys(line.shape for line in LINES))
DRIVERS = {
    "population": "More people",
    "ageing": "Older people",
    "health": "Health at each age",
    "other": "Other growth",
    "backlog": "Working off the waiting list",
}
SHOCKS = "shocks"
DRIVER_LABELS = {**DRIVERS, SHOCKS: "What this scenario brings"}
"""Every driver there may be: shocks only in a scenario that moves demand by any."""
STAYS = {"emergency_bed_days": "emergency_overnight", "elective_bed_days": "elective_ordinary"}
"""Bed days, and the admissions whose stays they are."""

"""What each monthly measure counts, in which unit, and what a reader must know before quoting it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pandas as pd

from planbook.data.build.dictionary import SOURCE, Column, Table
from planbook.data.build.sources import Source

DEFINITIONS = Source(
    key="measure_definitions",
    publication="planbook: measures, their units and caveats",
    publisher="planbook",
    period="undated",
    licence="MIT",
    how_shipped="Written for planbook from the notes of the publications named beside each figure.",
)


@dataclass(frozen=True)
class Measure:
    """One monthly count: its plain label, unit, kind ('flow', 'stock' or 'daily_mean') and which way is better."""

    measure: str
    label: str
    unit: str
    kind: str
    better: str
    published_by: str
    caveat: str = ""


COUNTING = (
    "All types with booked ones. Emergency admissions per attendance run from 0.13 to 0.35 between ICBs: part is how "
    "urgent treatment centres are counted, part is care."
)
REPEATED = (
    "The published ICB rows of February and March 2025 repeat those of 2024: see icb_monthly_corrected before "
    "quoting them."
)
SCALED = (
    "Apportioned: the ICB counts double pathways with a decision to admit, so they are scaled to the England total of "
    "this measure; that series ends in May 2024 and its last ratio is held."
)
TRIAL = (
    "Until May 2023 trusts that tested other standards reported no waits (in Frimley, Bedfordshire, Luton and Milton "
    "Keynes, Nottingham and Dorset among others): earlier months are too low."
)
FRIMLEY = (
    "Frimley is nearly empty from July to November 2022 and Greater Manchester a third low from October to December."
)
PARTIAL = "Month to month jumps of an ICB's total are often a provider that did not submit."
PATHWAYS = "Pathways, not people: one person may wait on several."
RESIDE = (
    "Cambridgeshire and Peterborough's series stops in August 2023; months an ICB reported nothing are left out, and "
    "some months are of part of an ICB's trusts, most of them before 2024."
)
SUBMITTED = (
    "By the ICB of the provider, not of the resident. Bedfordshire, Luton and Milton Keynes has no figures, Frimley "
    f"none of children. {PARTIAL}"
)
CLOCK = "Means come from total seconds over counts: add both across services or months before dividing."
BOOKED = "Booked attendances are counted apart, in ae_booked."
HALVES = "Shared treatments count as halves between two trusts."
UEC = "Mean of the days of the month; acute trusts. August 2022 repeats July 2022 as published and is left out."

ICB = (
    Measure(
        "ae_attendances",
        "A&E attendances",
        "attendances",
        "flow",
        "none",
        "icb",
        f"{COUNTING} {REPEATED}",
    ),
    Measure(
        "ae_over_4_hours",
        "A&E attendances over 4 hours",
        "attendances",
        "flow",
        "lower",
        "icb",
        f"{REPEATED} {TRIAL}",
    ),
    Measure(
        "emergency_admissions",
        "Emergency admissions",
        "admissions",
        "flow",
        "none",
        "icb",
        f"Via A&E and other, together. {COUNTING} {REPEATED}",
    ),
    Measure(
        "emergency_admissions_over_4_hours",
        "Emergency admissions that waited over 4 hours from the decision to admit",
        "admissions",
        "flow",
        "lower",
        "icb",
        REPEATED,
    ),
    Measure("rtt_clock_starts", "Referral to treatment pathways started", "pathways", "flow", "none", "icb", FRIMLEY),
    Measure("rtt_completed", "Referral to treatment pathways completed", "pathways", "flow", "higher", "icb", FRIMLEY),
    Measure("rtt_list", "Waiting list", "pathways", "stock", "lower", "icb", f"{SCALED} {PATHWAYS} {FRIMLEY}"),
    Measure("rtt_over_18_weeks", "Waiting over 18 weeks", "pathways", "stock", "lower", "icb", f"{SCALED} {FRIMLEY}"),
    Measure("rtt_over_52_weeks", "Waiting over 52 weeks", "pathways", "stock", "lower", "icb", f"{SCALED} {FRIMLEY}"),
    Measure(
        "criteria_to_reside_not_met",
        "People in hospital a day who no longer need to be",
        "people a day",
        "daily_mean",
        "lower",
        "icb",
        f"Includes those who leave that day. {RESIDE}",
    ),
    Measure(
        "discharges_daily",
        "People who no longer need hospital discharged a day",
        "people a day",
        "daily_mean",
        "higher",
        "icb",
        f"Only people who did not meet the criteria to reside, not all discharges. {RESIDE}",
    ),
    Measure("virtual_ward_capacity", "Virtual ward capacity", "patients", "stock", "none", "icb"),
    Measure(
        "virtual_ward_patients",
        "Patients in a virtual ward",
        "patients",
        "stock",
        "none",
        "icb",
        "Missing where the publisher hides it.",
    ),
    Measure(
        "community_waiting_adults",
        "Adults waiting for community services",
        "people",
        "stock",
        "lower",
        "icb",
        SUBMITTED,
    ),
    Measure(
        "community_waiting_children",
        "Children waiting for community services",
        "people",
        "stock",
        "lower",
        "icb",
        SUBMITTED,
    ),
    Measure(
        "community_waiting_banded",
        "People waiting for community services, with a known wait",
        "people",
        "stock",
        "none",
        "icb",
        f"Adults and children; bands held for March and July 2025 only. {SUBMITTED}",
    ),
    Measure(
        "community_waiting_over_18_weeks",
        "Waiting over 18 weeks for community services",
        "people",
        "stock",
        "lower",
        "icb",
        f"Divide by community_waiting_banded. {SUBMITTED}",
    ),
    Measure(
        "community_waiting_over_52_weeks",
        "Waiting over 52 weeks for community services",
        "people",
        "stock",
        "lower",
        "icb",
        f"Divide by community_waiting_banded. {SUBMITTED}",
    ),
)


def _ae(measure: str, label: str, better: str = "none", caveat: str = "") -> Measure:
    return Measure(measure, label, "attendances", "flow", better, "provider", caveat)


def _beds(measure: str, label: str) -> Measure:
    return Measure(measure, label, "beds", "daily_mean", "none", "provider", UEC)


PROVIDER = (
    _ae("ae_attendances_type_1", "Attendances at major A&E departments (type 1)", caveat=BOOKED),
    _ae("ae_attendances_type_2", "Attendances at single-specialty A&E departments (type 2)", caveat=BOOKED),
    _ae(
        "ae_attendances_other",
        "Attendances at minor injury units and urgent treatment centres",
        caveat=BOOKED,
    ),
    _ae("ae_booked", "Booked A&E attendances, all types"),
    _ae("ae_over_4_hours_type_1", "Type 1 attendances over 4 hours", "lower", BOOKED),
    _ae("ae_over_4_hours_type_2", "Type 2 attendances over 4 hours", "lower", BOOKED),
    _ae("ae_over_4_hours_other", "Other attendances over 4 hours", "lower", BOOKED),
    _ae("ae_over_4_hours_booked", "Booked attendances over 4 hours, all types", "lower"),
    Measure(
        "ae_waits_4_to_12_hours",
        "Waits of 4 to 12 hours from decision to admit",
        "admissions",
        "flow",
        "lower",
        "provider",
    ),
    Measure(
        "ae_waits_12_hours",
        "Waits of 12 hours or more from decision to admit",
        "admissions",
        "flow",
        "lower",
        "provider",
    ),
    Measure(
        "emergency_admissions_via_ae",
        "Emergency admissions via A&E",
        "admissions",
        "flow",
        "none",
        "provider",
    ),
    Measure("emergency_admissions_other", "Other emergency admissions", "admissions", "flow", "none", "provider"),
    *(
        Measure(f"cancer_{days}_day_{part}", f"{what}: {word}", unit, "flow", better, "provider", HALVES)
        for days, what, unit in (
            (28, "Cancer ruled out or diagnosed, 28-day standard", "people"),
            (31, "Cancer treatments, 31-day standard", "treatments"),
            (62, "First cancer treatments, 62-day standard", "treatments"),
        )
        for part, word, better in (("total", "all", "none"), ("within", "within the standard", "higher"))
    ),
    _beds("ga_beds_available", "General and acute beds open"),
    _beds("ga_beds_occupied", "General and acute beds occupied"),
    _beds("critical_care_beds_available", "Adult critical care beds open"),
    _beds("critical_care_beds_occupied", "Adult critical care beds occupied"),
    Measure("diagnostic_waiting", "Waiting for a diagnostic test", "tests", "stock", "lower", "provider"),
    Measure(
        "diagnostic_over_6_weeks",
        "Waiting 6 weeks or more for a diagnostic test",
        "tests",
        "stock",
        "lower",
        "provider",
    ),
    Measure(
        "diagnostic_over_13_weeks",
        "Waiting 13 weeks or more for a diagnostic test",
        "tests",
        "stock",
        "lower",
        "provider",
    ),
    Measure(
        "diagnostic_tests",
        "Diagnostic tests done",
        "tests",
        "flow",
        "none",
        "provider",
        "15 key tests: from the waiting list, planned and unscheduled together.",
    ),
    *(
        Measure(
            f"beds_{state}",
            f"Overnight beds {state}",
            "beds",
            "daily_mean",
            "none",
            "provider",
            "Quarterly mean of midnight counts; in the England table at the quarter's last month.",
        )
        for state in ("available", "occupied")
    ),
)

AMBULANCE_LABELS = {
    "calls_answered": ("999 calls answered", "calls", "none"),
    "call_answer_total_seconds": ("Time to answer 999 calls, total", "seconds", "lower"),
    "incidents": ("Ambulance incidents", "incidents", "none"),
    "cat1_incidents": ("Category 1 incidents", "incidents", "none"),
    "cat1_total_seconds": ("Category 1 response time, total", "seconds", "lower"),
    "cat2_incidents": ("Category 2 incidents", "incidents", "none"),
    "cat2_total_seconds": ("Category 2 response time, total", "seconds", "lower"),
    "cat3_incidents": ("Category 3 incidents", "incidents", "none"),
    "cat3_total_seconds": ("Category 3 response time, total", "seconds", "lower"),
    "cat4_incidents": ("Category 4 incidents", "incidents", "none"),
    "cat4_total_seconds": ("Category 4 response time, total", "seconds", "lower"),
    "hear_and_treat": ("Incidents closed by telephone advice", "incidents", "none"),
    "see_and_treat": ("Incidents seen and not conveyed", "incidents", "none"),
    "conveyed_to_ed": ("Incidents conveyed to an emergency department", "incidents", "none"),
    "conveyed_elsewhere": ("Incidents conveyed elsewhere", "incidents", "none"),
    "conveyed": ("Incidents conveyed, to an emergency department or elsewhere", "incidents", "none"),
    "handovers": ("Handovers with a known time", "handovers", "none"),
    "handover_total_seconds": ("Handover time, total", "seconds", "lower"),
    "handovers_over_15_minutes": ("Handovers over 15 minutes", "handovers", "lower"),
    "handovers_over_30_minutes": ("Handovers over 30 minutes", "handovers", "lower"),
    "handovers_over_60_minutes": ("Handovers over 60 minutes", "handovers", "lower"),
}

AMBULANCE = tuple(
    Measure(key, label, unit, "flow", better, "service", CLOCK if unit == "seconds" else "")
    for key, (label, unit, better) in AMBULANCE_LABELS.items()
)

MEASURES: tuple[Measure, ...] = (*ICB, *PROVIDER, *AMBULANCE)

TABLE = Table(
    "measures",
    "One row per measure of the monthly and quarterly tables.",
    ("measure",),
    (
        Column("measure", "key used in icb_monthly, england_monthly, provider_monthly, ambulance_monthly"),
        Column("label", "plain words for a reader"),
        Column("unit", "unit of its values"),
        Column("kind", "flow (counts in the month), stock (at month end) or daily_mean (mean of the days)"),
        Column("better", "higher, lower or none"),
        Column("published_by", "icb, provider or service"),
        Column("caveat", "what to say beside the figure"),
        SOURCE,
    ),
)


def measures_table() -> pd.DataFrame:
    """Give one row per measure: key, label, unit, kind, better, published_by, caveat, source."""
    frame = pd.DataFrame([asdict(measure) for measure in MEASURES])
    return frame.assign(source=DEFINITIONS.key)

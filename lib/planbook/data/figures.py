"""What the baseline quotes from the published months, and what nobody publishes for areas.

A `Count` is a number of something over a window; a `Share` is one measure over another. `UNIT_OF` lists every monthly
measure they rest on.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    """A number of something: the months' measure it adds or averages, the window, and whether per 1,000 is fair."""

    measure: str
    topic: str
    label: str
    unit: str
    of: str
    window: str
    per_1000: bool = False
    better: str = "none"
    note: str = ""

    @property
    def needs(self) -> tuple[str, ...]:
        """The monthly measures it rests on."""
        return (self.of,)


@dataclass(frozen=True)
class Share:
    """One monthly measure over another, `times` so much; `rest` turns it into what remains of 100."""

    measure: str
    topic: str
    label: str
    unit: str
    over: str
    under: str
    window: str
    better: str
    times: float = 100.0
    rest: bool = False
    note: str = ""

    @property
    def needs(self) -> tuple[str, ...]:
        """The monthly measures it rests on, the one above the line first."""
        return (self.over, self.under)


TYPES = "All types, booked ones included. Areas count urgent treatment centres differently."
ADMITTED = "Through A&E and otherwise; the share of attendances admitted differs partly by how they are counted."
SCALED = "The list and its long waits are each scaled so that areas add up to England's published totals."
BASED = "Counted where the provider is based."
SERVICES = "The services that cover the area, each by its share of the area's incidents; not published by area."
CATCHMENT = "Beds of trusts, shared among the residents they serve by published catchments of 2022."
LEAVING = "Do not meet the criteria to reside; includes those who leave that day."

# fmt: off
FIGURES: tuple[Count | Share, ...] = (
    Count("ae_attendances", "activity", "A&E attendances, 12 months", "attendances", "ae_attendances", "year", True, note=TYPES),
    Count("emergency_admissions", "activity", "Emergency admissions, 12 months", "admissions", "emergency_admissions", "year", True, note=ADMITTED),
    Count("rtt_clock_starts", "activity", "Referrals for planned care, 12 months", "pathways", "rtt_clock_starts", "year", True),
    Count("rtt_completed", "activity", "Planned-care pathways completed, 12 months", "pathways", "rtt_completed", "year", True),
    Count("diagnostic_tests", "activity", "Diagnostic tests, 12 months", "tests", "diagnostic_tests", "year", True),
    Count("ambulance_incidents", "activity", "Ambulance incidents, 12 months", "incidents", "incidents", "year", note=SERVICES),
    Count("rtt_list", "performance", "Waiting list for planned care", "pathways", "rtt_list", "latest", True, "lower", SCALED),
    Count("community_adults", "performance", "Adults waiting for community services", "people", "community_waiting_adults", "latest", better="lower", note=BASED),
    Count("community_children", "performance", "Children waiting for community services", "people", "community_waiting_children", "latest", better="lower", note=BASED),
    Share("ae_within_4_hours_pct", "performance", "A&E within 4 hours", "percent", "ae_over_4_hours", "ae_attendances", "year", "higher", rest=True),
    Share("rtt_within_18_weeks_pct", "performance", "Waiting 18 weeks or less for planned care", "percent", "rtt_over_18_weeks", "rtt_list", "latest", "higher", rest=True, note=SCALED),
    Share("rtt_over_52_weeks_pct", "performance", "Waiting over 52 weeks for planned care", "percent", "rtt_over_52_weeks", "rtt_list", "latest", "lower", note=SCALED),
    Share("community_within_18_weeks_pct", "performance", "Waiting 18 weeks or less for community services", "percent", "community_waiting_over_18_weeks", "community_waiting_banded", "latest", "higher", rest=True, note=BASED),
    Share("diagnostic_over_6_weeks_pct", "performance", "Waiting over 6 weeks for a diagnostic test", "percent", "diagnostic_over_6_weeks", "diagnostic_waiting", "latest", "lower"),
    Share("cancer_28_day_within_pct", "performance", "Cancer found or ruled out within 28 days", "percent", "cancer_28_day_within", "cancer_28_day_total", "year", "higher"),
    Share("cancer_31_day_within_pct", "performance", "Cancer treated within 31 days of the decision", "percent", "cancer_31_day_within", "cancer_31_day_total", "year", "higher"),
    Share("cancer_62_day_within_pct", "performance", "Cancer treated within 62 days of referral", "percent", "cancer_62_day_within", "cancer_62_day_total", "year", "higher"),
    Share("cat2_mean_minutes", "performance", "Category 2 ambulance response, mean", "minutes", "cat2_total_seconds", "cat2_incidents", "year", "lower", times=1 / 60, note=SERVICES),
    Count("ga_beds", "beds", "General and acute beds open", "beds", "ga_beds_available", "mean", note=CATCHMENT),
    Share("ga_occupancy_pct", "beds", "General and acute beds occupied", "percent", "ga_beds_occupied", "ga_beds_available", "year", "lower", note=CATCHMENT),
    Count("critical_care_beds", "beds", "Adult critical care beds open", "beds", "critical_care_beds_available", "mean", note=CATCHMENT),
    Count("ready_to_leave", "beds", "Patients a day in hospital who no longer need to be", "patients", "criteria_to_reside_not_met", "mean", better="lower", note=LEAVING),
    Count("virtual_ward_places", "beds", "Virtual ward places", "beds", "virtual_ward_capacity", "latest"),
    Share("virtual_ward_occupancy_pct", "beds", "Virtual ward places in use", "percent", "virtual_ward_patients", "virtual_ward_capacity", "latest", "none"),
)

UNIT_OF: dict[str, str] = {
    "ae_attendances": "attendances", "ae_over_4_hours": "attendances", "emergency_admissions": "admissions",
    "rtt_clock_starts": "pathways", "rtt_completed": "pathways", "rtt_list": "pathways",
    "rtt_over_18_weeks": "pathways", "rtt_over_52_weeks": "pathways",
    "criteria_to_reside_not_met": "patients", "virtual_ward_capacity": "beds", "virtual_ward_patients": "patients",
    "community_waiting_adults": "people", "community_waiting_children": "people",
    "community_waiting_over_18_weeks": "people", "community_waiting_banded": "people",
    "cancer_28_day_total": "patients", "cancer_28_day_within": "patients", "cancer_31_day_total": "patients",
    "cancer_31_day_within": "patients", "cancer_62_day_total": "patients", "cancer_62_day_within": "patients",
    "ga_beds_available": "beds", "ga_beds_occupied": "beds",
    "critical_care_beds_available": "beds", "critical_care_beds_occupied": "beds",
    "diagnostic_waiting": "patients", "diagnostic_over_6_weeks": "patients", "diagnostic_tests": "tests",
    "incidents": "incidents", "cat2_incidents": "incidents", "cat2_total_seconds": "seconds",
}

NOT_HELD: tuple[tuple[str, str, str], ...] = (
    ("Outpatient attendances", "Not published for areas in the files that ship", "activity"),
    ("GP appointments", "Published by practice; not among the files that ship", "activity"),
    ("Community and mental health contacts", "Published by provider; not among the files that ship", "activity"),
    ("Services and how they are run", "No national list by area", "services"),
    ("Estate: buildings, rooms and their condition", "Returned by trusts, not by area", "estate"),
    ("Theatres, scanners and clinic rooms", "No complete publication by area", "estate"),
    ("Community assets and the voluntary sector", "No national list by area", "assets"),
    ("Supplies and equipment", "No publication by area", "supplies"),
    ("Digital systems and data", "No publication by area", "digital"),
    ("Staff by age, vacancies and agency use", "Published for England and regions only", "workforce"),
    ("Social care staff in post", "Estimated by authority; not among the files that ship", "workforce"),
    ("The ICB's allocation and its partners' money", "Not among the files that ship", "finance"),
)
# fmt: on

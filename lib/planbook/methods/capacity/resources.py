"""What care takes place in: kinds of bed, rooms and spaces, and the lines of care that use each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Resource:
    """One thing that care needs: its words, group and unit, whose months its winter follows, and why it is not held.

    `template` is what would supply what is in place; `why` is said where nobody publishes it.
    """

    key: str
    label: str
    group: str
    unit: str
    season: str = ""
    template: str = ""
    why: str = ""


@dataclass(frozen=True)
class Use:
    """How a line of care uses a room: the line, the room, and the tests whose part of the line it is, if not all.

    `rest_of` names the use of the same line that takes the other part of it.
    """

    key: str
    resource: str
    point: str
    tests: tuple[str, ...] = ()
    rest_of: str = ""


GROUPS = {
    "beds": "Beds",
    "urgent": "Urgent and emergency care",
    "planned": "Planned care",
    "diagnostics": "Diagnostics",
    "community": "Community, mental health and general practice",
}
TRUSTS = "Returned by trusts, not published by area"
NOBODY = "Nobody publishes it by area"
BEDS_SEASON, EMERGENCY_SEASON = "ga_beds_occupied", "emergency_admissions"

# fmt: off
BEDS: tuple[Resource, ...] = (
    Resource("general_acute", "General and acute beds", "beds", "beds", BEDS_SEASON, "beds", "Not published for a trust here"),
    Resource("critical_care", "Adult critical care beds", "beds", "beds", "critical_care_beds_occupied", "beds", "Not published for a trust here"),
    Resource("maternity", "Maternity beds", "beds", "beds", "", "beds", "Not published for a trust here"),
    Resource("mental_health", "Mental health beds", "beds", "beds", "", "beds", "Published by trust; the trust that serves this area is based elsewhere"),
    Resource("community", "Community and intermediate care beds", "beds", "beds", "", "beds", NOBODY),
    Resource("virtual", "Virtual ward places", "beds", "beds", EMERGENCY_SEASON, "beds", "Not published for this area in every month"),
)
SPACES: tuple[Resource, ...] = (
    Resource("ae_major_spaces", "A&E spaces for serious illness", "urgent", "spaces", "ae_attendances", "spaces", TRUSTS),
    Resource("ae_minor_spaces", "A&E and urgent treatment spaces for minor illness", "urgent", "spaces", "ae_attendances", "spaces", TRUSTS),
    Resource("same_day_spaces", "Same-day emergency care spaces", "urgent", "spaces", EMERGENCY_SEASON, "spaces", TRUSTS),
    Resource("theatre_lists", "Theatre lists of half a day, a week", "planned", "lists", "rtt_completed", "spaces", TRUSTS),
    Resource("clinic_rooms", "Outpatient clinic rooms", "planned", "rooms", "rtt_completed", "spaces", TRUSTS),
    Resource("ct_scanners", "CT scanners", "diagnostics", "rooms", "diagnostic_tests", "spaces", TRUSTS),
    Resource("mri_scanners", "MRI scanners", "diagnostics", "rooms", "diagnostic_tests", "spaces", TRUSTS),
    Resource("ultrasound_rooms", "Ultrasound rooms", "diagnostics", "rooms", "diagnostic_tests", "spaces", TRUSTS),
    Resource("endoscopy_rooms", "Endoscopy rooms", "diagnostics", "rooms", "diagnostic_tests", "spaces", TRUSTS),
    Resource("physiology_rooms", "Rooms for tests of heart, lungs, hearing and nerves", "diagnostics", "rooms", "diagnostic_tests", "spaces", TRUSTS),
    Resource("gp_rooms", "Consulting rooms in general practice", "community", "rooms", "", "spaces", NOBODY),
    Resource("community_rooms", "Rooms for community services", "community", "rooms", "", "spaces", NOBODY),
    Resource("mental_health_rooms", "Rooms for mental health and talking therapies", "community", "rooms", "", "spaces", NOBODY),
)
CASELOAD = Resource("community_caseload", "People on community caseloads", "community", "people", "", "spaces", "Counted by each service in its own way; who waits is published, who is on the books is not")
INDEPENDENT = Resource("independent_sector", "Planned treatments in the independent sector, a year", "planned", "episodes", "", "independent_sector", "Contracts are held by trusts and the ICB; not published by area")
PLANNED = Resource("planned_care", "Planned-care pathways that can be completed, a year", "planned", "pathways")

USES: tuple[Use, ...] = (
    Use("theatre_day_case", "theatre_lists", "day_case"),
    Use("theatre_elective", "theatre_lists", "elective_ordinary"),
    Use("theatre_emergency", "theatre_lists", "emergency_overnight"),
    Use("clinic_first", "clinic_rooms", "outpatient_first"),
    Use("clinic_follow_up", "clinic_rooms", "outpatient_follow_up"),
    Use("clinic_procedure", "clinic_rooms", "outpatient_procedure"),
    Use("ct", "ct_scanners", "imaging", tests=("ct",)),
    Use("mri", "mri_scanners", "imaging", tests=("mri",)),
    Use("ultrasound", "ultrasound_rooms", "imaging", tests=("ultrasound",)),
    Use("endoscopy", "endoscopy_rooms", "endoscopy"),
    Use("physiology", "physiology_rooms", "physiology"),
    Use("ae_major", "ae_major_spaces", "ae_major"),
    Use("ae_minor_at_major", "ae_minor_spaces", "ae_major", rest_of="ae_major"),
    Use("ae_minor", "ae_minor_spaces", "ae_minor"),
    Use("same_day", "same_day_spaces", "emergency_same_day"),
    Use("gp", "gp_rooms", "gp_appointments"),
    Use("community", "community_rooms", "community_contacts"),
    Use("mental_health", "mental_health_rooms", "mental_health_contacts"),
    Use("talking_therapies", "mental_health_rooms", "talking_therapies"),
)
# fmt: on

RESOURCES: tuple[Resource, ...] = (*BEDS, *SPACES, CASELOAD, INDEPENDENT, PLANNED)
BY_KEY: dict[str, Resource] = {resource.key: resource for resource in RESOURCES}
BED_KINDS: tuple[str, ...] = tuple(bed.key for bed in BEDS)
SPACE_KEYS: tuple[str, ...] = tuple(space.key for space in SPACES)

RESTS_ON = {"general_acute": "emergency_bed_days", "critical_care": "critical_care", "maternity": "births"} | {
    "mental_health": "mental_health_bed_days", "community": "community_contacts", "virtual": "emergency_overnight",
    CASELOAD.key: "community_contacts", INDEPENDENT.key: "day_case", PLANNED.key: "referrals",
}  # fmt: skip


def source_of(resource: str, of_line: dict[str, str]) -> str:
    """Give the source of the line of care that a resource rests on first."""
    return of_line[line_of(resource)]


def line_of(resource: str) -> str:
    """Give the line of care that a resource rests on first."""
    return RESTS_ON.get(resource) or next(use.point for use in USES if use.resource == resource)

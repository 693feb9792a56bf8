"""What is tracked month by month: where it is counted, what the plan says of it, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass

GROUPS = {
    "activity": "Activity",
    "workforce": "Workforce",
    "money": "Money",
    "performance": "Performance",
    "benefits": "Benefits",
    "outcomes": "Outcomes",
}
FLOW, LEVEL, SUM = "flow", "level", "sum"
ACTUALS = "actuals"
HELPED, OUTCOME = "helped_", "outcome_"
TRACKED_AS_PERFORMANCE = (
    *("ae_4_hours", "category_2_response", "leaving_hospital", "planned_care_18_weeks", "planned_care_52_weeks"),
    *("emergency_admissions", "bed_occupancy", "diagnostics_6_weeks", "cancer_62_days"),
)


@dataclass(frozen=True)
class Measure:
    """One measure: its words, unit and group; how it is counted and what of the plan it stands beside.

    `kind` is `flow` (counts, shown a day), `level` (a stock, mean or share) or `sum` (of a month, as it is). `of` names
    the published series: one, or two of which the first is divided by the second (`rest`: the other part of it, times
    `times`). `points` are the lines of care the plan counts it in; `plan` says where else the plan has it.
    """

    key: str
    label: str
    group: str
    unit: str
    better: str
    kind: str
    of: tuple[str, ...] = ()
    rest: bool = False
    times: float = 100.0
    points: tuple[str, ...] = ()
    season: str = ""
    calendar: str = "every"
    plan: str = ""
    growth: str = ""
    why: str = "Published; no month is held for this area."


# fmt: off
MEASURES: tuple[Measure, ...] = (
    Measure("ae_attendances", "A&E visits a day", "activity", "attendances", "none", FLOW, ("ae_attendances",), points=("ae_major", "ae_minor"), season="ae_attendances", growth="demand.other_growth_pct_per_year[ae]"),
    Measure("emergency_admissions", "Emergency admissions a day", "activity", "admissions", "none", FLOW, ("emergency_admissions",), points=("emergency_same_day", "emergency_overnight"), season="emergency_admissions", growth="demand.other_growth_pct_per_year[non_elective]"),
    Measure("incidents", "Ambulance incidents a day", "activity", "incidents", "none", FLOW, ("incidents",), points=("ambulance",), season="incidents", growth="demand.other_growth_unmeasured_pct_per_year[ambulance]"),
    Measure("rtt_clock_starts", "Referrals for planned care, a working day", "activity", "pathways", "none", FLOW, ("rtt_clock_starts",), points=("referrals",), season="rtt_clock_starts", calendar="working", growth="demand.other_growth_unmeasured_pct_per_year[referrals]"),
    Measure("rtt_completed", "Planned-care pathways completed, a working day", "activity", "pathways", "higher", FLOW, ("rtt_completed",), calendar="working", plan="done"),
    Measure("ga_beds_occupied", "General and acute beds in use", "activity", "beds", "none", LEVEL, ("ga_beds_occupied",), points=("emergency_bed_days", "elective_bed_days"), season="ga_beds_occupied"),
    Measure("staff_in_post", "NHS staff in post, whole-time", "workforce", "wte", "higher", LEVEL, ("staff_in_post",), plan="staff"),
    Measure("staff_leaving_pct", "NHS staff who left in the last 12 months", "workforce", "percent", "lower", LEVEL, plan="leaving", why="Published by trust and for England, not by area and month."),
    Measure("sickness_pct", "Working time lost to sickness", "workforce", "percent", "lower", LEVEL, why="Published by trust, not among the files that ship."),
    Measure("spending", "Spending in the month", "money", "gbp", "none", SUM, plan="spending", why="Nobody publishes an area's spending by month."),
    Measure("ae_within_4_hours_pct", "A&E within 4 hours", "performance", "percent", "higher", LEVEL, ("ae_over_4_hours", "ae_attendances"), rest=True),
    Measure("rtt_within_18_weeks_pct", "Waiting 18 weeks or less for planned care", "performance", "percent", "higher", LEVEL, ("rtt_over_18_weeks", "rtt_list"), rest=True, plan="within"),
    Measure("rtt_list", "Waiting list for planned care", "performance", "pathways", "lower", LEVEL, ("rtt_list",), plan="list"),
    Measure("diagnostic_over_6_weeks_pct", "Waiting over 6 weeks for a diagnostic test", "performance", "percent", "lower", LEVEL, ("diagnostic_over_6_weeks", "diagnostic_waiting")),
    Measure("cancer_62_day_within_pct", "Cancer treated within 62 days of referral", "performance", "percent", "higher", LEVEL, ("cancer_62_day_within", "cancer_62_day_total")),
    Measure("cat2_mean_minutes", "Category 2 ambulance response, mean", "performance", "minutes", "lower", LEVEL, ("cat2_total_seconds", "cat2_incidents"), times=1 / 60),
    Measure("criteria_to_reside_not_met", "Patients a day in hospital who no longer need to be", "performance", "patients", "lower", LEVEL, ("criteria_to_reside_not_met",)),
)
# fmt: on

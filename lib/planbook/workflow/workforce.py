"""Which staff does the plan need?"""

from __future__ import annotations

from planbook.workflow.declared import Step, Table

STEP = Step(
    "workforce",
    7,
    "Workforce",
    "Which staff does the plan need?",
    ("baseline", "need", "demand", "pathways"),
    (
        Table(
            "workforce_groups",
            ("area", "year", "staff_group"),
            ("area", "year", "staff_group", "label", "group", "mean", "p10", "p50", "p90", "more", "basis", "source"),
            "Staff needed by group and year, whole-time, with 80% intervals from joint draws.",
        ),
        Table(
            "workforce_by_service",
            ("area", "year", "service"),
            ("area", "year", "service", "label", "mean", "p10", "p50", "p90", "more", "basis", "source"),
            "The same paid staff by service, for today and the years told apart.",
        ),
        Table(
            "workforce_matrix",
            ("area", "service", "staff_group"),
            ("area", "service", "staff_group", "label", "mean", "basis", "source"),
            "Staff needed in the plan's last year by service and staff group, means.",
        ),
        Table(
            "workforce_by_programme",
            ("area", "year", "programme"),
            (
                *("area", "year", "programme", "label", "on", "brings", "elsewhere", "mean", "p10", "p50", "p90"),
                *("basis", "source"),
            ),
            "The same paid staff by programme: care without any, what each brings, and what it changes elsewhere.",
        ),
        Table(
            "workforce_headcount",
            ("area", "year", "staff_group"),
            (
                *("area", "year", "staff_group", "label", "mean", "participation_pct", "headcount", "low", "high"),
                *("on_leave", "absent", "in_training", "at_work", "vacant", "basis", "source"),
            ),
            "People for the staff needed, and their time on leave, sick, in training and at work; vacancies apart.",
        ),
        Table(
            "workforce_standards",
            ("area", "point", "staff_group"),
            (
                *("area", "point", "staff_group", "label", "value", "unit", "units", "by_standard", "by_ratio", "used"),
                *("how", "basis", "source"),
            ),
            "Staff by time standard beside staff by today's ratio, in the plan's last year, and which is used.",
        ),
        Table(
            "workforce_calibration",
            ("area", "staff_group"),
            (
                *("area", "staff_group", "label", "employed", "value", "modelled", "gap_pct", "equal", "england_ratio"),
                *("unit", "how", "basis", "source", "period_to"),
            ),
            "Staff of the base year beside the published staff it claims to equal, and England's ratio.",
        ),
        Table(
            "workforce_changes",
            ("area", "year", "staff_group", "driver"),
            ("area", "year", "staff_group", "driver", "label", "mean", "p10", "p50", "p90", "basis", "source"),
            "What each driver adds to staff needed since today; credits add up to the change.",
        ),
        Table(
            "workforce_not_held",
            ("area", "subject"),
            ("area", "subject", "why", "template"),
            "What nobody publishes for areas, and the template that would supply it.",
        ),
        Table(
            "workforce_explained",
            ("area", "key", "order"),
            (
                *("area", "key", "order", "symbol", "label", "value", "low", "high", "unit", "formula", "assumed"),
                *("basis", "source", "period_to"),
            ),
            "Each key number unfolded: its formula and all that goes into it.",
        ),
    ),
    (
        *("workforce_serving", "workforce_today", "workforce_each", "workforce_altered"),
        *("workforce_worked_out", "workforce_given", "workforce_required"),
        *("workforce_services", "workforce_programmes", "workforce_elsewhere", "workforce_credits"),
    ),
)

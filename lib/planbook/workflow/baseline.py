"""Where are we starting from?"""

from __future__ import annotations

from planbook.workflow.declared import Step, Table

STEP = Step(
    "baseline",
    2,
    "Baseline",
    "Where are we starting from?",
    (),
    (
        Table(
            "baseline_figures",
            ("area", "measure"),
            (
                "area",
                "topic",
                "measure",
                "label",
                "value",
                "unit",
                "rate",
                "rate_unit",
                "england_rate",
                "better",
                "basis",
                "source",
                "period_from",
                "period_to",
                "note",
            ),
            "One version of the truth: each figure of an area with its source, dates and basis.",
        ),
        Table(
            "baseline_months",
            ("area", "measure", "month"),
            ("area", "measure", "month", "value", "unit", "basis", "source"),
            "The published months behind the baseline's activity and performance.",
        ),
        Table(
            "baseline_targets",
            ("area", "measure", "year"),
            (
                "area",
                "measure",
                "year",
                "label",
                "value",
                "target",
                "distance",
                "unit",
                "better",
                "basis",
                "period_to",
                "stale",
                "source",
            ),
            "Where the area stands against each national standard, and how far it has to go.",
        ),
        Table(
            "baseline_workforce",
            ("area", "staff_group"),
            ("area", "staff_group", "label", "fte", "basis", "source", "period_to"),
            "Staff in post by group.",
        ),
        Table(
            "baseline_not_held",
            ("area", "subject"),
            ("area", "subject", "why", "template"),
            "What nobody publishes for areas, and the template that would supply it.",
        ),
    ),
)

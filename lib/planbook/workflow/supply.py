"""Which staff will we have?"""

from __future__ import annotations

from planbook.workflow.declared import Step, Table

SPREAD = ("mean", "p10", "p50", "p90")
ABOUT = ("basis", "source")

STEP = Step(
    "supply",
    8,
    "Supply",
    "Which staff will we have?",
    ("baseline", "need", "demand", "pathways", "workforce"),
    (
        Table(
            "supply_in_post",
            ("area", "staff_group"),
            (
                *(
                    "area",
                    "staff_group",
                    "label",
                    "wte",
                    "headcount",
                    "participation_pct",
                    "under_35_pct",
                    "from_55_pct",
                ),
                *("leaving_pct", "joining_pct", "absence_pct", "local_wte", *ABOUT, "period_to"),
            ),
            "Staff in post in the base year, how old they are, and how many leave and join in a year.",
        ),
        Table(
            "supply_positions",
            ("area", "year", "staff_group", "measure"),
            ("area", "year", "staff_group", "measure", "label", "unit", *SPREAD, *ABOUT),
            "Staff in post, at work and required, and the gap, whole-time, by group and year.",
        ),
        Table(
            "supply_moves",
            ("area", "year", "staff_group", "flow"),
            ("area", "year", "staff_group", "flow", "label", "unit", *SPREAD, *ABOUT),
            "Heads who join, move, leave and retire in a year, by group.",
        ),
        Table(
            "supply_reasons",
            ("area", "reason"),
            ("area", "reason", "label", "unit", "share_pct", *SPREAD, *ABOUT),
            "NHS staff who leave in the first year after the base year, by reason.",
        ),
        Table(
            "supply_pipeline",
            ("area", "staff_group"),
            (
                *(
                    "area",
                    "staff_group",
                    "label",
                    "places",
                    "attrition_pct",
                    "late_pct",
                    "registers_pct",
                    "takes_up_pct",
                ),
                *("years", "england", "now", *SPREAD, *ABOUT),
            ),
            "From training places in England to newly qualified staff who start work here, at the plan's end.",
        ),
        Table(
            "supply_drivers",
            ("area", "year", "staff_group", "driver"),
            ("area", "year", "staff_group", "group", "driver", "label", "unit", *SPREAD, *ABOUT),
            "What each driver has added to the gap since the base year; credits add up to the change.",
        ),
        Table(
            "supply_bites",
            ("area", "staff_group"),
            (
                "area",
                "staff_group",
                "label",
                "first_year",
                "first_chance_pct",
                "chance_pct",
                "short_pct",
                *SPREAD,
                *ABOUT,
            ),
            "When a gap is first likelier felt than not, how likely it is at the plan's end, and its size then.",
        ),
        Table(
            "supply_calibration",
            ("area", "measure"),
            (
                *("area", "measure", "label", "value", "modelled", "gap_pct", "equal", "unit", "how", *ABOUT),
                *("period_from", "period_to"),
            ),
            "What the model gives beside what is published of the same thing.",
        ),
        Table(
            "supply_not_held",
            ("area", "subject"),
            ("area", "subject", "why", "template"),
            "What nobody publishes for areas, what stands in for it, and the template that would supply it.",
        ),
        Table(
            "supply_explained",
            ("area", "key", "order"),
            (
                *("area", "key", "order", "symbol", "label", "value", "low", "high", "unit", "formula", "assumed"),
                *(*ABOUT, "period_to"),
            ),
            "Each key number unfolded: its formula and all that goes into it.",
        ),
    ),
    (
        *("supply_today", "supply_published", "supply_hours", "supply_work", "supply_grown", "supply_growth"),
        *("supply_trained", "supply_joining", "supply_ages", "supply_leaving", "supply_lived", "supply_flows"),
        *("supply_staff", "supply_available"),
        *("supply_required", "supply_gap", "supply_credits"),
    ),
)

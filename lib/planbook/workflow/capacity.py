"""Do we have the beds, clinics, scanners, rooms and supplies?"""

from __future__ import annotations

from planbook.workflow.declared import Step, Table

INTERVAL = ("mean", "p10", "p50", "p90")
MORE = ("more", "more_low", "more_high")
ABOUT = ("basis", "source")

STEP = Step(
    "capacity",
    6,
    "Capacity",
    "Do we have the beds, clinics, scanners, rooms and supplies?",
    ("baseline", "need", "demand", "pathways"),
    (
        Table(
            "capacity_in_place",
            ("area", "resource"),
            ("area", "resource", "in_place", "occupied", *ABOUT, "period_from", "period_to"),
            "What is in place where it is published, and how much of it is in use on an average day.",
        ),
        Table(
            "capacity_resources",
            ("area", "year", "resource"),
            (
                *("area", "year", "resource", "label", "group", "unit", "in_place", "in_place_basis", *INTERVAL),
                *MORE,
                *("short", "chance_short_pct", "planned_pct", "in_use_pct", "peak", "peak_high"),
                *("hours_a_week", *ABOUT),
            ),
            "Every resource by year: in place, needed with its range, short (below 0: spare), and at the winter peak.",
        ),
        Table(
            "capacity_beds_table",
            ("area", "year", "kind"),
            (
                *("area", "year", "kind", "label", "in_place", "in_use", "in_use_pct", "winter_in_use_pct", "pool"),
                *("full_pct", "wait_pct", "winter_full_pct", "winter_wait_pct", *ABOUT),
            ),
            "Beds in use of those in place, and the chance of finding a pool of usual size full.",
        ),
        Table(
            "capacity_activity",
            ("area", "year", "resource"),
            ("area", "year", "resource", "label", "unit", "demand", "done", *INTERVAL, *ABOUT),
            "What is asked, what can be done with what is in place, and what waits: demand apart from activity.",
        ),
        Table(
            "capacity_waiting_months",
            ("area", "month"),
            (
                *("area", "month", "started", "done", "left", *INTERVAL, "within_18_pct", "over_52_pct"),
                *("standard", "target_pct", *ABOUT),
            ),
            "The waiting list month by month: who joins, is treated, leaves otherwise, waits, and for how long.",
        ),
        Table(
            "capacity_waiting_summary",
            ("area", "year", "measure"),
            ("area", "year", "measure", "label", "unit", *INTERVAL, *ABOUT),
            "The waiting list by year: flows, waits, the standard's path, the capacity to meet it and to hold it.",
        ),
        Table(
            "capacity_estate",
            ("area", "year", "space"),
            ("area", "year", "space", "label", "group", *INTERVAL, *MORE, "planned_pct", *ABOUT),
            "Square metres that care takes by kind of space, and those that programmes add.",
        ),
        Table(
            "capacity_supplies",
            ("area", "year", "supply"),
            ("area", "year", "supply", "label", "group", *INTERVAL, *MORE, *ABOUT),
            "Items that care uses in a year by line, and those that programmes add.",
        ),
        Table(
            "capacity_not_held",
            ("area", "subject"),
            ("area", "subject", "why", "template"),
            "What is in place and nobody publishes, and the template that would supply it.",
        ),
        Table(
            "capacity_explained",
            ("area", "key", "order"),
            (
                *("area", "key", "order", "symbol", "label", "value", "low", "high", "unit", "formula", "assumed"),
                *(*ABOUT, "period_to"),
            ),
            "Each key number unfolded: its formula and all that goes into it.",
        ),
    ),
    (
        *("capacity_beds", "capacity_needed", "capacity_counted", "capacity_asked", "capacity_list", "capacity_flows"),
        *("capacity_waiting", "capacity_done", "capacity_gap", "capacity_metres"),
    ),
)

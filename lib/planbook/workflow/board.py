"""What does the board need to know and decide?"""

from __future__ import annotations

from planbook.workflow.declared import Step, Table

STEP = Step(
    "board",
    16,
    "Board",
    "What does the board need to know and decide?",
    (
        *("goals", "baseline", "need", "demand", "pathways", "capacity", "workforce", "supply", "levers", "finance"),
        *("value", "scenarios", "alignment", "governance", "monitoring"),
    ),
    (
        Table(
            "board_key_numbers",
            ("area", "key"),
            (
                "area",
                "order",
                "key",
                "label",
                "value",
                "low",
                "high",
                "unit",
                "against",
                "reference",
                "rate",
                "rate_unit",
                "how",
                "basis",
                "source",
                "period_to",
            ),
            "The few numbers that carry the story.",
        ),
        Table(
            "board_matters",
            ("area", "order"),
            (
                "area",
                "order",
                "key",
                "topic",
                "label",
                "value",
                "reference",
                "unit",
                "better",
                "basis",
                "source",
                "period_to",
            ),
            "What stands out most against England or a standard, most first.",
        ),
        Table(
            "board_data_age",
            ("area", "measure"),
            ("area", "measure", "label", "source", "period_to", "months_old", "stale"),
            "How old each figure is on the date of the report, oldest first.",
        ),
    ),
)

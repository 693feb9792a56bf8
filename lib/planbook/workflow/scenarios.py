"""What if?"""

from __future__ import annotations

from planbook.workflow.declared import Step, Table

SPREAD = ("mean", "p10", "p50", "p90")
MORE = ("more", "more_low", "more_high")
ABOUT = ("basis", "source")
WHICH = ("area", "scenario", "measure")

STEP = Step(
    "scenarios",
    12,
    "Scenarios",
    "What if?",
    ("baseline", "need", "demand", "pathways", "capacity", "workforce", "supply", "levers", "finance"),
    (
        Table(
            "scenarios_list",
            ("area", "scenario"),
            ("area", "order", "kind", "scenario", "label", "story", "shocks", "from_month", "to_month"),
            "The scenarios laid on the run's own, and others to build on: what each tells, and when it is felt.",
        ),
        Table(
            "scenarios_years",
            (*WHICH, "year"),
            (*WHICH, "year", "label", "unit", *SPREAD, *MORE, *ABOUT),
            "Every measure by year under every scenario, and the difference to the run's own, inside each draw.",
        ),
        Table(
            "scenarios_months",
            (*WHICH, "month"),
            (*WHICH, "month", "label", "unit", *SPREAD, *MORE, "limit", "chance_pct", *ABOUT),
            "Every measure by month of the plan, what can be borne, and the chance that it is passed.",
        ),
        Table(
            "scenarios_breaks",
            WHICH,
            (
                *("area", "order", "scenario", "measure", "label", "unit", "breaks", "first_month", "chance_pct"),
                *("peak_month", "peak", "peak_low", "peak_high", "limit", "months_past", "recover", "recover_low"),
                *("recover_high", "not_back_pct", *ABOUT),
            ),
            "What passes what can be borne: from which month, how far at worst, and how long until it is back.",
        ),
        Table(
            "scenarios_triggers",
            ("area", "scenario", "trigger"),
            (
                *("area", "scenario", "trigger", "label", "measure", "unit", "chance_pct", "first_month"),
                *("from_month", "to_month", "peak_month", "without", "with_it", "months_without", "months_with"),
                *("cost", "cost_low", "cost_high", *ABOUT),
            ),
            "What is done when something is passed: how often and when, and the same without it.",
        ),
        Table(
            "scenarios_sensitivity",
            ("area", "key"),
            (
                *("area", "order", "key", "label", "answer", "answer_label", "variance_pct", "floor_pct", "told"),
                *("impact_rating", "value", "low", "high", "unit", "quality", "leaves", "evidence"),
            ),
            "Each assumption's share of the spread of what the plan has to hold, and the impact that makes it.",
        ),
        Table(
            "scenarios_one_by_one",
            ("area", "key"),
            (
                *("area", "order", "key", "label", "answer", "answer_label", "unit", "low_at", "middle", "high_at"),
                *ABOUT,
            ),
            "The answer with one assumption at its low and its high end, for each that has a range.",
        ),
        Table(
            "scenarios_tipping",
            ("area", "answer", "order"),
            (
                *("area", "answer", "label", "misses", "target", "unit", "order", "missed_pct", "inside_pct"),
                *("coverage_pct", "key", "assumption_label", "bad_side", "limit", "limit_unit", "beyond_pct", "leaves"),
                *("quality", *ABOUT),
            ),
            "Which assumptions together make the plan miss a target far more often.",
        ),
        Table(
            "scenarios_seek",
            ("area", "answer"),
            (
                *("area", "answer", "label", "target", "unit", "key", "assumption_label", "limit_unit", "value"),
                *("needed", "reached", "best", "least", "most", *ABOUT),
            ),
            "What one assumption would have to be for the plan to meet a target by its last year.",
        ),
        Table(
            "scenarios_regret",
            ("area", "answer", "choice"),
            ("area", "answer", "choice", "label", "unit", "order", "worst", "scenario", *ABOUT),
            "What each choice would be regretted at worst, over all shocks, beside the best choice in each.",
        ),
        Table(
            "scenarios_for_board",
            ("area", "order"),
            (
                *("area", "order", "kind", "key", "label", "measure", "what", "value", "low", "high", "unit", "limit"),
                *("first_month", "recover", "recover_low", "recover_high", "not_back_pct", "chance_pct", "quality"),
                *ABOUT,
            ),
            "What could break the plan, how soon it recovers, and the assumptions that matter most.",
        ),
        Table(
            "scenarios_explained",
            ("area", "key", "order"),
            (
                *("area", "key", "order", "symbol", "label", "value", "low", "high", "unit", "formula", "assumed"),
                *(*ABOUT, "period_to"),
            ),
            "Each key number unfolded: its formula and all that goes into it.",
        ),
    ),
    ("scenarios_seasons", "scenarios_worked", "scenarios_ranked", "scenarios_ends", "scenarios_tried"),
)

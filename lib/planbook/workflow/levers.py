"""What combination of actions closes the gap?"""

from __future__ import annotations

from planbook.workflow.declared import Step, Table

STEP = Step(
    "levers",
    9,
    "Levers",
    "What combination of actions closes the gap?",
    ("need", "workforce", "supply"),
    (
        Table(
            "levers_catalogue",
            ("area", "lever"),
            (
                *("area", "lever", "label", "outcome_area", "topic", "mechanism", "reaches", "meaning", "holder"),
                *("owner", "grade", "finding", "starts", "action", "watched", "must_first", "on", "source"),
            ),
            "Every lever: what it is, whom it reaches, who holds it, its evidence and its first step.",
        ),
        Table(
            "levers_matrix",
            ("area", "outcome_area", "level"),
            ("area", "outcome_area", "level", "topic", "label", "held", "supports"),
            "All levers at all levels, by outcome area of the People Function; empty cells are rows too.",
        ),
        Table(
            "levers_chosen",
            ("area", "lever"),
            ("area", "lever", "amount_pct", "status", "asked"),
            "How much of each lever considered is chosen, and how the choice turned out; held under a shock.",
        ),
        Table(
            "levers_outcome",
            ("area",),
            (
                *("area", "status", "asked", "chosen_in", "required", "short_before", "mean", "p10", "p50", "p90"),
                *("closed_pct", "gbp_plan", "wanted_pct", "basis", "source"),
            ),
            "What came of the choice: the gap at the plan's end before and after, and how often it is closed.",
        ),
        Table(
            "levers_plan",
            ("area", "lever"),
            (
                *("area", "lever", "label", "owner", "holder", "amount_pct", "much", "each", "starts", "felt_from"),
                *("mean", "p10", "p50", "p90", "gbp_a_year", "gbp_low", "gbp_high", "gbp_plan", "grade"),
                *("must_first", "action", "at_start", "at_full", "at_horizon", "gbp_full", "least_reach_pct"),
                *("most_reach_pct", "basis", "source"),
            ),
            "The action plan: each lever considered, how much of it, by when, at what cost, and what it gains.",
        ),
        Table(
            "levers_bridge",
            ("area", "staff_group", "order"),
            (
                *("area", "staff_group", "order", "key", "label", "kind", "mean", "p10", "p50", "p90"),
                *("basis", "source"),
            ),
            "From the gap without levers to the gap with them at the plan's end, lever by lever; the bars sum.",
        ),
        Table(
            "levers_residual",
            ("area", "year", "staff_group"),
            (
                *("area", "year", "staff_group", "label", "required", "short_before", "mean", "p10", "p50", "p90"),
                *("closed_pct", "basis", "source"),
            ),
            "Posts left short by year and staff group with the levers, and how often the gap is closed.",
        ),
        Table(
            "levers_unfunded",
            ("area", "order"),
            ("area", "order", "key", "label", "value", "low", "high", "unit", "how", "basis", "source"),
            "Posts nobody fills, what covering them would cost, and money nobody has set aside.",
        ),
        Table(
            "levers_who",
            ("area", "order"),
            (
                *("area", "order", "staff_group", "label", "mean", "p10", "p50", "p90", "why", "who", "remedy"),
                *("basis", "source"),
            ),
            "Groups still short: what stands in the way, what would close it, and who would have to act.",
        ),
        Table(
            "levers_limits",
            ("area", "order"),
            ("area", "order", "key", "label", "value", "closes", "who", "basis", "source"),
            "What each limit, lifted by itself, would leave short.",
        ),
        Table(
            "levers_money",
            ("area", "order"),
            ("area", "order", "gbp_plan", "mean", "basis", "source"),
            "Posts left short for parts of the money the levers chosen would take.",
        ),
        Table(
            "levers_proof",
            ("area", "staff_group"),
            ("area", "staff_group", "label", "promised", "run_again", "gap_pct", "equal", "why", "basis", "source"),
            "What the choice promised beside what the model gives when run again.",
        ),
        Table(
            "levers_explained",
            ("area", "key", "order"),
            (
                *("area", "key", "order", "symbol", "label", "value", "low", "high", "unit", "formula", "assumed"),
                *("basis", "source", "period_to"),
            ),
            "Each key number unfolded: its formula and all that goes into it.",
        ),
    ),
    (
        *("levers_alone", "levers_choice", "levers_stock", "levers_staffed", "levers_worked"),
        *("levers_required", "levers_available", "levers_effect", "levers_cost", "levers_gap"),
    ),
)

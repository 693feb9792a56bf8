"""Is it working, and what must change?"""

from __future__ import annotations

from planbook.methods.monitoring.columns import COLUMNS
from planbook.workflow.declared import Step, Table


def _table(name: str, grain: tuple[str, ...], says: str) -> Table:
    return Table(name, grain, COLUMNS[name], says)


STEP = Step(
    "monitoring",
    15,
    "Monitoring",
    "Is it working, and what must change?",
    ("baseline", "goals", "need", "demand", "pathways", "capacity", "supply", "finance", "value"),
    (
        _table(
            "monitoring_about",
            ("area",),
            "On which day it is looked at, whether there is a plan to hold it against, and how old the figures are.",
        ),
        _table(
            "monitoring_series",
            ("area", "measure", "month"),
            "What happened by month, what the plan has, and the control chart of it.",
        ),
        _table(
            "monitoring_measures",
            ("area", "measure"),
            "Each measure at its latest month: beside the plan, its variation, and whether it would meet its target.",
        ),
        _table(
            "monitoring_year_end",
            ("area", "measure"),
            "Where the year under way would end: to date, and the remaining months at the level seen.",
        ),
        _table(
            "monitoring_feedback",
            ("area", "key"),
            "Assumptions held against what happened, the update proposed to their step, and what was decided.",
        ),
        _table(
            "monitoring_programmes",
            ("area", "programme"),
            "Adopted programmes: begun when planned or later, next review, comparator, and when to stop or scale.",
        ),
        _table(
            "monitoring_milestones",
            ("area", "programme", "order"),
            "Milestones of adopted programmes: due, done or expected, and months late.",
        ),
        _table(
            "monitoring_slips",
            ("area", "programme", "year", "thing"),
            "What a slipped start takes from people helped, staff and care avoided, by year.",
        ),
        _table(
            "monitoring_triggers",
            ("area", "trigger"),
            "Marks that, passed for so many months, set something going: which have fired.",
        ),
        _table("monitoring_benefits", ("area", "order"), "Benefits of the register beside what was counted of them."),
        _table(
            "monitoring_backtest",
            ("area", "measure", "horizon", "method"),
            "The model started earlier beside what was published, with naive forecasts and the spread over all ICBs.",
        ),
        _table("monitoring_valid", ("area", "order"), "Is the plan still valid? Each test, its result and its reason."),
        _table(
            "monitoring_not_held",
            ("area", "measure"),
            "What is not published by area and month, and the template that would supply it.",
        ),
        _table(
            "monitoring_for_board",
            ("area", "order"),
            "For the board report: plan against actual, how good past projections were, is the plan still valid.",
        ),
        _table(
            "monitoring_for_lead",
            ("area", "order"),
            "For the planning lead: plan against actual, what drifted, next reviews.",
        ),
    ),
)

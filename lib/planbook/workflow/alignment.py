"""Do everyone's plans agree?"""

from __future__ import annotations

from planbook.methods.alignment.columns import COLUMNS
from planbook.workflow.declared import Step, Table

PUBLISHED = ("alignment_model", "alignment_trusts", "alignment_neighbours")


def _table(name: str, grain: tuple[str, ...], says: str) -> Table:
    return Table(name, grain, COLUMNS[name], says, "public" if name in PUBLISHED else "partners")


STEP = Step(
    "alignment",
    13,
    "Alignment",
    "Do everyone's plans agree?",
    ("baseline", "need", "demand", "pathways", "workforce", "finance"),
    (
        _table(
            "alignment_record",
            ("area", "party", "round"),
            "Plans on record: whose, of which round, and how many figures.",
        ),
        _table(
            "alignment_model",
            ("area", "year", "point"),
            "What the model has at each point of delivery in the base year and the years of the plan.",
        ),
        _table(
            "alignment_assumed", ("area", "measure", "period", "party"), "What each party assumes, beside the model."
        ),
        _table(
            "alignment_compared",
            ("area", "seen_in", "check", "party", "counterpart", "measure", "timeframe", "period", "part"),
            "Every comparison of plans in the latest round and the one before, with its tolerance and result.",
        ),
        _table(
            "alignment_checks",
            ("area", "party", "counterpart", "check"),
            "Every check by whom it concerns: its formula, tolerance, worst result, and who must move.",
        ),
        _table(
            "alignment_breaches",
            ("area", "key"),
            "Every difference that must be resolved: its size, who must move, owner, date, resolution, status.",
        ),
        _table(
            "alignment_movement",
            ("area", "key"),
            "How each difference moved since the round before, and whose figure changed.",
        ),
        _table(
            "alignment_status",
            ("area",),
            "Whether the system's plans agree: what is open, and whether anybody has signed.",
        ),
        _table(
            "alignment_asks",
            ("area", "provider", "counterpart", "year", "measure"),
            "What each plan asks of each provider by point of delivery and year, and what the model would.",
        ),
        _table(
            "alignment_trusts",
            ("area", "provider", "family"),
            "Which trusts give the care of an area's people, from published catchments and volumes.",
        ),
        _table(
            "alignment_neighbours",
            ("area", "home", "family"),
            "Patients crossing the border to and from each other ICB.",
        ),
        _table(
            "alignment_not_held",
            ("area", "subject"),
            "What is not on record, what that leaves unchecked, and the template that would supply it.",
        ),
        _table(
            "alignment_explained",
            ("area", "key", "order"),
            "Each key number unfolded: its formula and all that goes into it.",
        ),
        _table("alignment_for_board", ("area", "order"), "What does not yet add up, and who must move."),
    ),
)

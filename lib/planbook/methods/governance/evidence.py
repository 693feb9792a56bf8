"""What the plan's own tables and registers can count of each factor of readiness: held, out of how many, in words.

A score people give is beside it, so that a score above the evidence shows. Nothing is scored from counts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from planbook.methods.governance import engagement, grid, registers
from planbook.methods.governance.findings import READY, Finding
from planbook.params.goals import Goals
from planbook.params.governance import Governance, seen_by

HALF = 0.5  # a score of "in place" needs at least this part of what can be counted
NO_REGISTER = "No register is kept"


@dataclass(frozen=True)
class Facts:
    """All that evidence is counted from; `tables` are the system's own rows of earlier steps, by name."""

    governance: Governance
    goals: Goals
    tables: Mapping[str, pd.DataFrame]
    on: tuple[str, ...]
    as_at: date
    found: tuple[Finding, ...] = field(default=())
    turnover_pct: float = 20.0


@dataclass(frozen=True)
class Counted:
    """What was counted, in words, the part that is held, 0 to 1 (None: nothing can be counted), and who may see it."""

    words: str
    part: float | None = None
    audience: str = "public"


def counted(key: str | None, facts: Facts) -> Counted:
    """Give what can be counted under that name; nothing for a factor that only people can judge."""
    return COUNTS[key](facts) if key else Counted("Only people can say")


def above(score: int, count: Counted) -> bool:
    """Say whether a score says "in place" where less than half of what can be counted is there."""
    return score >= READY and count.part is not None and count.part < HALF


def _of(held: int, of: int, what: str) -> Counted:
    return (
        Counted(f"{held} of {of} {what}", held / of) if of else Counted(f"There are no {what.split(' ')[0]} to count")
    )


def _kept(name: str, count: Callable[[Facts], Counted]) -> Callable[[Facts], Counted]:
    """Count only where the register is kept."""
    return lambda facts: count(facts) if name in facts.governance.files else Counted(NO_REGISTER)


def _vision(facts: Facts) -> Counted:
    own = facts.goals.own
    said = bool(own and own.vision)
    words = f"A vision, agreed by {own.agreed_by}" if own and own.vision else "No vision is written"
    return Counted(words, float(said) if own else None)


def _groups(facts: Facts) -> Counted:
    rows = engagement.groups(facts.governance)
    return _of(sum(row["status"] == engagement.ANSWERED for row in rows), len(rows), "groups heard and answered")


def _group(key: str) -> Callable[[Facts], Counted]:
    def count(facts: Facts) -> Counted:
        row = next(row for row in engagement.groups(facts.governance) if row["key"] == key)
        return Counted(f"{row['group']}: {row['status']}, {row['times']} times", float(row["answered"] > 0))

    return _kept("engagement", count)


def _leads(part: str) -> Callable[[Facts], Counted]:
    def count(facts: Facts) -> Counted:
        own = facts.governance.engagement
        named = [name for name in facts.on if own and name in own.leads and getattr(own.leads[name], part)]
        return _of(len(named), len(facts.on), f"programmes that are on have a {part} lead")

    return _kept("engagement", count)


def _grid(facts: Facts) -> Counted:
    rows = [row for row in grid.cells(facts.governance.grid) if row["status"] != grid.NOT_NEEDED]
    return _of(sum(row["status"] == grid.FILLED for row in rows), len(rows), "cells of the grid have both leads")


def _actions(facts: Facts) -> Counted:
    actions = facts.goals.actions.values()
    return _of(sum(bool(each.owner and each.due) for each in actions), len(actions), "actions have an owner and a date")


def _staff(facts: Facts) -> Counted:
    rows = facts.tables["levers_residual"]
    return Counted(
        f"The gap is worked out for {rows['staff_group'].nunique()} groups and {rows['year'].nunique()} years"
    )


def _decisions(facts: Facts) -> Counted:
    rows = registers.decisions(facts.governance, facts.as_at)
    return _of(sum(row["status"] == registers.DECIDED for row in rows), len(rows), "questions are decided")


def _on_numbers(facts: Facts) -> Counted:
    rows = [row for row in registers.decisions(facts.governance, facts.as_at) if row["status"] == registers.DECIDED]
    return _of(sum(bool(row["numbers"]) for row in rows), len(rows), "decisions say which numbers they rest on")


def _reviewed(facts: Facts) -> Counted:
    rows = [row for row in registers.decisions(facts.governance, facts.as_at) if row["status"] == registers.DECIDED]
    return _of(sum(bool(row["reviewed_on"]) for row in rows), len(rows), "decisions have been looked at again")


def _in_time(facts: Facts) -> Counted:
    rows = registers.decisions(facts.governance, facts.as_at)
    late = sum(row["status"] == registers.OPEN and row["days_over"] > 0 for row in rows)
    return _of(len(rows) - late, len(rows), "decisions are not past the day they were needed")


def _roles(facts: Facts) -> Counted:
    rows = registers.roles(facts.governance)
    levels = {row["level"] for row in rows}
    named = {row["level"] for row in rows if row["kind"] == "own"}
    return _of(len(named), len(levels), "levels have a named body with decision rights")


def _dated(facts: Facts) -> Counted:
    own = facts.governance.timetable
    steps = own.milestones.values() if own else ()
    return _of(sum(bool(step.owner) for step in steps), len(steps), "steps are dated and owned")


def _overdue(facts: Facts) -> Counted:
    late = sum(each.over > 0 for each in facts.found)
    return Counted("Nothing is overdue" if not late else f"{late} overdue in the registers", float(not late))


def _figures(facts: Facts) -> Counted:
    basis = facts.tables["baseline_figures"]["basis"]
    held = int(basis.isin(["observed", "local"]).sum())
    return _of(held, len(basis), "figures of the baseline are published or supplied for the area itself")


def _agreed(facts: Facts) -> Counted:
    own = facts.governance.agreed
    rows = own.agreed.values() if own else ()
    return _of(
        sum(bool(row.agreed_by) for row in rows), len(rows), "assumptions of the register are agreed by somebody"
    )


def _dependencies(facts: Facts) -> Counted:
    own = facts.governance.dependencies
    rows = own.dependencies.values() if own else ()
    return _of(sum(row.status in ("agreed", "met") for row in rows), len(rows), "dependencies are agreed or met")


def _scope(facts: Facts) -> Counted:
    own = facts.goals.own
    out = len(own.scope.outside) if own and own.scope else 0
    words = f"{out} things are left out, with reasons" if out else "Nothing is said to be left out"
    return Counted(words, float(bool(out)) if own else None)


def _checks(facts: Facts) -> Counted:
    rows = facts.tables["demand_calibration"]
    return _of(int(rows["equal"].sum()), len(rows), "totals of the base year are met by the model")


def _turnover(facts: Facts) -> Counted:
    own = facts.governance.readiness
    said = own.senior_turnover if own else None
    if own is None or said is None:
        return Counted("Senior turnover is not recorded")
    pct = 100 * (said.left + said.vacant) / said.posts
    words = f"{said.left} of {said.posts} senior posts changed hands and {said.vacant} stand empty, {pct:.0f}%"
    held = float(pct <= facts.turnover_pct)
    return Counted(f"{words}; over {facts.turnover_pct:g}% is a risk", held, seen_by(own, said))


def _strategies(facts: Facts) -> Counted:
    rows = facts.tables["goals_coverage"]
    named = int((rows["strategies"] != "").sum())
    return _of(named, len(rows), "outcomes are named by a local strategy")


def _glossary(facts: Facts) -> Counted:
    return Counted(f"{len(facts.goals.glossary)} words are in the shared glossary")


def _cohorts(facts: Facts) -> Counted:
    rows = facts.tables["pathways_programmes"]
    on = rows[rows["on"]]
    return _of(int((on["cohort"] > 0).sum()), len(on), "programmes that are on have their people counted")


def _path(facts: Facts) -> Counted:
    own = facts.governance.timetable
    path = own.path if own else None
    words = "The path taken is said, and why" if path else "The path taken is not said"
    return Counted(words, float(path is not None))


def _consultations(facts: Facts) -> Counted:
    return Counted(f"{len(engagement.consultations(facts.governance))} consultations are dated")


def _champions(facts: Facts) -> Counted:
    own = facts.governance.engagement
    spoken = {each.programme for each in own.champions} if own else set()
    return _of(sum(name in spoken for name in facts.on), len(facts.on), "programmes that are on have a champion")


COUNTS: dict[str, Callable[[Facts], Counted]] = {
    "vision": _vision,
    "groups_heard": _kept("engagement", _groups),
    "clinical_leads": _leads("clinical"),
    "professional_leads": _leads("professional"),
    "grid_filled": _kept("grid", _grid),
    "actions_owned": _actions,
    "staff_gap": _staff,
    "decisions_made": _kept("decisions", _decisions),
    "decisions_on_numbers": _kept("decisions", _on_numbers),
    "decisions_reviewed": _kept("decisions", _reviewed),
    "decisions_in_time": _kept("decisions", _in_time),
    "clinicians_heard": _group("clinicians"),
    "communities_heard": _group("communities"),
    "staff_heard": _group("staff"),
    "roles_named": _kept("roles", _roles),
    "milestones_dated": _kept("timetable", _dated),
    "nothing_overdue": _kept("timetable", _overdue),
    "figures_held": _figures,
    "assumptions_agreed": _kept("assumptions", _agreed),
    "dependencies_agreed": _kept("dependencies", _dependencies),
    "scope_said": _scope,
    "checks_held": _checks,
    "senior_turnover": _turnover,
    "strategies_cover": _strategies,
    "glossary": _glossary,
    "cohorts_counted": _cohorts,
    "path_said": _kept("timetable", _path),
    "consultations_dated": _kept("engagement", _consultations),
    "champions": _kept("engagement", _champions),
}

"""Who decides, on what evidence, and what could go wrong?

What the system keeps in its registers stands beside what the plan's own tables can count; what is missing or overdue is
found, and nothing is made up: a system without registers sees what each one needs. All rows are the system's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from planbook.data.inputs import Inputs
from planbook.methods.governance import (
    agreed,
    coverage,
    engagement,
    findings,
    grid,
    judged,
    readiness,
    registers,
    signing,
    told,
)
from planbook.methods.governance.evidence import Facts
from planbook.params.governance import seen_by
from planbook.params.programme import ProgrammeFile

SIGNED = (
    "goals_outcomes",
    "goals_programmes",
    "demand_activity",
    "pathways_programmes",
    "pathways_points",
    "capacity_resources",
    "workforce_groups",
    "supply_positions",
    "levers_plan",
    "levers_residual",
    "finance_cases",
    "finance_position",
    "value_summary",
)
COUNTED = ("levers_residual", "baseline_figures", "demand_calibration", "goals_coverage", "pathways_programmes")

Row = Mapping[str, Any]


def governance_registers(inputs: Inputs) -> pd.DataFrame:
    """Give each register, whether the system keeps it, and the template it begins with: area x register."""
    rows = registers.registers(inputs.governance(), inputs.areas.code)
    return _frame(inputs, rows, ["register", "label", "given", "entries", "template"])


def governance_grid(inputs: Inputs) -> pd.DataFrame:
    """Give who leads service (A) and workforce (B) planning in each cell, the empty ones too: area x cell."""
    columns = ["level", "timeframe", "lens", "leads_service", "leads_workforce", "status", "why", "audience"]
    return _frame(inputs, grid.cells(inputs.governance().grid), columns)


def governance_roles(inputs: Inputs) -> pd.DataFrame:
    """Give what guidance asks of each level, and who here is charged with what and may decide what: area x order."""
    columns = ["order", "level", "kind", "who", "does", "decides", "passes_on", "source", "audience"]
    return _numbered(inputs, registers.roles(inputs.governance()), columns)


def governance_decisions(inputs: Inputs) -> pd.DataFrame:
    """Give the log of decisions, those open first: area x key."""
    columns = [
        "order", "key", "question", "asked_by", "asked_on", "needed_by", "choices", "decided", "decided_by",
        "decided_on", "scenario", "numbers", "version", "review_by", "reviewed_on", "status", "days_over", "audience",
    ]  # fmt: skip
    return _numbered(inputs, registers.decisions(inputs.governance(), inputs.planning.as_at), columns)


def governance_assumptions(inputs: Inputs) -> pd.DataFrame:
    """Give the register of assumptions: quality, impact, owner, agreement and review; overdue first: area x key.

    Impact is that of step `scenarios`. Of a number with several leaves, value and range are means.
    """
    columns = [
        "order", "key", "topic", "label", "leaves", "value", "low", "high", "unit", "rating", "impact_rating",
        "impact_pct", "drives", "owner", "agreed_by", "agreed_on", "review_by", "days_over", "finding", "source",
        "audience",
    ]  # fmt: skip
    rows = agreed.register(inputs.assumptions(), inputs.governance(), _impact(inputs), inputs.planning.as_at)
    return _numbered(inputs, rows, columns)


def _impact(inputs: Inputs) -> pd.DataFrame:
    """Give how much hangs on each assumption: columns key, impact_rating, impact_pct, drives."""
    ranked = inputs.table("scenarios_sensitivity")
    return ranked.rename(columns={"variance_pct": "impact_pct", "answer_label": "drives"})


def governance_risks(inputs: Inputs) -> pd.DataFrame:
    """Give the register of risks before and after mitigation, the gravest first: area x key."""
    columns = [
        "order", "key", "label", "because", "category", "owner", "first_likelihood", "first_impact", "inherent",
        "likelihood", "impact", "residual", "appetite", "above", "assumed", "review_by", "days_over", "status", "place",
        "audience",
    ]  # fmt: skip
    return _numbered(inputs, registers.risks(inputs.governance(), inputs.planning.as_at), columns)


def governance_mitigations(inputs: Inputs) -> pd.DataFrame:
    """Give what is done about each risk, by whom, by when, on which sign: area x order."""
    columns = [
        "order", "key", "label", "action", "owner", "due", "trigger", "scenario", "status", "days_over", "audience",
    ]  # fmt: skip
    return _numbered(inputs, registers.mitigations(inputs.governance(), inputs.planning.as_at), columns)


def governance_dependencies(inputs: Inputs) -> pd.DataFrame:
    """Give what the plan needs from others, by when, and what if it is late: area x key."""
    columns = [
        "order", "key", "label", "from_whom", "due", "owner", "status", "if_late", "programme", "days_over", "audience",
    ]  # fmt: skip
    return _numbered(inputs, registers.dependencies(inputs.governance(), inputs.planning.as_at), columns)


def governance_engagement(inputs: Inputs) -> pd.DataFrame:
    """Give who was heard, when, on what, what was heard and what changed, the newest first: area x order."""
    columns = [
        "order", "group", "who", "heard_on", "topic", "heard", "changed", "programme", "place", "audience",
    ]  # fmt: skip
    return _numbered(inputs, engagement.heard(inputs.governance()), columns)


def governance_groups(inputs: Inputs) -> pd.DataFrame:
    """Give how often each group was heard and answered, those not heard first: area x key."""
    columns = ["order", "key", "group", "times", "answered", "heard_on", "status"]
    return _numbered(inputs, engagement.groups(inputs.governance()), columns)


def governance_consultations(inputs: Inputs) -> pd.DataFrame:
    """Give each consultation, under which duty and when: area x key."""
    columns = ["order", "key", "label", "duty", "opens_on", "closes_on", "status", "result_words", "audience"]
    return _numbered(inputs, engagement.consultations(inputs.governance()), columns)


def governance_leads(inputs: Inputs) -> pd.DataFrame:
    """Give the clinical and professional lead and the champions of each programme that is on: area x programme."""
    columns = ["programme", "label", "clinical", "professional", "champions", "audience"]
    return _frame(inputs, engagement.leads(inputs.governance(), _on(inputs)), columns)


def governance_timetable(inputs: Inputs) -> pd.DataFrame:
    """Give national dates and the system's own steps, with days left: area x order."""
    planning = inputs.planning
    columns = [
        "order", "key", "label", "who", "due", "days_left", "statutory", "submission", "status", "done_on", "why",
        "last_round", "days_over", "set_by", "source", "audience",
    ]  # fmt: skip
    rows = registers.timetable(inputs.governance(), planning.as_at, planning.plan_start)
    return _numbered(inputs, rows, columns)


def governance_path(inputs: Inputs) -> pd.DataFrame:
    """Give whether the plan was co-produced or its making shortened, and why; nothing where it is not said: area."""
    own = inputs.governance().timetable
    path = own.path if own else None
    rows = []
    if own and path:
        said = {"path": path.taken, "because": path.because, "left_out": "; ".join(path.left_out)}
        rows.append({**said, "audience": seen_by(own, path)})
    return _frame(inputs, rows, ["path", "because", "left_out", "audience"])


def governance_readiness(inputs: Inputs) -> pd.DataFrame:
    """Give each factor of readiness: its score, what shows it, what can be counted, the next step: area x key."""
    columns = [
        "order", "key", "family", "label", "question", "shown_by", "ready", "evidence", "counted_words", "finding",
        "action", "owner", "due", "days_over", "set_by", "source", "audience",
    ]  # fmt: skip
    turnover = judged.scalar(inputs, "governance.senior_turnover_pct")
    mine = {name: _own(inputs, name) for name in COUNTED}
    found = tuple(_findings(inputs))
    as_at = inputs.planning.as_at
    facts = Facts(inputs.governance(), inputs.goals(), mine, tuple(_on(inputs)), as_at, found, turnover)
    return _numbered(inputs, readiness.readiness(facts), columns)


def governance_coverage(inputs: Inputs) -> pd.DataFrame:
    """Give what statutory plans must contain, where it is shown and where the plan meets it: area x order."""
    columns = ["order", "plan", "requirement", "contains", "steps", "met_where", "finding", "source", "audience"]
    return _numbered(inputs, coverage.coverage(inputs.governance(), _own(inputs, "goals_plans")), columns)


def governance_statement(inputs: Inputs) -> pd.DataFrame:
    """Give each test of credible, deliverable and affordable, with its figure, mark and verdict: area x key."""
    columns = [
        "order", "part", "key", "label", "value", "low", "high", "mark_value", "wanted", "unit", "finding", "how",
        "to_show", "assumed", "basis", "source",
    ]  # fmt: skip
    over = sum(each.over > 0 for each in _findings(inputs)) if inputs.governance().files else None
    return _numbered(inputs, judged.rows(inputs, _own(inputs, "governance_assumptions"), over), columns)


def governance_findings(inputs: Inputs) -> pd.DataFrame:
    """Give all that is missing or overdue in the registers, the longest overdue first: area x order."""
    columns = ["order", "kind", "key", "label", "finding", "owner", "due", "days_over", "remedy", "audience"]
    meanings = {key: each.meaning for key, each in inputs.assumptions().items()}
    rows = [each.row for each in _findings(inputs)]
    return _numbered(inputs, [{**row, "label": meanings.get(row["label"], row["label"])} for row in rows], columns)


def governance_content(inputs: Inputs) -> pd.DataFrame:
    """Give the hash of each table that a signature covers, and (`all`) of all together: area x name."""
    hashes = {name: signing.table_hash(inputs.table(name)) for name in SIGNED}
    rows = [{"name": "all", "sha256": signing.content_hash(hashes)}]
    rows += [{"name": name, "sha256": sha256} for name, sha256 in hashes.items()]
    return _frame(inputs, rows, ["name", "sha256"])


def governance_versions(inputs: Inputs) -> pd.DataFrame:
    """Give each version of the plan, who signed it, and the hash of what was signed: area x version."""
    own = inputs.governance().sign_off
    rows = [
        {"version": key, "label": each.label, "status": each.status, "scenario": each.scenario,
         "made_on": each.made_on.isoformat(), "signed_by": each.signed_by or "",
         "signed_on": each.signed_on.isoformat() if each.signed_on else "", "sha256": each.sha256 or "",
         "signed_tables": " ".join(f"{name}={sha256}" for name, sha256 in each.tables.items()),
         "audience": seen_by(own, each)}
        for key, each in (own.versions.items() if own else ())
        if own
    ]  # fmt: skip
    columns = [
        "version", "label", "status", "scenario", "made_on", "signed_by", "signed_on", "sha256", "signed_tables",
        "audience",
    ]  # fmt: skip
    return _frame(inputs, rows, columns)


def governance_for_board(inputs: Inputs) -> pd.DataFrame:
    """Give what the board reads: the statement, readiness, the gravest risks, the decisions asked: area x order."""
    named = ("readiness", "risks", "decisions", "statement")
    rows = told.board(*(inputs.table(f"governance_{name}") for name in named))
    return _frame(inputs, rows, TOLD)


def governance_for_lead(inputs: Inputs) -> pd.DataFrame:
    """Give what the planning lead reads: days to submission, what is overdue, next steps by date: area x order."""
    named = ("timetable", "assumptions", "findings", "readiness")
    rows = told.lead(*(inputs.table(f"governance_{name}") for name in named))
    return _frame(inputs, rows, TOLD)


TOLD = ["order", "kind", "key", "label", "value", "unit", "text", "owner", "due", "days_over", "audience"]


def _findings(inputs: Inputs) -> list[findings.Finding]:
    return findings.findings(inputs.governance(), inputs.planning.as_at, _on(inputs))


def _on(inputs: Inputs) -> dict[str, ProgrammeFile]:
    """Give the programmes that are on."""
    rows = _own(inputs, "pathways_programmes")
    on = set(rows.loc[rows["on"], "programme"])
    return {name: each for name, each in inputs.programmes().items() if name in on}


def _own(inputs: Inputs, name: str) -> pd.DataFrame:
    """Give the system's own rows of a table."""
    frame = inputs.table(name)
    return frame[frame["area"] == inputs.areas.system.code].reset_index(drop=True)


def _numbered(inputs: Inputs, rows: Iterable[Row], columns: list[str]) -> pd.DataFrame:
    return _frame(inputs, [{"order": order, **row} for order, row in enumerate(rows, start=1)], columns)


def _frame(inputs: Inputs, rows: Iterable[Row], columns: list[str]) -> pd.DataFrame:
    """Give rows of the system: a place is governed with it."""
    return pd.DataFrame([{"area": inputs.areas.system.code, **row} for row in rows], columns=["area", *columns])

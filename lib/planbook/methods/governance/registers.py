"""The rows of each register a system keeps, with who may see them, and how many days each is over."""

from __future__ import annotations

from datetime import date
from typing import Any

from planbook.methods.governance.dates import days_left, days_over, written
from planbook.params.governance import OWN, SAYS, Governance, seen_by
from planbook.params.governance_registers import Decision
from planbook.params.governance_risks import Mitigation, Risk

Row = dict[str, Any]
OPEN, DECIDED = "open", "decided"


def registers(governance: Governance, code: str) -> list[Row]:
    """Give each register: what it is for, whether the system keeps it, how many rows, and where it would stand."""
    return [
        {
            "register": name,
            "label": SAYS[name],
            "given": name in governance.files,
            "entries": entries(governance, name),
            "template": f"planbook data template {name} --system {code}",
        }
        for name in OWN
    ]


def entries(governance: Governance, name: str) -> int:
    """Give how many rows a register has."""
    file = governance.files.get(name)
    parts = (getattr(file, field) for field in type(file).model_fields) if file else ()
    return sum(len(part) for part in parts if isinstance(part, (dict, tuple)))


def roles(governance: Governance) -> list[Row]:
    """Give what national guidance asks of each level, then who does what here and may decide what."""
    rows = [
        {"level": each.level, "who": "", "does": each.does, "decides": "", "passes_on": "", "source": each.source,
         "kind": "expected", "audience": "public"}
        for each in governance.expected.expected.values()
    ]  # fmt: skip
    own = governance.roles
    for role in own.roles.values() if own else ():
        assert own is not None
        rows.append(
            {"level": role.level, "who": role.who, "does": role.does, "decides": role.decides,
             "passes_on": role.passes_on or "", "source": "local_return", "kind": "own", "audience": seen_by(own, role)}
        )  # fmt: skip
    return rows


def decisions(governance: Governance, as_at: date) -> list[Row]:
    """Give the log: those open first by when they are needed, then those decided, the newest first."""
    own = governance.decisions
    rows = [_decision(key, each, seen_by(own, each), as_at) for key, each in own.decisions.items()] if own else []
    still_open = sorted((row for row in rows if row["status"] == OPEN), key=lambda row: row["needed_by"] or "9")
    done = sorted((row for row in rows if row["status"] == DECIDED), key=lambda row: row["decided_on"], reverse=True)
    return [*still_open, *done]


def _decision(key: str, each: Decision, audience: str, as_at: date) -> Row:
    numbers = each.numbers
    due = None if each.decided else each.needed_by
    return {
        "key": key,
        "question": each.asked,
        "asked_by": each.asked_by,
        "asked_on": written(each.asked_on),
        "needed_by": written(each.needed_by),
        "choices": "; ".join(each.options),
        "decided": each.decided or "",
        "decided_by": each.decided_by or "",
        "decided_on": written(each.decided_on),
        "scenario": numbers.scenario if numbers else "",
        "numbers": numbers.figures if numbers else "",
        "version": (numbers.version or "") if numbers else "",
        "review_by": written(each.review_by),
        "reviewed_on": written(each.reviewed_on),
        "status": DECIDED if each.decided else OPEN,
        "days_over": days_over(due, as_at) or days_over(review_due(each), as_at),
        "audience": audience,
    }


def review_due(each: Decision) -> date | None:
    """Give when a decision is to be looked at again; nothing where it was, or is not decided."""
    return each.review_by if each.decided and not each.reviewed_on else None


def risks(governance: Governance, as_at: date) -> list[Row]:
    """Give the risks that are open, the highest residual score first, then those closed."""
    own = governance.risks
    if own is None:
        return []
    rows = [_risk(key, each, seen_by(own, each), own.appetite[each.category].most, as_at)
            for key, each in own.risks.items()]  # fmt: skip
    return sorted(rows, key=lambda row: (row["status"] == "closed", -row["residual"], -row["inherent"], row["key"]))


def _risk(key: str, each: Risk, audience: str, most: int, as_at: date) -> Row:
    return {
        "key": key,
        "label": each.title,
        "because": each.because,
        "category": each.category,
        "owner": each.owner or "",
        "first_likelihood": each.inherent.likelihood,
        "first_impact": each.inherent.impact,
        "inherent": each.inherent.score,
        "likelihood": each.residual.likelihood,
        "impact": each.residual.impact,
        "residual": each.residual.score,
        "appetite": most,
        "above": each.status == "open" and each.residual.score > most,
        "assumed": " ".join(each.assumptions),
        "review_by": written(each.review_by),
        "days_over": days_over(each.review_by, as_at) if each.status == "open" else 0,
        "status": each.status,
        "place": each.place or "",
        "audience": audience,
    }


def mitigations(governance: Governance, as_at: date) -> list[Row]:
    """Give what is done about each risk: by whom, by when, and on which sign it is set going."""
    own = governance.risks
    pairs = [(key, risk, each) for key, risk in own.risks.items() for each in risk.mitigations] if own else []
    return [
        {
            "key": key,
            "label": risk.title,
            "action": each.what,
            "owner": each.owner or "",
            "due": written(each.by),
            "trigger": each.trigger or "",
            "scenario": each.scenario or "",
            "status": each.status.replace("_", " "),
            "days_over": days_over(mitigation_due(risk, each), as_at),
            "audience": seen_by(own, risk),
        }
        for key, risk, each in pairs
        if own
    ]


def mitigation_due(risk: Risk, each: Mitigation) -> date | None:
    """Give by when a mitigation is to be done; nothing where it is, or where its risk is closed."""
    return None if each.status == "done" or risk.status == "closed" else each.by


def dependencies(governance: Governance, as_at: date) -> list[Row]:
    """Give what the plan needs from others, the soonest first."""
    own = governance.dependencies
    if own is None:
        return []
    rows = [
        {
            "key": key,
            "label": each.what,
            "from_whom": each.on,
            "due": written(each.needed_by),
            "owner": each.owner or "",
            "status": each.status.replace("_", " "),
            "if_late": each.if_late,
            "programme": each.programme or "",
            "days_over": 0 if each.status == "met" else days_over(each.needed_by, as_at),
            "audience": seen_by(own, each),
        }
        for key, each in own.dependencies.items()
    ]
    return sorted(rows, key=lambda row: (row["status"] == "met", row["due"], row["key"]))


def timetable(governance: Governance, as_at: date, plan_start: int) -> list[Row]:
    """Give national dates and the system's own steps, by date; those without a date last."""
    rows = [
        {"key": key, "label": each.what, "who": each.who, "due": written(each.date_in(plan_start)),
         "days_left": days_left(each.date_in(plan_start), as_at), "statutory": each.statutory,
         "submission": each.submission, "status": "no date yet" if each.not_known else "", "done_on": "",
         "why": each.not_known or "", "last_round": each.last_round or "", "source": each.source, "set_by": "national",
         "days_over": days_over(each.date_in(plan_start), as_at), "audience": "public"}
        for key, each in governance.dates.dates.items()
    ]  # fmt: skip
    own = governance.timetable
    for key, step in own.milestones.items() if own else ():
        assert own is not None
        over = 0 if step.done else days_over(step.due, as_at)
        rows.append(
            {"key": key, "label": step.what, "who": step.owner or "", "due": written(step.due),
             "days_left": days_left(step.due, as_at), "statutory": False, "submission": step.submission,
             "status": "done" if step.done else "overdue" if over else "", "done_on": written(step.done), "why": "",
             "last_round": "", "source": "local_return", "set_by": "own", "days_over": over,
             "audience": seen_by(own, step)}
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row["due"] or "9", row["key"]))

"""What is missing or overdue in the registers a system keeps: nothing else is looked for, and nothing clean is named.

A register that is not kept has no findings: that it is not kept is said where registers are listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from planbook.methods.governance import registers
from planbook.methods.governance.dates import days_over, written
from planbook.params.governance import Governance, seen_by
from planbook.params.governance_words import GROUPS

READY = 3  # from this score on a factor is in place, and needs no next step

REMEDIES = {
    "no owner": "Name who answers for it",
    "no review date": "Say when it is looked at again",
    "review overdue": "Look at it again, and log what changed",
    "above appetite, nothing under way": "Name a mitigation with an owner and a date, or say that the risk is accepted",
    "mitigation without owner": "Name who does it",
    "mitigation without trigger": "Say the sign on which it is set going",
    "mitigation overdue": "Close it, or date it again in front of its owner",
    "decision overdue": "Put it first on the next agenda",
    "no decider": "Say who decided, and when",
    "not on numbers": "Say which run's figures it rests on",
    "dependency overdue": "Ask for it again, and plan for it being late",
    "step overdue": "Close it, or date it again in front of its owner",
    "heard, nothing answered": "Say what changed, or why nothing did",
    "group not heard": "Put a date and a host against it",
    "no clinical lead": "Name one, with time in the job plan",
    "no professional lead": "Name one from outside the hospital",
    "no next step": "Say what is done next, by whom, by when",
    "next step overdue": "Do it, or date it again",
}


@dataclass(frozen=True)
class Finding:
    """One thing missing or overdue: in which register, on what, whose it is, and by how many days."""

    kind: str
    key: str
    label: str
    finding: str
    owner: str = ""
    due: date | None = None
    over: int = 0
    audience: str = "public"

    @property
    def row(self) -> dict[str, Any]:
        """The finding as a row of a table."""
        return {
            "kind": self.kind,
            "key": self.key,
            "label": self.label,
            "finding": self.finding,
            "owner": self.owner,
            "due": written(self.due),
            "days_over": self.over,
            "remedy": REMEDIES[self.finding],
            "audience": self.audience,
        }


def findings(governance: Governance, as_at: date, programmes: Iterable[str]) -> list[Finding]:
    """Give everything missing or overdue, what is longest overdue first; `programmes` are those that are on."""
    found = [
        *_risks(governance, as_at),
        *_decisions(governance, as_at),
        *_agreed(governance, as_at),
        *_dependencies(governance, as_at),
        *_steps(governance, as_at),
        *_engagement(governance, programmes),
        *_readiness(governance, as_at),
    ]
    return sorted(found, key=lambda each: -each.over)


def _risks(governance: Governance, as_at: date) -> Iterator[Finding]:
    own = governance.risks
    for key, risk in own.risks.items() if own else ():
        if risk.status == "closed" or own is None:
            continue
        said: dict[str, Any] = {"kind": "risk", "key": key, "label": risk.title, "audience": seen_by(own, risk)}
        owner = risk.owner or ""
        if not risk.owner:
            yield Finding(finding="no owner", **said)
        if risk.review_by is None:
            yield Finding(finding="no review date", owner=owner, **said)
        if over := days_over(risk.review_by, as_at):
            yield Finding(finding="review overdue", owner=owner, due=risk.review_by, over=over, **said)
        under_way = [each for each in risk.mitigations if each.owner and each.by and each.status != "done"]
        if risk.residual.score > own.appetite[risk.category].most and not under_way:
            yield Finding(finding="above appetite, nothing under way", owner=owner, **said)
        for each in risk.mitigations:
            about = {**said, "label": f"{risk.title}: {each.what}"}
            if each.status != "done" and not each.owner:
                yield Finding(finding="mitigation without owner", due=each.by, **about)
            if each.status != "done" and not each.trigger:
                yield Finding(finding="mitigation without trigger", owner=each.owner or "", due=each.by, **about)
            if over := days_over(registers.mitigation_due(risk, each), as_at):
                yield Finding(finding="mitigation overdue", owner=each.owner or "", due=each.by, over=over, **about)


def _decisions(governance: Governance, as_at: date) -> Iterator[Finding]:
    own = governance.decisions
    for key, each in own.decisions.items() if own else ():
        assert own is not None
        said: dict[str, Any] = {"kind": "decision", "key": key, "label": each.asked, "audience": seen_by(own, each)}
        if not each.decided and (over := days_over(each.needed_by, as_at)):
            yield Finding(finding="decision overdue", owner=each.asked_by, due=each.needed_by, over=over, **said)
        if each.decided and not (each.decided_by and each.decided_on):
            yield Finding(finding="no decider", owner=each.decided_by or each.asked_by, **said)
        if each.decided and each.numbers is None:
            yield Finding(finding="not on numbers", owner=each.decided_by or each.asked_by, **said)
        if over := days_over(registers.review_due(each), as_at):
            owner = each.decided_by or each.asked_by
            yield Finding(finding="review overdue", owner=owner, due=each.review_by, over=over, **said)


def _agreed(governance: Governance, as_at: date) -> Iterator[Finding]:
    own = governance.agreed
    for key, each in own.agreed.items() if own else ():
        assert own is not None
        said: dict[str, Any] = {"kind": "assumption", "key": key, "label": key, "audience": seen_by(own, each)}
        if not each.owner:
            yield Finding(finding="no owner", **said)
        if each.review_by is None:
            yield Finding(finding="no review date", owner=each.owner or "", **said)
        if over := days_over(each.review_by, as_at):
            yield Finding(finding="review overdue", owner=each.owner or "", due=each.review_by, over=over, **said)


def _dependencies(governance: Governance, as_at: date) -> Iterator[Finding]:
    own = governance.dependencies
    for key, each in own.dependencies.items() if own else ():
        assert own is not None
        if each.status == "met":
            continue
        said: dict[str, Any] = {"kind": "dependency", "key": key, "label": each.what, "audience": seen_by(own, each)}
        if not each.owner:
            yield Finding(finding="no owner", due=each.needed_by, **said)
        if over := days_over(each.needed_by, as_at):
            owner = each.owner or ""
            yield Finding(finding="dependency overdue", owner=owner, due=each.needed_by, over=over, **said)


def _steps(governance: Governance, as_at: date) -> Iterator[Finding]:
    own = governance.timetable
    for key, each in own.milestones.items() if own else ():
        assert own is not None
        if each.done:
            continue
        said: dict[str, Any] = {"kind": "step", "key": key, "label": each.what, "audience": seen_by(own, each)}
        if not each.owner:
            yield Finding(finding="no owner", due=each.due, **said)
        if over := days_over(each.due, as_at):
            yield Finding(finding="step overdue", owner=each.owner or "", due=each.due, over=over, **said)


def _engagement(governance: Governance, programmes: Iterable[str]) -> Iterator[Finding]:
    own = governance.engagement
    if own is None:
        return
    for index, each in enumerate(own.heard):
        if not each.changed:
            label = f"{GROUPS[each.group]}: {each.about}"
            audience = seen_by(own, each)
            yield Finding("engagement", f"{each.group}_{index}", label, "heard, nothing answered", audience=audience)
    for key, label in GROUPS.items():
        if all(each.group != key for each in own.heard):
            yield Finding("engagement", key, label, "group not heard")
    for name in programmes:
        found = own.leads.get(name)
        for part in ("clinical", "professional"):
            if not (found and getattr(found, part)):
                yield Finding("programme", name, name.replace("_", " ").capitalize(), f"no {part} lead")


def _readiness(governance: Governance, as_at: date) -> Iterator[Finding]:
    own = governance.readiness
    factors = governance.factors.factors
    for key, each in own.factors.items() if own else ():
        assert own is not None
        label = factors[key].label if key in factors else key
        said: dict[str, Any] = {"kind": "readiness", "key": key, "label": label, "audience": seen_by(own, each)}
        if each.score < READY and each.next is None:
            yield Finding(finding="no next step", **said)
        if each.next and each.next.owner is None:
            yield Finding(finding="no owner", due=each.next.by, **said)
        if each.next and (over := days_over(each.next.by, as_at)):
            owner = each.next.owner or ""
            yield Finding(finding="next step overdue", owner=owner, due=each.next.by, over=over, **said)

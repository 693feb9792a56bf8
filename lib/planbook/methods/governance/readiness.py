"""How ready a system is: the score people gave, what shows it, what the plan's own tables count, and the next step."""

from __future__ import annotations

from typing import Any

from planbook.methods.governance.dates import days_over, written
from planbook.methods.governance.evidence import Facts, above, counted
from planbook.params.governance import seen_by
from planbook.params.governance_words import FAMILIES

NOT_SCORED, HIGHER = "not scored", "higher than the evidence"


def readiness(facts: Facts) -> list[dict[str, Any]]:
    """Give each factor in reading order; one that nobody scored has the national first step."""
    own = facts.governance.readiness
    rows = []
    for key, factor in facts.governance.factors.factors.items():
        said = own.factors.get(key) if own else None
        count = counted(factor.evidence, facts)
        step = said.next if said else None
        rows.append(
            {
                "key": key,
                "family": FAMILIES[factor.family],
                "label": factor.label,
                "question": factor.question,
                "shown_by": factor.shown_by,
                "ready": float(said.score) if said else None,
                "evidence": said.evidence if said else "",
                "counted_words": count.words,
                "finding": NOT_SCORED if said is None else HIGHER if above(said.score, count) else "",
                "action": step.what if step else factor.first_step,
                "owner": (step.owner or "") if step else "",
                "due": written(step.by) if step else "",
                "days_over": days_over(step.by, facts.as_at) if step else 0,
                "set_by": "own" if step else "national",
                "source": factor.source,
                "audience": seen_by(own, said, count.audience) if own and said else count.audience,
            }
        )
    return rows

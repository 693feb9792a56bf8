"""The register of assumptions: each number with how good it is, how much hangs on it, who agreed it and until when.

A system's own register, then what the number's own file says, names owner, agreement and review. Overdue ones come
first, then weak evidence on which much hangs: those are the ones to challenge.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from planbook.methods.governance.dates import days_over, written
from planbook.params.assumption import Assumption
from planbook.params.governance import Governance, seen_by

QUALITIES, IMPACTS = ("green", "amber", "red"), ("", "low", "medium", "high")
CHALLENGE = "challenge first"
OVERDUE = "review overdue"
UNOWNED = "no owner"
STILL: Mapping[Any, Any] = {"impact_rating": "", "impact_pct": np.nan, "drives": ""}


def register(
    assumptions: Mapping[str, Assumption],
    governance: Governance,
    impact: pd.DataFrame,
    as_at: date,
) -> list[dict[str, Any]]:
    """Give one row per assumption, overdue ones first, then by weakness of evidence and impact.

    `impact` has key, impact_rating, impact_pct and drives; what is not in it does not move.
    """
    known = {row["key"]: row for row in impact.to_dict("records")}
    rows = []
    for key, each in assumptions.items():
        rows.append(_row(each, governance, known.get(key, STILL), as_at))
    return sorted(rows, key=_order)


def _row(each: Assumption, governance: Governance, moves: Mapping[Any, Any], as_at: date) -> dict[str, Any]:
    own = governance.agreed
    said = own.agreed.get(each.key) if own else None
    review = (said.review_by if said else None) or each.review_by
    owner = (said.owner if said else None) or each.owner or ""
    impact = str(moves["impact_rating"])
    over = days_over(review, as_at)
    return {
        "key": each.key,
        "topic": each.key.partition(".")[0],
        "label": each.meaning,
        "leaves": len(each.leaves),
        "value": float(np.mean(each.value)),
        "low": float(np.mean(each.low)),
        "high": float(np.mean(each.high)),
        "unit": each.unit,
        "rating": each.quality,
        "impact_rating": impact,
        "impact_pct": float(moves["impact_pct"]),
        "drives": str(moves["drives"]),
        "owner": owner,
        "agreed_by": (said.agreed_by if said else None) or each.agreed_by or "",
        "agreed_on": written(said.agreed_on) if said else "",
        "review_by": written(review),
        "days_over": over,
        "finding": _finding(over, each.quality, impact, owner),
        "source": each.source,
        "audience": seen_by(own, said) if own and said else "public",
    }


def _finding(over: int, quality: str, impact: str, owner: str) -> str:
    if over:
        return OVERDUE
    if quality == "red" and impact == "red":
        return CHALLENGE if owner else f"{CHALLENGE}; {UNOWNED}"
    return ""


def _order(row: dict[str, Any]) -> tuple[float, ...]:
    part = row["impact_pct"]
    weak = QUALITIES.index(row["rating"]) * (1 + IMPACTS.index(row["impact_rating"]))
    return (-row["days_over"], -weak, -(0.0 if np.isnan(part) else part))

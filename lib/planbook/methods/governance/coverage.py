"""What statutory plans must contain: where this workbook shows it, and where the system's own plan meets it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.params.governance import Governance, seen_by

MET, SHOWN, MISSING = "met in the plan", "figures here, not yet in a plan", "nothing yet"


def coverage(governance: Governance, layers: pd.DataFrame) -> list[dict[str, Any]]:
    """Give one row per thing a plan must contain: duties of the law and guidance, then `layers` (goals' plans)."""
    own = governance.content
    where = {each.duty: (each.where, seen_by(own, each)) for each in own.met} if own else {}
    rows = [
        {"plan": each.plan, "requirement": key, "contains": each.contains, "steps": " ".join(each.steps),
         "met_where": where.get(key, ("", ""))[0], "source": each.source,
         "audience": where.get(key, ("", "public"))[1]}
        for key, each in governance.duties.duties.items()
    ]  # fmt: skip
    rows += [
        {"plan": row["label"], "requirement": row["requirement"], "contains": row["contains"], "steps": row["steps"],
         "met_where": row["met_where"], "source": row["source"], "audience": "public"}
        for row in layers.to_dict("records")
    ]  # fmt: skip
    return [{**row, "finding": found(row["met_where"], row["steps"])} for row in rows]


def found(met_where: str, steps: str) -> str:
    """Say whether it is met in the plan, or only has figures here, or nothing."""
    return MET if met_where else SHOWN if steps else MISSING

"""What is over on a day: the dates of a system's registers, counted from the day somebody looks at them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from planbook.methods.governance.dates import days_left, days_over

OVER = ["kind", "key", "label", "finding", "owner", "due", "days_over", "audience"]
# Of each register: what its rows are, which of them wait, and the columns of label, owner and date.
KINDS = (
    ("assumptions", "assumption", "review overdue", "label", "owner", "review_by"),
    ("risks", "risk", "review overdue", "label", "owner", "review_by"),
    ("mitigations", "risk", "mitigation overdue", "action", "owner", "due"),
    ("dependencies", "dependency", "dependency overdue", "label", "owner", "due"),
    ("timetable", "step", "step overdue", "label", "who", "due"),
    ("readiness", "readiness", "next step overdue", "action", "owner", "due"),
)
DONE = {"risks": ("closed",), "mitigations": ("done",), "dependencies": ("met",), "timetable": ("done",)}


def overdue(registers: Mapping[str, pd.DataFrame], day: date) -> pd.DataFrame:
    """Give one row for each date that has passed on that day and is not done, longest over first.

    `registers` holds the tables of the step `governance` by name without its prefix; one that is not there has no rows.
    Columns kind, key, label, finding, owner, due (YYYY-MM-DD), days_over, audience.
    """
    parts = [_decisions(registers.get("decisions"))]
    for name, kind, finding, label, owner, due in KINDS:
        frame = registers.get(name)
        if frame is not None:
            parts.append(_part(_waiting(frame, name, registers), kind, finding, label, owner, due))
    whole = pd.concat(parts, ignore_index=True)
    over = [days_over(date.fromisoformat(due), day) if due else 0 for due in whole["due"]]
    late = whole.assign(days_over=over)
    return late[late["days_over"] > 0].sort_values("days_over", ascending=False, kind="stable", ignore_index=True)[OVER]


def ahead(timetable: pd.DataFrame, day: date) -> pd.DataFrame:
    """Give the dates that are not done and have not passed on that day, with `days_left`, the soonest first."""
    rows = timetable[(timetable["done_on"] == "") & (timetable["due"] != "")]
    left = [days_left(date.fromisoformat(due), day) for due in rows["due"]]
    rows = rows.assign(days_left=pd.array(left, dtype="float64"))
    return rows[rows["days_left"] >= 0].sort_values("days_left", kind="stable", ignore_index=True)


def _waiting(frame: pd.DataFrame, name: str, registers: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Give the rows of a register that are the system's own and not done; nothing is done about a closed risk."""
    own = frame[frame["set_by"] == "own"] if "set_by" in frame else frame
    if name == "mitigations" and (risks := registers.get("risks")) is not None:
        own = own[own["key"].isin(risks.loc[risks["status"] != "closed", "key"])]
    return own[~own["status"].isin(DONE[name])] if name in DONE else own


def _decisions(frame: pd.DataFrame | None) -> pd.DataFrame:
    """Give decisions that wait to be taken, and those taken that wait to be looked at again."""
    if frame is None:
        return pd.DataFrame(columns=OVER)
    still = frame["status"] == "open"
    waits = _part(frame[still], "decision", "decision overdue", "question", "asked_by", "needed_by")
    taken = frame[~still & (frame["reviewed_on"] == "")]
    taken = taken.assign(who=taken["decided_by"].where(taken["decided_by"] != "", taken["asked_by"]))
    return pd.concat([waits, _part(taken, "decision", "review overdue", "question", "who", "review_by")])


def _part(rows: pd.DataFrame, kind: str, finding: str, label: str, owner: str, due: str) -> pd.DataFrame:
    named = {"key": rows["key"], "label": rows[label], "owner": rows[owner], "due": rows[due]}
    return pd.DataFrame({**named, "audience": rows["audience"]}).assign(kind=kind, finding=finding, days_over=0)

"""Taking what was learned back to the step it belongs to: a proposed update accepted or declined, and written down.

Accepted, it becomes an override in `params/systems/<code>.yaml` with its reason; either way the decision is recorded in
`params/governance/<code>/monitoring.yaml`. Nothing is written over: a key that is decided, or overridden, is refused.
All is checked on a copy of the parameters before a single file is touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from planbook.errors import Problem, raise_if_any, unknown
from planbook.produce.writing import read_document, text_of, with_override, write_checked

Verdict = Literal["accepted", "declined"]
FIGURES = 4


@dataclass(frozen=True)
class Decision:
    """What is decided on one record: accepted or declined, why, by whom and on which day."""

    decided: Verdict
    because: str
    by: str
    on: date


def decide(root: Path, system: str, record: Mapping[str, Any], decision: Decision) -> list[Path]:
    """Write a decision on a feedback record (a row of `monitoring_feedback`); gives the files written.

    Raises `InputError` where the reason or the decider is missing, where the key was decided or overridden before, or
    where what would be written is not valid.
    """
    params = root / "params"
    raise_if_any(_wrong(record, decision))
    texts = {Path("governance") / system / "monitoring.yaml": _recorded(params, system, record, decision)}
    if decision.decided == "accepted":
        texts[Path("systems") / f"{system}.yaml"] = with_override(params, system, override_of(record, decision))
    return write_checked(params, texts)


def override_of(record: Mapping[str, Any], decision: Decision) -> dict[str, Any]:
    """Give the override that an accepted record becomes."""
    numbers = _proposed(record)
    seen = f"Seen: {record['seen']:.4g} ({record['seen_low']:.4g} to {record['seen_high']:.4g}). {record['note']}"
    return {"key": record["key"], **numbers, "because": f"{decision.because} {seen}", "agreed_by": decision.by}


def _wrong(record: Mapping[str, Any], decision: Decision) -> list[Problem]:
    where = str(record["key"])
    problems = []
    for name in ("because", "by"):
        if not getattr(decision, name).strip():
            problems.append(Problem(f"'{name}' is empty", where, "why it is decided so, and who decides"))
    if not record["outside"]:
        problems.append(Problem("nothing is proposed for it", where, "a key that lies outside its interval"))
    return problems


def _recorded(params: Path, system: str, record: Mapping[str, Any], decision: Decision) -> str:
    document = read_document(params / "governance" / system / "monitoring.yaml", {"monitoring": system})
    before = document.setdefault("feedback", [])
    if any(each["key"] == record["key"] for each in before):
        what = f"'{record['key']}' was decided before"
        raise_if_any([Problem(what, f"governance/{system}/monitoring.yaml", "take the earlier decision out first")])
    said = {"because": decision.because, "by": decision.by, "on": decision.on}
    before.append({"key": record["key"], "decided": decision.decided, **_proposed(record), **said})
    return text_of(document)


def _proposed(record: Mapping[str, Any]) -> dict[str, float]:
    """Give value, low and high as they are written: to four figures, the range holding its value."""
    value, low, high = (float(f"{record[name]:.{FIGURES}g}") for name in ("proposed", "proposed_low", "proposed_high"))
    return {"value": value, "low": min(low, value), "high": max(high, value)}


def record_of(records: Any, key: str) -> Mapping[str, Any]:
    """Give the record of a key; raises `InputError` naming those there are."""
    found = records[records["key"] == key]
    raise_if_any([unknown("record", key, list(records["key"]))] if found.empty else [])
    return dict(found.iloc[0])

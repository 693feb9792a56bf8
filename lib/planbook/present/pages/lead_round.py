"""How a planning round stands on a day, as the planning lead's page tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from planbook.methods.governance.due import ahead, overdue
from planbook.present import words

FRESH = "fresh"
KINDS = {
    "assumption": ("assumption", ""), "decision": ("decision", ""), "risk": ("risk", ""), "step": ("step", ""),
    "dependency": ("dependency", "dependencies"), "readiness": ("step of readiness", "steps of readiness"),
}  # fmt: skip
MONTH = re.compile(r"\b\d{4}-\d{2}\b")
REGISTERS = ("assumptions", "risks", "mitigations", "dependencies", "decisions", "timetable", "readiness")


@dataclass(frozen=True)
class Round:
    """How a system's planning round stands on a day.

    `frames` holds the system's rows of tables by name, those that are made; `reports` one row a report (scenario, area,
    step, state, because); `since` is the day compared with, if any, `moved` and `causes` what is other than then.
    """

    day: date
    frames: Mapping[str, pd.DataFrame]
    reports: pd.DataFrame
    since: date | None
    moved: pd.DataFrame
    causes: pd.DataFrame

    def table(self, name: str) -> pd.DataFrame:
        """Give a table's rows; none at all where it is not made."""
        return self.frames.get(name, pd.DataFrame())

    @cached_property
    def late(self) -> pd.DataFrame:
        """What is over on the day, of all registers."""
        named = {name: self.frames.get(f"governance_{name}") for name in REGISTERS}
        return overdue({name: frame for name, frame in named.items() if frame is not None}, self.day)

    @cached_property
    def submissions(self) -> pd.DataFrame:
        """Submissions to come, the soonest first, with days left from the day."""
        dates = self.table("governance_timetable")
        return dates if dates.empty else ahead(dates[dates["submission"]], self.day)

    @cached_property
    def breaches(self) -> pd.DataFrame:
        """Differences between plans that are open, with the days they are over on the day."""
        rows = self.table("alignment_breaches")
        if rows.empty:
            return rows
        still = rows[rows["status"] == "open"]
        over = [(self.day - date.fromisoformat(due)).days if due else 0 for due in still["due"]]
        return still.assign(over=[max(0, days) for days in over]).reset_index(drop=True)

    @property
    def planned(self) -> bool:
        """Whether there is a plan to hold what happened against."""
        about = self.table("monitoring_about")
        return bool(len(about) and about["has_plan"].iloc[0])

    @property
    def keeps(self) -> bool:
        """Whether the system keeps any register."""
        registers = self.table("governance_registers")
        return bool(len(registers) and registers["given"].any())

    @property
    def has_plans(self) -> bool:
        """Whether plans are on record to be held against each other."""
        status = self.table("alignment_status")
        return bool(len(status) and status["submitted"].iloc[0])

    @property
    def not_fresh(self) -> pd.DataFrame:
        """The reports that are not fresh."""
        return self.reports[self.reports["state"] != FRESH]

    @property
    def seen(self) -> pd.DataFrame:
        """The key numbers that moved by as much as a page shows."""
        return self.moved[self.moved["was_words"] != self.moved["now_words"]]


def moved_sentence(now: Round) -> str:
    """Say how many key numbers moved since the snapshot compared with, and how much of what they rest on changed."""
    if now.since is None:
        return "This is the first look that is kept, so what has changed since is said from the next day on."
    then = f"since {words.date_words(now.since)}"
    rest = words.count_words(len(now.causes), "thing")
    if now.moved.empty and now.causes.empty:
        return f"Nothing has changed {then}: no key number, and nothing that one rests on."
    if now.seen.empty:
        return f"No key number has moved {then} by as much as a page shows; {rest} they rest on changed."
    count = len(now.seen)
    have = "has" if count == 1 else "have"
    return f"{words.count_words(count, 'key number')} {have} moved {then}; {rest} they rest on changed."


def stale_sentence(now: Round) -> str:
    """Say how many reports are not fresh."""
    bad = len(now.not_fresh)
    if not bad:
        return f"All {len(now.reports)} reports are fresh."
    return f"{bad} of {len(now.reports)} reports {'is' if bad == 1 else 'are'} not fresh."


def template_words(now: Round) -> str:
    """Say how plans are put on record."""
    held = now.table("alignment_not_held")
    return f"To begin: planbook data template {held['template'].iloc[0] if len(held) else 'plans'}"


def told(text: str, now: Round) -> str:
    """Say months in words, and "what the model expected" where there is no plan."""
    said = MONTH.sub(lambda found: words.month_words(found[0]), text)
    return said if now.planned else said.replace("the plan in", "what the model expected in")

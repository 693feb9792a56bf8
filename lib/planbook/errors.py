"""What can be wrong with what we were given, said so that the reader can mend it.

Everything wrong is gathered first and raised once: an `InputError` holds every `Problem`, and each says what is
wrong, where, and what would be right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Problem:
    """One thing wrong: `what`, `where` (file, line, key or row) and `allowed` (what would be right)."""

    what: str
    where: str = ""
    allowed: str = ""

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        allowed = f" ({self.allowed})" if self.allowed else ""
        return f"{where}{self.what}{allowed}"


class PlanbookError(Exception):
    """Anything planbook raises on purpose."""


class InputError(PlanbookError):
    """All that is wrong with an input, each with where and what is allowed."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(str(self))

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return str(self.problems[0])
        return f"{len(self.problems)} problems:\n" + "\n".join(f"- {problem}" for problem in self.problems)


def raise_if_any(problems: Iterable[Problem]) -> None:
    """Raise one `InputError` holding every problem, or do nothing when there is none."""
    if found := tuple(problems):
        raise InputError(found)


def nearest(given: str, known: Iterable[str], *, most: int = 12) -> str:
    """Say what is allowed, nearest first: "did you mean 'winter'? allowed: baseline, winter"."""
    names = sorted(known)
    close = get_close_matches(str(given), names, n=1, cutoff=0.6)
    hint = f"did you mean '{close[0]}'? " if close else ""
    shown = ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
    return f"{hint}allowed: {shown}"


def unknown(kind: str, given: str, known: Iterable[str], where: str = "") -> Problem:
    """Give the problem of a name that is not known, with the nearest that is."""
    return Problem(f"unknown {kind} '{given}'", where, nearest(given, known))

"""Days left and days over: a day that has not passed is not over."""

from __future__ import annotations

from datetime import date


def days_over(due: date | None, as_at: date) -> int:
    """Give by how many days a date has passed; 0 on the day itself, before it, and where there is none."""
    return max(0, (as_at - due).days) if due else 0


def days_left(due: date | None, as_at: date) -> float | None:
    """Give the days to a date, below 0 when it has passed; nothing where there is none."""
    return float((due - as_at).days) if due else None


def written(day: date | None) -> str:
    """Write a day as 2027-03-31; empty where there is none."""
    return day.isoformat() if day else ""

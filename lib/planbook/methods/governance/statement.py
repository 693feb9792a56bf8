"""Is the plan credible, deliverable and affordable? Each test with its figure, its mark, and what follows.

A test supports the statement where the whole range is on the right side of its mark, does not where the whole range is
on the wrong side, and is too close to say in between. What cannot be computed says what would have to be shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SUPPORTS, CLOSE, NOT, UNKNOWN = "supports it", "too close to say", "does not support it", "cannot be said yet"
PARTS = {
    "credible": "Credible: based on evidence that convinces",
    "deliverable": "Deliverable: realistic with the staff, beds and time there are",
    "affordable": "Affordable: within the money there is, and lastingly",
}


@dataclass(frozen=True)
class Test:
    """One test: its figure with its range, the mark it is held against, and on which side of it the plan should be."""

    part: str
    key: str
    label: str
    value: float | None
    mark: float
    unit: str
    wanted: str  # "most" or "least"
    how: str
    to_show: str
    basis: str
    source: str
    low: float | None = None
    high: float | None = None
    assumed: str = ""


def verdict(test: Test) -> str:
    """Say what a test says of the statement."""
    if test.value is None or np.isnan(test.value):
        return UNKNOWN
    low = test.value if test.low is None else test.low
    high = test.value if test.high is None else test.high
    right = (high <= test.mark) if test.wanted == "most" else (low >= test.mark)
    wrong = (low > test.mark) if test.wanted == "most" else (high < test.mark)
    return SUPPORTS if right else NOT if wrong else CLOSE


def share_pct(held: float, of: float) -> float | None:
    """Give a part of a whole in per cent; nothing where there is no whole."""
    return 100 * held / of if of else None


def short_pct(short: float, needed: float) -> float:
    """Give a shortfall in per cent of what is needed; 0 where there is none."""
    return 100 * max(0.0, short) / needed if needed else 0.0

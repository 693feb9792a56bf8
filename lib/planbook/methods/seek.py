"""What would have to be true: the value at which a rising or falling answer meets a target, by halving."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

HALVINGS = 30
CLOSE = 1e-3


@dataclass(frozen=True)
class Sought:
    """What was found: `value` meets the target and gives `answer`; where it cannot be met, the nearest end does not.

    `at_low` and `at_high` are the answers at the ends of what is possible.
    """

    value: float
    answer: float
    reached: bool
    at_low: float
    at_high: float


def sought(
    answer_at: Callable[[float], float],
    target: float,
    low: float,
    high: float,
    *,
    close: float = CLOSE,
    halvings: int = HALVINGS,
) -> Sought:
    """Give the value between `low` and `high` whose answer is `target`, for an answer that only rises or only falls.

    Bisection: the side on which the target lies is kept, until the value is known to `close` of the whole width.
    """
    ends = (answer_at(low), answer_at(high))
    if not min(ends) <= target <= max(ends):
        nearest = 0 if abs(ends[0] - target) <= abs(ends[1] - target) else 1
        return Sought((low, high)[nearest], ends[nearest], False, *ends)
    rises = ends[1] >= ends[0]
    least, most = low, high
    for _ in range(halvings):
        if most - least <= close * (high - low):
            break
        middle = (least + most) / 2
        if (answer_at(middle) < target) == rises:
            least = middle
        else:
            most = middle
    value = (least + most) / 2
    return Sought(value, answer_at(value), True, *ends)

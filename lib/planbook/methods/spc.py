"""Statistical process control for a monthly series: is what we see chance, and would the target be met by chance?

The XmR chart as the NHS uses it (Making Data Count, NHS England): mean of the points, limits at the mean plus and minus
2.66 times the average moving range, and four tests of what is special, in order of precedence. A baseline may be fixed
to the first points, and is never moved without a reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from planbook.errors import Problem, raise_if_any

LIMIT = 2.66  # of the average moving range, from the mean to a limit: 3 / d2, d2 = 1.128 for two points
SCREEN = 3.267  # a moving range of so many times the average is left out of it, once: D4 for two points
NEAR = 2 / 3  # of the way from the mean to a limit
RUN = 7  # points on one side, or going one way
FEWEST_TO_FIX = 12
FEWEST = 13  # with fewer points the limits are on trial

COMMON, OUTSIDE, TREND, TWO_OF_THREE, SHIFT = "common", "outside", "trend", "two_of_three", "shift"


@dataclass(frozen=True)
class Rules:
    """How many points make a shift and a trend, and whether wild moving ranges are screened out."""

    shift: int = RUN
    trend: int = RUN
    screen: bool = True


def limits(values: np.ndarray, *, screen: bool = True) -> tuple[float, float, float]:
    """Give mean, lower and upper limit of a series of at least two points."""
    mean, ranges = float(values.mean()), np.abs(np.diff(values))
    average = float(ranges.mean())
    if screen:
        kept = ranges[ranges < SCREEN * average] if average > 0 else ranges
        average = float(kept.mean()) if len(kept) else 0.0
    return mean, mean - LIMIT * average, mean + LIMIT * average


def chart(
    values: Sequence[float],
    *,
    fix_after: int | None = None,
    rebase: Mapping[int, str] | None = None,
    rules: Rules | None = None,
) -> pd.DataFrame:
    """Give one row per point: value, phase, mean, lower, upper, near_lower, near_upper, flag, side (1 above, -1 below).

    `fix_after` takes the limits from the first so many points of the first phase (at least 12); `rebase` begins a new
    phase at the positions it names, each with its reason. `flag` is common, outside, trend, two_of_three or shift,
    the first that holds. Raises `InputError` with everything wrong: points missing, too few, a rebase without a reason.
    """
    return pd.DataFrame(charted(values, fix_after=fix_after, rebase=rebase, rules=rules))


def charted(
    values: Sequence[float],
    *,
    fix_after: int | None = None,
    rebase: Mapping[int, str] | None = None,
    rules: Rules | None = None,
) -> dict[str, np.ndarray]:
    """Give the columns of `chart`."""
    points = np.asarray(values, dtype=float)
    phases = dict(rebase or {})
    _check(points, fix_after, phases)
    rules = rules or Rules()
    starts = [0, *sorted(phases)]
    ends = [*starts[1:], len(points)]
    parts = []
    for phase, (start, end) in enumerate(zip(starts, ends, strict=True)):
        here = points[start:end]
        held = here[:fix_after] if fix_after and phase == 0 else here
        parts.append(_phase(here, limits(held, screen=rules.screen), rules) | {"phase": np.full(len(here), phase)})
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def trial(phases: Sequence[int]) -> bool:
    """Say whether the limits of the last phase rest on so few points that they are on trial."""
    return list(phases).count(list(phases)[-1]) < FEWEST


def variation(last: Mapping[str, Any] | pd.Series, better: str) -> str:
    """Give what the latest point says: common, improvement, concern, or special where neither way is better.

    `better` is higher, lower or none.
    """
    if last["flag"] == COMMON:
        return COMMON
    if better not in ("higher", "lower"):
        return "special"
    return "improvement" if (last["side"] > 0) == (better == "higher") else "concern"


def assurance(last: Mapping[str, Any] | pd.Series, target: float, better: str) -> str:
    """Give whether the target would be met, by the limits of the latest point: consistently, never, or hit_and_miss.

    Also hit_and_miss where it is on a limit.
    """
    if last["lower"] <= target <= last["upper"]:
        return "hit_and_miss"
    above = last["lower"] > target
    return "consistently" if above == (better == "higher") else "never"


def _check(points: np.ndarray, fix_after: int | None, phases: Mapping[int, str]) -> None:
    problems = []
    if np.isnan(points).any():
        problems.append(Problem(f"{int(np.isnan(points).sum())} points are missing", "series", "a number each month"))
    if len(points) < 2:
        problems.append(Problem(f"{len(points)} points", "series", "2 or more"))
    if fix_after is not None and not FEWEST_TO_FIX <= fix_after <= len(points):
        problems.append(Problem(f"fix_after is {fix_after}", "series", f"{FEWEST_TO_FIX} to {len(points)}"))
    for at, reason in phases.items():
        if not 2 <= at <= len(points) - 2:
            problems.append(Problem(f"a phase begins at point {at}", "rebase", f"2 to {len(points) - 2}"))
        if not str(reason).strip():
            problems.append(Problem(f"the phase at point {at} has no reason", "rebase", "why the process is another"))
    raise_if_any(problems)


def _phase(points: np.ndarray, held: tuple[float, float, float], rules: Rules) -> dict[str, np.ndarray]:
    mean, lower, upper = held
    near_lower, near_upper = mean - NEAR * (mean - lower), mean + NEAR * (upper - mean)
    side = np.sign(points - mean).astype(int)
    tests = {
        OUTSIDE: (points > upper) | (points < lower),
        TREND: _trends(points, rules.trend),
        TWO_OF_THREE: _near_limits(points, side, near_lower, near_upper),
        SHIFT: _shifts(side, rules.shift),
    }
    going = _direction(points, rules.trend)
    flag = np.select(list(tests.values()), list(tests), COMMON)
    level = {"mean": mean, "lower": lower, "upper": upper, "near_lower": near_lower, "near_upper": near_upper}
    return {
        "value": points,
        **{name: np.full(len(points), each) for name, each in level.items()},
        "flag": flag,
        "side": np.where(flag == TREND, going, side),
    }


def _runs(same: np.ndarray, length: int) -> np.ndarray:
    """Give the points that lie in a run of at least `length` equal, nonzero values."""
    flagged = np.zeros(len(same), dtype=bool)
    start = 0
    for end in range(1, len(same) + 1):
        if end == len(same) or same[end] != same[start]:
            if same[start] != 0 and end - start >= length:
                flagged[start:end] = True
            start = end
    return flagged


def _shifts(side: np.ndarray, length: int) -> np.ndarray:
    return _runs(side, length)


def _trends(points: np.ndarray, length: int) -> np.ndarray:
    moves = np.sign(np.diff(points))
    moving = _runs(moves, length - 1)
    flagged = np.zeros(len(points), dtype=bool)
    flagged[:-1] |= moving
    flagged[1:] |= moving
    return flagged


def _direction(points: np.ndarray, length: int) -> np.ndarray:
    """Give the way of the trend each point is part of: 1 up, -1 down, 0 none."""
    moves = np.sign(np.diff(points)) * _runs(np.sign(np.diff(points)), length - 1)
    into = np.concatenate([[0.0], moves])
    onward = np.concatenate([moves, [0.0]])
    return np.where(into != 0, into, onward).astype(int)


def _near_limits(points: np.ndarray, side: np.ndarray, near_lower: float, near_upper: float) -> np.ndarray:
    """Give points beyond a near limit where two of three in a row are, all three on one side of the mean."""
    beyond = np.where(points > near_upper, 1, np.where(points < near_lower, -1, 0))
    flagged = np.zeros(len(points), dtype=bool)
    threes = [slice(start, len(points) - 2 + start) for start in range(3)]
    way = side[threes[0]]
    near = [beyond[three] == way for three in threes]
    found = (way != 0) & (side[threes[1]] == way) & (side[threes[2]] == way) & (np.sum(near, axis=0) >= 2)
    for three, mine in zip(threes, near, strict=True):
        flagged[three] |= found & mine
    return flagged

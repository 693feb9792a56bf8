"""Tipping points: which assumptions together make the plan miss a target far more often (`methods.prim`)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planbook.data.inputs import Inputs
from planbook.methods.prim import Box, found_box
from planbook.methods.scenarios.answers import ANSWERS
from planbook.methods.scenarios.limits import by_area
from planbook.methods.scenarios.sensitivity import Ranked

MOST_TRIED = 12
TOO_FEW = 0.1
PERCENT = 100.0
COLUMNS = [
    "answer", "label", "misses", "target", "unit", "order", "missed_pct", "inside_pct", "coverage_pct", "key",
    "assumption_label", "bad_side", "limit", "limit_unit", "beyond_pct", "leaves", "quality",
]  # fmt: skip


def tipping_points(inputs: Inputs, found: Ranked) -> pd.DataFrame:
    """Give each target with how often it is missed, and the limits within which it is missed most: one row a limit.

    A target without a tipping point, or missed in nearly all draws or hardly any, has one row with no key. The
    assumptions tried are those that explain most of it.
    """
    targets = by_area(inputs, "scenarios.target_pct").isel(area=0)
    parts = []
    for at, answer in enumerate(ANSWERS):
        target = float(targets.sel(leaf=answer.key))
        missed = found.answers[:, at] > target
        best = np.argsort(-found.shares[:, at], kind="stable")[:MOST_TRIED]
        names = [found.keys[row] for row in best]
        open_yet = TOO_FEW <= missed.mean() <= 1 - TOO_FEW
        box = found_box(found.draws[:, best], missed, names) if open_yet else None
        about = (answer.key, answer.label, answer.misses, target, answer.unit)
        missed_pct = PERCENT * float(missed.mean())
        if box is None:
            parts.append((*about, 1, missed_pct, np.nan, np.nan, "", "", "", np.nan, "", np.nan, 0, ""))
            continue
        drawn = dict(zip(names, found.draws[:, best].T, strict=True))
        for order, (key, side, limit, beyond) in enumerate(_limits(box, drawn), start=1):
            held = inputs.believed(key)
            parts.append(
                (
                    *about, order, missed_pct, PERCENT * box.density, PERCENT * box.coverage, key, held.meaning, side,
                    limit, held.unit, PERCENT * beyond, len(held.leaves), held.quality,
                )
            )  # fmt: skip
    return pd.DataFrame(parts, columns=COLUMNS)


def _limits(box: Box, drawn: dict[str, np.ndarray]) -> list[tuple[str, str, float, float]]:
    """Give each limit: key, side, level, and the share of draws on the side that counts."""
    found = []
    for key, (low, high) in sorted(box.limits.items(), key=lambda item: box.quasi_p[item[0]]):
        if np.isfinite(low):
            found.append((key, "above", low, float((drawn[key] >= low).mean())))
        if np.isfinite(high):
            found.append((key, "below", high, float((drawn[key] <= high).mean())))
    return found

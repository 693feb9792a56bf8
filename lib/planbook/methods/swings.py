"""Which assumptions a step's key numbers hang on most, and where each number goes at the two ends of their ranges.

Which matter is read off the joint draws, without working anything out again. Where numbers go is worked out: every
assumption at its value, and one after the other at its low and its high end, all of them side by side as if each were a
draw. A change below is added to the number as it is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy.special import ndtri

from planbook.data.inputs import Inputs
from planbook.params.draws import WIDTH_OF_80_PCT, percentiles

CONSIDERED = 6
"""How many assumptions of a step can be moved: the first three make most of the range, and nobody moves ten."""
LEAST_PCT = 0.5
"""An assumption below this part of the variance moves nothing that a page prints."""
COLUMNS = (
    *("area", "assumption", "key", "order", "impact_pct", "label", "value", "low", "high", "at_low", "at_high", "unit"),
    *("basis", "source"),
)
SAID_OF = {"area": "area", "number": "key"}  # dims of the numbers, and the columns that say them
Floats = NDArray[np.float64]


class Movable(Inputs, Protocol):
    """Inputs that can say what lies behind an array, and give it with one assumption after the other at its ends."""

    def unsure(self, name: str) -> tuple[str, ...]:
        """Give the keys of the assumptions behind an array that have a range."""

    def at_ends(self, name: str, keys: Sequence[str]) -> xr.Dataset:
        """Give an array with everything at its value, then each key at its low and at its high end, dim `draw`."""


def swings(inputs: Movable, name: str, explained: pd.DataFrame) -> pd.DataFrame:
    """Give where key numbers go with the assumptions that matter most: one row per area x assumption x key.

    `name` is the array of key numbers by draw (`methods.key_draws`); `explained` has a row for each key and area, the
    number itself first. `order` ranks the assumptions, alike for all areas; `impact_pct` is the part of a number's
    variance that is due to it, the mean over the system's numbers.
    """
    numbers = inputs.array(name)
    system = inputs.areas.system.code
    printed = explained[explained["order"] == 1].drop(columns="order")
    keys = matter_most(inputs, numbers["expected"].sel(area=system).values, inputs.unsure(name))
    if not keys:
        return pd.DataFrame(columns=list(COLUMNS)).astype({"order": "int64", "impact_pct": "float64"})
    moved = inputs.at_ends(name, keys)["expected"]
    change = moved.isel(draw=slice(1, None)) - moved.isel(draw=0)
    impact = impact_pct(change.sel(area=system).values, numbers["expected"].sel(area=system).values)
    ranked = sorted(range(len(keys)), key=lambda place: -impact[place])
    kept = [place for place in ranked if impact[place] >= LEAST_PCT]
    which, row, low, high = _where_they_go(inputs, printed, change, kept)
    found = printed.take(row).assign(
        assumption=np.array(keys, dtype=object)[kept][which], order=which + 1, impact_pct=impact[kept][which],
        at_low=lambda rows: rows["value"] + low, at_high=lambda rows: rows["value"] + high,
    )  # fmt: skip
    return found[list(COLUMNS)].reset_index(drop=True).astype({"order": "int64", "impact_pct": "float64"})


def matter_most(inputs: Inputs, drawn: Floats, keys: Sequence[str], most: int = CONSIDERED) -> list[str]:
    """Give the keys that the spread of some numbers (draw, number) follows most, at most so many, first the first.

    One after the other: the one most of what is still unexplained goes along with, over all numbers alike; then what it
    explains is taken away (forward selection on normal scores), so that chance likeness does not count twice.
    """
    spread = drawn.std(axis=0)
    held = drawn[:, np.isfinite(spread) & (spread > 1e-9 * np.abs(drawn).mean(axis=0))]
    if not held.size or not keys:
        return []
    planning = inputs.planning
    scores = np.stack([ndtri(percentiles(key, planning.n_draws, planning.seed)) for key in keys], axis=1)
    scores = (scores - scores.mean(axis=0)) / scores.std(axis=0)
    left = (held - held.mean(axis=0)) / held.std(axis=0)
    whole, chosen = left, list[int]()
    while len(chosen) < min(most, len(keys)):
        gained = ((scores.T @ left / len(left)) ** 2).sum(axis=1)
        gained[chosen] = -1.0
        chosen.append(int(gained.argmax()))
        fitted, *_ = np.linalg.lstsq(scores[:, chosen], whole, rcond=None)
        left = whole - scores[:, chosen] @ fitted
    return [keys[place] for place in chosen]


def impact_pct(change: Floats, drawn: Floats) -> Floats:
    """Give the part of the variance due to each assumption, per cent, the mean over numbers that vary.

    `change` (2 x assumption, number) holds low and high ends in turn; an 80% range is 2.563 standard deviations wide.
    """
    width = np.abs(change[1::2] - change[0::2]) / WIDTH_OF_80_PCT
    variance = drawn.var(axis=0)
    varies = np.isfinite(variance) & (variance > 0)
    share = np.clip(width[:, varies] ** 2 / variance[varies], 0.0, 1.0)
    found: Floats = 100 * share.mean(axis=1) if varies.any() else np.zeros(len(width))
    return found


def _where_they_go(
    inputs: Inputs, printed: pd.DataFrame, change: xr.DataArray, kept: Sequence[int]
) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats, Floats]:
    """Give, in the order of areas, which of the kept assumptions moves which printed row, and by how much at each end.

    Numbers that no draw gives are left out, and those that have no end.
    """
    by_key = change.transpose("draw", "area", "number")
    places = [by_key.get_index(dim).get_indexer(pd.Index(printed[name])) for dim, name in SAID_OF.items()]
    known = np.flatnonzero(places[1] >= 0)
    area, number = (each[known] for each in places)
    ends = by_key.values.reshape(-1, 2, *by_key.shape[1:])[list(kept)][:, :, area, number]
    which, row = np.nonzero(np.isfinite(ends).all(axis=1))
    order = pd.Index([each.code for each in inputs.areas.every]).get_indexer(pd.Index(printed["area"]))[known[row]]
    first = np.argsort(order, kind="stable")
    which, row = which[first], row[first]
    return which, known[row], ends[which, 0, row], ends[which, 1, row]

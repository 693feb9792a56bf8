"""Which assumptions matter: how much of the spread of what the plan has to hold each would take away, were it known.

Read from the joint draws that are there already (`methods.given_data`), nothing is worked out again. Only assumptions
an answer hangs on are tried; what chance alone could give is never rated above low.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from planbook.data.inputs import Inputs
from planbook.methods import given_data
from planbook.methods.scenarios.answers import ANSWERS, BY_KEY, ENDS
from planbook.methods.scenarios.limits import by_area
from planbook.methods.swings import Movable

Floats = NDArray[np.float64]
PERCENT = 100.0
TINY = 1e-12
LOW = "low"
KEPT = {"draws": ("draw", "key"), "answers": ("draw", "answer"), "shares": ("key", "answer"), "told": ("key", "answer")}


@dataclass(frozen=True)
class Ranked:
    """Assumptions tried, one number a draw each, and the share of each answer's variance each explains.

    `draws` has shape (draw, key), `answers` (draw, answer), `shares` and `told` (key, answer): `told` where chance
    alone would not give as much. `floor` is that share.
    """

    keys: tuple[str, ...]
    draws: Floats
    answers: Floats
    shares: Floats
    told: NDArray[np.bool_]
    floor: float

    @classmethod
    def of(cls, kept: xr.Dataset) -> Ranked:
        """Give what `kept` gave."""
        draws, answers, shares, told = (kept[name].values for name in KEPT)
        return cls(tuple(kept["key"].values.tolist()), draws, answers, shares, told, float(kept["floor"]))

    def kept(self) -> xr.Dataset:
        """Give this as an array that tables share."""
        parts = {name: (dims, getattr(self, name)) for name, dims in KEPT.items()}
        return xr.Dataset({**parts, "floor": self.floor}, {"key": list(self.keys)})


def ranked(inputs: Inputs) -> Ranked:
    """Rank the assumptions of the run's own scenario."""
    ends = inputs.array(ENDS).values
    behind = {each.key: set(inputs.assumed_in(each.array)) for each in ANSWERS}
    drawn = {key: one_a_draw(inputs, key) for key in sorted(set().union(*behind.values()))}
    keys = tuple(key for key, values in drawn.items() if float(np.ptp(values)) > 0)
    draws = np.stack([drawn[key] for key in keys], axis=1)
    known = np.array([[key in behind[answer] for answer in BY_KEY] for key in keys])
    floor = given_data.floor(len(ends), int(known.sum(axis=0).max()))
    explained = np.where(known, given_data.explained(draws, ends), 0.0)
    shares = np.where(known, given_data.first_order(draws, ends), 0.0)
    return Ranked(keys, draws, ends, shares, explained > floor, floor)


def swings(inputs: Movable, keys: Sequence[str]) -> pd.DataFrame:
    """Give the answer each assumption moves most, at its low end, as it is and at its high end: one row per key.

    Columns key, answer, low_at, middle, high_at. All others stand at their values; what an end changes is added to the
    mean over the joint draws. How far an answer moves counts by how unsure it is.
    """
    ends, drawn = (np.asarray(each) for each in (inputs.at_ends(ENDS, keys), inputs.array(ENDS)))
    change = (ends[1:] - ends[0]).reshape(len(keys), 2, -1)
    most = (np.abs(change).max(axis=1) / np.maximum(drawn.std(axis=0), TINY)).argmax(axis=1)
    low, high = np.take_along_axis(change, most[:, None, None], axis=2)[:, :, 0].T
    middle = drawn.mean(axis=0)[most]
    answers = np.array(list(BY_KEY), dtype=object)[most]
    return pd.DataFrame(
        {"key": list(keys), "answer": answers, "low_at": middle + low, "middle": middle, "high_at": middle + high}
    )


def one_a_draw(inputs: Inputs, key: str) -> Floats:
    """Give one number a draw of an assumption: leaves stand at the same percentile, so their mean stands for all."""
    system = inputs.draws(key).transpose("draw", "area", ...).values[:, -1]
    return np.asarray(system.mean(axis=1) if system.ndim > 1 else system)


def rated(inputs: Inputs, found: Ranked) -> pd.DataFrame:
    """Give each assumption with the answer it moves most and its impact, most first: one row per order.

    `evidence` is the assumption's source; value and range are of the only leaf, and missing where there are several.
    """
    least = by_area(inputs, "scenarios.impact_pct").isel(area=0)
    marks = {str(leaf): float(least.sel(leaf=leaf)) for leaf in least["leaf"].values}
    weighed = np.where(found.told, found.shares + 1, found.shares)
    most = weighed.argmax(axis=1)
    at = np.arange(len(found.keys))
    order = np.argsort(-weighed[at, most], kind="stable")
    rows = []
    for place, row in enumerate(order, start=1):
        answer = ANSWERS[most[row]]
        share, told = PERCENT * float(found.shares[row, most[row]]), bool(found.told[row, most[row]])
        rows.append((place, answer, share, told, impact(share, told, marks), inputs.believed(found.keys[row])))
    return pd.DataFrame(
        [
            (
                order, held.key, held.meaning, answer.key, answer.label, share, PERCENT * found.floor, told, rating,
                *(_only(part) for part in (held.value, held.low, held.high)), held.unit, held.quality,
                len(held.leaves), held.source,
            )
            for order, answer, share, told, rating, held in rows
        ],
        columns=[
            "order", "key", "label", "answer", "answer_label", "variance_pct", "floor_pct", "told", "impact_rating",
            "value", "low", "high", "unit", "quality", "leaves", "evidence",
        ],
    )  # fmt: skip


def impact(share_pct: float, told: bool, least: dict[str, float]) -> str:
    """Rate a share of variance high, medium or low; what chance could give is low."""
    for rating in ("high", "medium"):
        if told and share_pct >= least[rating]:
            return rating
    return LOW


def _only(values: tuple[float, ...]) -> float:
    return values[0] if len(values) == 1 else np.nan

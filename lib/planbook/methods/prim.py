"""Patient rule induction: the corner of what could be in which something happens most often, in plain limits.

A box begins as everything. Peeling takes off, again and again, the thin slice whose loss leaves what happens most
frequent; pasting puts slices back that cost nothing (Friedman and Fisher, 1999). Coverage is how much of what happens
lies in the box, density how often it happens there; a limit that could be chance by its quasi-p is dropped (Bryant and
Lempert, 2010).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc

from planbook.methods.summary import percentiles

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PEEL = 0.1
LEAST_MASS = 0.1
SURE = 0.05
SAME = 1e-12
LOW, HIGH = 0, 1
PERCENT = 100.0


@dataclass(frozen=True)
class Box:
    """Limits by input (low, high; infinite where it has none), and what lies within.

    `coverage`: share of what happens that is in the box. `density`: how often it happens there. `mass`: share of draws
    in the box. `base`: how often it happens at all. `quasi_p` by input: how likely chance alone would make its limit.
    """

    limits: Mapping[str, tuple[float, float]]
    coverage: float
    density: float
    mass: float
    base: float
    quasi_p: Mapping[str, float]


def found_box(
    inputs: Floats,
    happens: Flags,
    names: Sequence[str],
    *,
    peel: float = PEEL,
    least_mass: float = LEAST_MASS,
    sure: float = SURE,
) -> Box | None:
    """Give the box in which it happens most, or nothing where no limit stands out from chance.

    `inputs` has shape (draw, input). Of the boxes on the way down the one that stands out most is pasted. Inputs
    without a limit, then the one whose limit is likeliest to be chance, are left out and the box is sought again, until
    every limit is under `sure`, divided by the slices there were to peel (Bonferroni).
    """
    base = float(happens.mean())
    left = list(range(inputs.shape[1])) if 0 < base < 1 else []
    tried = 2 * inputs.shape[1] / peel
    while left:
        mine = inputs[:, left]
        edges = _pasted(mine, happens, _standing_out(mine, happens, peel, least_mass), peel)
        chances = _quasi_p(mine, happens, edges)
        if chances and max(chances.values()) * tried <= sure:
            return _box(mine, happens, edges, [names[at] for at in left], chances)
        unlimited = [at for at in range(len(left)) if at not in chances]
        dropped = unlimited or [max(chances, key=lambda at: (chances[at], at))]
        left = [each for at, each in enumerate(left) if at not in dropped]
    return None


def inside(inputs: Floats, edges: Floats) -> Flags:
    """Say which draws lie within edges (low and high by input), shape (draw,)."""
    return np.asarray(((inputs >= edges[LOW]) & (inputs <= edges[HIGH])).all(axis=1))


def _standing_out(inputs: Floats, happens: Flags, peel: float, least_mass: float) -> Floats:
    """Peel to the least mass and give the edges that stood out most: density above base, in standard errors."""
    base = happens.mean()
    edges = np.array([np.full(inputs.shape[1], -np.inf), np.full(inputs.shape[1], np.inf)])
    best, score = edges, 0.0
    held = np.ones(len(inputs), dtype=bool)
    while True:
        peeled = _peeled(inputs, happens, held, edges, peel)
        if peeled is None:
            return best
        edges, held = peeled
        if held.mean() < least_mass:
            return best
        found = (happens[held].mean() - base) * np.sqrt(held.sum())
        if found > score + SAME:
            best, score = edges, found


def _peeled(inputs: Floats, happens: Flags, held: Flags, edges: Floats, peel: float) -> tuple[Floats, Flags] | None:
    """Take off the slice whose loss leaves the highest density; nothing where no slice can be taken off."""
    ends = percentiles(inputs[held], [PERCENT * peel, PERCENT * (1 - peel)])
    kept = np.stack([inputs >= ends[LOW], inputs <= ends[HIGH]]) & held[:, None]
    sizes, hits, before = kept.sum(axis=1), kept[:, happens].sum(axis=1), held.sum()
    best: tuple[float, int, int] | None = None
    for at in range(inputs.shape[1]):
        for side in (LOW, HIGH):
            if not 0 < sizes[side, at] < before:
                continue
            density = hits[side, at] / sizes[side, at]
            if best is None or density > best[0] + SAME:
                best = (density, at, side)
    if best is None:
        return None
    _, at, side = best
    moved = edges.copy()
    moved[side, at] = ends[side, at]
    return moved, kept[side, :, at]


def _pasted(inputs: Floats, happens: Flags, edges: Floats, peel: float) -> Floats:
    """Put slices back while density does not fall."""
    while True:
        now = inside(inputs, edges)
        density, room = happens[now].mean(), max(1, round(peel * now.sum()))
        best: tuple[float, Floats] | None = None
        for side, at in zip(*np.nonzero(np.isfinite(edges)), strict=True):
            wider = _wider(inputs, edges, int(side), int(at), room)
            after = float(happens[inside(inputs, wider)].mean())
            if after >= density - SAME and (best is None or after > best[0] + SAME):
                best = (after, wider)
        if best is None or np.array_equal(best[1], edges):
            return edges
        edges = best[1]


def _wider(inputs: Floats, edges: Floats, side: int, at: int, room: int) -> Floats:
    """Move one edge out by so many of the draws that lie just beyond it."""
    free = edges.copy()
    free[side, at] = (-np.inf, np.inf)[side]
    column = inputs[inside(inputs, free), at]
    beyond = (
        np.sort(column[column < edges[LOW, at]])[::-1] if side == LOW else np.sort(column[column > edges[HIGH, at]])
    )
    if len(beyond) > room:
        free[side, at] = beyond[room - 1]
    return free


def _quasi_p(inputs: Floats, happens: Flags, edges: Floats) -> dict[int, float]:
    """Give for each limited input how likely so many hits in the box are, at the rate of the box without its limit."""
    held = inside(inputs, edges)
    chances = {}
    for at in np.nonzero(np.isfinite(edges).any(axis=0))[0]:
        without = edges.copy()
        without[:, at] = (-np.inf, np.inf)
        rate = float(happens[inside(inputs, without)].mean())
        hits = int(happens[held].sum())
        chances[int(at)] = float(bdtrc(hits - 1, int(held.sum()), rate)) if hits else 1.0
    return chances


def _box(inputs: Floats, happens: Flags, edges: Floats, names: Sequence[str], chances: Mapping[int, float]) -> Box:
    held = inside(inputs, edges)
    limits = {names[at]: (float(edges[LOW, at]), float(edges[HIGH, at])) for at in chances}
    hits = int(happens[held].sum())
    quasi_p = {names[at]: chance for at, chance in chances.items()}
    return Box(
        limits,
        coverage=hits / int(happens.sum()),
        density=hits / int(held.sum()),
        mass=float(held.mean()),
        base=float(happens.mean()),
        quasi_p=quasi_p,
    )

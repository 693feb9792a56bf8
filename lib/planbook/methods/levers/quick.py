"""What levers gain, worked out on staff of all ages together: quick enough to try every lever by itself.

The choice is made with these; the model is then run again in full (`methods.levers.again`), and what differs is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planbook.methods.levers.base import Stock
from planbook.methods.levers.change import Change

Floats = NDArray[np.float64]


@dataclass
class Together:
    """Some levers at some amounts, taken together: factors of rates, heads that join, posts required and available.

    Every array is (draw, year, group). Rates multiply, so that two levers that each keep a tenth of leavers keep 19 in
    100 together; what joins and moves adds up.
    """

    stock: Stock
    factors: dict[str, Floats] = field(default_factory=dict)
    joins: dict[str, Floats] = field(default_factory=dict)
    required: Floats = field(init=False)
    available: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.required, self.available = (np.zeros_like(self.stock.heads) for _ in range(2))

    def add(self, change: Change, amount: float, gained: Floats | None = None) -> None:
        """Add a lever; its side effects follow `gained`, what it gains by itself at full reach (draw, year)."""
        for name, rate in change.rates.items():
            self.factors[name] = self.factors.get(name, 1.0) * (1 + amount * rate)
        if change.joins is not None:
            self.joins[change.joins_from] = self.joins.get(change.joins_from, 0.0) + amount * change.joins
        if change.moved is not None and change.to is not None:
            moved = amount * change.moved * self.stock.required
            self.required -= moved
            self.required[:, :, change.to] += moved.sum(axis=2) * change.takes[:, None]
        for side in change.sides:
            more = amount * side.each[:, None] * (0.0 if gained is None else gained)
            (self.available if side.into == "supply" else self.required)[:, :, side.group] += more

    def gains(self, groups: Sequence[int]) -> Floats:
        """Give posts gained in some groups (available more, required less), shape (draw, year, groups)."""
        at = list(groups)
        factor = {name: found.take(at, 2) for name, found in self.factors.items()}
        gained = self.available.take(at, 2) - self.required.take(at, 2)
        if "work" in factor:
            gained += self.stock.required.take(at, 2) * (1 - factor["work"])
        moving = self.joins or {"leaving", "retiring"} & factor.keys()
        if moving or {"hours", "absence"} & factor.keys():
            stock = self.stock.of(at)
            heads = stock.heads
            if moving:
                joins = sum((more.take(at, 2) for more in self.joins.values()), np.zeros_like(heads))
                heads = carried(stock, factor.get("leaving", 1.0), factor.get("retiring", 1.0), joins)
            filled = stock.filling(heads, factor.get("hours", 1.0), factor.get("absence", 1.0))
            gained += filled - self.stock.available.take(at, 2)
        return gained


def carried(stock: Stock, leaving: Floats | float, retiring: Floats | float, joins: Floats) -> Floats:
    """Carry heads forward with leaving and retiring times a factor and more joiners, shape (draw, year, group)."""
    stay = np.maximum(1 - stock.leaving * leaving - stock.retiring * retiring - stock.moving, 0.0)
    coming = stock.coming + joins
    heads = stock.heads.copy()
    for year in range(1, heads.shape[1]):
        heads[:, year] = heads[:, year - 1] * stay[:, year] + coming[:, year]
    return heads


def alone(stock: Stock, change: Change) -> tuple[Floats, Floats]:
    """Give what a lever gains by itself at full reach: where it reaches, before side effects (draw, year), and in all.

    The second has every group (draw, year, group), side effects in; they follow the first.
    """
    together, groups = Together(stock), list(change.touched)
    together.add(change, 1.0)
    gains = together.gains(groups)
    gained = np.maximum(gains[:, :, : len(change.reached)], 0.0).sum(axis=2)
    full = np.zeros_like(stock.heads)
    full[:, :, groups] = gains
    for side in change.sides:
        full[:, :, side.group] += (1 if side.into == "supply" else -1) * side.each[:, None] * gained
    return gained, full


def credits(
    stock: Stock, changes: Sequence[Change], amounts: Mapping[str, float], gained: Mapping[str, Floats]
) -> Floats:
    """Give each lever's part in what they gain together, shape (lever, draw, year, group); they sum to it.

    The mean of what each adds when they come in one order and in the reverse: Shapley's value where levers overlap in
    pairs.
    """
    parts = np.zeros((len(changes), *stock.heads.shape))
    for order in (range(len(changes)), range(len(changes) - 1, -1, -1)):
        together, so_far = Together(stock), np.zeros_like(stock.heads)
        for at in order:
            change, groups = changes[at], list(changes[at].touched)
            together.add(change, amounts[change.name], gained[change.name])
            now = together.gains(groups)
            parts[at][:, :, groups] += (now - so_far[:, :, groups]) / 2
            so_far[:, :, groups] = now
    return parts

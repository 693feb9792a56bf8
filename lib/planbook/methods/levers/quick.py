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
RATE_NAMES = ("leaving", "retiring", "absence", "hours", "work")


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

    def add(self, change: Change, amount: float, gained: Floats) -> None:
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
            more = amount * side.each[:, None] * gained
            (self.available if side.into == "supply" else self.required)[:, :, side.group] += more

    def factor(self, name: str, groups: Sequence[int]) -> Floats | float:
        """Give the factor of a rate for some groups."""
        found = self.factors.get(name)
        return 1.0 if found is None else found[:, :, groups]

    def gains(self, groups: Sequence[int]) -> Floats:
        """Give posts gained in some groups (available more, required less), shape (draw, year, groups)."""
        stock, at = self.stock.of(groups), list(groups)
        more = self._available(stock, at) - _available(stock, stock.heads, 1.0, 1.0)
        less = stock.required * (1 - np.asarray(self.factor("work", at)))
        return np.asarray(more + self.available[:, :, at] + less - self.required[:, :, at])

    def _available(self, stock: Stock, at: list[int]) -> Floats:
        heads = stock.heads
        if self.joins or {"leaving", "retiring"} & self.factors.keys():
            more = sum((heads_in[:, :, at] for heads_in in self.joins.values()), np.zeros_like(heads))
            heads = carried(stock, self.factor("leaving", at), self.factor("retiring", at), more)
        return _available(stock, heads, self.factor("hours", at), self.factor("absence", at))


def carried(stock: Stock, leaving: Floats | float, retiring: Floats | float, joins: Floats) -> Floats:
    """Carry heads forward with leaving and retiring times a factor and more joiners, shape (draw, year, group)."""
    stay = 1 - stock.leaving * leaving - stock.retiring * retiring - stock.moving
    coming = stock.coming + joins
    heads = stock.heads.copy()
    for year in range(1, heads.shape[1]):
        heads[:, year] = heads[:, year - 1] * np.maximum(stay[:, year], 0.0) + coming[:, year]
    return heads


def _available(stock: Stock, heads: Floats, hours: Floats | float, absence: Floats | float) -> Floats:
    in_post = heads * np.minimum(stock.participation * hours, np.maximum(stock.participation, 1.0))
    at_work = (in_post + stock.temporary) * (1 - stock.absence * absence)
    posts = at_work / (1 - stock.absence_base) * stock.productivity - stock.temporary_base
    return np.maximum(posts, 0.0)


def gained_alone(stock: Stock, change: Change) -> Floats:
    """Give what a lever gains where it reaches, by itself at full reach and before side effects (draw, year)."""
    nothing = np.zeros(stock.heads.shape[:2])
    together = Together(stock)
    together.add(change, 1.0, nothing)
    return np.maximum(together.gains(change.reached), 0.0).sum(axis=2)


def alone(stock: Stock, change: Change, gained: Floats) -> Floats:
    """Give posts gained in every group by a lever by itself at full reach, side effects in, (draw, year, group)."""
    together = Together(stock)
    together.add(change, 1.0, gained)
    return _in(stock, together, change.touched)


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


def _in(stock: Stock, together: Together, groups: Sequence[int]) -> Floats:
    wide = np.zeros_like(stock.heads)
    wide[:, :, list(groups)] = together.gains(groups)
    return wide

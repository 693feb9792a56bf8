"""Which levers, and how much of each: the cheapest that close the gap, or the most that can be closed.

Mixed-integer programming (`methods.levers.program`). A lever is begun or not (which costs its set-up), and
then used between a least and a most amount, in whole steps where it has steps. Every future weighed is held at once,
so that a plan does not rest on one of them turning out well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from planbook.methods.levers.program import Program

Floats = NDArray[np.float64]

CLOSED, SHORT, CONTRADICTS, UNBOUNDED = "closed", "short", "contradicts", "unbounded"
OPTIMAL, STOPPED, INFEASIBLE, WITHOUT_BOUND = 0, 1, 2, 3
SAME = 1e-6  # how much of the best closure may be given up to solver's rounding when cost is looked at second


@dataclass(frozen=True)
class Option:
    """A lever as the choice sees it. An amount of 1 is its full reach.

    `closes`: staff it gains at full reach, shape (future, group); below 0 it widens a gap. `spend`: pounds at full
    reach by period; `set_up`: pounds to begin, in the first period. `least` to `most`: the amounts it may have when
    begun; `step`: amounts come in whole steps of it; `floor`: it must have at least so much. `uses`: what it takes of
    each capacity at full reach. `needs`: levers that must be begun with it.
    """

    name: str
    closes: Floats
    spend: tuple[float, ...]
    set_up: float = 0.0
    least: float = 0.0
    most: float = 1.0
    step: float = 0.0
    floor: float = 0.0
    uses: Mapping[str, float] = field(default_factory=dict)
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """What holds for all levers together: pounds by period (none: no limit), and how much there is of each capacity."""

    budget: tuple[float, ...] | None = None
    capacity: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Care:
    """How exact a choice is: the relative gap at which the search stops, and how much closure cost may trade away.

    `give_up`: of the least that can be left short, how much more may be left for a cheaper choice.
    """

    gap: float = 1e-6
    give_up: float = SAME
    nodes: int = 20_000  # a limit of nodes, not of time: the same answer on any machine


EXACT = Care()


@dataclass(frozen=True)
class Choice:
    """What was chosen: `status`, the amount of each lever, pounds in all, and staff still short (future, group).

    `closed`: nothing is short in any future weighed, at least cost. `short`: something is, and no choice leaves less;
    at the least cost of those. `contradicts`: what must be done cannot all be done. `unbounded`: a lever saves money,
    or gains staff, without end.
    """

    status: str
    amounts: Mapping[str, float] = field(default_factory=dict)
    cost: float = float("nan")
    short: Floats = field(default_factory=lambda: np.empty((0, 0)))

    @property
    def solved(self) -> bool:
        """Whether there is a plan."""
        return self.status in (CLOSED, SHORT)

    @property
    def mean_short(self) -> float:
        """Staff still short in all groups together, mean of the futures."""
        return float(self.short.sum(axis=1).mean())


def choose(gaps: Floats, options: Sequence[Option], limits: Limits | None = None, care: Care = EXACT) -> Choice:
    """Close the gap at least cost within the limits; where that cannot be, leave least short, then cost least.

    `gaps` is staff short by (future, group); below 0 is to spare.
    """
    found = least_cost(gaps, options, limits, care)
    return found if found.status != SHORT else most_closed(gaps, options, limits, care)


def least_cost(gaps: Floats, options: Sequence[Option], limits: Limits | None = None, care: Care = EXACT) -> Choice:
    """Give the cheapest amounts that close every gap in every future; status `short` where none do."""
    program = _program(gaps, options, limits, care)
    status, amounts = program.solve(program.cost, elastic=False)
    if status == INFEASIBLE:
        return replace(priced(gaps, options, np.zeros(len(options))), status=SHORT)
    if status == WITHOUT_BOUND:
        return Choice(UNBOUNDED)
    return priced(gaps, options, amounts)


def most_closed(gaps: Floats, options: Sequence[Option], limits: Limits | None = None, care: Care = EXACT) -> Choice:
    """Give the amounts that leave least short on average over the futures, and cost least of those that do."""
    program = _program(gaps, options, limits, care)
    status, amounts = program.solve(program.shortage, elastic=True)
    if status == INFEASIBLE:
        return Choice(CONTRADICTS)
    if status == WITHOUT_BOUND:
        return Choice(UNBOUNDED)
    best = priced(gaps, options, amounts)
    status, amounts = program.solve(program.cost, elastic=True, most_short=best.mean_short * (1 + care.give_up) + SAME)
    if status == WITHOUT_BOUND:
        return Choice(UNBOUNDED)
    return priced(gaps, options, amounts) if status == OPTIMAL else best


def priced(gaps: Floats, options: Sequence[Option], amounts: Floats) -> Choice:
    """Give the choice of certain amounts of the options, in their order: what it costs and leaves short."""
    tidy = np.where(amounts > SAME, amounts, 0.0)
    left = np.maximum(gaps - (gains_of(options, gaps) @ tidy).reshape(gaps.shape), 0.0)
    left = np.where(left > SAME * max(1.0, float(np.abs(gaps).max(initial=0.0))), left, 0.0)
    cost = float(sum(sum(o.spend) * amount + o.set_up * (amount > 0) for o, amount in zip(options, tidy, strict=True)))
    named = {option.name: float(amount) for option, amount in zip(options, tidy, strict=True)}
    return Choice(CLOSED if not left.any() else SHORT, named, cost, left)


def gains_of(options: Sequence[Option], gaps: Floats) -> Floats:
    """Give what each option closes at full reach, shape (future x group, option)."""
    return np.stack([option.closes.reshape(-1) for option in options], axis=1) if options else np.zeros((gaps.size, 0))


def _program(gaps: Floats, options: Sequence[Option], limits: Limits | None, care: Care) -> Program:
    from planbook.methods.levers.program import Program  # brings the solver: where levers are held nobody needs it

    return Program(gaps, options, limits or Limits(), care)

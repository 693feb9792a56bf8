"""Which levers, and how much of each: the cheapest that close the gap, or the most that can be closed.

Mixed-integer programming (HiGHS through scipy.optimize.milp). A lever is begun or not (which costs its set-up), and
then used between a least and a most amount, in whole steps where it has steps. Every future weighed is held at once,
so that a plan does not rest on one of them turning out well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, csr_array, eye_array

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
    program = _Program(gaps, options, limits or Limits(), care)
    status, amounts = program.solve(program.cost, elastic=False)
    if status == INFEASIBLE:
        return replace(program.chosen(np.zeros(len(options))), status=SHORT)
    if status == WITHOUT_BOUND:
        return Choice(UNBOUNDED)
    return program.chosen(amounts)


def most_closed(gaps: Floats, options: Sequence[Option], limits: Limits | None = None, care: Care = EXACT) -> Choice:
    """Give the amounts that leave least short on average over the futures, and cost least of those that do."""
    program = _Program(gaps, options, limits or Limits(), care)
    status, amounts = program.solve(program.shortage, elastic=True)
    if status == INFEASIBLE:
        return Choice(CONTRADICTS)
    if status == WITHOUT_BOUND:
        return Choice(UNBOUNDED)
    best = program.chosen(amounts)
    status, amounts = program.solve(program.cost, elastic=True, most_short=best.mean_short * (1 + care.give_up) + SAME)
    if status == WITHOUT_BOUND:
        return Choice(UNBOUNDED)
    return program.chosen(amounts) if status == OPTIMAL else best


class _Program:
    """The rows and columns of the program: amounts, whether begun, counts of steps, staff short in each row kept."""

    def __init__(self, gaps: Floats, options: Sequence[Option], limits: Limits, care: Care) -> None:
        self.gaps, self.options, self.limits, self.care = gaps, options, limits, care
        self.count = len(options)
        gains = np.stack([option.closes.reshape(-1) for option in options], axis=1) if options else None
        self.gains = gains if gains is not None else np.zeros((gaps.size, 0))
        most = np.array([option.most for option in options])
        worst = gaps.reshape(-1) - np.minimum(self.gains, 0.0) @ np.where(np.isfinite(most), most, 0.0)
        endless = ((self.gains < 0) & ~np.isfinite(most)).any(axis=1)
        self.kept = np.flatnonzero((worst > 0) | endless)
        futures = gaps.shape[0]
        self.cost = np.concatenate(
            [[sum(o.spend) for o in options], [o.set_up for o in options], np.zeros(self.count + len(self.kept))]
        )
        self.shortage = np.concatenate([np.zeros(3 * self.count), np.full(len(self.kept), 1 / futures)])

    def solve(self, objective: Floats, *, elastic: bool, most_short: float | None = None) -> tuple[int, Floats]:
        """Solve for an objective; staff may be short only where `elastic`. Gives status and amounts."""
        if not self.count:
            return (OPTIMAL if elastic or not len(self.kept) else INFEASIBLE), np.zeros(0)
        bounds = self._bounds(elastic)
        constraints = [*self._rows(), *self._most_short(most_short)]
        whole = self._whole()
        how = {"mip_rel_gap": self.care.gap, "node_limit": self.care.nodes}
        # Pounds are millions of times what is counted in posts, and HiGHS 1.12 can write beyond its memory on those.
        scale = float(np.abs(objective).max(initial=0.0)) or 1.0
        found = milp(objective / scale, integrality=whole, bounds=bounds, constraints=constraints, options=how)
        status = int(found.status)
        if status not in (OPTIMAL, STOPPED, INFEASIBLE, WITHOUT_BOUND):
            free = milp(np.zeros_like(objective), integrality=whole, bounds=bounds, constraints=constraints)
            status = WITHOUT_BOUND if free.status == OPTIMAL else INFEASIBLE
        if found.x is None:
            return (INFEASIBLE if status == STOPPED else status), np.zeros(self.count)
        return OPTIMAL, np.asarray(found.x[: self.count])

    def chosen(self, amounts: Floats) -> Choice:
        """Give the choice with these amounts: what it costs and leaves short."""
        tidy = np.where(amounts > SAME, amounts, 0.0)
        left = np.maximum(self.gaps.reshape(-1) - self.gains @ tidy, 0.0).reshape(self.gaps.shape)
        left = np.where(left > SAME * max(1.0, float(np.abs(self.gaps).max(initial=0.0))), left, 0.0)
        cost = float(self.cost[: self.count] @ tidy + self.cost[self.count : 2 * self.count] @ (tidy > 0))
        named = {option.name: float(amount) for option, amount in zip(self.options, tidy, strict=True)}
        return Choice(CLOSED if not left.any() else SHORT, named, cost, left)

    def _whole(self) -> Floats:
        stepped = [float(option.step > 0) for option in self.options]
        return np.concatenate([np.zeros(self.count), np.ones(self.count), stepped, np.zeros(len(self.kept))])

    def _bounds(self, elastic: bool) -> Bounds:
        most = [option.most for option in self.options]
        floor = [min(option.floor, option.most) for option in self.options]
        begun = [float(option.floor > 0) for option in self.options]
        short = np.full(len(self.kept), np.inf if elastic else 0.0)
        low = np.concatenate([floor, begun, np.zeros(self.count + len(self.kept))])
        may = [float(option.most > 0) for option in self.options]
        return Bounds(low, np.concatenate([most, may, np.full(self.count, np.inf), short]))

    def _rows(self) -> list[LinearConstraint]:
        """Give: gaps closed or short; amounts only where begun and from their least; steps; money; capacity; needs."""
        n, kept = self.count, len(self.kept)
        amounts, none = csr_array(self.gains[self.kept]), csr_array((kept, n))
        rows = [LinearConstraint(_beside(amounts, none, none, eye_array(kept)), self.gaps.reshape(-1)[self.kept])]
        one, blank, short = eye_array(n), csr_array((n, n)), csr_array((n, kept))
        most = np.array([option.most if np.isfinite(option.most) else 0.0 for option in self.options])
        least = np.array([option.least for option in self.options])
        bounded = np.isfinite([option.most for option in self.options])
        capped = _beside(_diagonal(bounded.astype(float)), _diagonal(-most), blank, short)
        rows.append(LinearConstraint(capped, -np.inf, np.zeros(n)))
        rows.append(LinearConstraint(_beside(one, _diagonal(-least), blank, short), np.zeros(n), np.inf))
        steps = np.array([option.step for option in self.options])
        stepped = _beside(_diagonal((steps > 0).astype(float)), blank, _diagonal(-steps), short)
        rows.append(LinearConstraint(stepped, np.zeros(n), np.zeros(n)))
        return [*rows, *self._shared()]

    def _shared(self) -> list[LinearConstraint]:
        """Give the rows of what levers share: pounds by period, capacities, and levers that need another."""
        rows, tops, names = [], [], [option.name for option in self.options]
        for period, pounds in enumerate(self.limits.budget or ()):
            spend = [option.spend[period] for option in self.options]
            begin = [option.set_up if period == 0 else 0.0 for option in self.options]
            rows.append([*spend, *begin])
            tops.append(pounds)
        for name, there_is in self.limits.capacity.items():
            rows.append([*(option.uses.get(name, 0.0) for option in self.options), *np.zeros(self.count)])
            tops.append(there_is)
        for at, option in enumerate(self.options):
            for other in option.needs:
                row = np.zeros(2 * self.count)
                row[self.count + at] = 1.0
                if other in names:
                    row[self.count + names.index(other)] = -1.0
                rows.append(list(row))
                tops.append(0.0)
        if not rows:
            return []
        wide = csr_array((len(rows), self.count + len(self.kept)))
        return [LinearConstraint(block_array([[csr_array(np.array(rows)), wide]]), -np.inf, np.array(tops))]

    def _most_short(self, most: float | None) -> list[LinearConstraint]:
        return [] if most is None else [LinearConstraint(self.shortage[None, :], -np.inf, most)]


def _beside(*blocks: csr_array) -> csr_array:
    return block_array([list(blocks)])


def _diagonal(values: Floats) -> csr_array:
    return eye_array(len(values)).multiply(np.asarray(values)[:, None]).tocsr()

"""The choice of levers as a mixed-integer program: its rows and columns, solved by HiGHS (scipy.optimize.milp)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, csr_array, eye_array

from planbook.methods.levers.choose import INFEASIBLE, OPTIMAL, STOPPED, WITHOUT_BOUND, Care, Limits, Option, gains_of

Floats = NDArray[np.float64]
KNOWN = (OPTIMAL, STOPPED, INFEASIBLE, WITHOUT_BOUND)


class Program:
    """The rows and columns of the program: amounts, whether begun, counts of steps, staff short in each row kept."""

    def __init__(self, gaps: Floats, options: Sequence[Option], limits: Limits, care: Care) -> None:
        self.gaps, self.options, self.limits, self.care = gaps, options, limits, care
        self.count = len(options)
        self.gains = gains_of(options, gaps)
        most = np.array([option.most for option in options])
        worst = gaps.reshape(-1) - np.minimum(self.gains, 0.0) @ np.where(np.isfinite(most), most, 0.0)
        endless = ((self.gains < 0) & ~np.isfinite(most)).any(axis=1)
        self.kept = np.flatnonzero((worst > 0) | endless)
        futures = gaps.shape[0]
        self.cost = np.concatenate(
            [[sum(o.spend) for o in options], [o.set_up for o in options], np.zeros(self.count + len(self.kept))]
        )
        self.shortage = np.concatenate([np.zeros(3 * self.count), np.full(len(self.kept), 1 / futures)])
        self.rows = self._rows() if self.count else []

    def solve(self, objective: Floats, *, elastic: bool, most_short: float | None = None) -> tuple[int, Floats]:
        """Solve for an objective; staff may be short only where `elastic`. Gives status and amounts."""
        if not self.count:
            return (OPTIMAL if elastic or not len(self.kept) else INFEASIBLE), np.zeros(0)
        bounds = self._bounds(elastic)
        constraints = [*self.rows, *self._most_short(most_short)]
        whole = self._whole()
        how = {"mip_rel_gap": self.care.gap, "node_limit": self.care.nodes}
        # Pounds are millions of times what is counted in posts, and HiGHS 1.12 can write beyond its memory on those.
        scale = float(np.abs(objective).max(initial=0.0)) or 1.0
        for presolve in (
            True,
            False,
        ):  # simplifying first, HiGHS now and then gives up on what it can solve as it stands
            options = {**how, "presolve": presolve}
            found = milp(objective / scale, integrality=whole, bounds=bounds, constraints=constraints, options=options)
            status = int(found.status)
            if status in KNOWN:
                break
        if status not in KNOWN:
            free = milp(np.zeros_like(objective), integrality=whole, bounds=bounds, constraints=constraints)
            status = WITHOUT_BOUND if free.status == OPTIMAL else INFEASIBLE
        if found.x is None:
            return (INFEASIBLE if status == STOPPED else status), np.zeros(self.count)
        return OPTIMAL, np.asarray(found.x[: self.count])

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

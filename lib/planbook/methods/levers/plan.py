"""From what levers gain and cost to the levers chosen: futures weighed, limits, and what each limit keeps from us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planbook.methods.levers.choose import Care, Choice, Limits, Option, choose, most_closed, priced

Floats = NDArray[np.float64]
FUTURES = 24  # enough to hold every way in which groups fall short together, few enough to solve at once
PLACEMENTS = "placements"
STEADY = Care(gap=1e-3, give_up=1e-3, nodes=2000)
QUICK = Care(gap=5e-3, give_up=5e-3, nodes=500)
LIFTED = {
    "reach": "Twice the reach of every lever",
    "time": "Three more years to work",
    "placements": "Placements without limit",
    "money": "Money without limit",
}
MORE_YEARS = 3
CLOSE, BUDGET, ADOPTED = "close", "budget", "adopted"
BUDGETS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Question:
    """What is to be chosen: gaps to close, and each lever with what it gains and costs.

    `gaps` (draw, group) at the end of the plan, beyond what counts as closed. `full` and `later`: posts gained at full
    reach by then, and some years later, (lever, draw, group). `spend` and `begin`: pounds at full reach by plan year
    and to begin, (lever, year) and (lever,). `amounts`: least and most of each lever. `steps`, `leasts`: by lever.
    """

    names: tuple[str, ...]
    gaps: Floats
    full: Floats
    later: Floats
    spend: Floats
    begin: Floats
    amounts: tuple[tuple[float, float], ...]
    steps: tuple[float, ...]
    leasts: tuple[float, ...]
    places: tuple[float, ...]
    needs: tuple[tuple[str, ...], ...]
    room: float
    budget: tuple[float, ...]
    within_budget: bool
    sure: float

    @property
    def pinned(self) -> bool:
        """Whether nothing is left to choose."""
        return all(least == most for least, most in self.amounts)

    @property
    def limits(self) -> Limits:
        """The limits of the question as it is asked."""
        return Limits(self.budget if self.within_budget else None, {PLACEMENTS: self.room})


@dataclass(frozen=True)
class Answer:
    """What was chosen, what each limit, lifted, would leave short, and what more money would.

    `asked`: close the gap, close most within a budget, or nothing but take the amounts adopted.
    """

    asked: str
    choice: Choice
    lifted: Mapping[str, float]
    bought: tuple[tuple[float, float], ...]


def answer(question: Question) -> Answer:
    """Choose the levers, and look behind the limits where something is left short."""
    futures = weighed(question)
    options = options_of(question, futures)
    gaps = question.gaps[futures]
    if question.pinned:
        return Answer(ADOPTED, as_given(gaps, options, {each.name: each.floor for each in options}), {}, ())
    solve, asked = (most_closed, BUDGET) if question.within_budget else (choose, CLOSE)
    choice = solve(gaps, options, question.limits, STEADY)
    if not choice.solved:
        return Answer(asked, choice, {}, ())
    short = choice.short.any()
    names = [name for name in LIFTED if short and _binds(question, name)]
    lifted = {name: min(choice.mean_short, _lifted(question, futures, name).mean_short) for name in names}
    return Answer(asked, choice, lifted, tuple(_bought(gaps, options, question, choice)))


def weighed(question: Question) -> NDArray[np.int64]:
    """Give the draws the choice must hold in: spread over all but the hardest, by what all levers would leave short.

    The hardest beyond `sure` are left out: 80 leaves out the hardest fifth. The hardest kept is always among them.
    """
    most = np.array([most for _, most in question.amounts])
    left = question.gaps - np.tensordot(most, question.full, axes=1) if len(most) else question.gaps
    hardness = np.maximum(left, 0.0).sum(axis=1) + 1e-9 * question.gaps.sum(axis=1)
    order = np.argsort(hardness, kind="stable")
    kept = order[: max(1, round(question.sure * len(order)))]
    return np.asarray(kept[np.unique(np.linspace(0, len(kept) - 1, min(FUTURES, len(kept))).round().astype(int))])


def options_of(question: Question, futures: Sequence[int] | NDArray[np.int64]) -> list[Option]:
    """Give the levers as the choice sees them, in some futures."""
    made = []
    for at, name in enumerate(question.names):
        least, most = question.amounts[at]
        fixed = least == most
        made.append(
            Option(
                name,
                question.full[at][futures],
                tuple(question.spend[at]),
                set_up=float(question.begin[at]),
                least=0.0 if fixed else min(question.leasts[at], most),
                most=most,
                step=0.0 if fixed else question.steps[at],
                floor=least,
                uses={PLACEMENTS: question.places[at]},
                needs=() if least > 0 else question.needs[at],
            )
        )
    return made


def as_given(gaps: Floats, options: Sequence[Option], amounts: Mapping[str, float]) -> Choice:
    """Give the choice of such amounts as were given, 0 where none was: what it costs and leaves short."""
    return priced(gaps, options, np.array([amounts.get(option.name, 0.0) for option in options]))


def _binds(question: Question, limit: str) -> bool:
    return limit != "money" or question.within_budget


def _lifted(question: Question, futures: NDArray[np.int64], limit: str) -> Choice:
    """Leave least short with one limit lifted."""
    eased = question
    if limit == "reach":
        eased = replace(question, amounts=tuple((least, 2 * most) for least, most in question.amounts))
    if limit == "time":
        eased = replace(question, full=question.later)
    limits = question.limits
    if limit == "placements":
        limits = replace(limits, capacity={})
    if limit == "money":
        limits = replace(limits, budget=None)
    return most_closed(question.gaps[futures], options_of(eased, futures), limits, QUICK)


def _bought(
    gaps: Floats, options: Sequence[Option], question: Question, choice: Choice
) -> Sequence[tuple[float, float]]:
    """Give pounds over the plan, and staff left short, for parts of the money the choice takes."""
    amounts = [choice.amounts[option.name] for option in options]
    years = len(options[0].spend) if options else 0
    by_year = [sum(a * o.spend[year] for a, o in zip(amounts, options, strict=True)) for year in range(years)]
    if years:
        by_year[0] += sum(o.set_up for a, o in zip(amounts, options, strict=True) if a > 0)
    whole, found, best = sum(max(0.0, pounds) for pounds in by_year), [], np.inf
    for part in BUDGETS:
        if part == 1.0:
            left = choice.mean_short
        else:
            limits = Limits(tuple(part * max(0.0, pounds) for pounds in by_year), {PLACEMENTS: question.room})
            some = most_closed(gaps, options, limits, QUICK)
            left = some.mean_short if some.solved else float(np.maximum(gaps, 0.0).sum(axis=1).mean())
        best = min(best, left)  # what less money buys, more money buys too
        found.append((part * whole, best))
    return found

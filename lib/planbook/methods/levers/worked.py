"""Everything about levers for one system, worked out once: what each would gain, the choice, and the run again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from planbook.data.inputs import Inputs
from planbook.methods.levers.again import run_again
from planbook.methods.levers.base import Base
from planbook.methods.levers.change import Change
from planbook.methods.levers.given import Believed, base_of, changes_of, considered, posts_of
from planbook.methods.levers.plan import MORE_YEARS, Answer, Question, answer
from planbook.methods.levers.quick import Together, alone, credits, gained_alone
from planbook.params.lever import LeverFile
from planbook.params.lever_numbers import lever_key

Floats = NDArray[np.float64]
PERCENT = 100.0
PLACED = ("doctors", "nurses_and_health_visitors", "midwives", "ambulance_staff", "scientific_therapeutic_technical")
"""Groups who are taught on placements, and teach on them."""


@dataclass(frozen=True)
class Tried:
    """Each lever by itself at full reach: what it changes, and posts gained (draw, year, group)."""

    base: Base
    levers: Mapping[str, LeverFile]
    changes: Sequence[Change]
    gained: Mapping[str, Floats]
    full: Mapping[str, Floats]


def worked(inputs: Inputs) -> xr.Dataset:
    """Give all that the tables and arrays of levers are taken from, for the system.

    `required`, `available` (draw, year, staff_group): posts with the levers chosen; `credit` (draw, year, staff_group,
    lever): each one's part in the gap closed, summing to it; `full` (same dims): posts gained by itself at full reach;
    `units`, `spent` (draw, year, lever): what its cost is counted by, and pounds; `amount` (lever) of full reach, 0 to
    1; `gbp_full`, `least`, `most` (lever): pounds over the plan at full reach, and the least and most that may be
    used; `lifted` (limit): staff left short with a limit lifted; `pounds`, `bought` (budget): money, and staff left
    short with it.
    Attributes: `status` of the choice, and what was `asked`: close, budget, or adopted where every amount is given.
    """
    believed = Believed(inputs)
    levers = considered(inputs, believed)
    if not levers:
        required, available = posts_of(inputs)
        return _dataset(inputs, required, available, None, None)
    tried = _tried(inputs, levers)
    question = _question(inputs, believed, tried)
    offered = {
        "gbp_full": question.spend.sum(axis=1) + question.begin,
        "least": np.maximum(question.leasts, question.steps),
        "most": np.array([most for _, most in question.amounts]),
    }
    found = _with(inputs, tried, answer(question))
    return found.assign({name: (("lever",), values) for name, values in offered.items()})


def _tried(inputs: Inputs, levers: Mapping[str, LeverFile]) -> Tried:
    base = base_of(inputs)
    changes = changes_of(inputs, base, levers)
    gained = {change.name: gained_alone(base.stock, change) for change in changes}
    full = {change.name: alone(base.stock, change, gained[change.name]) for change in changes}
    return Tried(base, levers, changes, gained, full)


def _question(inputs: Inputs, believed: Believed, tried: Tried) -> Question:
    """Put the question: gaps at the end of the plan, beyond what counts as closed."""
    base = tried.base
    planning, years = inputs.planning, list(base.years)
    end, held = years.index(planning.plan_year_list[-1]), [years.index(year) for year in planning.plan_year_list]
    later = min(end + MORE_YEARS, len(years) - 1)
    names = tuple(tried.levers)
    stock = base.stock
    allowed = believed.value("levers.closed_pct") / PERCENT
    taught = [base.groups.index(group) for group in PLACED if group in base.groups]
    staff = float(base.available.isel(year=0).sum("staff_group").mean())
    room = believed.draws("levers.placements_pct").mean() / PERCENT * stock.heads[:, 0, taught].sum(axis=1).mean()
    return Question(
        names=names,
        gaps=base.gap.values[:, end] - allowed * stock.required[:, end],
        full=np.stack([tried.full[name][:, end] for name in names]),
        later=np.stack([tried.full[name][:, later] for name in names]),
        spend=np.array([change.cost[:, held].mean(axis=0) for change in tried.changes]),
        begin=np.array([float(change.set_up.mean()) for change in tried.changes]),
        amounts=tuple(believed.amounts(name) for name in names),
        steps=tuple(_step(believed, tried.levers[change.name], change) for change in tried.changes),
        leasts=tuple(believed.value(lever_key(name, "least_pct")) / PERCENT for name in names),
        places=tuple(c.places if tried.levers[c.name].placements else 0.0 for c in tried.changes),
        needs=tuple(tried.levers[name].needs for name in names),
        room=float(room),
        budget=(float(believed.draws("levers.budget_gbp_per_staff").mean()) * staff,) * len(held),
        within_budget=believed.value("levers.within_budget") > 0,
        sure=believed.value("levers.sure_pct") / PERCENT,
    )


def _step(believed: Believed, lever: LeverFile, change: Change) -> float:
    """Give the part of full reach that one cohort is; 0 where a lever has no cohorts."""
    if not lever.training or change.places <= 0:
        return 0.0
    return believed.value(lever_key(change.name, "training", "cohort")) / change.places


def _with(inputs: Inputs, tried: Tried, found: Answer) -> xr.Dataset:
    """Run the model again with the levers chosen, and share what it gives among them."""
    base = tried.base
    used = [change for change in tried.changes if found.choice.amounts.get(change.name, 0.0) > 0]
    if not used:
        return _dataset(inputs, base.required, base.available, tried, found)
    together = Together(base.stock)
    for change in used:
        together.add(change, found.choice.amounts[change.name], tried.gained[change.name])
    again = run_again(base, together)
    shared = credits(base.stock, used, found.choice.amounts, tried.gained)
    whole = shared_out(shared, (base.gap - again.gap).transpose("draw", "year", "staff_group").values)
    return _dataset(
        inputs, again.required, again.available, tried, found, dict(zip([c.name for c in used], whole, strict=True))
    )


def shared_out(credit: Floats, gained: Floats) -> Floats:
    """Give credits (lever, draw, year, group) that sum to `gained`, what the model run again gives.

    What the quick sum misses is shared in proportion to the size of each credit in its group; where nobody has any, to
    the size over all groups.
    """
    missed = gained - credit.sum(axis=0)
    size = np.abs(credit)
    whole = np.broadcast_to(size.sum(axis=3, keepdims=True), size.shape)
    in_group = size.sum(axis=0, keepdims=True)
    weights = np.where(in_group > 0, size, whole)
    total = weights.sum(axis=0, keepdims=True)
    even = np.full_like(weights, 1 / len(credit))
    return np.asarray(credit + missed * np.where(total > 0, weights / np.where(total > 0, total, 1.0), even))


def _dataset(
    inputs: Inputs, required: xr.DataArray, available: xr.DataArray, tried: Tried | None, found: Answer | None,
    credit: Mapping[str, Floats] | None = None,
) -> xr.Dataset:  # fmt: skip
    names = list(tried.levers) if tried else []
    shape = (required.sizes["draw"], required.sizes["year"], required.sizes["staff_group"])
    dims, wide = ("draw", "year", "staff_group", "lever"), ("draw", "year", "lever")
    amounts = np.array([found.choice.amounts.get(name, 0.0) if found else 0.0 for name in names])
    nothing, begun = np.zeros(shape), amounts > 0
    full = [tried.full[name] for name in names] if tried else []
    credited = [(credit or {}).get(name, nothing) for name in names]
    changes = tried.changes if tried else []
    units = [amount * change.units for amount, change in zip(amounts, changes, strict=True)]
    spent = [
        amount * change.cost + on * change.set_up_by_year
        for amount, on, change in zip(amounts, begun, changes, strict=True)
    ]
    lifted, bought = (found.lifted, found.bought) if found else ({}, ())
    return xr.Dataset(
        {
            "required": required,
            "available": available,
            "full": (dims, _stacked(full, shape)),
            "credit": (dims, _stacked(credited, shape)),
            "units": (wide, _stacked(units, shape[:2])),
            "spent": (wide, _stacked(spent, shape[:2])),
            "amount": (("lever",), amounts),
            "lifted": (("limit",), np.array(list(lifted.values()), dtype=float)),
            "pounds": (("budget",), np.array([pounds for pounds, _ in bought])),
            "bought": (("budget",), np.array([left for _, left in bought])),
        },
        coords={"lever": names, "limit": list(lifted)},
        attrs={"status": found.choice.status if found else "off", "asked": found.asked if found else "off"},
    )


def _stacked(parts: Sequence[Floats], shape: tuple[int, ...]) -> Floats:
    return np.stack(parts, axis=-1) if parts else np.zeros((*shape, 0))

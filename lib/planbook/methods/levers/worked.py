"""What levers do in one system: each by itself, the amounts chosen, and the model run again with those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from planbook.data.inputs import Inputs
from planbook.methods.levers.again import carried_again, run_again
from planbook.methods.levers.base import Base
from planbook.methods.levers.choose import CLOSED, SHORT
from planbook.methods.levers.given import Believed, base_of, case_here, changes_of, considered, posts_of, staff_of
from planbook.methods.levers.plan import MORE_YEARS, Question, answer, as_given, options_of, weighed
from planbook.methods.levers.quick import Together, alone, credits
from planbook.params.lever import LeverFile
from planbook.params.lever_numbers import lever_key
from planbook.params.lever_words import MOVES_WORK

Floats = NDArray[np.float64]
PERCENT = 100.0
WIDE, EACH = ("draw", "year", "staff_group"), ("draw", "year", "lever")
PLACED = ("doctors", "nurses_and_health_visitors", "midwives", "ambulance_staff", "scientific_therapeutic_technical")
"""Groups who are taught on placements, and teach on them."""
ROUNDING = 1e-9  # posts
OF_WORK = ("productivity", *MOVES_WORK)
"""Mechanisms of levers that gain by there being less work for those they reach; they move no staff."""


def each_alone(inputs: Inputs) -> xr.Dataset:
    """Give what each lever considered does by itself at full reach.

    `full` (draw, year, staff_group, lever): posts gained; `spend` (year, lever), `begin` (lever): mean pounds in a year
    and to begin; `places` (lever): training places a year.
    """
    levers, base = considered(inputs), base_of(inputs)
    changes = changes_of(inputs, base, levers)
    full = [alone(base.stock, change)[1] for change in changes]
    return xr.Dataset(
        {
            "full": ((*WIDE, "lever"), _beside(full, base.stock.heads.shape)),
            "spend": (("year", "lever"), _beside([each.cost.mean(axis=0) for each in changes], (len(base.years),))),
            "begin": (("lever",), np.array([float(each.set_up.mean()) for each in changes])),
            "places": (("lever",), np.array([each.places for each in changes])),
        },
        coords={"year": list(base.years), "staff_group": base.groups, "lever": list(levers)},
    )


def chosen(inputs: Inputs) -> xr.Dataset:
    """Choose among the levers considered, and look behind the limits.

    `amount` (lever) of full reach, 0 to 1; `lifted` (limit): staff left short with a limit lifted; `pounds`, `bought`
    (budget): money, and staff left short with it. Attributes: `status` of the choice, and what was `asked`: close,
    budget, or adopted where every amount is given.
    """
    put = question(inputs)
    found = answer(put)
    return xr.Dataset(
        {
            "amount": (("lever",), np.array([found.choice.amounts.get(name, 0.0) for name in put.names])),
            "lifted": (("limit",), np.array(list(found.lifted.values()), dtype=float)),
            "pounds": (("budget",), np.array([pounds for pounds, _ in found.bought])),
            "bought": (("budget",), np.array([left for _, left in found.bought])),
        },
        coords={"lever": list(put.names), "limit": list(found.lifted)},
        attrs={"status": found.choice.status, "asked": found.asked},
    )


def outcome(inputs: Inputs, amounts: Mapping[str, float], status: str) -> str:
    """Give how a choice of that status turns out here: whether anything is short in the futures weighed."""
    if status not in (CLOSED, SHORT):
        return status
    put = question(inputs)
    futures = weighed(put)
    return as_given(put.gaps[futures], options_of(put, futures), amounts).status


def question(inputs: Inputs) -> Question:
    """Put the question: gaps at the end of the plan, beyond what counts as closed."""
    believed, planning, each = Believed(inputs), inputs.planning, inputs.array("levers_alone")
    levers, held = considered(inputs, believed), list(planning.plan_year_list)
    end, later = held[-1], min(held[-1] + MORE_YEARS, planning.horizon)
    needed, available = posts_of(inputs)
    allowed = believed.value("levers.closed_pct") / PERCENT
    heads = inputs.array("supply_lived").sel(flow="heads", area=inputs.areas.system.code).isel(year=0)
    taught = heads.sel(staff_group=[group for group in PLACED if group in needed["staff_group"]]).sum("staff_group")
    staff = float(available.isel(year=0).sum("staff_group").mean())
    placed, money = (believed.mean(f"levers.{key}") for key in ("placements_pct", "budget_gbp_per_staff"))
    full = each["full"].transpose("lever", "year", "draw", "staff_group")
    names, places = tuple(levers), dict(zip(levers, each["places"].values.tolist(), strict=True))
    return Question(
        names=names,
        gaps=(needed - available - allowed * needed).sel(year=end).transpose("draw", "staff_group").values,
        full=full.sel(year=end).values,
        later=full.sel(year=later).values,
        spend=each["spend"].sel(year=held).transpose("lever", "year").values,
        begin=each["begin"].values,
        amounts=tuple(believed.amounts(name) for name in names),
        steps=tuple(step_of(believed, levers[name], places[name]) for name in names),
        leasts=tuple(believed.value(lever_key(name, "least_pct")) / PERCENT for name in names),
        places=tuple(places[name] if levers[name].placements else 0.0 for name in names),
        needs=tuple(levers[name].needs for name in names),
        room=placed / PERCENT * float(taught.mean()),
        budget=(money * staff,) * len(held),
        within_budget=believed.value("levers.within_budget") > 0,
        sure=believed.value("levers.sure_pct") / PERCENT,
    )


def least_of(believed: Believed, lever: LeverFile, places: float) -> float:
    """Give the least of its full reach that a lever may have when begun: its own least, or one cohort."""
    return max(believed.value(lever_key(lever.lever, "least_pct")) / PERCENT, step_of(believed, lever, places))


def step_of(believed: Believed, lever: LeverFile, places: float) -> float:
    """Give the part of full reach that one cohort of so many `places` is; 0 where a lever has no cohorts."""
    if not lever.training or places <= 0:
        return 0.0
    return believed.value(lever_key(lever.lever, "training", "cohort")) / places


def staffed(inputs: Inputs, amounts: Mapping[str, float]) -> xr.Dataset:
    """Run again what hangs on staff alone, whatever work there is: levers that save or move work are left out.

    Staff are carried forward again. `required` (posts more), `available` (draw, year, staff_group); `units`, `spent`
    (draw, year, lever), as `worked`.
    """
    levers, base = considered(inputs), staff_of(inputs)
    apart = {name: lever for name, lever in levers.items() if lever.mechanism not in OF_WORK}
    together, units, spent = _added(inputs, base, list(levers), _used(apart, amounts), amounts)
    again = run_again(base, carried_again(base, partial(case_here, inputs), together), together)
    parts = {"required": again.required, "available": again.available, "units": (EACH, units), "spent": (EACH, spent)}
    return xr.Dataset(parts)


def worked(inputs: Inputs, amounts: Mapping[str, float]) -> xr.Dataset:
    """Run the model again with so much of each lever considered (of full reach, 0 to 1).

    `required`, `available` (draw, year, staff_group): posts; `units`, `spent` (draw, year, lever): what a lever's cost
    is counted by, and pounds; `amount` (lever). With none of any lever it is as the supply step has it, bit for bit.
    `amounts` are those chosen here: what hangs on staff alone is taken from the array `levers_staffed`.
    """
    levers = considered(inputs)
    if used := _used(levers, amounts):
        base, kept = base_of(inputs), inputs.array("levers_staffed")
        of_work = {name: lever for name, lever in used.items() if lever.mechanism in OF_WORK}
        together, units, spent = _added(inputs, base, list(levers), of_work, amounts)
        needed = base.stock.required * together.factors.get("work", 1.0) + together.required
        required, available = needed + kept["required"].values, together.available + kept["available"].values
        units, spent = units + kept["units"].values, spent + kept["spent"].values
    else:
        required, available = (posts.values for posts in posts_of(inputs))
        units, spent = (np.zeros((*required.shape[:2], len(levers))) for _ in range(2))
    parts = {
        "required": (WIDE, required),
        "available": (WIDE, available),
        "units": (EACH, units),
        "spent": (EACH, spent),
        "amount": (("lever",), np.array([amounts.get(name, 0.0) for name in levers], dtype=float)),
    }
    years, groups = (inputs.array("supply_available").indexes[dim] for dim in ("year", "staff_group"))
    return xr.Dataset(parts, coords={"year": years, "staff_group": groups, "lever": list(levers)})


def _added(
    inputs: Inputs, base: Base, names: list[str], used: Mapping[str, LeverFile], amounts: Mapping[str, float]
) -> tuple[Together, Floats, Floats]:
    """Take the levers used together; with their units and pounds (draw, year, lever) among all the levers `names`."""
    together = Together(base.stock)
    units, spent = (np.zeros((*base.stock.heads.shape[:2], len(names))) for _ in range(2))
    for change in changes_of(inputs, base, used):
        amount, at = amounts[change.name], names.index(change.name)
        together.add(change, amount, alone(base.stock, change)[0] if change.sides else None)
        units[..., at] = amount * change.units
        spent[..., at] = amount * change.cost + change.set_up_by_year
    return together, units, spent


def credited(inputs: Inputs, amounts: Mapping[str, float], closed: xr.DataArray) -> xr.DataArray:
    """Share the gap that is `closed` (draw, year, staff_group) among the levers, dims (.., lever); they sum to it."""
    levers, base = considered(inputs), base_of(inputs)
    used = _used(levers, amounts)
    shares = np.zeros((*base.stock.heads.shape, len(levers)))
    if used:
        changes = changes_of(inputs, base, used)
        gained = {change.name: alone(base.stock, change)[0] for change in changes}
        whole = shared_out(credits(base.stock, changes, amounts, gained), closed.transpose(*WIDE).values)
        shares[..., [list(levers).index(name) for name in used]] = np.moveaxis(whole, 0, -1)
    coords = {"year": list(base.years), "staff_group": base.groups, "lever": list(levers)}
    return xr.DataArray(shares, coords=coords, dims=(*WIDE, "lever"))


def shared_out(credit: Floats, gained: Floats) -> Floats:
    """Give credits (lever, draw, year, group) that sum to `gained`, what the model run again gives.

    What the quick sum misses is shared in proportion to the size of each credit in its group; where nobody has any, to
    the size over all groups. Credits that are nothing but rounding count for none.
    """
    missed = gained - credit.sum(axis=0)
    size = np.where(np.abs(credit) > ROUNDING, np.abs(credit), 0.0)
    whole = np.broadcast_to(size.sum(axis=3, keepdims=True), size.shape)
    in_group = size.sum(axis=0, keepdims=True)
    weights = np.where(in_group > 0, size, whole)
    total = weights.sum(axis=0, keepdims=True)
    even = np.full_like(weights, 1 / len(credit))
    return np.asarray(credit + missed * np.where(total > 0, weights / np.where(total > 0, total, 1.0), even))


def _used(levers: Mapping[str, LeverFile], amounts: Mapping[str, float]) -> dict[str, LeverFile]:
    return {name: lever for name, lever in levers.items() if amounts.get(name, 0.0) > 0}


def _beside(parts: Sequence[Floats], shape: tuple[int, ...]) -> Floats:
    return np.stack(parts, axis=-1) if parts else np.zeros((*shape, 0))

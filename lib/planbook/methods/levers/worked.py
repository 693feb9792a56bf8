"""What levers do in one system: each by itself, the amounts chosen, and the model run again with those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from planbook.data.inputs import Inputs
from planbook.methods.levers.again import carried_again, run_again
from planbook.methods.levers.choose import CLOSED, SHORT
from planbook.methods.levers.given import Believed, base_of, case_here, changes_of, considered, posts_of, staff_of
from planbook.methods.levers.plan import MORE_YEARS, Question, answer, as_given, options_of, weighed
from planbook.methods.levers.quick import Together, alone, credits
from planbook.params.lever import LeverFile
from planbook.params.lever_numbers import lever_key

Floats = NDArray[np.float64]
PERCENT = 100.0
WIDE, EACH = ("draw", "year", "staff_group"), ("draw", "year", "lever")
PLACED = ("doctors", "nurses_and_health_visitors", "midwives", "ambulance_staff", "scientific_therapeutic_technical")
"""Groups who are taught on placements, and teach on them."""
ROUNDING = 1e-9  # posts


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


def heads_again(inputs: Inputs, amounts: Mapping[str, float]) -> xr.DataArray:
    """Give heads in post with so much of each lever, dims (draw, year, staff_group): staff carried forward again."""
    base = staff_of(inputs)
    together = Together(base.stock)
    for change in changes_of(inputs, base, _used(inputs, amounts)):
        together.add(change, amounts[change.name])
    return base.labelled(carried_again(base, partial(case_here, inputs), together))


def worked(inputs: Inputs, amounts: Mapping[str, float]) -> xr.Dataset:
    """Run the model again with so much of each lever considered (of full reach, 0 to 1).

    `required`, `available` (draw, year, staff_group): posts; `units`, `spent` (draw, year, lever): what a lever's cost
    is counted by, and pounds; `amount` (lever). With none of any lever it is as the supply step has it, bit for bit.
    """
    levers = considered(inputs)
    required, available = posts_of(inputs)
    units, spent = (np.zeros((required.sizes["draw"], required.sizes["year"], len(levers))) for _ in range(2))
    if used := _used(inputs, amounts):
        base = base_of(inputs)
        together = Together(base.stock)
        for change in changes_of(inputs, base, used):
            amount, at = amounts[change.name], list(levers).index(change.name)
            together.add(change, amount, alone(base.stock, change)[0] if change.sides else None)
            units[..., at] = amount * change.units
            spent[..., at] = amount * change.cost + change.set_up_by_year
        again = run_again(base, inputs.array("levers_heads").values, together)
        required, available = again.required, again.available
    return xr.Dataset(
        {
            "required": required,
            "available": available,
            "units": (EACH, units),
            "spent": (EACH, spent),
            "amount": (("lever",), np.array([amounts.get(name, 0.0) for name in levers], dtype=float)),
        },
        coords={"lever": list(levers)},
    )


def credited(inputs: Inputs, amounts: Mapping[str, float], closed: xr.DataArray) -> xr.DataArray:
    """Share the gap that is `closed` (draw, year, staff_group) among the levers, dims (.., lever); they sum to it."""
    levers, base, used = considered(inputs), base_of(inputs), _used(inputs, amounts)
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


def _used(inputs: Inputs, amounts: Mapping[str, float]) -> dict[str, LeverFile]:
    return {name: lever for name, lever in considered(inputs).items() if amounts.get(name, 0.0) > 0}


def _beside(parts: Sequence[Floats], shape: tuple[int, ...]) -> Floats:
    return np.stack(parts, axis=-1) if parts else np.zeros((*shape, 0))

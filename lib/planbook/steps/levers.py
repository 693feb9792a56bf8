"""What combination of actions closes the gap?

Each lever is tried by itself on the system's staff; those that close the gap at least cost, or most of it, are chosen
for many futures at once; and the model is run again with them, so that what is left is the model's and not the
choice's. With no lever considered everything is as the supply step gives it, bit for bit. England has no plan of
levers: every table and array is of the system.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.levers import acting, bridge, catalogue, unfunded
from planbook.methods.levers.given import Believed, considered
from planbook.methods.levers.key_draws import key_draws
from planbook.methods.levers.numbers import key_numbers
from planbook.methods.levers.worked import worked
from planbook.methods.summary import summarise
from planbook.methods.swings import Movable, swings
from planbook.methods.workforce.groups import LABELS
from planbook.params.lever_numbers import ON, lever_key
from planbook.params.lever_words import MECHANISMS

SUMMARY = ["mean", "p10", "p50", "p90"]
PERCENT = 100.0
SOURCE = "nhs_workforce_statistics"
ORDER = ("draw", "area", "year", "staff_group")


def levers_worked(inputs: Inputs) -> xr.DataArray:
    """Give everything about levers, worked out once: a Dataset as `methods.levers.worked` says, without `area`."""
    return cast(xr.DataArray, worked(inputs))


def levers_required(inputs: Inputs) -> xr.DataArray:
    """Give posts required with the levers chosen, dims (draw, area, year, staff_group), the system alone."""
    return _of_system(inputs, "required").transpose(*ORDER)


def levers_available(inputs: Inputs) -> xr.DataArray:
    """Give posts that staff at work can fill with the levers chosen, dims (draw, area, year, staff_group)."""
    return _of_system(inputs, "available").transpose(*ORDER)


def levers_effect(inputs: Inputs) -> xr.DataArray:
    """Give posts each lever gains, dims (draw, area, year, staff_group, lever); they sum to the gap that is closed."""
    return _of_system(inputs, "credit").transpose(*ORDER, "lever")


def levers_cost(inputs: Inputs) -> xr.DataArray:
    """Give pounds each lever costs in a year at 2024/25 prices, dims (draw, area, year, lever); below 0 it saves."""
    return _of_system(inputs, "spent").transpose("draw", "area", "year", "lever")


def levers_gap(inputs: Inputs) -> xr.DataArray:
    """Give posts still short (above 0) or to spare with the levers, dims (draw, area, year, staff_group)."""
    return inputs.array("levers_required") - inputs.array("levers_available")


def levers_catalogue(inputs: Inputs) -> pd.DataFrame:
    """Give every lever in words: one row per area x lever."""
    believed, levers = Believed(inputs), inputs.levers()
    on = {name: believed.value(lever_key(name, ON)) > 0 for name in levers}
    return catalogue.catalogue(levers, _code(inputs), on)


def levers_matrix(inputs: Inputs) -> pd.DataFrame:
    """Give all levers at all levels: one row per area x outcome_area x level, empty cells too."""
    return catalogue.matrix(inputs.levers(), _code(inputs))


def levers_outcome(inputs: Inputs) -> pd.DataFrame:
    """Give what came of the choice: one row per area, posts short at the plan's end before and after."""
    rest = inputs.table("levers_residual")
    end = rest[(rest["year"] == _end(inputs)) & (rest["staff_group"] == bridge.ALL)]
    found, believed = inputs.array("levers_worked"), Believed(inputs)
    return end.assign(
        status=found.attrs["status"],
        asked=found.attrs["asked"],
        gbp_plan=float(_over_plan(inputs).sum("lever").mean()),
        wanted_pct=believed.value("levers.sure_pct"),
    )[
        [
            *("area", "status", "asked", "required", "short_before", *SUMMARY, "closed_pct", "gbp_plan", "wanted_pct"),
            *("basis", "source"),
        ]
    ]


def levers_plan(inputs: Inputs) -> pd.DataFrame:
    """Give the action plan: one row per area x lever considered, posts gained and pounds at the plan's end."""
    found, levers, end = inputs.array("levers_worked"), considered(inputs), _end(inputs)
    if not levers:
        return _about(pd.DataFrame(columns=_plan_columns()), inputs)[_plan_columns()]
    names = list(levers)
    gained = found["credit"].sel(year=end, drop=True).sum("staff_group")
    frame = summarise(gained.transpose("draw", "lever"))
    money = summarise(found["spent"].sel(year=end, drop=True).transpose("draw", "lever"))
    frame[["gbp_a_year", "gbp_low", "gbp_high"]] = money[["mean", "p10", "p90"]]
    frame["gbp_plan"] = _over_plan(inputs).mean("draw").sel(lever=names).values
    frame["amount_pct"] = PERCENT * found["amount"].sel(lever=names).values
    frame["much"] = found["units"].sel(year=end, lever=names).mean("draw").values
    full = found["full"].sel(lever=names).mean("draw")
    frame["at_full"] = full.sel(year=end).sum("staff_group").values
    frame["at_start"] = full.sel(year=inputs.planning.plan_start).sum("staff_group").values
    frame["at_horizon"] = full.sel(year=inputs.planning.horizon).sum("staff_group").values
    frame["gbp_full"] = found["gbp_full"].sel(lever=names).values
    for share in ("least", "most"):
        frame[f"{share}_reach_pct"] = PERCENT * found[share].sel(lever=names).values
    frame["felt_from"] = [_felt(full.sel(lever=name).clip(0.0).sum("staff_group")) for name in names]
    said = [levers[name] for name in frame["lever"]]
    frame["each"] = [MECHANISMS[lever.mechanism].each for lever in said]
    words = catalogue.catalogue(levers, _code(inputs), dict.fromkeys(levers, True)).set_index("lever")
    for column in ("label", "owner", "holder", "starts", "grade", "must_first", "action"):
        frame[column] = frame["lever"].map(words[column])
    ranked = frame.sort_values(["mean", "lever"], ascending=[False, True], ignore_index=True)
    return _about(ranked, inputs)[_plan_columns()]


def levers_bridge(inputs: Inputs) -> pd.DataFrame:
    """Give the gap bridge at the plan's end: one row per area x staff_group x order; bars sum from first to last.

    A lever's part is the mean of what it adds in one order and in the reverse (Shapley's value where levers overlap in
    pairs), with what only the model run again shows shared among them.
    """
    end, area = _end(inputs), _code(inputs)
    before = inputs.array("supply_gap").sel(area=area, year=end, drop=True)
    found = inputs.array("levers_worked")
    after = (found["required"] - found["available"]).sel(year=end, drop=True)
    drawn = bridge.bars(before, after, found["credit"].sel(year=end, drop=True))
    frame = bridge.bridge(drawn, {name: lever.title for name, lever in inputs.levers().items()})
    columns = ["area", "staff_group", "order", "key", "label", "kind", *SUMMARY, "basis", "source"]
    return _about(frame.sort_values(["staff_group", "order"], kind="stable"), inputs)[columns]


def levers_residual(inputs: Inputs) -> pd.DataFrame:
    """Give posts left short and in how many draws the gap is closed: one row per area x year x staff_group, or all."""
    found, area = inputs.array("levers_worked"), _code(inputs)
    before = inputs.array("supply_gap").sel(area=area, drop=True).transpose("draw", "year", "staff_group")
    needed = found["required"]
    closed = Believed(inputs).value("levers.closed_pct") / PERCENT
    frame = bridge.residual(before, needed - found["available"], needed, closed, LABELS)
    frame = frame.rename(columns={"needed": "required"})
    columns = [
        "area",
        "year",
        "staff_group",
        "label",
        "required",
        "short_before",
        *SUMMARY,
        "closed_pct",
        "basis",
        "source",
    ]
    return _about(frame, inputs)[columns]


def levers_unfunded(inputs: Inputs) -> pd.DataFrame:
    """Give posts nobody fills and pounds nobody has set aside, in the last plan year: one row per area x order."""
    columns = ["area", "order", "key", "label", "value", "low", "high", "unit", "how", "basis", "source"]
    return _about(_left(inputs).frame, inputs)[columns]


def levers_who(inputs: Inputs) -> pd.DataFrame:
    """Give the groups still short at the plan's end and who would have to act: one row per area x order."""
    columns = ["area", "order", "staff_group", "label", *SUMMARY, "why", "who", "remedy", "basis", "source"]
    levers, end = considered(inputs), _end(inputs)
    if not levers:
        return _about(pd.DataFrame(columns=columns), inputs)[columns]
    found = inputs.array("levers_worked")
    needed = found["required"].sel(year=end, drop=True)
    left = bridge.short(needed - found["available"].sel(year=end, drop=True))
    full = found["full"].mean("draw").transpose("lever", "staff_group", "year")
    later = full.sel(year=acting.later_years([int(year) for year in full["year"].values], end))
    amounts = dict(
        zip(levers, (float(amount) for amount in found["amount"].sel(lever=list(levers)).values), strict=True)
    )
    closed = Believed(inputs).value("levers.closed_pct") / PERCENT
    frame = acting.who_must_act(left, needed, full.sel(year=end), later, amounts, levers, closed)
    return _about(frame.assign(label=frame["staff_group"].map(LABELS)), inputs)[columns]


def levers_limits(inputs: Inputs) -> pd.DataFrame:
    """Give what each limit, lifted by itself, would leave short: one row per area x order, what helps most first."""
    found = inputs.array("levers_worked")
    now = float(found["bought"].values[-1]) if found["bought"].size else 0.0
    columns = ["area", "order", "key", "label", "value", "closes", "who", "basis", "source"]
    return _about(acting.limits(found["lifted"], now), inputs)[columns]


def levers_money(inputs: Inputs) -> pd.DataFrame:
    """Give posts left short for parts of the money the choice takes over the plan: one row per area x order."""
    found = inputs.array("levers_worked")
    frame = pd.DataFrame({"gbp_plan": found["pounds"].values, "mean": found["bought"].values})
    frame["order"] = np.arange(1, len(frame) + 1)
    return _about(frame, inputs)[["area", "order", "gbp_plan", "mean", "basis", "source"]]


def levers_proof(inputs: Inputs) -> pd.DataFrame:
    """Hold what the choice promised at the plan's end against the model run again: one row per area x staff_group."""
    found = inputs.array("levers_worked").sel(year=_end(inputs))
    promised = (found["full"] * found["amount"]).sum("lever")
    again = found["credit"].sum("lever")
    allowed = Believed(inputs).value("levers.agree_pct")
    frame = acting.proof(promised, again, allowed)
    frame["label"] = frame["staff_group"].map({bridge.ALL: "All groups", **LABELS})
    columns = ["area", "staff_group", "label", "promised", "run_again", "gap_pct", "equal", "why", "basis", "source"]
    return _about(frame, inputs)[columns]


def levers_explained(inputs: Inputs) -> pd.DataFrame:
    """Unfold each key number into its formula and inputs: one row per area x key x order, the number itself first."""
    return key_numbers(inputs, _left(inputs), _over_plan(inputs), _end(inputs), _basis(inputs))


def levers_numbers(inputs: Inputs) -> xr.Dataset:
    """Give the key numbers in every draw (`methods.key_draws`): dims (draw, area, number)."""
    return key_draws(inputs, _left(inputs), _over_plan(inputs))


def levers_swings(inputs: Movable) -> pd.DataFrame:
    """Give where key numbers go with the assumptions that matter most: one row per area x assumption x key."""
    return swings(inputs, "levers_numbers", inputs.table("levers_explained"))


def _left(inputs: Inputs) -> unfunded.Left:
    """Give what is left at the plan's end, in posts and pounds."""
    area, end = _code(inputs), _end(inputs)
    believed, found = Believed(inputs), inputs.array("levers_worked")
    groups = [str(name) for name in found["staff_group"].values]
    posts = inputs.array("supply_available").sel(area=area, drop=True).isel(year=0, drop=True)
    before = inputs.array("supply_gap").sel(area=area, year=end, drop=True)
    after = (found["required"] - found["available"]).sel(year=end, drop=True)
    leaves = [str(leaf) for leaf in inputs.value("levers.cover_gbp")["leaf"].values]
    cover = xr.DataArray(
        believed.draws("levers.cover_gbp"), dims=("draw", "staff_group"), coords={"staff_group": leaves}
    )
    money = _drawn(believed, "levers.budget_gbp_per_staff") * posts.sum("staff_group")
    room = _drawn(believed, "levers.bank_room_pct") / PERCENT * posts
    spent = found["spent"].sel(year=end, drop=True).sum("lever")
    return unfunded.left(
        before, after, spent, money, room.transpose("draw", "staff_group"), cover.sel(staff_group=groups)
    )


def _drawn(believed: Believed, key: str) -> xr.DataArray:
    return xr.DataArray(believed.draws(key).reshape(-1), dims="draw")


def _of_system(inputs: Inputs, name: str) -> xr.DataArray:
    found = inputs.array("levers_worked")[name]
    return found.expand_dims(area=[_code(inputs)])


def _over_plan(inputs: Inputs) -> xr.DataArray:
    """Give pounds over the years of the plan, dims (draw, lever)."""
    years = list(inputs.planning.plan_year_list)
    return inputs.array("levers_worked")["spent"].sel(year=years).sum("year")


def _felt(gains: xr.DataArray) -> int:
    """Give the first year in which a lever gains half a post where it reaches; 0 where it never does."""
    felt = gains.where(gains >= acting.HELPS, drop=True)
    return int(felt["year"].values[0]) if felt.size else 0


def _plan_columns() -> list[str]:
    return [
        *("area", "lever", "label", "owner", "holder", "amount_pct", "much", "each", "starts", "felt_from"),
        *(*SUMMARY, "gbp_a_year", "gbp_low", "gbp_high", "gbp_plan", "grade", "must_first", "action"),
        *("at_start", "at_full", "at_horizon", "gbp_full", "least_reach_pct", "most_reach_pct", "basis", "source"),
    ]


def _about(frame: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    return frame.assign(area=_code(inputs), basis=_basis(inputs), source=SOURCE)


def _basis(inputs: Inputs) -> str:
    return "illustrative" if inputs.areas.fictional else "modelled"


def _code(inputs: Inputs) -> str:
    return inputs.areas.system.code


def _end(inputs: Inputs) -> int:
    return inputs.planning.plan_year_list[-1]

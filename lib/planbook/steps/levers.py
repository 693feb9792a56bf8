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
from planbook.methods.levers import acting, bridge, catalogue, unfunded, worked
from planbook.methods.levers.given import Believed, considered, stock_here
from planbook.methods.levers.key_draws import key_draws
from planbook.methods.levers.numbers import key_numbers
from planbook.methods.summary import summarise
from planbook.methods.swings import Movable, swings
from planbook.methods.workforce.groups import LABELS
from planbook.params.lever_numbers import ON, lever_key
from planbook.params.lever_words import MECHANISMS

SUMMARY = ["mean", "p10", "p50", "p90"]
ABOUT_LEVER = ("label", "owner", "holder", "starts", "grade", "must_first", "action")
PERCENT = 100.0
SOURCE = "nhs_workforce_statistics"
ORDER = ("draw", "area", "year", "staff_group")


def levers_alone(inputs: Inputs) -> xr.DataArray:
    """Give what each lever does by itself at full reach: a Dataset as `methods.levers.worked.each_alone` says."""
    return cast(xr.DataArray, worked.each_alone(inputs))


def levers_choice(inputs: Inputs) -> xr.DataArray:
    """Give the choice of levers made here and what stands behind it: a Dataset as `methods.levers.worked.chosen`."""
    return cast(xr.DataArray, worked.chosen(inputs))


def levers_stock(inputs: Inputs) -> xr.DataArray:
    """Give staff without levers, who leave and who come, dims (part, draw, year, staff_group); no posts among it."""
    return stock_here(inputs)


def levers_staffed(inputs: Inputs) -> xr.DataArray:
    """Give what levers chosen do whatever work there is: a Dataset as `methods.levers.worked.staffed`."""
    return cast(xr.DataArray, worked.staffed(inputs, _amounts(inputs)))


def levers_worked(inputs: Inputs) -> xr.DataArray:
    """Give the model run again with the amounts chosen: a Dataset as `methods.levers.worked` says, without `area`."""
    return cast(xr.DataArray, worked.worked(inputs, _amounts(inputs)))


def levers_required(inputs: Inputs) -> xr.DataArray:
    """Give posts required with the levers chosen, dims (draw, area, year, staff_group), the system alone."""
    return _of_system(inputs, inputs.array("levers_worked")["required"]).transpose(*ORDER)


def levers_available(inputs: Inputs) -> xr.DataArray:
    """Give posts that staff at work can fill with the levers chosen, dims (draw, area, year, staff_group)."""
    return _of_system(inputs, inputs.array("levers_worked")["available"]).transpose(*ORDER)


def levers_effect(inputs: Inputs) -> xr.DataArray:
    """Give posts each lever gains, dims (draw, area, year, staff_group, lever); they sum to the gap that is closed."""
    closed = _gap_before(inputs) - _gap_after(inputs)
    return _of_system(inputs, worked.credited(inputs, _amounts(inputs), closed)).transpose(*ORDER, "lever")


def levers_cost(inputs: Inputs) -> xr.DataArray:
    """Give pounds each lever costs in a year at 2024/25 prices, dims (draw, area, year, lever); below 0 it saves."""
    return _of_system(inputs, inputs.array("levers_worked")["spent"]).transpose("draw", "area", "year", "lever")


def levers_gap(inputs: Inputs) -> xr.DataArray:
    """Give posts still short (above 0) or to spare with the levers, dims (draw, area, year, staff_group)."""
    return inputs.array("levers_required") - inputs.array("levers_available")


def levers_chosen(inputs: Inputs) -> pd.DataFrame:
    """Give how much of each lever considered is chosen: one row per area x lever; none where none is considered.

    Under a scenario that holds them, as they are chosen in the one it holds them from.
    """
    columns = ["area", "lever", "amount_pct", "status", "asked"]
    if (held := _as_held(inputs, "levers_chosen")) is not None or not considered(inputs):
        return pd.DataFrame(columns=columns) if held is None else held
    found = inputs.array("levers_choice")
    frame = pd.DataFrame({"lever": found["lever"].values, "amount_pct": PERCENT * found["amount"].values})
    return frame.assign(area=_code(inputs), status=found.attrs["status"], asked=found.attrs["asked"])[columns]


def levers_catalogue(inputs: Inputs) -> pd.DataFrame:
    """Give every lever in words: one row per area x lever."""
    believed, levers = Believed(inputs), inputs.levers()
    on = {name: believed.value(lever_key(name, ON)) > 0 for name in levers}
    return catalogue.catalogue(levers, _code(inputs), on)


def levers_matrix(inputs: Inputs) -> pd.DataFrame:
    """Give all levers at all levels: one row per area x outcome_area x level, empty cells too."""
    return catalogue.matrix(inputs.levers(), _code(inputs))


def levers_outcome(inputs: Inputs) -> pd.DataFrame:
    """Give what came of the choice: one row per area, posts short at the plan's end before and after.

    `chosen_in` names the scenario whose levers are held; empty where they are chosen here.
    """
    rest, given, held = inputs.table("levers_residual"), inputs.table("levers_chosen"), inputs.levers_from()
    end = rest[(rest["year"] == _end(inputs)) & (rest["staff_group"] == bridge.ALL)]
    status, asked = (str(given[name].iloc[0]) if len(given) else "off" for name in ("status", "asked"))
    columns = ["area", "status", "asked", "chosen_in", "required", "short_before", *SUMMARY, "closed_pct"]
    return end.assign(
        status=worked.outcome(inputs, _amounts(inputs), status),
        asked=asked,
        chosen_in=held.title if held and len(given) else "",
        gbp_plan=float(_over_plan(inputs).sum("lever").mean()),
        wanted_pct=Believed(inputs).value("levers.sure_pct"),
    )[[*columns, "gbp_plan", "wanted_pct", "basis", "source"]]


def levers_plan(inputs: Inputs) -> pd.DataFrame:
    """Give the action plan: one row per area x lever considered, posts gained and pounds at the plan's end."""
    believed, end, held = Believed(inputs), _end(inputs), list(inputs.planning.plan_year_list)
    levers = considered(inputs, believed)
    if not levers:
        return _about(pd.DataFrame(columns=_plan_columns()), inputs)[_plan_columns()]
    found, alone = inputs.array("levers_worked").sel(year=end), inputs.array("levers_alone")
    full = alone["full"].mean("draw").transpose("lever", "year", "staff_group")
    by_year = full.sum("staff_group")
    frame = summarise(inputs.array("levers_effect").sel(year=end, drop=True).isel(area=0, drop=True).sum("staff_group"))
    money = summarise(found["spent"].transpose("draw", "lever"))
    words = catalogue.catalogue(levers, _code(inputs), dict.fromkeys(levers, True)).set_index("lever")
    said = words.loc[frame["lever"]]
    each = [levers[name] for name in frame["lever"]]
    leasts = (worked.least_of(believed, lever, float(alone["places"].sel(lever=lever.lever))) for lever in each)
    frame = frame.assign(
        **{column: said[column].to_numpy() for column in ABOUT_LEVER},
        gbp_a_year=money["mean"],
        gbp_low=money["p10"],
        gbp_high=money["p90"],
        gbp_plan=_over_plan(inputs).mean("draw").values,
        amount_pct=PERCENT * found["amount"].values,
        much=found["units"].mean("draw").values,
        at_start=by_year.sel(year=inputs.planning.plan_start).values,
        at_full=by_year.sel(year=end).values,
        at_horizon=by_year.sel(year=inputs.planning.horizon).values,
        gbp_full=(alone["spend"].sel(year=held).sum("year") + alone["begin"]).values,
        least_reach_pct=[PERCENT * least for least in leasts],
        most_reach_pct=[PERCENT * believed.amounts(lever.lever)[1] for lever in each],
        felt_from=acting.felt_from(full.clip(0.0).sum("staff_group")),
        each=[MECHANISMS[lever.mechanism].each for lever in each],
    )
    ranked = frame.sort_values(["mean", "lever"], ascending=[False, True], ignore_index=True)
    return _about(ranked, inputs)[_plan_columns()]


def levers_bridge(inputs: Inputs) -> pd.DataFrame:
    """Give the gap bridge at the plan's end: one row per area x staff_group x order; bars sum from first to last.

    A lever's part is the mean of what it adds in one order and in the reverse (Shapley's value where levers overlap in
    pairs), with what only the model run again shows shared among them.
    """
    before, after = (each.sel(year=_end(inputs), drop=True) for each in (_gap_before(inputs), _gap_after(inputs)))
    credit = inputs.array("levers_effect").sel(year=_end(inputs), drop=True).isel(area=0, drop=True)
    drawn = bridge.bars(before, after, credit)
    frame = bridge.bridge(drawn, {name: lever.title for name, lever in inputs.levers().items()})
    columns = ["area", "staff_group", "order", "key", "label", "kind", *SUMMARY, "basis", "source"]
    return _about(frame.sort_values(["staff_group", "order"], kind="stable"), inputs)[columns]


def levers_residual(inputs: Inputs) -> pd.DataFrame:
    """Give posts left short and in how many draws the gap is closed: one row per area x year x staff_group, or all."""
    needed = inputs.array("levers_worked")["required"]
    closed = Believed(inputs).value("levers.closed_pct") / PERCENT
    frame = bridge.residual(_gap_before(inputs), _gap_after(inputs), needed, closed, LABELS)
    columns = ["area", "year", "staff_group", "label", "required", "short_before", *SUMMARY, "closed_pct"]
    return _about(frame.rename(columns={"needed": "required"}), inputs)[[*columns, "basis", "source"]]


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
    found = inputs.array("levers_worked").sel(year=end, drop=True)
    full = inputs.array("levers_alone")["full"].mean("draw")
    later = full.sel(year=acting.later_years([int(year) for year in full["year"].values], end))
    amounts = dict(zip(levers, found["amount"].values.tolist(), strict=True))
    closed = Believed(inputs).value("levers.closed_pct") / PERCENT
    short = bridge.short(found["required"] - found["available"])
    frame = acting.who_must_act(short, found["required"], full.sel(year=end), later, amounts, levers, closed)
    return _about(frame.assign(label=frame["staff_group"].map(LABELS)), inputs)[columns]


def levers_limits(inputs: Inputs) -> pd.DataFrame:
    """Give what each limit, lifted by itself, would leave short: one row per area x order, what helps most first.

    As things were when the levers were chosen.
    """
    columns = ["area", "order", "key", "label", "value", "closes", "who", "basis", "source"]
    if (held := _as_held(inputs, "levers_limits")) is not None or not considered(inputs):
        return pd.DataFrame(columns=columns) if held is None else held
    found = inputs.array("levers_choice")
    now = float(found["bought"].values[-1]) if found["bought"].size else 0.0
    return _about(acting.limits(found["lifted"], now), inputs)[columns]


def levers_money(inputs: Inputs) -> pd.DataFrame:
    """Give posts left short for parts of the money the choice takes over the plan: one row per area x order.

    As things were when the levers were chosen.
    """
    columns = ["area", "order", "gbp_plan", "mean", "basis", "source"]
    if (held := _as_held(inputs, "levers_money")) is not None or not considered(inputs):
        return pd.DataFrame(columns=columns) if held is None else held
    found = inputs.array("levers_choice")
    frame = pd.DataFrame({"gbp_plan": found["pounds"].values, "mean": found["bought"].values})
    return _about(frame.assign(order=np.arange(1, len(frame) + 1)), inputs)[columns]


def levers_proof(inputs: Inputs) -> pd.DataFrame:
    """Hold what the levers chosen gain by a quick sum against the model run again: one row per area x staff_group.

    Both at the plan's end.
    """
    columns = ["area", "staff_group", "label", "promised", "run_again", "gap_pct", "equal", "why", "basis", "source"]
    end, amount = _end(inputs), inputs.array("levers_worked")["amount"]
    promised = inputs.array("levers_alone")["full"].sel(year=end, drop=True).mean("draw").dot(amount)
    again = (_gap_before(inputs) - _gap_after(inputs)).sel(year=end, drop=True).mean("draw")
    frame = acting.proof(promised, again, Believed(inputs).value("levers.agree_pct"))
    frame["label"] = frame["staff_group"].map({bridge.ALL: "All groups", **LABELS})
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
    area, end, believed = _code(inputs), _end(inputs), Believed(inputs)
    posts = inputs.array("supply_available").sel(area=area, drop=True).isel(year=0, drop=True)
    before, after = (each.sel(year=end, drop=True) for each in (_gap_before(inputs), _gap_after(inputs)))
    leaves = [str(leaf) for leaf in inputs.value("levers.cover_gbp")["leaf"].values]
    cover = xr.DataArray(
        believed.draws("levers.cover_gbp"), dims=("draw", "staff_group"), coords={"staff_group": leaves}
    )
    money = _drawn(believed, "levers.budget_gbp_per_staff") * posts.sum("staff_group")
    room = _drawn(believed, "levers.bank_room_pct") / PERCENT * posts
    spent = inputs.array("levers_worked")["spent"].sel(year=end, drop=True).sum("lever")
    return unfunded.left(
        before, after, spent, money, room.transpose("draw", "staff_group"), cover.sel(staff_group=after["staff_group"])
    )


def _drawn(believed: Believed, key: str) -> xr.DataArray:
    return xr.DataArray(believed.draws(key).reshape(-1), dims="draw")


def _as_held(inputs: Inputs, table: str) -> pd.DataFrame | None:
    """Give a table of the choice as it is where the levers held were chosen; nothing where they are not held."""
    held = inputs.levers_from()
    if held is None or not considered(inputs):
        return None
    with inputs.under(held.name) as there:
        return there.table(table)


def _amounts(inputs: Inputs) -> dict[str, float]:
    """Give how much of each lever is chosen, of its full reach, 0 to 1."""
    given = inputs.table("levers_chosen")
    return dict(zip(given["lever"], (given["amount_pct"] / PERCENT).tolist(), strict=True))


def _gap_before(inputs: Inputs) -> xr.DataArray:
    """Give posts short without levers, dims (draw, year, staff_group)."""
    return inputs.array("supply_gap").sel(area=_code(inputs), drop=True).transpose("draw", "year", "staff_group")


def _gap_after(inputs: Inputs) -> xr.DataArray:
    """Give posts short with the levers chosen, dims (draw, year, staff_group)."""
    found = inputs.array("levers_worked")
    return found["required"] - found["available"]


def _of_system(inputs: Inputs, found: xr.DataArray) -> xr.DataArray:
    return found.expand_dims(area=[_code(inputs)])


def _over_plan(inputs: Inputs) -> xr.DataArray:
    """Give pounds over the years of the plan, dims (draw, lever)."""
    years = list(inputs.planning.plan_year_list)
    return inputs.array("levers_worked")["spent"].sel(year=years).sum("year")


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

"""What good does it do?

Each programme's benefits in their own units and in pounds, discounted with health and cash apart, against its cost: who
gains, how likely it is to be worth it, and what moves when a million pounds moves. Nothing is claimed twice.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.apportion import in_area_order
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.demand.lines import GROUPS, LINES
from planbook.methods.finance import stress
from planbook.methods.finance.told import COSTS, basis_of
from planbook.methods.labelled import bare, labelled
from planbook.methods.summary import summarise
from planbook.methods.swings import Movable, swings
from planbook.methods.value import benefits, numbers, register, who, worth
from planbook.methods.value.key_draws import key_draws
from planbook.methods.value.words import COUNTS, HEALTH, KINDS
from planbook.methods.value.worth import ALL, with_all

SUMMARY = ["mean", "p10", "p50", "p90"]
MILLION = 1e6
TRIED = (
    *("qaly_per_1000", "wellbeing_per_1000", "deadweight_pct", "attribution_pct", "drop_off_pct_per_year", "qaly_gbp"),
    *("wellbeing_gbp", "capacity_worth_pct", "carbon_kg", "carbon_gbp_per_tonne", "local_jobs_pct"),
)
TRIPLE = {
    "personal": "Personal value: what it does for those helped",
    "allocative": "Allocative value: where the money goes and who gains",
    "technical": "Technical value: what is done for the money",
    "societal": "Social value: beyond health care",
}


def value_counts(inputs: Inputs) -> xr.DataArray:
    """Give benefits in their own units, dims (draw, area, year, programme, measure)."""
    return benefits.counts(inputs)


def value_worth(inputs: Inputs) -> xr.DataArray:
    """Give benefits in pounds at constant prices, not discounted, dims (draw, area, year, programme, kind)."""
    return benefits.in_pounds(inputs, inputs.array("value_counts"))


def value_cost(inputs: Inputs) -> xr.DataArray:
    """Give what programmes cost, care that reappears too, at constant prices, dims (draw, area, year, programme)."""
    return labelled(benefits.of_sides(inputs, "own", "added"), inputs.array("finance_flows"))


def value_present(inputs: Inputs) -> xr.DataArray:
    """Give present values in the first plan year, dims (draw, area, programme, kind): benefits by kind, and `cost`."""
    return worth.present(inputs, worth.with_cost(inputs.array("value_worth"), inputs.array("value_cost")))


def value_summary(inputs: Inputs) -> pd.DataFrame:
    """Judge each programme and all together: one row per area x programme, present values in the first plan year."""
    values = _totals(inputs, inputs.array("value_present"))
    cost = values.sel(kind="cost", drop=True)
    kinds = values.drop_sel(kind="cost")
    gains = kinds.sum("kind")
    at_nhs = kinds.sel(kind=["cash", "capacity"]).sum("kind") + _health_at_nhs(inputs)
    frame = worth.judged(gains, cost, at_nhs)
    people = _totals(inputs, worth.from_plan(inputs, benefits.helped(inputs)).sum("year"))
    lived = _totals(
        inputs, worth.from_plan(inputs, inputs.array("value_counts").sel(measure="qaly", drop=True)).sum("year")
    )
    net_cost = cost - kinds.sel(kind="cash", drop=True)
    frame["cost_per_helped"] = worth.cost_each(cost, people).reshape(-1)
    frame["cost_per_qaly"] = worth.cost_each(net_cost, lived).reshape(-1)
    columns = [
        "area", "programme", "label", "cost", "benefit", "net", "low", "high", "ratio", "ratio_low", "ratio_high",
        "chance_pct", "nhs_chance_pct", "cost_per_helped", "cost_per_qaly", "basis", "source",
    ]  # fmt: skip
    return _about(inputs, frame)[columns]


def value_kinds(inputs: Inputs) -> pd.DataFrame:
    """Give benefits by kind: one row per area x programme x kind, present values with intervals; `cost` is one."""
    frame = summarise(_totals(inputs, inputs.array("value_present")))
    frame["label"] = frame["kind"].map(KINDS | {"cost": "Cost"})
    return _about(inputs, frame, title=True)[
        ["area", "programme", "kind", "title", "label", *SUMMARY, "basis", "source"]
    ]


def value_years(inputs: Inputs) -> pd.DataFrame:
    """Give all programmes' costs and benefits over time: one row per area x year x kind, constant prices.

    `discounted` is the mean at its worth in the first plan year, health and cash each at its own rate.
    """
    gains, cost = (inputs.array(f"value_{name}").sum("programme", skipna=False) for name in ("worth", "cost"))
    yearly = worth.from_plan(inputs, worth.with_cost(gains, cost)).sel(kind=["cost", *gains["kind"].values])
    frame = summarise(inputs.areas.with_total(yearly))
    factors = worth.factors(inputs, yearly["kind"].values.tolist(), yearly["year"].values.tolist())
    frame["discounted"] = frame["mean"] * np.tile(factors.values.reshape(-1), len(inputs.areas.every))
    frame["label"] = frame["kind"].map(KINDS | {"cost": "Cost"})
    frame = _about(inputs, frame.assign(programme=ALL), title=True)
    return frame[["area", "year", "kind", "label", *SUMMARY, "discounted", "basis", "source"]]


def value_outcomes(inputs: Inputs) -> pd.DataFrame:
    """Give what is gained in its own units to the horizon: one row per area x programme x measure, not discounted."""
    people = benefits.helped(inputs).expand_dims(measure=["helped"], axis=-1)
    helped, counts = (
        inputs.areas.with_total(worth.from_plan(inputs, each).sum("year"))
        for each in (people, inputs.array("value_counts"))
    )
    frame = pd.concat([summarise(with_all(counts)), summarise(helped)], ignore_index=True)
    words = COUNTS | {"helped": ("People or cases helped in a year, added up", "people")}
    frame["label"], frame["unit"] = (
        frame["measure"].map({key: each[i] for key, each in words.items()}) for i in (0, 1)
    )
    frame = _about(inputs, frame, title=True)
    ordered = in_area_order(frame, inputs.areas)
    return ordered[["area", "programme", "measure", "title", "label", *SUMMARY, "unit", "basis", "source"]]


def value_who(inputs: Inputs) -> pd.DataFrame:
    """Give who gains, with and without equity weights: one row per area x programme x imd_quintile."""
    frame = who.by_fifth(inputs, inputs.array("value_present"))
    columns = [
        "area", "programme", "imd_quintile", "title", "people_share_pct", "share_pct", "benefit", "weight", "weighted",
        "basis", "source",
    ]  # fmt: skip
    return _about(inputs, frame, title=True)[columns]


def value_marginal(inputs: Inputs) -> pd.DataFrame:
    """Give what the next £1 million brings in each programme: one row per area x programme, most first.

    Each column is for £1 million of present cost; benefits in present values; `moves` is what moving £1 million there
    from the programme that brings least would add.
    """
    values = inputs.areas.with_total(inputs.array("value_present").mean("draw"))
    next_pound = float(inputs.value("value.marginal_return_pct").isel(area=-1)) / 100
    cost = values.sel(kind="cost", drop=True)
    each = MILLION * next_pound / cost.where(cost > 0)
    lived = inputs.array("value_counts").sel(measure="qaly", drop=True)
    units, people = (
        inputs.areas.with_total(worth.from_plan(inputs, drawn).mean("draw").sum("year"))
        for drawn in (lived, benefits.helped(inputs))
    )
    parts = {"helped": people, "qaly": units, "benefit": values.drop_sel(kind="cost").sum("kind")}
    parts |= {f"{kind}_released": values.sel(kind=kind, drop=True) for kind in ("cash", "capacity")}
    index = each.transpose("area", "programme").to_series().index
    brought = {name: (part * each).transpose("area", "programme").values.ravel() for name, part in parts.items()}
    frame = pd.DataFrame(brought, index=index).dropna(subset="benefit").reset_index()
    frame["moves"] = frame["benefit"] - frame.groupby("area")["benefit"].transform("min")
    frame["order"] = frame.groupby("area")["benefit"].rank(ascending=False, method="first").astype("int64")
    frame = in_area_order(_about(inputs, frame), inputs.areas, ["order"])
    columns = ["area", "programme", "order", "label", "helped", "qaly", "cash_released", "capacity_released", "benefit"]
    return frame[[*columns, "moves", "basis", "source"]]


def value_budget(inputs: Inputs) -> pd.DataFrame:
    """Give where the money goes by group of care: one row per area x group, if nothing changes, pounds of 2024/25."""
    each = inputs.array("finance_line_costs")
    years = [inputs.planning.base_year, _plan_end(inputs)]
    volumes, groups = inputs.array("demand_volumes").sel(year=years), sorted({line.group for line in LINES})
    pounds = xr.dot(*bare(volumes, each), dim="draw") / volumes.sizes["draw"]
    group_of = {line.key: line.group for line in LINES}
    within = [[group_of[str(key)] == group for group in groups] for key in volumes["line"].values]
    grouped = xr.dot(pounds, xr.Variable(("line", "group"), within), dim="line")
    summed = inputs.areas.with_total(labelled(grouped, volumes, group=groups)).transpose("area", "group", "year")
    index = pd.MultiIndex.from_product([summed["area"].values, groups], names=["area", "group"])
    frame = pd.DataFrame(summed.values.reshape(-1, 2), columns=["value", "then"], index=index).reset_index()
    frame = frame[frame["value"] > 0]
    people = inputs.table("need_population")
    held = people[people["year"] == inputs.planning.base_year].groupby("area")["people"].sum()
    frame["per_person"] = frame["value"] / frame["area"].map(held)
    england = frame[frame["area"] == ENGLAND].set_index("group")["per_person"]
    frame["england_rate"] = frame["group"].map(england)
    frame["label"] = frame["group"].map(GROUPS)
    about = frame["area"].map({area.code: basis_of(inputs, area.code) for area in inputs.areas.every})
    frame = in_area_order(frame.assign(basis=about, source=COSTS), inputs.areas)
    return frame[["area", "group", "label", "value", "then", "per_person", "england_rate", "basis", "source"]]


def value_triple(inputs: Inputs) -> pd.DataFrame:
    """Give triple value and social value of all programmes together: one row per area x order."""
    frame = who.triple(
        inputs.table("value_outcomes"),
        inputs.table("value_summary"),
        inputs.table("value_who"),
        inputs.table("value_kinds"),
    )
    frame["title"] = frame["topic"].map(TRIPLE)
    return in_area_order(frame, inputs.areas, ["order"])[
        ["area", "order", "topic", "title", "label", "value", "low", "high", "unit", "basis", "source"]
    ]


def value_register(inputs: Inputs) -> pd.DataFrame:
    """Give the benefits register: one row per area x order; measure, from, to, whose, when, how it is tracked.

    Nobody owns a benefit in a real system that has not said so: its owner is '-'.
    """
    frame = register.rows(inputs, _plan_end(inputs))
    return in_area_order(frame, inputs.areas, ["order"])


def value_stress(inputs: Inputs) -> pd.DataFrame:
    """Give net present value at each assumption's low and high end, widest first: one row per area x order."""
    values = inputs.areas.with_total(inputs.array("value_present").sum("programme"))
    net = values.drop_sel(kind="cost").sum("kind") - values.sel(kind="cost", drop=True)
    tried = [*(f"value.{key}" for key in TRIED), *stress.keys(inputs)]
    frame = stress.swings(inputs, net, tried)
    about = frame["area"].map({area.code: basis_of(inputs, area.code) for area in inputs.areas.every})
    frame = in_area_order(frame.assign(basis=about, source=COSTS), inputs.areas, ["order"])
    return frame[["area", "order", "key", "low", "value", "high", "basis", "source"]]


def value_explained(inputs: Inputs) -> pd.DataFrame:
    """Unfold each key number into its formula and inputs: one row per area x key x order, the number itself first."""
    columns = [
        "area", "key", "order", "symbol", "label", "value", "low", "high", "unit", "formula", "assumed", "basis",
        "source", "period_to",
    ]  # fmt: skip
    return in_area_order(numbers.key_numbers(inputs), inputs.areas)[columns]


def value_numbers(inputs: Inputs) -> xr.Dataset:
    """Give the key numbers in every draw (`methods.key_draws`): dims (draw, area, number)."""
    return key_draws(inputs)


def value_swings(inputs: Movable) -> pd.DataFrame:
    """Give where key numbers go with the assumptions that matter most: one row per area x assumption x key."""
    return swings(inputs, "value_numbers", inputs.table("value_explained"))


def _health_at_nhs(inputs: Inputs) -> xr.DataArray:
    """Give the health of those helped at what the NHS could gain it for elsewhere, present value as `_totals`."""
    price = float(inputs.value("value.nhs_qaly_gbp").isel(area=-1))
    years = inputs.array("value_counts").sel(measure=["qaly"]).rename(measure="kind").assign_coords(kind=[HEALTH[0]])
    return _totals(inputs, price * worth.present(inputs, years).sum("kind"))


def _totals(inputs: Inputs, array: xr.DataArray) -> xr.DataArray:
    """Add all programmes together, and the system, inside each draw."""
    return with_all(inputs.areas.with_total(array))


def _about(inputs: Inputs, frame: pd.DataFrame, title: bool = False) -> pd.DataFrame:
    """Give rows by programme the programme's words, basis and source."""
    names = {name: programme.title for name, programme in inputs.programmes().items()} | {ALL: "All programmes"}
    about = frame["area"].map({area.code: basis_of(inputs, area.code) for area in inputs.areas.every})
    said = {"title" if title else "label": frame["programme"].map(names)}
    return frame.assign(**said, basis=about, source="planbook_judgement")


def _plan_end(inputs: Inputs) -> int:
    return inputs.planning.plan_year_list[-1]

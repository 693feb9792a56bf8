"""What happens if nothing changes?

The base year's volumes are published for the area, or England's shared out by need; each is carried forward by people,
ages, health and other growth, and working off the waiting list comes on top. What today's capacity cannot do joins the
list. From demand follow the beds, staff and pounds it would take to meet it as care is given today.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.apportion import in_area_order
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.calendar_days import months_of
from planbook.methods.demand import shocked
from planbook.methods.demand.base import base_drawn, base_totals
from planbook.methods.demand.bases import bases_ahead, bases_now, calibration
from planbook.methods.demand.case import (
    BED_LINES,
    GPS,
    SOCIAL_CARE,
    bed_days,
    beds_needed,
    beds_today,
    cost_of,
    social_care_posts,
    staff_labels,
    staff_needed,
    unit_costs,
)
from planbook.methods.demand.crossing import crossings
from planbook.methods.demand.growth import (
    ageing_factor,
    by_line,
    health_factor,
    other_factor,
    population_factor,
    use_by_age,
)
from planbook.methods.demand.key_draws import key_draws
from planbook.methods.demand.lines import BY_KEY, DRIVER_LABELS, KEYS, LINES
from planbook.methods.demand.matters import matters
from planbook.methods.demand.numbers import key_numbers
from planbook.methods.demand.past import backtest
from planbook.methods.demand.uncosted import uncosted
from planbook.methods.demand.views import emergency_views
from planbook.methods.demand.waiting import (
    list_by_month,
    list_by_wait,
    published_lists,
    standard_list,
    targets_by_year,
)
from planbook.methods.demand.year import backlog_added, by_month, counted_by_month, parts_of, with_chance
from planbook.methods.seasons import DAYS_ONLY, seasons_of
from planbook.methods.summary import summarise
from planbook.methods.swings import Movable, swings
from planbook.methods.waiting_months import share_over_52_weeks, share_within_18_weeks

SUMMARY = ["mean", "p10", "p50", "p90"]
EIGHTY_PCT = (10, 90)
MONTHLY_YEARS = 2
ALL_LINES = "all"
WAITS = {
    "within": ("rtt_within_18_weeks_pct", "Waiting no longer than 18 weeks, of all waiting"),
    "over": ("rtt_over_52_weeks_pct", "Waiting over 52 weeks, of all waiting"),
}
COMPARED = {
    "ae": "Areas count urgent treatment centres differently.",
    "emergency": "Same-day emergency care is counted differently from area to area.",
    "referrals": "Pathways started, wherever the hospital is.",
}


def demand_totals(inputs: Inputs) -> pd.DataFrame:
    """Give base-year volumes, published or shared out: one row per area x total, with the months they rest on."""
    return base_totals(inputs)


def demand_seasons(inputs: Inputs) -> pd.DataFrame:
    """Give how busy a day of each month is against the year's mean: one row per area x measure x month_of_year."""
    return seasons_of(inputs)


def demand_list_now(inputs: Inputs) -> pd.DataFrame:
    """Give the latest published waiting list, and the share that leaves it each month otherwise: one row per area."""
    return in_area_order(published_lists(inputs), inputs.areas)


def demand_base(inputs: Inputs) -> xr.DataArray:
    """Give base-year volumes, dims (draw, area, line), units a year as `methods.demand.lines` says."""
    return base_drawn(inputs)


def demand_use(inputs: Inputs) -> xr.DataArray:
    """Give who uses what: use by people of each sex and age, dims (draw, shape, sex, age_band)."""
    return use_by_age(inputs)


def demand_population(inputs: Inputs) -> xr.DataArray:
    """Give how many times the people of the base year there are, dims (draw, area, year)."""
    return population_factor(inputs)


def demand_ageing(inputs: Inputs) -> xr.DataArray:
    """Give how use a person changes as ages change, dims (draw, area, year, line)."""
    return by_line(ageing_factor(inputs, inputs.array("demand_use")))


def demand_health(inputs: Inputs) -> xr.DataArray:
    """Give how use at each age changes with health, dims (draw, area, year, line)."""
    return by_line(health_factor(inputs, inputs.array("demand_use")))


def demand_other(inputs: Inputs) -> xr.DataArray:
    """Give how use grows beyond people, ages and health, dims (draw, year, line)."""
    return other_factor(inputs)


def demand_shocks(inputs: Inputs) -> xr.DataArray:
    """Give how many times the demand otherwise expected shocks make of it, dims ([draw, area,] year, line)."""
    return shocked.factor(inputs)


def demand_backlog(inputs: Inputs) -> xr.DataArray:
    """Give the care that working off the waiting list adds, dims (draw, area, year, line)."""
    return backlog_added(inputs)


def demand_volumes(inputs: Inputs) -> xr.DataArray:
    """Give expected demand, dims (draw, area, year, line), units a year as `methods.demand.lines` says."""
    return parts_of(inputs).total()


def demand_counted(inputs: Inputs) -> xr.DataArray:
    """Give demand as it would be counted, with the spread of chance after the base year, dims as `demand_volumes`."""
    return with_chance(inputs, inputs.array("demand_volumes"))


def demand_credits(inputs: Inputs) -> xr.DataArray:
    """Give each driver's part in the change since the base year, dims (draw, area, year, line, driver); they sum to it.

    For the first and the last plan year and the horizon.
    """
    return parts_of(inputs).credits(milestones(inputs))


def demand_waiting(inputs: Inputs) -> xr.DataArray:
    """Give the waiting list at the end of each financial year at today's capacity, dims (draw, area, year)."""
    return inputs.array("demand_waited").sum("band")


def demand_waited(inputs: Inputs) -> xr.DataArray:
    """Give the list at the end of each financial year by how long, dims (draw, area, year, band); bands sum to it."""
    flows = list_by_month(inputs, inputs.array("demand_volumes"))
    years = list(inputs.planning.years)
    ends = list_by_wait(inputs, flows["started"], flows["done"]).sel(month=[months_of(year)[-1] for year in years])
    return ends.rename(month="year").assign_coords(year=years)


def demand_calibration(inputs: Inputs) -> pd.DataFrame:
    """Hold the base year of the model against what it claims to equal: one row per area x measure, with the gap."""
    volumes = inputs.areas.with_total(inputs.array("demand_volumes").sel(year=inputs.planning.base_year, drop=True))
    return calibration(inputs.table("demand_totals"), volumes.mean("draw"))


def demand_activity(inputs: Inputs) -> pd.DataFrame:
    """Give demand by line and year with its interval: one row per area x year x line.

    The mean is of what is expected; the interval holds chance too. `low` and `high` are of the change since the base
    year, each draw against its own.
    """
    spread = inputs.array("demand_counted")
    frame = _summary(inputs, inputs.array("demand_volumes"), spread)
    each = inputs.areas.with_total(spread)
    changed = 100 * (each / each.isel(year=0, drop=True) - 1)
    frame["low"], frame["high"] = np.percentile(changed.values, EIGHTY_PCT, axis=0).reshape(2, -1)
    now = frame["year"] == inputs.planning.base_year
    base = frame[now].set_index(["area", "line"])["mean"]
    frame["change_pct"] = 100 * (frame["mean"] / _at(base, frame, ["area", "line"]) - 1)
    named = _named(frame, inputs)
    named["basis"] = named["basis"].where(~now, _at(bases_now(inputs), frame, ["area", "line"]))
    columns = [
        "area",
        "year",
        "line",
        "label",
        "group",
        "unit",
        *SUMMARY,
        "change_pct",
        "low",
        "high",
        "basis",
        "source",
    ]
    return named[columns]


def demand_drivers(inputs: Inputs) -> pd.DataFrame:
    """Give what each driver adds to demand since the base year: one row per area x year x line x driver."""
    frame = _named(summarise(inputs.areas.with_total(inputs.array("demand_credits"))), inputs)
    frame["label"] = frame["driver"].map(DRIVER_LABELS)
    return frame[["area", "year", "line", "driver", "label", "unit", *SUMMARY, "basis", "source"]]


def demand_months(inputs: Inputs) -> pd.DataFrame:
    """Give demand by month of the first two plan years: one row per area x line x month; months sum to their year."""
    years = list(inputs.planning.plan_year_list[:MONTHLY_YEARS])
    monthly = by_month(inputs, inputs.array("demand_volumes").sel(year=years))
    frame = _summary(inputs, monthly, counted_by_month(inputs, monthly))
    names = {(year, month[5:]): month for year in years for month in months_of(year)}
    frame["month"] = [names[each] for each in zip(frame["year"], frame["month"], strict=True)]
    seasons = inputs.table("demand_seasons").drop_duplicates(["area", "measure"]).set_index(["area", "measure"])
    measures = frame["line"].map({line.key: line.season for line in LINES})
    said = seasons["season"].reindex(pd.MultiIndex.from_arrays([frame["area"], measures])).fillna(DAYS_ONLY)
    frame["season"] = said.to_numpy()
    columns = ["area", "line", "month", "label", "unit", *SUMMARY, "season", "basis", "source"]
    return _named(frame, inputs)[columns]


def demand_list(inputs: Inputs) -> pd.DataFrame:
    """Give the waiting list at the end of each year when capacity stays as it is: one row per area x year.

    `started` and `capacity` are pathways of the year; `standard` is the list that would just meet the standard.
    """
    frame = summarise(inputs.areas.with_total(inputs.array("demand_waiting")))
    started = inputs.array("demand_volumes").sel(line="referrals", drop=True)
    means = {"started": started, "standard": standard_list(inputs, started)}
    for name, array in means.items():
        series = inputs.areas.with_total(array).mean("draw").transpose("area", "year").to_series()
        frame[name] = _at(series, frame, ["area", "year"])
    totals = inputs.table("demand_totals")
    frame["capacity"] = frame["area"].map(totals[totals["measure"] == "completed"].set_index("area")["value"])
    named = _named(frame.assign(line="referrals"), inputs)
    return named[["area", "year", "started", "capacity", *SUMMARY, "standard", "basis", "source"]]


def demand_waits(inputs: Inputs) -> pd.DataFrame:
    """Give how long people wait at each year's end when capacity stays as it is: one row per area x year x measure."""
    bands = inputs.areas.with_total(inputs.array("demand_waited"))
    shares = {"within": 100 * share_within_18_weeks(bands), "over": 100 * share_over_52_weeks(bands)}
    parts = [summarise(shares[key]).assign(measure=measure, label=label) for key, (measure, label) in WAITS.items()]
    frame = pd.concat(parts, ignore_index=True).assign(line="referrals", unit="percent")
    frame["target"] = _at(targets_by_year(inputs), frame, ["measure", "year"])
    columns = ["area", "year", "measure", "label", "unit", *SUMMARY, "target", "basis", "source"]
    return in_area_order(_about(frame, inputs), inputs.areas, ["measure", "year"])[columns]


def demand_views(inputs: Inputs) -> pd.DataFrame:
    """Set three views of emergency growth side by side, and what each assumes: one row per area x view."""
    return in_area_order(emergency_views(inputs), inputs.areas)


def demand_beds(inputs: Inputs) -> pd.DataFrame:
    """Give beds it would take to meet demand at today's occupancy: one row per area x year x kind.

    `safe` is the mean at the planned-for occupancy; `more` the mean less what is open today.
    """
    today = beds_today(inputs, inputs.array("demand_volumes")).set_index(["area", "kind"])[["available", "occupancy"]]
    safe = inputs.value("demand.safe_occupancy_pct").sel(area=ENGLAND, drop=True) / 100
    occupancy = today["occupancy"].to_xarray()
    expected, spread = (
        beds_needed(inputs.areas.with_total(bed_days(inputs.array(name))), occupancy)
        for name in ("demand_volumes", "demand_counted")
    )
    frame = summarise(spread.transpose("draw", "area", "kind", "year"))
    frame["mean"] = expected.mean("draw").transpose("area", "kind", "year").values.reshape(-1)
    held = today.reindex(pd.MultiIndex.from_frame(frame[["area", "kind"]]))
    frame["available"], share = held["available"].to_numpy(), held["occupancy"].to_numpy()
    frame["occupancy_pct"], frame["safe"] = 100 * share, frame["mean"] * share / float(safe)
    frame["more"] = frame["mean"] - frame["available"]
    for name, place in (("label", 0), ("line", 1)):
        frame[name] = frame["kind"].map({kind: (said[0], said[1][0])[place] for kind, said in BED_LINES.items()})
    named = _about(frame, inputs)
    columns = [
        "area",
        "year",
        "kind",
        "label",
        "available",
        "occupancy_pct",
        *SUMMARY,
        "more",
        "safe",
        "basis",
        "source",
    ]
    return in_area_order(named, inputs.areas, ["kind", "year"])[columns]


def demand_staff(inputs: Inputs) -> pd.DataFrame:
    """Give staff it would take at England's ratio of staff to work today: one row per area x year x staff_group."""
    volumes = shocked.weighted(inputs, inputs.array("demand_volumes"))
    needed = inputs.areas.with_total(staff_needed(inputs, volumes, unit_costs(inputs, inputs.array("demand_base"))))
    total = needed.drop_sel(staff_group=GPS).sum("staff_group").expand_dims(staff_group=["total"])
    posts = inputs.areas.with_total(social_care_posts(inputs, volumes)).expand_dims(staff_group=[SOCIAL_CARE])
    frame = summarise(xr.concat([needed, total, posts], "staff_group"))
    base = frame[frame["year"] == inputs.planning.base_year].set_index(["area", "staff_group"])["mean"]
    frame["more"] = frame["mean"] - _at(base, frame, ["area", "staff_group"])
    labels, sources = staff_labels(inputs)
    named = _about(frame.assign(line="community_contacts"), inputs)
    named = named.assign(label=named["staff_group"].map(labels), source=named["staff_group"].map(sources))
    named["unit"] = named["staff_group"].eq(SOCIAL_CARE).map({True: "posts", False: "wte"})
    return named[["area", "year", "staff_group", "label", "unit", *SUMMARY, "more", "basis", "source"]]


def demand_cost(inputs: Inputs) -> pd.DataFrame:
    """Give what demand would cost at today's unit costs, 2024/25 prices: one row per area x year x line, and all lines.

    `more` is the cost pressure: the mean less the base year's. It is not a gap, for no allocation is set against it.
    """
    each = unit_costs(inputs, inputs.array("demand_base"))
    lines = inputs.areas.with_total(cost_of(shocked.weighted(inputs, inputs.array("demand_volumes")), each))
    costed = lines.sel(line=[key for key in KEYS if bool((each.sel(line=key) > 0).any())])
    everything = costed.sum("line").expand_dims(line=[ALL_LINES])
    frame = summarise(xr.concat([costed, everything], "line").transpose("draw", "area", "year", "line"))
    base = frame[frame["year"] == inputs.planning.base_year].set_index(["area", "line"])["mean"]
    frame["more"] = frame["mean"] - _at(base, frame, ["area", "line"])
    named = _about(frame, inputs)
    named["label"] = [BY_KEY[key].label if key in BY_KEY else "All care with a unit cost" for key in named["line"]]
    named["source"] = str(inputs.reference("unit_costs")["source"].iloc[0])
    return named[["area", "year", "line", "label", *SUMMARY, "more", "basis", "source"]]


def demand_uncosted(inputs: Inputs) -> pd.DataFrame:
    """Give what the cost of demand leaves out, pounds of 2024/25 where published: one row per area x key."""
    return uncosted(inputs)[["area", "key", "label", "value", "unit", "why", "basis", "source"]]


def demand_rates(inputs: Inputs) -> pd.DataFrame:
    """Give use per 1,000 people beside England's where that is fair: one row per area x measure, base year.

    Only what is published for the residents of a system; nothing shared out, and no place.
    """
    totals = inputs.table("demand_totals")
    fair = totals["measure"].isin(COMPARED) & totals["area"].isin([ENGLAND, inputs.areas.system.code])
    people = inputs.table("need_population")
    held = people[people["year"] == inputs.planning.base_year].groupby("area")["people"].sum()
    frame = totals[fair].assign(rate=lambda rows: 1000 * rows["value"] / rows["area"].map(held))
    england = frame[frame["area"] == ENGLAND].set_index("measure")["rate"]
    frame["england_rate"] = frame["measure"].map(england)
    frame = frame[frame["basis"].isin(["observed", "illustrative"])].assign(note=frame["measure"].map(COMPARED))
    columns = [
        "area",
        "measure",
        "label",
        "rate",
        "england_rate",
        "note",
        "basis",
        "source",
        "period_from",
        "period_to",
    ]
    return frame[columns]


def demand_backtest(inputs: Inputs) -> pd.DataFrame:
    """Hold the last published 12 months against the model started a year earlier and a naive forecast, by measure."""
    frame = backtest(inputs)
    frame["error_pct"] = 100 * (frame["modelled"] / frame["actual"] - 1)
    frame["naive_error_pct"] = 100 * (frame["naive"] / frame["actual"] - 1)
    columns = [
        "area", "measure", "label", "actual", "modelled", "naive", "error_pct", "naive_error_pct", "basis", "source",
        "period_from", "period_to",
    ]  # fmt: skip
    return in_area_order(frame, inputs.areas)[columns]


def demand_matters(inputs: Inputs) -> pd.DataFrame:
    """Give what grows most by the end of the plan among beds, waits, staff, cost and care: one row per area x order."""
    frame = matters(inputs, _plan_end(inputs))
    return in_area_order(frame, inputs.areas, ["order"])


def demand_when(inputs: Inputs) -> pd.DataFrame:
    """Give by when demand passes what is open or acceptable today, and how likely: one row per area x key."""
    frame = crossings(inputs, inputs.array("demand_waited"), _plan_end(inputs))
    return in_area_order(frame, inputs.areas, ["order"])


def demand_explained(inputs: Inputs) -> pd.DataFrame:
    """Unfold each key number into its formula and inputs: one row per area x key x order, the number itself first."""
    return in_area_order(key_numbers(inputs, _plan_end(inputs)), inputs.areas)


def milestones(inputs: Inputs) -> list[int]:
    """Give the years whose drivers are told apart: the first and last of the plan, and the horizon."""
    planning = inputs.planning
    return sorted({planning.plan_start, planning.plan_year_list[-1], planning.horizon})


def demand_numbers(inputs: Inputs) -> xr.Dataset:
    """Give the key numbers in every draw (`methods.key_draws`): dims (draw, area, number)."""
    return key_draws(inputs, _plan_end(inputs))


def demand_swings(inputs: Movable) -> pd.DataFrame:
    """Give where key numbers go with the assumptions that matter most: one row per area x assumption x key."""
    return swings(inputs, "demand_numbers", inputs.table("demand_explained"))


def _plan_end(inputs: Inputs) -> int:
    return inputs.planning.plan_year_list[-1]


def _summary(inputs: Inputs, expected: xr.DataArray, counted: xr.DataArray) -> pd.DataFrame:
    """Summarise, with the mean of what is expected and the interval of what would be counted."""
    frame = summarise(inputs.areas.with_total(counted))
    mean = inputs.areas.with_total(expected).mean("draw")
    return frame.assign(mean=mean.values.reshape(-1))


def _about(frame: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Give each row the basis of what is modelled ahead from its line, and the source of its base year."""
    bases, sources = bases_ahead(inputs)
    known = frame["line"].where(frame["line"].isin(KEYS), KEYS[0])
    index = pd.MultiIndex.from_arrays([frame["area"], known])
    return frame.assign(basis=bases.reindex(index).to_numpy(), source=sources.reindex(index).to_numpy())


def _named(frame: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    lines = [BY_KEY[key] for key in frame["line"]]
    words = {name: [getattr(line, name) for line in lines] for name in ("label", "group", "unit")}
    return _about(frame.assign(**words), inputs)


def _at(known: pd.Series, frame: pd.DataFrame, keys: list[str]) -> np.ndarray:
    return known.reindex(pd.MultiIndex.from_frame(frame[keys])).to_numpy()

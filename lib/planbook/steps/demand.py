"""What happens if nothing changes?

The base year's volumes are published for the area, or England's shared out by need; each is carried forward by people,
ages, health and other growth, and working off the waiting list comes on top. What today's capacity cannot do joins the
list. From demand follow the beds, staff and pounds it would take to meet it as care is given today.
"""

from __future__ import annotations

import pandas as pd
import xarray as xr

from planbook.data.apportion import in_area_order
from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.calendar_days import months_of
from planbook.methods.demand import needed, shocked, shown
from planbook.methods.demand.base import base_drawn, base_totals
from planbook.methods.demand.bases import calibration
from planbook.methods.demand.case import occupancy, unit_costs
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
from planbook.methods.demand.matters import matters
from planbook.methods.demand.numbers import key_numbers
from planbook.methods.demand.past import backtest
from planbook.methods.demand.uncosted import uncosted
from planbook.methods.demand.views import emergency_views
from planbook.methods.demand.waiting import (
    chance_now,
    list_by_month,
    list_by_wait,
    published_lists,
    waits_now,
)
from planbook.methods.demand.year import backlog_added, parts_of, with_chance
from planbook.methods.labelled import at, labelled
from planbook.methods.seasons import seasons_of
from planbook.methods.swings import Movable, swings

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
    bands = inputs.array("demand_waited")
    return labelled(bands.variable.sum("band", skipna=False), bands)


def demand_waits_now(inputs: Inputs) -> xr.DataArray:
    """Give the latest published list by months waited, dims (area, waited); no draws."""
    return waits_now(inputs)


def demand_chance_seen(inputs: Inputs) -> xr.DataArray:
    """Give the chance in a month of being seen after so many months, as that list shows it, dims (area, waited)."""
    return chance_now(inputs)


def demand_waited(inputs: Inputs) -> xr.DataArray:
    """Give the list at the end of each financial year by how long, dims (draw, area, year, band); bands sum to it."""
    waited = list_by_wait(inputs, **list_by_month(inputs, inputs.array("demand_volumes")))
    years = list(inputs.planning.years)
    ends = at(waited, month=[months_of(year)[-1] for year in years])
    found = xr.Variable(["year" if dim == "month" else dim for dim in ends.dims], ends.values)
    return labelled(found, waited, year=years)


def demand_prices(inputs: Inputs) -> xr.DataArray:
    """Give pounds for a unit of each line at 2024/25 costs, dims (draw, [area,] line); 0 where costed elsewhere."""
    return unit_costs(inputs, inputs.array("demand_base"))


def demand_occupancy(inputs: Inputs) -> xr.DataArray:
    """Give today's occupancy of beds by kind, 0 to 1, dims (area, kind), over every area."""
    return occupancy(inputs)


def demand_calibration(inputs: Inputs) -> pd.DataFrame:
    """Hold the base year of the model against what it claims to equal: one row per area x measure, with the gap."""
    volumes = inputs.areas.with_total(inputs.array("demand_volumes").sel(year=inputs.planning.base_year, drop=True))
    return calibration(inputs.table("demand_totals"), volumes.mean("draw"))


def demand_activity(inputs: Inputs) -> pd.DataFrame:
    """Give demand by line and year with its interval: one row per area x year x line.

    The mean is of what is expected; the interval holds chance too. `low` and `high` are of the change since the base
    year, each draw against its own.
    """
    return shown.activity(inputs)


def demand_drivers(inputs: Inputs) -> pd.DataFrame:
    """Give what each driver adds to demand since the base year: one row per area x year x line x driver."""
    return shown.drivers(inputs)


def demand_months(inputs: Inputs) -> pd.DataFrame:
    """Give demand by month of the first two plan years: one row per area x line x month; months sum to their year."""
    return shown.months(inputs)


def demand_list(inputs: Inputs) -> pd.DataFrame:
    """Give the waiting list at the end of each year when capacity stays as it is: one row per area x year.

    `started` and `capacity` are pathways of the year; `standard` is the list that would just meet the standard.
    """
    return shown.waiting_list(inputs)


def demand_waits(inputs: Inputs) -> pd.DataFrame:
    """Give how long people wait at each year's end when capacity stays as it is: one row per area x year x measure."""
    return shown.waits(inputs)


def demand_views(inputs: Inputs) -> pd.DataFrame:
    """Set three views of emergency growth side by side, and what each assumes: one row per area x view."""
    return in_area_order(emergency_views(inputs), inputs.areas)


def demand_beds(inputs: Inputs) -> pd.DataFrame:
    """Give beds it would take to meet demand at today's occupancy: one row per area x year x kind.

    `safe` is the mean at the planned-for occupancy; `more` the mean less what is open today.
    """
    return needed.beds(inputs)


def demand_staff(inputs: Inputs) -> pd.DataFrame:
    """Give staff it would take at England's ratio of staff to work today: one row per area x year x staff_group."""
    return needed.staff(inputs)


def demand_cost(inputs: Inputs) -> pd.DataFrame:
    """Give what demand would cost at today's unit costs, 2024/25 prices: one row per area x year x line, and all lines.

    `more` is the cost pressure: the mean less the base year's. It is not a gap, for no allocation is set against it.
    """
    return needed.cost(inputs)


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

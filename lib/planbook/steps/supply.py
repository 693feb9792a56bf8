"""Which staff will we have?

Staff in post today by group and age, carried forward a year at a time: those who leave, retire, move to another group,
qualify, come from abroad, come back and join. Who is at work is held against what the plan's work takes. Staff are
planned for England and the system: nobody publishes who joins and leaves by place.
"""

from __future__ import annotations

import pandas as pd
import xarray as xr

from planbook.data.apportion import in_area_order
from planbook.data.inputs import Inputs
from planbook.methods.labelled import bare, labelled, stacked
from planbook.methods.summary import summarise
from planbook.methods.sums import with_sums
from planbook.methods.supply import checked, gap, pipeline_table, starting
from planbook.methods.supply.bases import about
from planbook.methods.supply.case import flows_of, heads_today, hours_of, leaving_of, start_of, work_kept, work_of
from planbook.methods.supply.joining import england_output, grown, growth, joining
from planbook.methods.supply.key_draws import key_draws
from planbook.methods.supply.leaving import all_leaving
from planbook.methods.supply.numbers import key_numbers
from planbook.methods.supply.stock import LEAVERS, RETIREMENTS, project
from planbook.methods.supply.system_level import believed
from planbook.methods.supply.today import age_mix, in_post_today, published_participation
from planbook.methods.supply.words import DRIVERS, FLOWS, GROUPS, NOT_HELD, POSITIONS, REASONS, TOTALS
from planbook.methods.swings import Movable, swings
from planbook.methods.workforce.groups import LABELS

SUMMARY = ["mean", "p10", "p50", "p90"]
HEADS = "heads"
PERCENT = 100.0


def supply_today(inputs: Inputs) -> xr.DataArray:
    """Give whole-time staff in post in the base year, dims (draw, area, staff_group)."""
    return in_post_today(inputs)


def supply_published(inputs: Inputs) -> xr.DataArray:
    """Give published whole-time equivalents a head of NHS groups, 0 to 1, dims (area, staff_group); no draws."""
    return published_participation(inputs)


def supply_hours(inputs: Inputs) -> xr.DataArray:
    """Give whole-time equivalents a head, 0 to 1, dims (draw, area, year, staff_group)."""
    return hours_of(inputs)


def supply_work(inputs: Inputs) -> xr.DataArray:
    """Give absence (shares), bank and agency (whole-time), dims (draw, area, year, staff_group, part)."""
    return work_of(inputs)


def supply_grown(inputs: Inputs) -> xr.DataArray:
    """Give published growth of staff a year, dims (of, staff_group): England's twice, the system's; no draws."""
    return grown(inputs)


def supply_growth(inputs: Inputs) -> xr.DataArray:
    """Give how staff in post grew a year, as a share, dims (draw, area, staff_group)."""
    return growth(inputs)


def supply_trained(inputs: Inputs) -> xr.DataArray:
    """Give England's newly qualified heads who start work in the NHS, dims (draw, year, staff_group)."""
    return england_output(inputs)


def supply_joining(inputs: Inputs) -> xr.DataArray:
    """Give heads who join after the base year, dims (draw, area, year, staff_group, source); shocks move none."""
    return joining(inputs, heads_today(inputs), all_leaving(inputs))


def supply_ages(inputs: Inputs) -> xr.DataArray:
    """Give the share of each group in each age band today, dims (draw[, area], staff_group, age_band)."""
    return age_mix(inputs)


def supply_leaving(inputs: Inputs) -> xr.DataArray:
    """Give the share that leaves before retirement, dims (draw[, area][, year], staff_group, age_band); with shocks."""
    return leaving_of(inputs)


def supply_lived(inputs: Inputs) -> xr.DataArray:
    """Give heads at each year's end and the heads that flowed, dims (draw, area, year, staff_group, flow)."""
    lived = project(start_of(inputs), flows_of(inputs), inputs.planning.years)
    heads, flows = bare(lived.staff, lived.flows)
    both = xr.Variable.concat([heads.expand_dims("flow"), flows.transpose("flow", *heads.dims)], "flow")
    return labelled(both.transpose(*flows.dims), lived.flows, flow=[HEADS, *FLOWS])


def supply_flows(inputs: Inputs) -> xr.DataArray:
    """Give heads who join by source, move, leave and retire in a year, dims (draw, area, year, staff_group, flow)."""
    return inputs.array("supply_lived").isel(flow=slice(1, None))


def supply_staff(inputs: Inputs) -> xr.DataArray:
    """Give whole-time staff in post at each year's end, dims (draw, area, year, staff_group)."""
    return work_kept(inputs).in_post(_heads(inputs))


def supply_available(inputs: Inputs) -> xr.DataArray:
    """Give the posts that staff at work can fill, whole-time, dims (draw, area, year, staff_group).

    In the base year as many as are in post; after it, changes of absence, bank and agency count as well.
    """
    return work_kept(inputs).available(_heads(inputs)).transpose("draw", "area", "year", "staff_group")


def supply_required(inputs: Inputs) -> xr.DataArray:
    """Give posts required, whole-time, dims (draw, area, year, staff_group)."""
    return gap.required(inputs)


def supply_gap(inputs: Inputs) -> xr.DataArray:
    """Give posts required less filled, whole-time, dims (draw, area, year, staff_group); below 0 is to spare."""
    given = inputs.array("supply_required"), inputs.array("supply_available")
    needed, available = bare(*given)
    return labelled(needed - available, *given)


def supply_credits(inputs: Inputs) -> xr.DataArray:
    """Give what each driver has added to the gap since the base year, dims (draw, area, year, staff_group, driver).

    For the first and last plan year and the horizon; credits sum to the change of the gap.
    """
    return gap.driven(
        inputs.array("supply_required"),
        _heads(inputs),
        inputs.array("supply_flows"),
        work_kept(inputs),
        milestones(inputs),
    )


def supply_in_post(inputs: Inputs) -> pd.DataFrame:
    """Give staff in post, their ages, and who leaves and joins in a year: one row per area x staff_group."""
    return in_area_order(starting.in_post_table(inputs), inputs.areas)


def supply_positions(inputs: Inputs) -> pd.DataFrame:
    """Give staff in post, at work and required, and the gap: one row per area x year x staff_group x measure."""
    work = work_kept(inputs)
    each = {
        "in_post": inputs.array("supply_staff"),
        "temporary": work.bank + work.agency,
        "at_work": work.at_work(_heads(inputs)),
        "available": inputs.array("supply_available"),
        "required": inputs.array("supply_required"),
        "gap": inputs.array("supply_gap"),
    }
    together = stacked(bare(*each.values()), "measure").transpose("draw", "area", "year", "measure", "staff_group")
    drawn = with_totals(labelled(together, each["in_post"], measure=POSITIONS))
    frame = _named(summarise(drawn), inputs).assign(unit="wte")
    frame["label"] = frame["measure"].map(POSITIONS)
    return frame[["area", "year", "staff_group", "measure", "label", "unit", *SUMMARY, "basis", "source"]]


def supply_moves(inputs: Inputs) -> pd.DataFrame:
    """Give heads who join, move, leave and retire: one row per area x year x staff_group x flow, years told apart."""
    flows = inputs.array("supply_flows").sel(year=[inputs.planning.base_year + 1, *milestones(inputs)])
    frame = _named(summarise(with_totals(flows)), inputs).assign(unit="headcount")
    frame["label"] = frame["flow"].map(FLOWS)
    return frame[["area", "year", "staff_group", "flow", "label", "unit", *SUMMARY, "basis", "source"]]


def supply_reasons(inputs: Inputs) -> pd.DataFrame:
    """Give NHS staff who leave in the first year by reason: one row per area x reason."""
    flows = inputs.array("supply_flows").isel(year=1, drop=True).sel(staff_group=list(TOTALS["nhs"][1]))
    retire = flows.sel(flow=RETIREMENTS, drop=True).sum("staff_group")
    rest = flows.sel(flow=LEAVERS, drop=True).sum("staff_group")
    balance = believed(inputs, "supply.work_life_balance_pct") / PERCENT * (retire + rest)
    parts = xr.broadcast(retire, balance, (rest - balance).clip(0.0))
    by_reason = xr.concat(parts, "reason").assign_coords(reason=list(REASONS)).transpose("draw", "area", "reason")
    frame = _named(summarise(by_reason).assign(staff_group="nhs"), inputs).assign(unit="headcount")
    frame["share_pct"] = PERCENT * frame["mean"] / frame.groupby("area")["mean"].transform("sum")
    frame["label"] = frame["reason"].map(REASONS)
    return frame[["area", "reason", "label", "unit", "share_pct", *SUMMARY, "basis", "source"]]


def supply_pipeline(inputs: Inputs) -> pd.DataFrame:
    """Give the way from training places to staff who start work here: one row per area x trained staff_group."""
    frame = pipeline_table.pipeline_of(inputs, inputs.array("supply_flows"), _plan_end(inputs))
    named = _named(frame, inputs)
    columns = ["area", "staff_group", "label", "places", "attrition_pct", "late_pct", "registers_pct", "takes_up_pct"]
    return named[[*columns, "years", "england", "now", *SUMMARY, "basis", "source"]]


def supply_drivers(inputs: Inputs) -> pd.DataFrame:
    """Give what each driver has added to the gap: one row per area x year x staff_group x driver; above 0 widens it."""
    frame = _named(summarise(with_totals(inputs.array("supply_credits"))), inputs).assign(unit="wte")
    frame = frame.assign(group=frame["label"], label=frame["driver"].map(DRIVERS))
    return frame[["area", "year", "staff_group", "group", "driver", "label", "unit", *SUMMARY, "basis", "source"]]


def supply_bites(inputs: Inputs) -> pd.DataFrame:
    """Give when a gap is first likelier felt than not, and its size at the plan's end: one row per area x group."""
    needed, short = with_totals(inputs.array("supply_required")), with_totals(inputs.array("supply_gap"))
    share = believed(inputs, "supply.felt_pct") / PERCENT
    frame = gap.bites(short, needed, share, _plan_end(inputs))
    named = _named(frame, inputs)
    columns = ["area", "staff_group", "label", "first_year", "first_chance_pct", "chance_pct", "short_pct"]
    return named[[*columns, *SUMMARY, "basis", "source"]]


def supply_calibration(inputs: Inputs) -> pd.DataFrame:
    """Hold the model against what is published of the same thing: one row per area x measure."""
    return in_area_order(checked.calibration(inputs, _heads(inputs)), inputs.areas)


def supply_not_held(inputs: Inputs) -> pd.DataFrame:
    """Give what nobody publishes for the system, and what stands in for it: one row per area x subject."""
    rows = [(inputs.areas.system.code, *row) for row in NOT_HELD]
    return pd.DataFrame(rows, columns=["area", "subject", "why", "template"])


def supply_explained(inputs: Inputs) -> pd.DataFrame:
    """Unfold each key number into its formula and inputs: one row per area x key x order, the number itself first."""
    return in_area_order(key_numbers(inputs, _plan_end(inputs)), inputs.areas)


def milestones(inputs: Inputs) -> list[int]:
    """Give the years whose drivers are told apart: the first and last of the plan, and the horizon."""
    planning = inputs.planning
    return sorted({planning.plan_start, planning.plan_year_list[-1], planning.horizon})


def with_totals(by_group: xr.DataArray) -> xr.DataArray:
    """Add NHS staff together and all staff counted here, inside each draw, dims as given."""
    sums = {name: groups for name, (_, groups) in TOTALS.items()}
    return with_sums(by_group.sel(staff_group=list(GROUPS)), "staff_group", sums, first=True)


def supply_numbers(inputs: Inputs) -> xr.Dataset:
    """Give the key numbers in every draw (`methods.key_draws`): dims (draw, area, number)."""
    return key_draws(inputs, _plan_end(inputs))


def supply_swings(inputs: Movable) -> pd.DataFrame:
    """Give where key numbers go with the assumptions that matter most: one row per area x assumption x key."""
    return swings(inputs, "supply_numbers", inputs.table("supply_explained"))


def _heads(inputs: Inputs) -> xr.DataArray:
    return inputs.array("supply_lived").sel(flow=HEADS, drop=True)


def _plan_end(inputs: Inputs) -> int:
    return inputs.planning.plan_year_list[-1]


def _named(frame: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Give each row its group's words, and the basis and source of what is carried forward."""
    labels = LABELS | {name: label for name, (label, _) in TOTALS.items()}
    return about(frame.assign(label=frame["staff_group"].map(labels)), inputs)

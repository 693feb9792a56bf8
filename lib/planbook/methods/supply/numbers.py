"""The key numbers of supply, each with its formula and all that goes into it."""

from __future__ import annotations

import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.explain import Input, unfolded
from planbook.methods.shocks import keys_of
from planbook.methods.summary import ends_by_area
from planbook.methods.supply.bases import NHS_SOURCE, STAFF_MONTH, ahead, of_today
from planbook.methods.supply.gap import required
from planbook.methods.supply.system_level import codes
from planbook.methods.supply.words import DRIVERS, FLOWS
from planbook.methods.workforce.groups import LABELS
from planbook.params.programme_words import NHS_STAFF

SYMBOLS = {
    "required": "W", "retirements": "R", "leavers": "L", "training": "T", "international": "I", "other_joiners": "J",
    "moves": "M", "hours": "H", "absence": "A", "temporary": "B",
}  # fmt: skip
FLOW_SYMBOLS = {
    "training": "T", "international": "I", "returners": "C", "others": "J", "moved_in": "M", "moved_out": "O",
    "leavers": "L", "retirements": "R",
}  # fmt: skip
START = ("supply.under_35_pct", "supply.from_55_pct", "supply.age_within_pct", "workforce.participation_pct")
LEAVING = ("supply.leaving_pct", "supply.retiring_pct", "supply.moving_pct", "supply.leaving_by_age")
GROWTH = ("supply.latest_growth_weight", "supply.growth_unpublished_pct", "supply.own_growth_weight")
TRAINED = (
    *("supply.training_years", "supply.training_attrition_pct", "supply.registers_pct", "supply.takes_up_pct"),
    *("supply.training_late_pct", "supply.training_places", "supply.training_growth_pct_per_year"),
    *("supply.past_nursing_places", "supply.local_starters"),
)
ABROAD = ("supply.international_pct", "supply.international_change_pct")
BACK = ("supply.returners_pct", "supply.joiners_change_pct")
JOINED_AGES = ("supply.training_age_pct", "supply.joiner_age_pct")
OTHER_JOINERS = (
    *("supply.leaving_pct", "supply.moving_pct", *GROWTH, "supply.international_pct", *BACK),
    *("supply.net_from_elsewhere_pct", *TRAINED),
)
BEHIND: dict[str, tuple[str, ...]] = {
    "required": (),
    "leavers": (*START, *LEAVING, *JOINED_AGES),
    "retirements": (*START, "supply.retiring_pct", *JOINED_AGES),
    "training": TRAINED,
    "international": (*ABROAD, "supply.leaving_pct", *GROWTH),
    "returners": (*BACK, "supply.leaving_pct", *GROWTH),
    "others": OTHER_JOINERS,
    "other_joiners": OTHER_JOINERS,
    "moves": ("supply.moving_pct",),
    "moved_in": ("supply.moving_pct",),
    "moved_out": ("supply.moving_pct",),
    "hours": ("workforce.participation_pct", "supply.hours_change_pct_per_year"),
    "absence": ("workforce.absence_pct", "supply.sickness_change_points_per_year"),
    "temporary": (
        *("supply.bank_pct", "supply.agency_pct"),
        *("supply.bank_change_pct_per_year", "supply.agency_change_pct_per_year"),
    ),
}
"""The assumptions behind each driver and flow; a test holds them against what is really asked for."""

NEAR = 6  # places beyond which a difference is of counting by computer
COMES_IN = ("training", "international", "returners", "others", "moved_in")


def key_numbers(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give each key number of `year` with its inputs, England and the system: rows as `explain.unfolded` makes."""
    parts = [part for make in (_gap, _shortest, _heads, _at_work) for part in make(inputs, year)]
    columns = ["area", "key", "order", "symbol", "label", "value", "low", "high", "unit", "formula", "assumed"]
    return pd.concat(parts, ignore_index=True)[[*columns, "basis", "source", "period_to"]]


def behind(inputs: Inputs, name: str) -> tuple[str, ...]:
    """Give the assumptions behind a driver or flow, and the shocks of the scenario that move it."""
    return (*BEHIND[name], *(keys_of(inputs, name) if name in ("absence", "leavers") else ()))


def shortest_group(inputs: Inputs, year: int) -> dict[str, str]:
    """Give the NHS group that is short of most staff in `year`, by area."""
    mean = inputs.array("supply_gap").sel(year=year, staff_group=list(NHS_STAFF), drop=True).mean("draw")
    return {code: str(mean["staff_group"].values[int(mean.sel(area=code).values.argmax())]) for code in codes(inputs)}


def _gap(inputs: Inputs, year: int) -> list[pd.DataFrame]:
    nhs = list(NHS_STAFF)
    credits = inputs.array("supply_credits").sel(year=year, staff_group=nhs, drop=True).sum("staff_group")
    short = inputs.array("supply_gap").sel(staff_group=nhs).sum("staff_group")
    start, ends = _by_area(short.isel(year=0, drop=True)), ends_by_area(short.sel(year=year, drop=True))
    added = {driver: _by_area(credits.sel(driver=driver, drop=True)) for driver in SYMBOLS}
    label = f"NHS staff short in {_said(year)}"
    found = []
    for code in codes(inputs):
        about = _about(inputs, code)
        parts = [Input("G", "Short in the base year", round(start[code], NEAR) + 0.0, "wte", *about)]
        parts += [
            Input(
                symbol,
                _added(driver),
                added[driver][code],
                "wte",
                *about,
                behind(inputs, driver),
            )
            for driver, symbol in SYMBOLS.items()
        ]
        formula = " + ".join(part.symbol for part in parts)
        found.append(unfolded(code, "nhs_gap", label, "wte", formula, parts, ends[code]))
    return found


def _shortest(inputs: Inputs, year: int) -> list[pd.DataFrame]:
    needed, there = (
        required(inputs).sel(year=year, drop=True),
        inputs.array("supply_available").sel(year=year, drop=True),
    )
    ends, found = {}, []
    everything = tuple(dict.fromkeys(key for name in DRIVERS for key in behind(inputs, name)))
    for code, group in shortest_group(inputs, year).items():
        about = _about(inputs, code)
        mine = (needed - there).sel(staff_group=group, drop=True)
        ends = ends_by_area(mine)
        parts = [
            Input("P", "Posts the work takes", float(needed.sel(area=code, staff_group=group).mean()), "wte", *about),
            Input(
                "F", "Posts filled", float(there.sel(area=code, staff_group=group).mean()), "wte", *about, everything
            ),
        ]
        label = f"{LABELS[group]} short in {_said(year)}"
        found.append(unfolded(code, "shortest_gap", label, "wte", "P - F", parts, ends[code]))
    return found


def _heads(inputs: Inputs, year: int) -> list[pd.DataFrame]:
    nhs = list(NHS_STAFF)
    lived = inputs.array("supply_lived").sel(staff_group=nhs).sum("staff_group")
    start = _by_area(lived.sel(flow="heads", drop=True).isel(year=0, drop=True))
    flows = lived.sel(flow=list(FLOWS), year=slice(None, year)).sum("year").mean("draw")
    ends = ends_by_area(lived.sel(flow="heads", year=year, drop=True))
    signs = [f"{'+' if flow in COMES_IN else '-'} {symbol}" for flow, symbol in FLOW_SYMBOLS.items()]
    formula, found = " ".join(["S", *signs]), []
    for code in codes(inputs):
        about = _about(inputs, code)
        held = (of_today(inputs, code, "nhs"), NHS_SOURCE, STAFF_MONTH)
        of_flow = {str(key): float(value) for key, value in flows.sel(area=code).to_series().items()}
        parts = [Input("S", "NHS staff in post today", start[code], "headcount", *held)]
        parts += [
            Input(
                symbol, f"{FLOWS[flow]}, all years together", of_flow[flow], "headcount", *about, behind(inputs, flow)
            )
            for flow, symbol in FLOW_SYMBOLS.items()
        ]
        label = f"NHS staff in post at the end of {_said(year)}"
        found.append(unfolded(code, "nhs_heads", label, "headcount", formula, parts, ends[code]))
    return found


def _at_work(inputs: Inputs, year: int) -> list[pd.DataFrame]:
    kept = inputs.array("supply_work").sel(year=year, staff_group=list(NHS_STAFF), drop=True)
    post = inputs.array("supply_staff").sel(year=year, staff_group=list(NHS_STAFF), drop=True)
    bank, away = (kept.sel(part=["bank", "agency"]).sum("part"), kept.sel(part="absence", drop=True))
    working = ((post + bank) * (1 - away)).sum("staff_group")
    ends, found = ends_by_area(working), []
    posts, banks, works = (_by_area(array) for array in (post.sum("staff_group"), bank.sum("staff_group"), working))
    joined = tuple(dict.fromkeys(key for name in ("hours", "others", "leavers") for key in behind(inputs, name)))
    for code in codes(inputs):
        about = _about(inputs, code)
        share = 1 - works[code] / (posts[code] + banks[code])
        parts = [
            Input("S", "In post", posts[code], "wte", *about, joined),
            Input("B", "Bank and agency", banks[code], "wte", *about, BEHIND["temporary"]),
            Input("a", "Of working days lost to sickness", share, "share", *about, behind(inputs, "absence")),
        ]
        label = f"NHS staff at work in {_said(year)}"
        found.append(unfolded(code, "nhs_at_work", label, "wte", "(S + B) * (1 - a)", parts, ends[code]))
    return found


def _by_area(array: xr.DataArray) -> dict[str, float]:
    means = array.mean("draw").values
    return {str(code): float(mean) for code, mean in zip(array["area"].values, means, strict=True)}


def _about(inputs: Inputs, code: str) -> tuple[str, str, str]:
    return str(ahead(inputs, pd.Series([code])).iloc[0]), NHS_SOURCE, STAFF_MONTH


def _added(driver: str) -> str:
    return f"Added to the gap since today: {DRIVERS[driver][:1].lower()}{DRIVERS[driver][1:]}"


def _said(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02d}"

"""The key numbers of demand, each with its formula and all that goes into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

import pandas as pd
import xarray as xr

from planbook.data.areas import ENGLAND, Area
from planbook.data.inputs import Inputs
from planbook.data.rows import laid_out, row_of, rows_of
from planbook.methods.beds import DAYS
from planbook.methods.calendar_days import months_of
from planbook.methods.demand import shocked
from planbook.methods.demand.base import SPLIT_LINES, base_drawn
from planbook.methods.demand.bases import bases_ahead
from planbook.methods.demand.case import (
    BED_LINES,
    GPS,
    SOCIAL_CARE,
    beds_today,
    nhs_staff_needed,
    unit_costs,
    work_of,
)
from planbook.methods.demand.growth import health_factor, other_growth, population_factor, use_by_age, use_of
from planbook.methods.demand.lines import BY_KEY, DRIVER_LABELS, GROUPS, KEYS, SHOCKS
from planbook.methods.demand.waiting import list_by_month
from planbook.methods.demand.year import backlog_added
from planbook.methods.explain import Input, Noted, unfolded
from planbook.methods.labelled import at, bare, labelled
from planbook.methods.shocks import keys_of
from planbook.methods.summary import ends_by_area

Assumed = dict[str, tuple[str, ...]]
SYMBOLS = {"population": "P", "ageing": "A", "health": "H", "other": "G", "backlog": "L", SHOCKS: "E"}
VISITS = ("ae_major", "ae_minor")
BED_DAYS = BED_LINES["general_acute"][1]
GROUP_SYMBOLS = dict(zip(GROUPS, "UVWXYZRSTQ", strict=True))
CASE_MONTH = "2025-03"
STAFF_MONTH = "2025-05"


class Behind:
    """Which assumptions lie behind the base and each driver of a line, found by asking and kept."""

    def __init__(self, inputs: Inputs) -> None:
        self.noted = Noted(inputs)
        self._kept: dict[tuple[str, str], tuple[str, ...]] = {}
        use = use_by_age(self.noted, ["births"])
        self._people = self.noted.behind(population_factor)
        self._health = self.noted.behind(lambda given: health_factor(given, use))
        self._backlog = self.noted.behind(lambda given: backlog_added(given, ["day_case"]))
        leaves = self.noted.draws("demand.backlog_activity_per_pathway")["leaf"].values
        self._worked_off = {*map(str, leaves), "elective_bed_days"}
        self._shocks = keys_of(inputs, "activity", "acuity") if shocked.changed(inputs) else ()
        self.prices = self.noted.behind(lambda given: unit_costs(given, inputs.array("demand_base")))

    def of(self, lines: Sequence[str]) -> Assumed:
        """Give the assumptions that base and drivers of some lines read; `backlog` only where it adds to them."""
        shapes, growths = ([getattr(BY_KEY[key], name) for key in lines] for name in ("shape", "growth"))
        ages = self._each("ages", shapes, use_of)
        split = [key for key in lines if key in SPLIT_LINES]
        found = {
            "base": self._each("base", split, lambda given, name: base_drawn(given, [name])),
            "population": self._people,
            "ageing": ages,
            "health": _once((*ages, *self._health)),
            "other": self._each("other", growths, lambda given, name: other_growth(given, [name])),
        }
        touched = not self._worked_off.isdisjoint(lines)
        found |= {"backlog": self._backlog} if touched else {}
        return found | ({SHOCKS: self._shocks} if self._shocks else {})

    def _each(self, kind: str, names: Sequence[str], read: Callable[[Inputs, str], object]) -> tuple[str, ...]:
        for name in names:
            if (kind, name) not in self._kept:
                self._kept[kind, name] = self.noted.behind(partial(_read, read, name))
        return _once(key for name in names for key in self._kept[kind, name])


def _read(read: Callable[[Inputs, str], object], name: str, given: Inputs) -> object:
    return read(given, name)


def _once(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))


@dataclass
class Told:
    """What the explanations draw on, worked out once for all areas."""

    inputs: Inputs
    year: int
    behind: Behind = field(init=False)
    totals: pd.DataFrame = field(init=False)

    def __post_init__(self) -> None:
        self.behind = Behind(self.inputs)
        self.totals = self.inputs.table("demand_totals").set_index(["area", "measure"])
        self.bases, self.sources = bases_ahead(self.inputs)

    @property
    def said(self) -> str:
        """The year as it is written: 2031/32."""
        return f"{self.year}/{(self.year + 1) % 100:02d}"

    def mean(self, array: xr.DataArray) -> dict[str, float]:
        """Give means by area, the system as the sum of its places."""
        every = self.inputs.areas.with_total(array.mean("draw") if "draw" in array.dims else array)
        return dict(zip(map(str, every["area"].values), map(float, every.values), strict=True))

    def ends(self, array: xr.DataArray) -> dict[str, tuple[float, float]]:
        """Give the 80% interval by area, the system as the sum of its places in each draw."""
        return ends_by_area(self.inputs.areas.with_total(array))

    def ends_of(self, table: str, **chosen: object) -> dict[str, tuple[float, float]]:
        """Give the 80% interval of the year by area from a table that has one row of each left after choosing."""
        rows = self.inputs.table(table)
        for column, value in {"year": self.year, **chosen}.items():
            rows = rows[rows[column] == value]
        return {row.area: (row.p10, row.p90) for row in rows_of(rows)}

    def ahead(self, area: Area, line: str) -> tuple[str, str]:
        """Give basis and source of what is modelled from a line."""
        return str(self.bases[area.code, line]), str(self.sources[area.code, line])

    def published(self, area: Area, line: str, column: str) -> str:
        """Give what is said of the total a line is part of: its basis, or the last month it rests on."""
        return str(self.totals.loc[(area.code, BY_KEY[line].total), column])


def key_numbers(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give each key number of `year` with its inputs, for every area: rows as `explain.unfolded` makes them."""
    told = Told(inputs, year)
    parts = [part for make in (_visits, _beds, _list, _staff, _cost) for part in make(told)]
    columns = ["area", "key", "order", "symbol", "label", "value", "low", "high", "unit", "formula", "assumed"]
    return pd.concat(parts, ignore_index=True)[[*columns, "basis", "source", "period_to"]]


def all_behind(assumed: Assumed, *more: str) -> tuple[str, ...]:
    """Give every assumption of some lines once."""
    return _once((*more, *(key for keys in assumed.values() for key in keys)))


def _visits(told: Told) -> list[pd.DataFrame]:
    drivers = _drivers(told, VISITS, "A&E visits in the base year")
    counted = told.inputs.array("demand_counted")
    visits = at(counted, line=list(VISITS), year=told.year).sum("line", skipna=False)
    ends = told.ends(labelled(visits / DAYS, counted))
    label, found = f"A&E visits a day in {told.said}", []
    for area in told.inputs.areas.every:
        parts = drivers(area)
        formula = f"({_summed(parts)}) / D"
        found.append(
            unfolded(area.code, "ae_visits_a_day", label, "attendances", formula, [*parts, _days()], ends[area.code])
        )
    return found


def _beds(told: Told) -> list[pd.DataFrame]:
    today = beds_today(told.inputs, told.inputs.array("demand_volumes")).set_index(["area", "kind"])
    drivers = _drivers(told, BED_DAYS, "Bed days in the base year")
    label = f"General and acute beds needed in {told.said}"
    ends, found = told.ends_of("demand_beds", kind="general_acute"), []
    for area in told.inputs.areas.every:
        held = row_of(today, (area.code, "general_acute"))
        about = (str(held["basis"]), str(held["source"]), str(held["period_to"]))
        in_use = Input("O", "Part of open beds in use today", float(held["occupancy"]), "share", *about)
        parts = drivers(area)
        formula = f"({_summed(parts)}) / D / O"
        found.append(
            unfolded(area.code, "beds_needed", label, "beds", formula, [*parts, _days(), in_use], ends[area.code])
        )
    return found


def _list(told: Told) -> list[pd.DataFrame]:
    flows = list_by_month(told.inputs, told.inputs.array("demand_volumes"))
    last = int(flows["started"].indexes["month"].get_loc(months_of(told.year)[-1])) + 1
    came, could = (
        told.mean(labelled(each.variable.isel(month=slice(last)).sum("month", skipna=False), each))
        for each in (flows["started"], flows["done"])
    )
    end = told.mean(told.inputs.array("demand_waiting").sel(year=told.year, drop=True))
    now = told.inputs.table("demand_list_now").set_index("area")
    growth = all_behind({key: keys for key, keys in told.behind.of(["referrals"]).items() if key != "base"})
    label = f"Waiting list in March {told.year + 1}, if capacity stays as it is"
    put_off = keys_of(told.inputs, "cancelled")
    ends, found = told.ends_of("demand_list"), []
    for area in told.inputs.areas.every:
        code, list_now = area.code, row_of(now, area.code)
        size, month = float(list_now["size"]), str(list_now["month"])
        basis, source = told.ahead(area, "referrals")
        other = size + came[code] - could[code] - end[code]
        about = (basis, source, month)
        held = "observed" if code == ENGLAND else "illustrative" if told.inputs.areas.fictional else "apportioned"
        parts = [
            Input("N", "Waiting at the last published month", size, "pathways", held, "rtt_icb_scaled", month),
            Input("S", "Referrals from then on", came[code], "pathways", *about, growth),
            Input("C", "Completed from then on, at today's capacity", could[code], "pathways", *about, put_off),
            Input("X", "Leaving for other reasons, at today's rate", other, "pathways", *about),
        ]
        found.append(unfolded(code, "waiting_list", label, "pathways", "N + S - C - X", parts, ends[code]))
    return found


def _staff(told: Told) -> list[pd.DataFrame]:
    staff, codes = told.inputs.table("demand_staff"), [area.code for area in told.inputs.areas.every]
    groups = [str(group) for group in staff["staff_group"].unique() if group not in ("total", GPS, SOCIAL_CARE)]
    blocks = {
        "W": ("Staff whose work follows all care, weighted by cost", "care", KEYS, told.behind.prices),
        "M": ("Midwives, whose work follows births", "midwives", ("births",), ()),
        "Q": ("Ambulance staff and their support", "ambulance", ("ambulance",), ()),
    }
    years = [told.inputs.planning.base_year, told.year]
    means = laid_out(staff, {"area": codes, "year": years, "staff_group": groups}, "mean")
    found: dict[str, list[Input]] = {code: [] for code in codes}
    for symbol, (label, work, lines, prices) in blocks.items():
        assumed = all_behind(told.behind.of(lines), *prices)
        chosen = [group for group in groups if work_of(group) == work]
        sums = at(means, staff_group=chosen).sum("staff_group").values
        first = staff[staff["staff_group"].isin(chosen)].drop_duplicates("area").set_index("area")
        for (code, inputs), (now, then) in zip(found.items(), sums, strict=True):
            about = (str(first["basis"][code]), str(first["source"][code]), STAFF_MONTH)
            inputs.append(Input(symbol, f"{label}: today, at England's ratio", float(now), "wte", *about))
            times = float(then / now)
            inputs.append(Input(symbol.lower(), f"{label}: times today's work", times, "times", *about, assumed))
    label, formula = f"More NHS staff needed in {told.said} than today", "W * (w - 1) + M * (m - 1) + Q * (q - 1)"
    volumes = shocked.weighted(told.inputs, told.inputs.array("demand_volumes"))
    volumes = volumes.sel(year=[told.inputs.planning.base_year, told.year])
    needed = nhs_staff_needed(told.inputs, volumes, told.inputs.array("demand_prices"))
    ends = told.ends(needed.isel(year=1, drop=True) - needed.isel(year=0, drop=True))
    return [unfolded(code, "staff_needed", label, "wte", formula, inputs, ends[code]) for code, inputs in found.items()]


def _cost(told: Told) -> list[pd.DataFrame]:
    cost = told.inputs.table("demand_cost")
    then = cost[(cost["year"] == told.year) & (cost["line"] != "all")]
    then = then.assign(group=[BY_KEY[key].group for key in then["line"]])
    sums = then.groupby(["group", "area"]).agg(
        more=("more", "sum"), basis=("basis", "first"), source=("source", "first")
    )
    about = {place: (float(more), str(basis), str(source)) for place, more, basis, source in sums.itertuples()}
    found: dict[str, list[Input]] = {area.code: [] for area in told.inputs.areas.every}
    for group in [name for name in GROUPS if name in sums.index]:
        lines = [line for line in KEYS if BY_KEY[line].group == group]
        assumed = all_behind(told.behind.of(lines), *told.behind.prices)
        label = f"{GROUPS[group]}: more than today"
        for code, inputs in found.items():
            more, basis, source = about[group, code]
            inputs.append(Input(GROUP_SYMBOLS[group], label, more, "gbp", basis, source, CASE_MONTH, assumed))
    label = f"Cost pressure in {told.said} at 2024/25 prices"
    volumes = shocked.weighted(told.inputs, told.inputs.array("demand_volumes"))
    grown = at(volumes, year=told.year) - at(volumes, year=told.inputs.planning.base_year)
    priced = grown * bare(volumes, told.inputs.array("demand_prices"))[1]
    ends = told.ends(labelled(priced.sum("line", skipna=False), volumes))
    return [
        unfolded(code, "cost_pressure", label, "gbp", " + ".join(one.symbol for one in inputs), inputs, ends[code])
        for code, inputs in found.items()
    ]


def _summed(parts: Sequence[Input]) -> str:
    return " + ".join(part.symbol for part in parts)


def _days() -> Input:
    return Input("D", "Days in a year", DAYS, "days", "observed", "", "")


def _drivers(told: Told, lines: Sequence[str], what: str) -> Callable[[Area], list[Input]]:
    """Give what makes, for an area, the base of some lines and each driver's credit, in the lines' unit."""
    assumed = told.behind.of(lines)
    volumes, credits = told.inputs.array("demand_volumes"), told.inputs.array("demand_credits")
    base = at(volumes, line=list(lines), year=told.inputs.planning.base_year).sum("line", skipna=False)
    base_means = told.mean(labelled(base, volumes))
    credited = labelled(at(credits, line=list(lines), year=told.year).sum("line", skipna=False), credits)
    means = {name: told.mean(credited.sel(driver=name, drop=True)) for name in assumed if name != "base"}
    unit, first = BY_KEY[lines[0]].unit, lines[0]

    def inputs_of(area: Area) -> list[Input]:
        about = (*told.ahead(area, first), told.published(area, first, "period_to"))
        held = (told.published(area, first, "basis"), *about[1:])
        parts = [Input("B", what, base_means[area.code], unit, *held)]
        parts += [
            Input(SYMBOLS[name], DRIVER_LABELS[name], mean[area.code], unit, *about, assumed[name])
            for name, mean in means.items()
        ]
        return parts

    return inputs_of

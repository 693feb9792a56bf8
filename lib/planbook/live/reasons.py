"""Why two runs differ: the difference of each key number shared among the groups of assumptions that are otherwise.

Shapley's value, worked out exactly: every set of groups is taken from the second run and the rest from the first. Both
runs are made here and now, by the same code and from the same published figures, so that nothing else can differ but
what is written in params/ and supplied locally.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import xarray as xr

from planbook.data.rows import rows_of
from planbook.live.opening import same_area
from planbook.live.trial import Trial
from planbook.methods.attribute import shapley_of
from planbook.params import Parameters
from planbook.present import page, words
from planbook.present.html import Html, join
from planbook.produce.cache import Unkept
from planbook.produce.run import Run
from planbook.produce.tables import ALL_ELSE, SystemTables, read_otherwise
from planbook.workflow import BY_SLUG

MOST_GROUPS = 4
WRITTEN = "What is written of programmes, levers, goals or supplied locally"
REST = "All other assumptions"
KINDS = {"programmes": "Programmes", "levers": "Levers"}


@dataclass(frozen=True)
class Why:
    """What each group adds to the difference of each key number; `frame` has one row per key x group."""

    frame: pd.DataFrame
    names: tuple[str, str]

    def _repr_html_(self) -> str:
        return _shown(self.frame, self.names)._repr_html_()


def why(first: Run, second: Run) -> Why:
    """Share the difference between two runs of one step and area among what is otherwise in the second.

    Credits sum to the difference of each number. Raises `InputError` where the runs are not of one step and area.
    """
    same_area(first, second)
    for run in (first, second):
        run.reading.note_parameters()
    groups = groups_of(list(read_otherwise(second.tables, first.tables)))
    trial = Trial(first)

    def worth(some: frozenset[str]) -> xr.DataArray:
        tables = _mixed(first, second, {key for name in some for key in groups[name]}, WRITTEN in some)
        found: xr.DataArray = tables.drawn(trial.numbers_name)[0]["value"].sel(area=trial.area, drop=True)
        return found

    credits = shapley_of(worth, list(groups)) if groups else {}
    rows = []
    before, after = worth(frozenset()), worth(frozenset(groups))
    for key, said in trial.said.iterrows():
        if key not in before["number"].values or key not in after["number"].values:
            continue
        start, end = float(before.sel(number=key)), float(after.sel(number=key))
        for name, credit in credits.items():
            rows.append((key, said["label"], said["unit"], name, float(credit.sel(number=key)), start, end))
    columns = ["key", "label", "unit", "group", "credit", "first", "second"]
    return Why(pd.DataFrame(rows, columns=columns), (first.scenario.title, second.scenario.title))


def groups_of(otherwise: list[str]) -> dict[str, set[str]]:
    """Give the keys (`area:key`) that are otherwise by the step they belong to, the largest groups first; few groups.

    Programmes and levers are groups of their own. Beyond three, the smallest are put together.
    """
    found: dict[str, set[str]] = {}
    for read in otherwise:
        name = WRITTEN if read == ALL_ELSE else _group(read.partition(":")[2])
        found.setdefault(name, set()).add(read)
    ranked = sorted(found, key=lambda name: (-len({read.partition(":")[2] for read in found[name]}), name))
    kept = ranked if len(ranked) <= MOST_GROUPS else [name for name in ranked if name != WRITTEN][: MOST_GROUPS - 2]
    rest = {read for name in ranked if name not in (*kept, WRITTEN) for read in found[name]}
    if len(kept) < len(ranked) and WRITTEN in found:
        kept = [*kept, WRITTEN]
    return {name: found[name] for name in kept} | ({REST: rest} if rest else {})


def _group(key: str) -> str:
    """Give what an assumption is about: programmes, levers, or the step whose own it is."""
    first, *rest = key.split(".")
    if first in KINDS and (first == "programmes" or len(rest) > 1):
        return KINDS[first]
    return f"Assumptions of {BY_SLUG[first].title.lower()}" if first in BY_SLUG else f"Assumptions of {first}"


def _mixed(first: Run, second: Run, reads: set[str], written: bool) -> SystemTables:
    """Give the first run's tables with some assumptions, and what is written, as in the second."""
    areas: Mapping[str, Parameters] = first.tables.parameters
    mixed = {area: _with(each, second.tables.parameters[area], area, reads) for area, each in areas.items()}
    tables = first.tables
    return SystemTables(
        tables.areas, tables.planning, tables.scenario, mixed, Unkept(tables.cache.folder),
        second.tables.written if written else tables.written, tables,
    )  # fmt: skip


def _with(first: Parameters, second: Parameters, area: str, reads: set[str]) -> Parameters:
    found = {key: second[key] if f"{area}:{key}" in reads else each for key, each in first.items()}
    return Parameters(found, found, system=first.system, place=first.place, scenario=first.scenario)


def _shown(frame: pd.DataFrame, names: tuple[str, str]) -> Html:
    """Show each number, and what each group adds to its difference."""
    if frame.empty:
        return page.note(f"{names[1]} believes nothing else than {names[0]}: every number is the same.")
    rows = []
    for _, mine in frame.groupby("key", sort=False):
        one = mine.iloc[0]
        least, most = min(0.0, float(mine["credit"].min())), max(0.0, float(mine["credit"].max()))
        parts = {
            row.group: words.number(row.credit, row.unit, low=least, high=most, signed=True) for row in rows_of(mine)
        }
        low, high = sorted((one["first"], one["second"]))
        values = {side: words.number(one[side], one["unit"], low=low, high=high) for side in ("first", "second")}
        rows.append({"label": one["label"], "first": values["first"], **parts, "second": values["second"]})
    groups = {name: name for name in frame["group"].drop_duplicates()}
    heads = {"label": "Number", "first": names[0], **groups, "second": names[1]}
    said = page.text(
        "Each group is credited with the mean of what it adds, over all orders in which the groups could come in; "
        "credits sum to the difference. Code and published figures are the same in both."
    )
    return join([page.table(pd.DataFrame(rows), f"Why {names[1]} differs from {names[0]}", heads), said])

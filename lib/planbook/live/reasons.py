"""Why two runs differ: the difference of each key number shared among the groups of assumptions that are otherwise.

Shapley's value, worked out exactly: every set of groups is taken from the second run and the rest from the first. Both
runs are made here and now, by the same code and from the same published figures, so that nothing else can differ but
what is written in params/ and supplied locally.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import xarray as xr

from planbook.data.rows import rows_of
from planbook.live.mixing import WRITTEN, Mixture, otherwise
from planbook.live.opening import same_area
from planbook.live.trial import Trial
from planbook.methods.attribute import shapley_of
from planbook.present import page, words
from planbook.present.html import Html, join
from planbook.produce.run import Run
from planbook.workflow import BY_SLUG

MOST_GROUPS = 4
RECORDED = "Goals, records, plans submitted and figures supplied"
REST = "All else"
KINDS = {"programmes": "Programmes", "levers": "Levers", "shocks": "Shocks"}


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
    groups = groups_of(list(otherwise(first.tables, second.tables)))
    trial = Trial(first)
    mixture = Mixture(first.tables, second.tables, groups, trial.numbers_name)

    def worth(some: frozenset[str]) -> xr.DataArray:
        return mixture.drawn(some)["value"].sel(area=trial.area, drop=True)

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
    """Give what is otherwise (`live.mixing.otherwise`) by the step it belongs to, the largest groups first; few groups.

    Programmes, levers and shocks are groups of their own. Beyond three, the smallest are put together.
    """
    found: dict[str, set[str]] = {}
    for read in otherwise:
        whose, _, key = read.rpartition(":")
        found.setdefault(_group(whose, key), set()).add(read)
    ranked = sorted(found, key=lambda name: (-len(found[name]), name))
    kept = ranked if len(ranked) <= MOST_GROUPS else ranked[: MOST_GROUPS - 1]
    rest = {read for name in ranked if name not in kept for read in found[name]}
    return {name: found[name] for name in kept} | ({REST: rest} if rest else {})


def _group(whose: str, key: str) -> str:
    """Give what an assumption, or something written, is about: a kind, or the step whose own it is."""
    first, *rest = key.split(".")
    own = first == "levers" and whose != WRITTEN and len(rest) == 1
    if first in KINDS and not own:
        return KINDS[first]
    if whose == WRITTEN:
        return RECORDED
    return f"Assumptions of {BY_SLUG[first].title.lower()}" if first in BY_SLUG else f"Assumptions of {first}"


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

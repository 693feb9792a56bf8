"""Asking a key number where it comes from, by its key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from planbook.errors import InputError, Problem, unknown
from planbook.live.opening import WHOLE_PLAN, run_for
from planbook.present import explain as shown
from planbook.present.html import Html
from planbook.produce.run import Run
from planbook.workflow import TABLES, upstream

WITH_YEAR = re.compile(r"^(?P<key>.+)_(?P<year>20\d\d)$")


@dataclass(frozen=True)
class Explained:
    """One number unfolded; `frame` has the number and then each of its inputs, `assumptions` those behind them."""

    frame: pd.DataFrame
    assumptions: pd.DataFrame
    html: Html

    def _repr_html_(self) -> str:
        return self.html._repr_html_()


def explain(
    key: str,
    *,
    run: Run | None = None,
    system: str = "QWO",
    place: str | None = None,
    scenario: str = "baseline",
) -> Explained:
    """Unfold a key number: `explain("beds_needed")`, or `explain("beds_needed_2031", run=run)`.

    Looked for in the run's step first, then in those it needs. Raises `InputError` naming the numbers there are, and
    for a year that is not the one explained.
    """
    asked = run_for(run, system, place, scenario, WHOLE_PLAN)
    name, year = _parts(key)
    known: list[str] = []
    for slug, rows in _explained(asked):
        if name in set(rows["key"]):
            _check_year(asked, key, year)
            mine = rows[rows["key"] == name].reset_index(drop=True)
            assumptions = asked.assumptions(slug)
            return Explained(mine, assumptions, Html(shown.unfolded(mine, assumptions, asked.here)))
        known += list(dict.fromkeys(rows["key"]))
    raise InputError(unknown("key number", name, known, f"step {asked.step.slug}"))


def _explained(run: Run) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the explained numbers of the run's step and of each it needs, the nearest first: of the area or system."""
    for step in (run.step, *reversed(upstream(run.step.slug))):
        table = f"{step.slug}_explained"
        if table in TABLES:
            rows = run.table(table, areas="all")
            own = rows[rows["area"] == run.area.code]
            yield step.slug, own if len(own) else rows[rows["area"] == run.system.system.code]


def _parts(key: str) -> tuple[str, int | None]:
    found = WITH_YEAR.match(key)
    return (found["key"], int(found["year"])) if found else (key, None)


def _check_year(run: Run, key: str, year: int | None) -> None:
    end = run.planning.plan_year_list[-1]
    if year not in (None, end):
        name = _parts(key)[0]
        raise InputError(Problem(f"'{key}' is not explained", "explain", f"{name}_{end}: the last year of the plan"))

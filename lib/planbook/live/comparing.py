"""Scenarios side by side: the same key numbers under each, and how far each is from the first."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from planbook.errors import InputError, Problem
from planbook.live.opening import WHOLE_PLAN, run_for, under
from planbook.live.trial import BESIDE, Trial, beside, of_area
from planbook.present import what_if
from planbook.present.html import Html, join
from planbook.produce.run import Run

LEAST_COMPARED = 2


@dataclass(frozen=True)
class Compared:
    """Key numbers under several scenarios, against the first; `frame` has one row per scenario x key."""

    frame: pd.DataFrame
    titles: dict[str, str]

    def _repr_html_(self) -> str:
        first, *others = self.titles
        tables = [
            what_if.compared(
                self.frame[self.frame["scenario"] == name],
                f"{self.titles[name]}, against {self.titles[first]}",
                (self.titles[first], self.titles[name]),
            )
            for name in others
        ]
        return Html(join(tables))._repr_html_()


def compare(
    *scenarios: str,
    run: Run | None = None,
    system: str = "QWO",
    place: str | None = None,
    step: str = WHOLE_PLAN,
) -> Compared:
    """Hold scenarios against the first: `compare("baseline", "options", system="QWO")`, or of a `run` at hand.

    The key numbers of the run's step; without a run, those a whole plan turns on. Differences are taken draw by draw.
    Raises `InputError` for a scenario that is not there, and where fewer than two are named.
    """
    if len(scenarios) < LEAST_COMPARED:
        raise InputError(Problem("there is nothing to compare with", "compare", "name two scenarios or more"))
    first = under(run_for(run, system, place, scenarios[0], step), scenarios[0])
    trial = Trial(first)
    parts = []
    for name in scenarios[1:]:
        other = under(first, name)
        theirs = of_area(other, trial.numbers_name, trial.area)
        parts.append(beside(trial.saved, theirs, trial.said).assign(scenario=name))
    titles = {name: first.project.beliefs.scenarios[name].title for name in scenarios}
    frame = pd.concat(parts, ignore_index=True)[["scenario", *BESIDE]]
    return Compared(frame, titles)

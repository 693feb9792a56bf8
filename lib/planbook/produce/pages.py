"""What the page around each report says, and where its links go."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from importlib.metadata import version

import pandas as pd

from planbook import workflow
from planbook.data.areas import SystemAreas
from planbook.present.words import month_words
from planbook.produce.editions import FULL
from planbook.produce.page_context import Link, PageContext
from planbook.produce.project import Project, attempt
from planbook.produce.selection import Wanted
from planbook.workflow import Step

Report = tuple[str, str | None, str, str]


def report_of(system: str, place: str | None, scenario: str, step: str) -> Report:
    """Give what names a report: its system, place, scenario and step."""
    return (system, place or None, scenario, step)


def page_of(
    wanted: Wanted, areas: SystemAreas, there: Collection[Report], newest: str = "", edition: str = FULL
) -> PageContext:
    """Give the page around a report; it links only to reports that are `there` or are being made.

    `newest`: the last month of the newest figure, YYYY-MM, or nothing; `edition`: whom the report is for.
    """
    step, area = workflow.step(wanted.step), areas.area(wanted.place)

    def is_there(place: str | None, slug: str) -> bool:
        return report_of(wanted.system, place, wanted.scenario, slug) in there

    return PageContext(
        title=f"{step.title}: {area.name}",
        system_name=areas.system.name,
        step=step.slug,
        number=step.number,
        place_name=area.name if wanted.place else None,
        scenario=wanted.scenario,
        home=Link("England", "../../../index.html"),
        system=_system_link(step, areas) if wanted.place and is_there(None, step.slug) else None,
        steps=tuple(
            Link(each.title, f"{each.stem}.html", each is step)
            for each in workflow.STEPS
            if is_there(wanted.place, each.slug)
        ),
        places=tuple(
            Link(place.name, f"../{place.slug}/{step.stem}.html", place is area)
            for place in areas.places
            if is_there(place.slug, step.slug)
        ),
        fictional=areas.fictional,
        as_at=month_words(newest) if newest else "",
        version=version("planbook"),
        edition="" if edition == FULL else edition,
    )


def area_rows(project: Project, systems: Iterable[str]) -> pd.DataFrame:
    """Give one row per area of those systems: system, place (missing for the ICB), name, region, fictional.

    A system that no longer resolves is left out.
    """
    found = [attempt([], project.areas, code) for code in dict.fromkeys(systems)]
    rows = [
        (areas.code, area.slug or None, area.name, areas.region, areas.fictional)
        for areas in found
        if areas is not None
        for area in (areas.system, *areas.places)
    ]
    return pd.DataFrame(rows, columns=["system", "place", "name", "region", "fictional"])


def _system_link(step: Step, areas: SystemAreas) -> Link:
    return Link(areas.system.name, f"../_system/{step.stem}.html")

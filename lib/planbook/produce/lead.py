"""The planning lead's page of a system: beside its reports, written anew where the day or what it says is another.

It says what the reports say as they stand, and which of them are stale; so it is made of what they were made from, and
makes no table itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from planbook import workflow
from planbook.data.areas import SystemAreas
from planbook.present.here import Here
from planbook.present.html import Html
from planbook.present.outline import outline
from planbook.present.pages import lead as told
from planbook.present.pages.lead_round import REGISTERS, Round
from planbook.produce import changes
from planbook.produce.cache import open_cache
from planbook.produce.code import page_versions
from planbook.produce.editions import FULL, claim, released, said_left_out
from planbook.produce.evidence import here_of
from planbook.produce.fresh import MOST_NAMED, Judge, Verdict, failed_of
from planbook.produce.machine import alone_in
from planbook.produce.page_context import Link, PageContext
from planbook.produce.project import Project
from planbook.produce.publish import Publisher
from planbook.produce.recipe import States
from planbook.produce.records import MADE_FROM
from planbook.produce.run import said_of
from planbook.produce.selection import Selection, Wanted, folder_of, lead_path
from planbook.produce.snapshots import Snapshot, Snapshots, taken
from planbook.produce.under import parameters_by_area
from planbook.workflow import STEP_OF, TABLES

LED_BY = ("governance", "alignment", "monitoring", "board")
FIRST = ("plan", "options", "baseline")  # of a system's scenarios, the one its round is about
PUBLIC = "public"
SHOWN = (
    *(f"governance_{name}" for name in ("for_lead", "registers", *REGISTERS)),
    *("alignment_breaches", "alignment_status", "alignment_not_held"),
    *("monitoring_for_lead", "monitoring_about", "monitoring_not_held", "board_data_age"),
)
NUMBERS = ("_key_numbers", "_explained")  # how tables of key numbers end

VerdictOf = Callable[[Wanted], Verdict]


def write_lead(publisher: Publisher, areas: SystemAreas, verdict_of: VerdictOf, day: date) -> str | None:
    """Write the page of a system as it stands on a day; gives its path, or nothing where it has none.

    There is none in the public edition, nor before a report that it draws on was made.
    """
    scenario = scenario_of(publisher, areas.code) if publisher.edition != PUBLIC else None
    if scenario is None:
        return None
    held = Held(publisher, areas, scenario, day)
    path = lead_path(areas.code)
    publisher.shelf.put(path, page_of(held, reports_of(publisher, areas, verdict_of)).encode())
    return path


def lead_pages(
    project: Project, out: Path, selection: Selection, verdicts: Mapping[Wanted, Verdict], store: str, edition: str
) -> list[str]:
    """Write the pages of the systems selected as of today, and the front page that links them; gives their paths.

    Reports of which no verdict is known are judged. Raises `InputError` where the folder holds another edition, or a
    farm is writing there.
    """
    with alone_in(out):
        claim(out, edition)
        publisher = Publisher(project, out, store, edition)
        failed, there = failed_of(publisher.rows), publisher.reports()
        judge = Judge(project, publisher.records, there, failed, publisher.shelf, edition)
        paths = []
        for areas in selection.areas.values():
            paths.append(write_lead(publisher, areas, known_or_judged(verdicts, judge, areas), date.today()))
            judge.let_go()
        publisher.finish()
    return [path for path in paths if path]


def known_or_judged(verdicts: Mapping[Wanted, Verdict], judge: Judge, areas: SystemAreas) -> VerdictOf:
    """Give the verdict of a report: the one known, else the judge's."""
    return lambda wanted: verdicts.get(wanted) or judge.judge(wanted, areas)


def scenario_of(publisher: Publisher, system: str) -> str | None:
    """Give the scenario that a system's round is about: its plan, else options, else as little as there is."""
    problems = publisher.project.scenario_problems
    there = [row["scenario"] for row in publisher.rows
             if row["system"] == system and not row["place"] and row["step"] in LED_BY]  # fmt: skip
    known = [name for name in dict.fromkeys(there) if not problems(name)]
    return next((name for name in (*FIRST, *known) if name in known), None)


@dataclass
class Held:
    """What a system's reports under a scenario were made from, as far as its lead's page shows it."""

    publisher: Publisher
    areas: SystemAreas
    scenario: str
    day: date
    left_out: dict[str, tuple[int, int]] = field(default_factory=dict)
    snapshots: Snapshots = field(init=False)
    now: Snapshot = field(init=False)

    def __post_init__(self) -> None:
        self.snapshots = Snapshots(self.publisher.out, self.areas.code, self.scenario)
        self.cache = open_cache(self.publisher.project.root)
        self.now = self.snapshot()

    def snapshot(self) -> Snapshot:
        """Give how it stands now: the newest snapshot where nothing was made since, else one taken and kept."""
        behind = self.behind()
        newest = self.snapshots.newest(self.day)
        if newest is not None and newest.made_of == behind:
            return newest
        states = {slug: self.publisher.records.shared(ref) for slug, ref in behind.items()}
        tables = {name: states[slug][name]["digest"] for name, slug in self.wanted(states).items()}
        begun = Snapshot(self.day.isoformat(), self.scenario, behind, tables)
        numbers = {name: self.frame(name, digest) for name, digest in tables.items() if name.endswith(NUMBERS)}
        frames = {name: frame for name, frame in numbers.items() if frame is not None}
        parameters = parameters_by_area(self.publisher.project.beliefs, self.areas, self.scenario)
        by_table = {name: states[STEP_OF[name].slug] for name in frames}
        found = taken(begun, frames, by_table, parameters, page_versions())
        self.snapshots.keep(found)
        return found

    def behind(self) -> dict[str, str]:
        """Give by step the name of the state its report of the system was made from."""
        found = {}
        for step in workflow.STEPS:
            record = self.publisher.records.of(Wanted(self.areas.code, None, self.scenario, step.slug))
            if record is not None:
                found[step.slug] = record[MADE_FROM]["behind"]
        return found

    @staticmethod
    def wanted(states: Mapping[str, States]) -> dict[str, str]:
        """Give the tables the page shows or counts, each with its step, of those that are made."""
        names = [name for name in TABLES if name in SHOWN or name.endswith(NUMBERS)]
        return {name: STEP_OF[name].slug for name in names if name in states.get(STEP_OF[name].slug, {})}

    def frames(self) -> dict[str, pd.DataFrame]:
        """Give the system's rows of each table shown, those this edition may show."""
        found = {name: self.frame(name, digest) for name, digest in self.now.tables.items() if name in SHOWN}
        return {name: frame for name, frame in found.items() if frame is not None}

    def frame(self, name: str, digest: str) -> pd.DataFrame | None:
        """Give the system's rows of a table, or nothing where it is not kept any more."""
        whole = self.cache.table(digest)
        if whole is None:
            return None
        rows = whole[whole["area"] == self.areas.system.code]
        shown = released(rows, TABLES[name], self.publisher.edition)
        self.left_out[name] = (len(rows) - len(shown), len(rows))
        return shown.reset_index(drop=True)

    def here(self) -> Here:
        """Give where the page is."""
        beliefs = self.publisher.project.beliefs
        said = said_of(beliefs, self.scenario)
        return here_of(self.areas, self.areas.system, beliefs.planning, beliefs.evidence, said.title, said.story)


def page_of(held: Held, reports: pd.DataFrame) -> str:
    """Give the page as HTML."""
    from planbook.produce.render import fill, marked

    here, then = held.here(), held.snapshots.to_compare(held.day)
    standing = Round(
        day=held.day,
        frames=held.frames(),
        reports=reports,
        since=date.fromisoformat(then.day) if then else None,
        moved=changes.moved(then or held.now, held.now, here.names),
        causes=changes.causes(then or held.now, held.now, here.names),
    )
    found = outline("".join(_fragment(block) for block in told.blocks(standing, here)))
    return fill("report.html.j2", _context(held), outline=marked(found), question="How does the planning round stand?")


def reports_of(publisher: Publisher, areas: SystemAreas, verdict_of: VerdictOf) -> pd.DataFrame:
    """Give how each report of a system stands: scenario, area, step, state, because."""
    rows = []
    for row in publisher.rows:
        known = row["system"] == areas.code and row["step"] in workflow.BY_SLUG
        known = known and not publisher.project.scenario_problems(row["scenario"])
        if known and (not row["place"] or row["place"] in {place.slug for place in areas.places}):
            wanted = Wanted(row["system"], row["place"] or None, row["scenario"], row["step"])
            verdict = verdict_of(wanted)
            title = publisher.project.beliefs.told(row["scenario"])[0]
            rows.append((title, areas.area(wanted.place).name, workflow.step(row["step"]).title, verdict.state,
                         _because(verdict)))  # fmt: skip
    return pd.DataFrame(rows, columns=["scenario", "area", "step", "state", "because"])


def _because(verdict: Verdict) -> str:
    more = len(verdict.because) - MOST_NAMED
    return ", ".join(verdict.because[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _context(held: Held) -> PageContext:
    """Give what stands around the page: links to the system's reports of the scenario that are there."""
    areas, edition = held.areas, held.publisher.edition
    folder = f"../{folder_of(held.scenario)}/{areas.code}/_system"
    there = held.publisher.reports()
    return PageContext(
        title=f"Planning lead: {areas.system.name}",
        system_name=areas.system.name,
        step="lead",
        number=0,
        scenario=held.scenario,
        home=Link("England", "../index.html"),
        steps=tuple(
            Link(step.title, f"{folder}/{step.stem}.html")
            for step in workflow.STEPS
            if (areas.code, None, held.scenario, step.slug) in there
        ),
        fictional=areas.fictional,
        version=version("planbook"),
        edition="" if edition == FULL else edition,
        left_out=said_left_out(held.left_out, edition),
    )


def _fragment(block: Html) -> str:
    return f"<!--output-->{block._repr_html_()}<!--end-->" if block else ""

"""One run: a step, for an area, under a scenario. The whole set-up of a notebook.

run = open_run("need", system="QWO", place="leeds", scenario="baseline")
run.table("need_population")
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from planbook.data.areas import Area, SystemAreas
from planbook.errors import Problem, raise_if_any
from planbook.params import Beliefs, Parameters
from planbook.params.model import LeverAmounts, Planning
from planbook.params.trying import TRIED, Change, scenario_text, tried
from planbook.present.here import Here
from planbook.produce.cache import open_cache
from planbook.produce.editions import edition_here, released
from planbook.produce.evidence import assumptions_frame, here_of, sources_frame
from planbook.produce.inputs import check_within_reach
from planbook.produce.project import Project, attempt, open_project
from planbook.produce.reading import NotedTitles, Reading, note_here
from planbook.produce.reads import in_areas, noted
from planbook.produce.tables import SystemTables, system_tables
from planbook.produce.under import tables_tried
from planbook.workflow import TABLES, Step, step, upstream

Which = Literal["own", "beside", "system", "all"]


@dataclass(frozen=True)
class Scenario:
    """A scenario's name, title and story."""

    name: str
    title: str
    story: str


@dataclass(frozen=True)
class Run:
    """A step for one area under one scenario; `table` is the only way a notebook gets figures."""

    project: Project = field(repr=False)
    step: Step
    area: Area
    scenario: Scenario
    tables: SystemTables = field(repr=False)
    reading: Reading = field(default_factory=note_here, repr=False)
    edition: str = field(default_factory=edition_here)

    @property
    def system(self) -> SystemAreas:
        """The system with its places."""
        return self.tables.areas

    @property
    def planning(self) -> Planning:
        """The planning round: base year, plan years, prices."""
        return self.tables.planning

    @property
    def parameters(self) -> Parameters:
        """What is believed of this area under this scenario."""
        self.reading.note_parameters()
        return self._own_parameters

    @property
    def fictional(self) -> bool:
        """Whether the system is invented."""
        return self.system.fictional

    @property
    def here(self) -> Here:
        """Where the run's page is: what its words and charts need to know of the area, the round and the sources."""
        said = self.scenario
        story = "" if said.name == "baseline" else said.story
        here = here_of(self.system, self.area, self.planning, self.project.beliefs.evidence, said.title, story)
        return replace(here, publications=NotedTitles(here.publications, self.reading))

    def table(self, name: str, areas: Which = "own") -> pd.DataFrame:
        """Give a table of this step or of one it needs.

        `areas`: rows of this area ('own'); of England as well, and of its places where it is the system ('beside'); of
        the system and its places ('system'); or of all these ('all'). A page is made again when the rows it asked for
        change, so ask for no more than it shows. Rows the run's edition may not show are left out. Raises
        `InputError` for a table that is not declared or that this step does not need.
        """
        check_within_reach(name, self.step)
        wanted = codes_of(areas, self.system, self.area)
        stored = self.tables.made(name)
        self.reading.note_table(name, areas, stored.digest)
        rows = stored.frame[stored.frame["area"].isin(wanted)]
        shown = released(rows, TABLES[name], self.edition)
        self.reading.note_left_out(name, len(rows) - len(shown), len(rows))
        return shown.reset_index(drop=True)

    def assumptions(self, step: str | None = None) -> pd.DataFrame:
        """Give what this step's tables (or those of a step it needs) really read, as it holds for this area.

        One row per assumption and leaf: key, leaf, meaning, value, low, high, unit, source, source_title, as_of,
        quality, set_by, because.
        """
        asked = self._step(step)
        self.reading.note_assumed(asked.slug)
        keys = self.tables.reads_of(asked.produces)
        return assumptions_frame(keys, self._own_parameters, self.project.beliefs.evidence)

    def sources(self, keys: Iterable[str]) -> pd.DataFrame:
        """Give one row per source: key, publication, publisher, period, licence, known_problems, how_shipped, grade.

        Raises `InputError` with every key that nobody described.
        """
        wanted = list(dict.fromkeys(keys))
        self.reading.note_sources(wanted)
        return sources_frame(wanted, self.project.beliefs.evidence)

    def what_if(
        self,
        changes: Mapping[str, Change],
        *,
        because: str = "Tried in a what-if.",
        lever_amounts: LeverAmounts | None = None,
        after: Run | None = None,
    ) -> Run:
        """Give this run with some numbers otherwise, in memory: only what they touch is made again.

        `changes` gives, by key (`demand.growth_pct_per_year[ae]`), a new value, or some of value, times, low and high.
        It is a scenario built on this one that nobody has saved: saved, it gives the same numbers. Levers are held as
        chosen here, unless a change is about levers or `lever_amounts` says "chosen". What is the same in another
        what-if that came before (`after`) is taken from there. A report that shows one is made again when any
        parameter changes. Raises `InputError` with every key that is not there and every value that is not possible.
        """
        self.reading.note_parameters()
        said = f"What if: {', '.join(changes) or 'nothing'}"
        name = f"{TRIED}_{len(self.project.beliefs.scenarios)}"
        text = scenario_text(name, said, said, self.scenario.name, changes, because, lever_amounts=lever_amounts)
        project = replace(self.project, beliefs=tried(self.project.beliefs, text, name))
        tables = tables_tried(self.tables, project.beliefs, name, [after.tables] if after else [])
        return Run(project, self.step, self.area, Scenario(name, said, said), tables, Reading(), self.edition)

    def record(self) -> dict[str, Any]:
        """Give what this run read: each table asked for with its hash and the parameters, sources and tables behind it.

        Parameters are those of this area, or of the system's leaves where the area is the system.
        """
        return {
            "system": self.system.code,
            "place": self.area.slug or None,
            "scenario": self.scenario.name,
            "step": self.step.slug,
            "tables": {name: self._record_of(name) for name in self.reading.tables},
        }

    def _record_of(self, name: str) -> dict[str, Any]:
        stored = self.tables.made(name)
        return {"digest": stored.digest, **area_reads(stored.reads, self.system, self.area)}

    def _step(self, slug: str | None) -> Step:
        if slug is None:
            return self.step
        reachable = [each.slug for each in (*upstream(self.step.slug), self.step)]
        wanted = step(slug)
        if wanted.slug not in reachable:
            raise_if_any([Problem(f"step '{self.step.slug}' does not need '{slug}'", "assumptions", str(reachable))])
        return wanted

    @property
    def _own_parameters(self) -> Parameters:
        return self.tables.parameters[self.area.code]


def open_run(
    step: str,
    *,
    system: str = "QWO",
    place: str | None = None,
    scenario: str = "baseline",
    root: Path | None = None,
) -> Run:
    """Open a step for an area under a scenario: the whole set-up of a notebook.

    `root` is the project's folder, found as `project.find_root` says. Raises one `InputError` with everything that is
    wrong: in params/, or with the step, system, place and scenario.
    """
    return run_of(open_project(root), step, system, place, scenario)


def run_of(project: Project, slug: str, system: str, place: str | None, scenario: str) -> Run:
    """Give the run of an opened project; raises one `InputError` with all that is wrong with the names."""
    problems = project.scenario_problems(scenario)
    found = attempt(problems, step, slug)
    areas = attempt(problems, project.areas, system)
    area = attempt(problems, areas.area, place) if areas else None
    raise_if_any(problems)
    assert found is not None, "a step that was not found left no problem"
    assert areas is not None, "a system that was not found left no problem"
    assert area is not None, "a place that was not found left no problem"
    said = said_of(project.beliefs, scenario)
    return Run(project, found, area, said, tables_for(project, areas, scenario))


def codes_of(which: str, system: SystemAreas, area: Area) -> tuple[str, ...]:
    """Give the codes of the areas whose rows a choice means; raises `InputError` for a choice that is not there."""
    own = (system.system, *system.places) if area.code == system.system.code else (area,)
    chosen = {
        "own": (area,),
        "beside": (system.england, *own),
        "system": (system.system, *system.places),
        "all": system.every,
    }
    if which not in chosen:
        raise_if_any([Problem(f"unknown choice of areas '{which}'", "table", ", ".join(chosen))])
    return tuple(each.code for each in chosen[which])


def said_of(beliefs: Beliefs, scenario: str) -> Scenario:
    """Give a scenario's name, title and story; one that joins several says its parts."""
    return Scenario(scenario, *beliefs.told(scenario))


def tables_for(project: Project, areas: SystemAreas, scenario: str) -> SystemTables:
    """Give a system's tables, those held ready if there are any."""
    held = _HELD.get((project.root, areas.code, scenario))
    if held is not None and held[0] is project:
        return held[1]
    return system_tables(project.beliefs, areas, scenario, open_cache(project.root))


def hold(project: Project, system: str, scenario: str, tables: Iterable[str]) -> SystemTables:
    """Read a system's tables into memory, for the processes forked from this one to find them there."""
    areas = project.areas(system)
    ready = system_tables(project.beliefs, areas, scenario, open_cache(project.root))
    for name in tables:
        ready.made(name)
    _HELD[(project.root, system, scenario)] = (project, ready)
    return ready


def release(project: Project, system: str, scenario: str) -> None:
    """Let a system's tables go from memory."""
    _HELD.pop((project.root, system, scenario), None)


def area_reads(reads: dict[str, Any], system: SystemAreas, area: Area) -> dict[str, Any]:
    """Give a table's reads as they concern one area: its own parameters, or its leaves' where it is the system."""
    codes = {leaf.code for leaf in system.leaves} if area.code == system.system.code else {area.code}
    parameters = {
        key: noted({code: digest for code, digest in in_areas(read, codes).items() if code in codes})
        for key, read in reads["parameters"].items()
    }
    return {**reads, "parameters": parameters}


_HELD: dict[tuple[Path, str, str], tuple[Project, SystemTables]] = {}

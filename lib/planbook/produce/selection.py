"""Which reports to make: every name resolved, everything wrong said at once, before anything is started."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from planbook import workflow
from planbook.data import areas as area_lookup
from planbook.data.areas import Area, SystemAreas
from planbook.errors import Problem, raise_if_any, unknown
from planbook.params.joining import JOIN
from planbook.produce.notebooks import runnable_problems
from planbook.produce.project import Project, attempt
from planbook.workflow import Step

ALL, NONE = "all", "none"
Names = str | Sequence[str]


@dataclass(frozen=True)
class Wanted:
    """One report: a step, for an area, under a scenario."""

    system: str
    place: str | None
    scenario: str
    step: str

    @property
    def folder(self) -> str:
        """The folder of its area's reports, in the build folder."""
        return f"{folder_of(self.scenario)}/{self.system}/{self.place or '_system'}"

    @property
    def path(self) -> str:
        """The path of the report in the build folder."""
        return f"{self.folder}/{workflow.step(self.step).stem}.html"

    @property
    def failed_path(self) -> str:
        """The path of the page that says it failed, where an earlier report stays in its place."""
        return f"{self.folder}/{workflow.step(self.step).stem}.failed.html"

    @property
    def said(self) -> str:
        """The report in words."""
        area = f"{self.system}/{self.place}" if self.place else self.system
        return f"{area} {self.step}" + ("" if self.scenario == "baseline" else f" ({self.scenario})")


@dataclass(frozen=True)
class Selection:
    """The reports to make, those of a system and scenario together, in listed order; and their areas by system."""

    wanted: tuple[Wanted, ...]
    areas: dict[str, SystemAreas]

    def groups(self) -> list[tuple[tuple[str, str], list[Wanted]]]:
        """Give the reports by (system, scenario)."""
        grouped = groupby(self.wanted, key=lambda each: (each.system, each.scenario))
        return [(key, list(group)) for key, group in grouped]


def select(
    project: Project,
    systems: Sequence[str] | None = None,
    places: Names | None = None,
    steps: Names | None = None,
    scenarios: Names | None = None,
) -> Selection:
    """Resolve what was asked for; what was not said is as params/reports.yaml has it.

    `systems`: codes, 'all' (the footprint in force) or 'all@2022'; none: those of reports.yaml.
    `places`: 'all', 'none' (the system's own reports only) or slugs (those places' reports only).
    Raises one `InputError` with every unknown name, every system asked for a plan it has not got, and every notebook
    that is missing or cannot take its parameters.
    """
    reports = project.beliefs.reports
    problems: list[Problem] = []
    chosen_steps = _steps(listed(steps or reports.steps), problems)
    for scenario in listed(scenarios or reports.scenarios):
        problems += project.scenario_problems(scenario)
    for step in chosen_steps:
        problems += runnable_problems(project.notebooks / f"{step.stem}.ipynb")
    found = {}
    for code in _codes(project, systems, problems):
        areas = attempt(problems, project.areas, code)
        if areas is not None:
            found[code] = areas
    by_system = {code: _places_asked(project, code, places, systems is None) for code in found}
    problems += _unknown_places(found, by_system)
    under = {code: listed(scenarios or reports.scenarios_of(code)) for code in found}
    for code, names in under.items():
        problems += [each for name in names for each in project.beliefs.plan_problems(code, name)]
    raise_if_any(problems)
    wanted = [
        Wanted(code, area.slug or None, scenario, step.slug)
        for scenario in dict.fromkeys(name for names in under.values() for name in names)
        for code, areas in found.items()
        if scenario in under[code]
        for area in _areas(areas, by_system[code])
        for step in chosen_steps
    ]
    return Selection(tuple(wanted), found)


def folder_of(scenario: str) -> str:
    """Give the folder of a scenario's reports: names are joined by a full stop, plain in any path and address."""
    return scenario.replace(JOIN, ".")


def lead_path(system: str) -> str:
    """Give the path of the page of a system's planning lead, in the build folder."""
    return f"lead/{system}.html"


def listed(names: Names) -> tuple[str, ...]:
    """Give names as a list: from a list, or from text with commas; each once, in order."""
    split = names.split(",") if isinstance(names, str) else [part for name in names for part in name.split(",")]
    return tuple(dict.fromkeys(name.strip() for name in split if name.strip()))


def _steps(slugs: tuple[str, ...], problems: list[Problem]) -> tuple[Step, ...]:
    if slugs == (ALL,):
        return workflow.steps()
    found = [attempt(problems, workflow.step, slug) for slug in slugs]
    return tuple(sorted((step for step in found if step), key=lambda step: step.number))


def _codes(project: Project, systems: Sequence[str] | None, problems: list[Problem]) -> list[str]:
    planning = project.beliefs.planning
    if systems is None:
        return list(project.beliefs.reports.systems)
    codes: list[str] = []
    for name in listed(systems):
        word, _, footprint = name.partition("@")
        if word != ALL:
            codes.append(name)
            continue
        icbs = area_lookup.icbs(footprint or planning.footprint)["system"]
        if not len(icbs):
            problems.append(Problem(f"no footprint '{footprint}'", name, f"all, or all@{planning.footprint}"))
        dated = f"@{footprint}" if footprint and footprint != planning.footprint else ""
        codes += [f"{code}{dated}" for code in icbs]
    return list(dict.fromkeys(codes))


def _places_asked(project: Project, code: str, places: Names | None, by_default: bool) -> tuple[str, ...]:
    if places is not None:
        return listed(places)
    here = project.beliefs.reports.systems.get(code)
    return listed(here.places) if here and by_default else (ALL,)


def _unknown_places(areas: dict[str, SystemAreas], asked: dict[str, tuple[str, ...]]) -> Iterable[Problem]:
    """Give the problem of each place that no system asked for has."""
    known = {place.slug for system in areas.values() for place in system.places}
    names = dict.fromkeys(name for names in asked.values() for name in names if name not in (ALL, NONE))
    where = ", ".join(areas)
    return [unknown("place", name, [*known, ALL, NONE], where) for name in names if name not in known]


def _areas(areas: SystemAreas, asked: tuple[str, ...]) -> list[Area]:
    if asked == (ALL,):
        return [areas.system, *areas.places]
    if asked == (NONE,) or not asked:
        return [areas.system]
    return [place for place in areas.places if place.slug in asked]

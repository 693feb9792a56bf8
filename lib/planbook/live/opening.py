"""Which run a question is about: the one given, or one opened by name."""

from __future__ import annotations

from dataclasses import replace

from planbook.errors import InputError, Problem
from planbook.produce.cache import open_cache
from planbook.produce.project import open_project
from planbook.produce.run import Run, run_of, said_of
from planbook.produce.tables import system_tables

WHOLE_PLAN = "board"


def run_for(run: Run | None, system: str, place: str | None, scenario: str, step: str) -> Run:
    """Give the run asked about: the one given, or the named step of a system opened; its page reads any parameter."""
    found = run or run_of(open_project(), step, system, place, scenario)
    found.reading.note_parameters()
    return found


def under(run: Run, scenario: str) -> Run:
    """Give the same run under another saved scenario: only what differs is made again."""
    project = run.project
    problems = project.scenario_problems(scenario) or list(project.beliefs.plan_problems(run.system.code, scenario))
    if problems:
        raise InputError(problems)
    if scenario == run.scenario.name:
        return run
    tables = system_tables(project.beliefs, run.system, scenario, open_cache(project.root), run.tables)
    return Run(project, run.step, run.area, said_of(project.beliefs, scenario), tables)


def elsewhere(run: Run, place: str, scenario: str) -> Run:
    """Give the same step of another of the system's areas ('' the system itself), under another scenario."""
    other = under(run, scenario)
    return replace(other, area=run.system.area(place or None))


def same_area(first: Run, second: Run) -> None:
    """Raise `InputError` unless two runs are of one step and area, in one planning round."""
    pairs = {
        "step": (first.step.slug, second.step.slug),
        "area": (first.area.code, second.area.code),
        "cut of its places": (first.system, second.system),
        "planning round": (first.planning, second.planning),
    }
    other = [name for name, (one, two) in pairs.items() if one != two]
    if other:
        said = ", ".join(f"another {name}" for name in other)
        raise InputError(Problem(f"the second run is of {said}", "why", "two runs of one step and area"))

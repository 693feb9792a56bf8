"""Checking everything without running anything: what we believe, what it rests on, and what would be run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from planbook import workflow
from planbook.data import reference
from planbook.data.areas import known_codes
from planbook.data.plans import PLAN_FILES, on_record
from planbook.errors import InputError, Problem, unknown
from planbook.produce.notebooks import left_over_problems, runnable_problems
from planbook.produce.project import Project, attempt, find_root, open_project


@dataclass(frozen=True)
class Checked:
    """Everything wrong, and how much was looked at, in words."""

    problems: tuple[Problem, ...]
    looked_at: str


TUTORIAL = "00_tutorial"


def check(root: Path | None = None) -> Checked:
    """Look at everything and run nothing; raises `InputError` only where there is no project."""
    folder = find_root(root)
    problems = [*notebook_problems(folder / "notebooks"), *step_problems()]
    project = attempt(problems, open_project, folder)
    if project is None:
        return Checked(tuple(problems), "params/ could not be read, so nothing that rests on it was looked at")
    codes = attempt(problems, known_codes, project.beliefs.systems, project.beliefs.planning) or ()
    for what in (source_problems, target_problems, reports_problems, submitted_problems):
        problems += attempt(problems, what, project) or ()
    problems += area_problems(project, codes)
    beliefs = project.beliefs
    looked_at = (
        f"{len(beliefs.assumptions)} assumptions, {len(beliefs.scenarios)} scenarios, {len(codes)} systems with their "
        f"places, {len(workflow.STEPS)} steps with their notebooks"
    )
    return Checked(tuple(dict.fromkeys(problems)), looked_at)


def notebook_problems(folder: Path) -> Iterator[Problem]:
    """Yield what is wrong with the notebooks: none for a step, none to run, outputs kept, or no step of that name."""
    for step in workflow.STEPS:
        path = folder / f"{step.stem}.ipynb"
        yield from runnable_problems(path)
        yield from left_over_problems(path)
    yield from left_over_problems(folder / f"{TUTORIAL}.ipynb") if (folder / f"{TUTORIAL}.ipynb").exists() else ()
    stems = {TUTORIAL, *(step.stem for step in workflow.STEPS)}
    for path in sorted(folder.glob("*.ipynb")):
        if path.stem not in stems:
            yield unknown("step's notebook", path.stem, stems, path.name)


def step_problems() -> Iterator[Problem]:
    """Yield each declared table whose step has no function of its name."""
    for step in workflow.STEPS:
        where = f"planbook.steps.{step.slug}"
        try:
            module = import_module(where) if step.produces else None
        except ImportError as error:
            yield Problem(f"cannot be imported: {error}", where)
            continue
        for name in (*(table.name for table in step.produces), *step.arrays):
            if not callable(getattr(module, name, None)):
                yield Problem(f"has no function '{name}'", where, "one for each table and array the step produces")


def source_problems(project: Project) -> list[Problem]:
    """Give the problem of each assumption or override whose source nobody described."""
    return list(project.beliefs.unknown_sources(_published_keys()))


def target_problems(_project: Project) -> list[Problem]:
    """Give the problem of each national target whose source nobody described."""
    if "targets" not in reference.names():
        return []
    known = _published_keys()
    named = reference.load("targets")["source"].unique()
    return [unknown("source", key, known, "reference table targets") for key in named if key not in known]


def reports_problems(project: Project) -> list[Problem]:
    """Give the problem of each scenario in reports.yaml that needs a plan its system has not got."""
    beliefs = project.beliefs
    asked = [(code, name) for code in beliefs.reports.systems for name in beliefs.reports.scenarios_of(code)]
    return [each for code, name in asked for each in beliefs.plan_problems(code, name)]


def submitted_problems(project: Project) -> list[Problem]:
    """Give all that is wrong with the plans that systems keep on record in params/."""
    problems: list[Problem] = []
    for code in project.beliefs.plans:
        kept = on_record(code, project.beliefs.plans_of(code), None)
        for name in PLAN_FILES:
            attempt(problems, kept.frame, name)
    return problems


def _published_keys() -> set[str]:
    try:
        return set(reference.sources()["key"])
    except OSError as error:
        where = "lib/planbook/data/reference/sources.csv"
        raise InputError(Problem("cannot be read", where, "rebuild it with planbook data build")) from error


def area_problems(project: Project, codes: Iterable[str]) -> Iterator[Problem]:
    """Yield each system whose places do not partition it, and each place named in params/ that is not there."""
    for code in dict.fromkeys([*codes, *project.beliefs.systems, *project.beliefs.reports.systems]):
        found: list[Problem] = []
        attempt(found, project.areas, code)
        yield from found
    named = [(*key.partition("/")[::2], f"params/places/{key}.yaml") for key in project.beliefs.places]
    for code, here in project.beliefs.reports.systems.items():
        named += [(code, slug, "params/reports.yaml") for slug in here.places if here.places != "all"]
    for code, slug, where in named:
        try:
            places = [place.slug for place in project.areas(code).places]
        except InputError:
            continue
        if slug not in places:
            yield unknown(f"place of {code}", slug, places, where)

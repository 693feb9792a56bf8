"""Do the files agree with each other? Names in one file that must exist in another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from planbook.errors import Problem, nearest, unknown
from planbook.params.beliefs import changes_for
from planbook.params.gathering import Gathered
from planbook.params.gathering_plans import is_plan
from planbook.params.governance import NATIONAL_REGISTERS, OWN
from planbook.params.joining import scenario_loop, scenario_problems
from planbook.params.layers import layered
from planbook.params.model import PlaceFile, Planning, Reports, ScenarioFile, SystemFile
from planbook.params.reading import Document

FILES = ("planning.yaml", "reports.yaml", "sources.yaml", "README.md")
LAYERS = ("assumptions", "systems", "places", "scenarios", "programmes", "levers", "governance")
FOLDERS = (*LAYERS, "schema", "workforce")
REGISTERS = ("goals", "monitoring", *OWN, *NATIONAL_REGISTERS)
FIRST_MONTH = 4


def strays(folder: Path) -> Iterator[Problem]:
    """Yield what nobody would read: a folder or file of another name, a file of a layer that is not .yaml."""
    for path in sorted(folder.iterdir()):
        known = FOLDERS if path.is_dir() else FILES
        if not path.name.startswith(".") and path.name not in known:
            yield unknown("folder" if path.is_dir() else "file", path.name, known, folder.name)
    for path in (found for layer in LAYERS for found in sorted((folder / layer).rglob("*"))):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and path.suffix != ".yaml" and not hidden and not is_plan(path):
            where = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            yield Problem("this file is not read", where, "names end in .yaml")
    for path in sorted((folder / "governance").rglob("*.yaml")):
        if path.parent.parent != folder / "governance" or path.stem not in REGISTERS:
            where = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            yield Problem("this file is not read", where, f"governance/<system>/ holds {nearest(path.stem, REGISTERS)}")


def disagreements(
    gathered: Gathered,
    systems: Mapping[str, SystemFile],
    places: Mapping[str, PlaceFile],
    scenarios: Mapping[str, ScenarioFile],
    reports: Reports | None,
) -> Iterator[Problem]:
    """Yield every name in one file that another file should have and has not."""
    yield from _overrides_of_nothing(gathered)
    yield from _scenarios_on_nothing(gathered, scenarios)
    for name in places:
        code, slug = name.split("/")
        known = systems[code].places if code in systems else {}
        if known and slug not in known:
            yield unknown(f"place of {code}", slug, known, _document(gathered, f"places/{name}.yaml").where(("place",)))
    if reports:
        yield from _reports_of_nothing(gathered, reports, systems, scenarios)
    yield from impossible_combinations(gathered, scenarios)


def impossible_combinations(gathered: Gathered, scenarios: Mapping[str, ScenarioFile]) -> Iterator[Problem]:
    """Yield, once for each override, what it would make impossible on top of some system, place or scenario."""
    areas = [("", ""), *((layer, name) for layer, name in gathered.changes if layer in ("system", "place"))]
    seen: set[str] = set()
    for scenario in scenarios or ("",):
        for layer, area in areas:
            code, _, place = area.partition("/")
            changes = changes_for(gathered.changes, scenarios, code, place, scenario)
            known = [change for change in changes if change.override.assumption in gathered.national]
            _, problems = layered(gathered.national, known)
            fresh = [problem for problem in problems if problem.where not in seen]
            said = f" (in {area}, {scenario})" if layer else ""
            yield from (Problem(f"{problem.what}{said}", problem.where, problem.allowed) for problem in fresh)
            seen.update(problem.where for problem in fresh)


def shock_disagreements(
    gathered: Gathered, scenarios: Mapping[str, ScenarioFile], planning: Planning | None
) -> Iterator[Problem]:
    """Yield each shock that begins outside the years of the plan, or moves programmes that nobody wrote."""
    programmes = gathered.named.get("programme", set())
    for name, scenario in scenarios.items():
        for shock, each in scenario.shocks.items():
            document, path = _document(gathered, f"scenarios/{name}.yaml"), ("shocks", shock)
            if planning and not planning.plan_start <= financial_year(each.start) <= planning.horizon:
                years = f"April {planning.plan_start} to March {planning.horizon + 1}"
                yield Problem(f"{each.start} is outside the plan", document.where((*path, "start")), years)
            for index, programme in enumerate(each.of if each.moves == "delay" and each.of != "all" else ()):
                if programme not in programmes:
                    yield unknown("programme", programme, programmes, document.where((*path, "of", index)))


def financial_year(month: str) -> int:
    """Give the financial year of a month, by its first: 2028-02 is in 2027."""
    return int(month[:4]) - (int(month[5:]) < FIRST_MONTH)


def _overrides_of_nothing(gathered: Gathered) -> Iterator[Problem]:
    for change in (change for changes in gathered.changes.values() for change in changes):
        key = change.override.assumption
        if key not in gathered.declared:
            yield unknown("assumption", key, gathered.declared, change.where)


def _scenarios_on_nothing(gathered: Gathered, scenarios: Mapping[str, ScenarioFile]) -> Iterator[Problem]:
    known = {*scenarios, *gathered.named.get("scenario", ())}
    for name, file in scenarios.items():
        document = _document(gathered, f"scenarios/{name}.yaml")
        unknowns = [
            *(scenario_problems(file.on, known, document.where(("on",))) if file.on else ()),
            *(
                unknown("scenario", each, known, document.where(("with", index)))
                for index, each in enumerate(file.laid)
                if each not in known
            ),
        ]
        yield from unknowns
        if not unknowns and (loop := scenario_loop(name, scenarios)):
            where = document.where(("on",) if file.on else ("with",))
            yield Problem(f"is built on itself: {' on '.join(loop)}", where, "take out one of these on: or with:")


def _reports_of_nothing(
    gathered: Gathered, reports: Reports, systems: Mapping[str, SystemFile], scenarios: Mapping[str, ScenarioFile]
) -> Iterator[Problem]:
    document = _document(gathered, "reports.yaml")
    known = {*scenarios, *gathered.named.get("scenario", ())}
    for index, scenario in enumerate(reports.scenarios):
        yield from scenario_problems(scenario, known, document.where(("scenarios", index)))
    for code, wanted in reports.systems.items():
        for index, scenario in enumerate(wanted.scenarios or ()):
            yield from scenario_problems(scenario, known, document.where(("systems", code, "scenarios", index)))
        places = systems[code].places if code in systems else {}
        for index, place in enumerate(() if wanted.places == "all" else wanted.places):
            if places and place not in places:
                yield unknown(f"place of {code}", place, places, document.where(("systems", code, "places", index)))


def _document(gathered: Gathered, name: str) -> Document:
    return gathered.documents.get(name, Document(f"{gathered.folder.name}/{name}"))

"""Reading goals, national and a system's own, and what must agree between goals, programmes and systems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from planbook.errors import Problem, unknown
from planbook.params.gathering import Gathered
from planbook.params.goals import NATIONAL, GoalsFile, national_outcome_wrong
from planbook.params.reading import Document, KeyPath

WEIGHT = "goals.weight"


def goals(gathered: Gathered) -> dict[str, GoalsFile]:
    """Read every goals file by the name of its folder: `national`, or a system's code."""
    found = {}
    for path in sorted(gathered.folder.glob("governance/*/goals.yaml")):
        document = gathered.document(path)
        if document.data is None:
            continue
        file = gathered.checked(GoalsFile, document)
        if file is None:
            continue
        if file.goals != path.parent.name:
            gathered.misnamed(document, "goals", file.goals, path.parent.name)
        found[path.parent.name] = file
    return found


def goals_disagreements(gathered: Gathered, files: Mapping[str, GoalsFile]) -> Iterator[Problem]:
    """Yield every outcome, programme, criterion or requirement that goals name and nobody has."""
    national = files.get(NATIONAL)
    known_outcomes = set(national.outcomes) if national else set()
    for code, file in files.items():
        if code == NATIONAL:
            continue
        document = gathered.documents[f"governance/{code}/goals.yaml"]
        if national is None:
            yield Problem("there is no governance/national/goals.yaml for it to add to", document.name)
            continue
        outcomes = known_outcomes | set(file.outcomes)
        yield from _own_outcomes(document, file, known_outcomes)
        yield from _names(document, _outcomes_named(file), outcomes, "outcome")
        yield from _names(document, _programmes_named(file), gathered.named.get("programme", ()), "programme")
        yield from _names(document, _criteria_named(file), _criteria(gathered), "criterion")
        yield from _requirements(document, file, national)


def _own_outcomes(document: Document, file: GoalsFile, national: set[str]) -> Iterator[Problem]:
    """Yield what an outcome that is the system's own lacks; one with a baseline of its own has its figure."""
    for name, outcome in file.outcomes.items():
        if name in national:
            continue
        given = outcome.model_copy(update={"target": None, "owner": None, "baseline": None})
        if outcome.baseline is not None:
            given = given.model_copy(update={"not_held": "supplied"})
        for wrong in national_outcome_wrong(name, given):
            yield Problem(f"'{name}': {wrong.what}", document.where(wrong.path), wrong.allowed)


def _names(
    document: Document, named: Iterable[tuple[KeyPath, str]], known: Iterable[str], kind: str
) -> Iterator[Problem]:
    names = set(known)
    for path, name in named:
        if name not in names:
            yield unknown(kind, name, names, document.where(path))


def _outcomes_named(file: GoalsFile) -> Iterator[tuple[KeyPath, str]]:
    for key, action in file.actions.items():
        yield from ((("actions", key, "outcomes", index), name) for index, name in enumerate(action.outcomes))
    for key, strategy in file.strategies.items():
        yield from ((("strategies", key, "outcomes", name), name) for name in strategy.outcomes)
    yield from ((("judged", name), name) for name in file.judged)


def _programmes_named(file: GoalsFile) -> Iterator[tuple[KeyPath, str]]:
    for key, action in file.actions.items():
        if action.programme:
            yield ("actions", key, "programme"), action.programme


def _criteria_named(file: GoalsFile) -> Iterator[tuple[KeyPath, str]]:
    for name, judged in file.judged.items():
        yield from ((("judged", name, "scores", criterion), criterion) for criterion in judged.scores)


def _criteria(gathered: Gathered) -> tuple[str, ...]:
    weight = gathered.national.get(WEIGHT)
    return weight.leaves if weight else ()


def _requirements(document: Document, file: GoalsFile, national: GoalsFile) -> Iterator[Problem]:
    for index, met in enumerate(file.met):
        path: KeyPath = ("met", index)
        plan = national.plans.get(met.plan)
        if plan is None:
            yield unknown("plan", met.plan, national.plans, document.where((*path, "plan")))
        elif met.requirement not in plan.must_contain:
            where = document.where((*path, "requirement"))
            yield unknown(f"requirement of {met.plan}", met.requirement, plan.must_contain, where)

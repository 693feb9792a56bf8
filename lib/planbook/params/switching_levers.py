"""Which levers may be considered: a scenario says all, some by name, or those a system's own plan has adopted.

A lever that a plan has adopted is on and pinned to the amount adopted; all its switches and limits are layered like
any other number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from planbook.errors import Problem
from planbook.params.entry import Override
from planbook.params.gathering import Gathered
from planbook.params.gathering_levers import unknown_levers
from planbook.params.layers import Change
from planbook.params.lever_numbers import AT_LEAST, AT_MOST, ON, lever_key
from planbook.params.model import ScenarioFile, SystemFile
from planbook.params.reading import Document
from planbook.params.switching import ADOPTED, ALL


def switch_levers(gathered: Gathered, systems: Mapping[str, SystemFile], scenarios: Mapping[str, ScenarioFile]) -> None:
    """Put what scenarios and systems' own plans say of levers among the changes of their layers."""
    every = sorted(gathered.named.get("lever", set()))
    for name, scenario in scenarios.items():
        if scenario.levers is not None and scenario.levers != ADOPTED:
            document = gathered.documents[f"scenarios/{name}.yaml"]
            on = every if scenario.levers == ALL else scenario.levers
            amounts = {lever: {ON: float(lever in on)} for lever in every}
            turned = _changes(amounts, "scenario", scenario.title, document, document.line(("levers",)))
            gathered.changes["scenario", name] = (*turned, *gathered.changes.get(("scenario", name), ()))
    for code, system in systems.items():
        if system.plan is not None:
            document = gathered.documents[f"systems/{code}.yaml"]
            amounts = {lever: _adopted(system.plan.levers.get(lever)) for lever in every}
            line = document.line(("plan", "levers"))
            gathered.changes["plan levers", code] = _changes(amounts, "plan", system.plan.because, document, line)


def switch_levers_disagreements(
    gathered: Gathered, systems: Mapping[str, SystemFile], scenarios: Mapping[str, ScenarioFile]
) -> Iterator[Problem]:
    """Yield each lever that a scenario or a system's plan names and nobody wrote."""
    every: Collection[str] = gathered.named.get("lever", set())
    for name, scenario in scenarios.items():
        if isinstance(scenario.levers, tuple):
            document = gathered.documents[f"scenarios/{name}.yaml"]
            yield from unknown_levers(scenario.levers, every, document, ("levers",))
    for code, system in systems.items():
        if system.plan is not None:
            document = gathered.documents[f"systems/{code}.yaml"]
            yield from unknown_levers(tuple(system.plan.levers), every, document, ("plan", "levers"))


def _adopted(amount: float | None) -> dict[str, float]:
    """Pin a lever to the amount adopted, or turn it off."""
    return {ON: 0.0} if amount is None else {ON: 1.0, AT_LEAST: amount, AT_MOST: amount}


def _changes(
    amounts: Mapping[str, Mapping[str, float]], layer: str, because: str, document: Document, line: int
) -> tuple[Change, ...]:
    return tuple(
        Change(
            Override(key=lever_key(lever, name), value={"": value}, because=because),
            layer,
            document.name,
            line,
            f"{document.name}:{line}",
        )
        for lever, numbers in amounts.items()
        for name, value in numbers.items()
    )

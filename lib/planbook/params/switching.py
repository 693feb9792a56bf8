"""Which programmes are on: a scenario says all, some by name, or those that each system's own plan has adopted.

Being on is a number, `programmes.<name>.on`, so that it is layered, recorded and moved like any other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from planbook.errors import Problem, unknown
from planbook.params.entry import Override
from planbook.params.gathering import Gathered
from planbook.params.gathering_programmes import SWITCH
from planbook.params.layers import Change
from planbook.params.model import ScenarioFile, SystemFile
from planbook.params.programme_numbers import key_of
from planbook.params.reading import Document, KeyPath

ADOPTED, ALL = "adopted", "all"


def switch(gathered: Gathered, systems: Mapping[str, SystemFile], scenarios: Mapping[str, ScenarioFile]) -> None:
    """Put what scenarios and systems' own plans turn on and off among the changes of their layers."""
    every = gathered.named.get("programme", set())
    for name, scenario in scenarios.items():
        if scenario.programmes is not None and scenario.programmes != ADOPTED:
            document = gathered.documents[f"scenarios/{name}.yaml"]
            turned = _turned(_on(scenario.programmes, every), every, "scenario", scenario.title, document)
            gathered.changes["scenario", name] = (*turned, *gathered.changes.get(("scenario", name), ()))
    for code, system in systems.items():
        if system.plan is not None:
            document = gathered.documents[f"systems/{code}.yaml"]
            gathered.changes["plan", code] = _turned(
                system.plan.programmes, every, "plan", system.plan.because, document
            )


def switch_disagreements(
    gathered: Gathered, systems: Mapping[str, SystemFile], scenarios: Mapping[str, ScenarioFile]
) -> Iterator[Problem]:
    """Yield each programme that a scenario or a system's plan names and nobody wrote."""
    every = gathered.named.get("programme", set())
    for name, scenario in scenarios.items():
        if isinstance(scenario.programmes, tuple):
            document = gathered.documents[f"scenarios/{name}.yaml"]
            yield from unknown_programmes(scenario.programmes, every, document, ("programmes",))
    for code, system in systems.items():
        if system.plan is not None:
            document = gathered.documents[f"systems/{code}.yaml"]
            yield from unknown_programmes(system.plan.programmes, every, document, ("plan", "programmes"))


def _on(programmes: tuple[str, ...] | str, every: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(every)) if programmes == ALL else tuple(programmes)


def _turned(
    on: Iterable[str], every: Iterable[str], layer: str, because: str, document: Document
) -> tuple[Change, ...]:
    """Turn exactly these on, and all others off."""
    wanted, line = set(on), document.line(("programmes",) if layer == "scenario" else ("plan", "programmes"))
    return tuple(
        Change(
            Override(key=key_of(name, SWITCH), value={"": float(name in wanted)}, because=because),
            layer,
            document.name,
            line,
            f"{document.name}:{line}",
        )
        for name in sorted(every)
    )


def unknown_programmes(
    names: Iterable[str], known: Collection[str], document: Document, path: KeyPath
) -> Iterator[Problem]:
    """Yield each name that is no programme's, with the nearest."""
    for index, name in enumerate(names):
        if name not in known:
            yield unknown("programme", name, known, document.where((*path, index)))

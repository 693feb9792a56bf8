"""The same system under another scenario, in memory: what is the same there is taken from here, the rest made anew.

What such tables hang on is noted as one hash of all that scenario believes, not number by number.
"""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from planbook.data.areas import ENGLAND, SystemAreas
from planbook.errors import InputError, Problem
from planbook.params import Beliefs, Parameters
from planbook.params.design import Design

if TYPE_CHECKING:
    from planbook.produce.tables import SystemTables

SUBJECTS = ("programmes", "goals", "local", "levers")


def parameters_by_area(beliefs: Beliefs, areas: SystemAreas, scenario: str) -> dict[str, Parameters]:
    """Give what is believed of each area by its code: of England nationally, of the system, of each of its places.

    Raises `InputError` for an unknown scenario.
    """
    system = beliefs.resolve(areas.code, None, scenario)
    found = {ENGLAND: system.national(), areas.system.code: system}
    for place in areas.places:
        found[place.code] = beliefs.resolve(areas.code, place.slug, scenario)
    return found


def tables_under(tables: SystemTables, scenario: str, design: Design | None = None) -> SystemTables:
    """Give the tables of the same system under another scenario, or with draws put together on purpose, or both.

    Raises `InputError` for an unknown scenario, and where the tables were made without the beliefs they come from.
    """
    there = _anew(tables, like=tables) if scenario == tables.scenario else _elsewhere(tables, scenario)
    if design is None:
        return there
    planning = tables.planning.model_copy(update={"n_draws": len(design.picks)})
    return _anew(there, planning=planning, like=there, design=design, _drawn={})


def _elsewhere(tables: SystemTables, scenario: str) -> SystemTables:
    beliefs = _beliefs(tables)
    written = replace(tables.written, shocks=beliefs.shocks_of(scenario), _digests={})
    parameters = parameters_by_area(beliefs, tables.areas, scenario)
    return _anew(tables, scenario=scenario, parameters=parameters, written=written, like=tables)


def _anew(tables: SystemTables, **changes: Any) -> SystemTables:
    """Give tables of which nothing is made yet, with the draws that are there."""
    kept = {each.name: each.default_factory for each in fields(tables) if each.init and each.name.startswith("_")}
    empty = {name: make() for name, make in kept.items() if callable(make)}
    return replace(tables, **{**empty, "_drawn": tables._drawn, **changes})


def digest_under(tables: SystemTables, scenario: str) -> str:
    """Give a hash of all a system's tables under a scenario could hang on: numbers, shocks and what is written.

    Raises `InputError` for an unknown scenario.
    """
    if scenario not in tables.elsewhere:
        beliefs = _beliefs(tables)
        parts = [repr(beliefs.shocks_of(scenario)), *(tables.written.digest(subject) for subject in SUBJECTS)]
        for area, believed in parameters_by_area(beliefs, tables.areas, scenario).items():
            parts += [f"{area}:{assumption.digest()}" for assumption in believed.values()]
        tables.elsewhere[scenario] = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return tables.elsewhere[scenario]


def _beliefs(tables: SystemTables) -> Beliefs:
    if tables.beliefs is None:
        raise InputError(Problem("these tables do not know the other scenarios", f"scenario {tables.scenario}"))
    return tables.beliefs

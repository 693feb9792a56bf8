"""The same system under another scenario, in memory: what is the same there is taken from here, the rest made anew.

What such tables hang on is noted as one hash of all that scenario believes, not number by number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from planbook.data.areas import ENGLAND, SystemAreas
from planbook.errors import InputError, Problem
from planbook.params import Beliefs, Parameters
from planbook.params.design import Design
from planbook.produce.cache import Unkept

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


def tables_under(
    tables: SystemTables, scenario: str, design: Design | None = None, wanted: frozenset[str] | None = None
) -> SystemTables:
    """Give the tables of the same system under another scenario, or with draws put together on purpose, or both.

    Of their arrays those that are `wanted` are kept, and others for as long as these need them; all where none is
    named. Raises `InputError` for an unknown scenario, and where the tables were made without the beliefs behind them.
    """
    same = scenario == tables.scenario
    there = _anew(tables, like=tables, wanted=wanted) if same else _at_hand(tables, scenario, wanted)
    if design is None:
        return there
    planning = tables.planning.model_copy(update={"n_draws": len(design.picks)})
    return _anew(there, planning=planning, like=there, design=design, wanted=wanted, _drawn={})


def tables_tried(
    tables: SystemTables, beliefs: Beliefs, scenario: str, also: Iterable[SystemTables] = ()
) -> SystemTables:
    """Give the tables under a scenario that is laid on theirs and moves numbers alone; none of them is kept.

    What is the same in `tables`, or else in one of `also`, is taken from there. Raises `InputError` with every number
    that is not there or not possible.
    """
    changes = beliefs.changes["scenario", scenario]
    parameters = {area: each.under(changes, scenario) for area, each in tables.parameters.items()}
    assumptions, held = dict(parameters[tables.areas.system.code]), beliefs.levers_from(scenario)
    written = tables.written.otherwise(scenario=scenario, assumptions=assumptions, levers_from=held)
    return _anew(
        tables, scenario=scenario, parameters=parameters, cache=Unkept(tables.cache.folder), written=written,
        like=tables, also=list(also), beliefs=beliefs, elsewhere=dict(tables.elsewhere), cases={},
    )  # fmt: skip


def _at_hand(tables: SystemTables, scenario: str, wanted: frozenset[str] | None) -> SystemTables:
    """Give the tables of that scenario that these were made like, if any, where it still believes the same."""
    alike = (
        one
        for one in tables.lineage
        if one.scenario == scenario
        and (one.design, one.planning) == (None, tables.planning)
        and one.beliefs
        and digest_under(one, scenario) == digest_under(tables, scenario)
    )
    return next(alike, None) or _elsewhere(tables, scenario, wanted)


def _elsewhere(tables: SystemTables, scenario: str, wanted: frozenset[str] | None) -> SystemTables:
    beliefs = _beliefs(tables)
    parameters = parameters_by_area(beliefs, tables.areas, scenario)
    shocks, held = beliefs.shocks_of(scenario), beliefs.levers_from(scenario)
    written = tables.written.otherwise(scenario=scenario, shocks=shocks, levers_from=held)
    _, *above = tables.lineage
    return _anew(
        tables, scenario=scenario, parameters=parameters, written=written, like=tables, also=above, wanted=wanted
    )


def _anew(tables: SystemTables, **changes: Any) -> SystemTables:
    """Give tables of which nothing is made yet, with the draws that are there."""
    kept = {each.name: each.default_factory for each in fields(tables) if each.init and each.name.startswith("_")}
    empty = {name: make() for name, make in kept.items() if callable(make)}
    return replace(tables, **{**empty, "_drawn": tables._drawn, "also": [], **changes})


def digest_under(tables: SystemTables, scenario: str) -> str:
    """Give a hash of all a system's tables under a scenario could hang on: numbers, shocks and what is written.

    Raises `InputError` for an unknown scenario.
    """
    if scenario not in tables.elsewhere:
        beliefs = _beliefs(tables)
        by_area = parameters_by_area(beliefs, tables.areas, scenario)
        parts = [repr(beliefs.shocks_of(scenario)), repr(beliefs.levers_from(scenario))]
        parts += [tables.written.digest(subject) for subject in SUBJECTS]
        for area, believed in by_area.items():
            parts += [f"{area}:{assumption.digest()}" for assumption in believed.values()]
        tables.elsewhere[scenario] = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return tables.elsewhere[scenario]


def _beliefs(tables: SystemTables) -> Beliefs:
    if tables.beliefs is None:
        raise InputError(Problem("these tables do not know the other scenarios", f"scenario {tables.scenario}"))
    return tables.beliefs

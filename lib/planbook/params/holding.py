"""Where levers are chosen: a plan is made before anyone knows what will happen to it.

Levers are chosen as if no shock were coming, and held at those amounts under the shock. A scenario that brings shocks
alone, by itself or laid on another, therefore takes the amounts of what it is laid on. So does one that says
`lever_amounts: held`, as one saved from a what-if does; any other chooses for itself, with all it believes but shocks.
"""

from __future__ import annotations

from dataclasses import dataclass

from planbook.params.joining import JOIN, Scenarios, laid_on_top, parts_of, scenario_chain, without_base

UNSHOCKED = " without shocks"
"""Ends the name of a scenario that is meant without its shocks: no file can have such a name."""


@dataclass(frozen=True)
class LeversFrom:
    """The scenario whose levers are held under another: its name, and its title as people read it."""

    name: str
    title: str


def chosen_in(name: str, scenarios: Scenarios) -> str:
    """Give the scenario in which the levers of a scenario, plain or joined, are chosen: itself where it chooses."""
    parts = parts_of(name)
    while (beneath := _beneath(parts, scenarios)) is not None:
        parts = beneath
    first, *more = parts
    kept = JOIN.join([first, *(part for part in more if not _only_shocks(part, scenarios))])
    return f"{kept}{UNSHOCKED}" if any(scenarios[each].shocks for each in scenario_chain(kept, scenarios)) else kept


def as_named(name: str) -> str:
    """Give a scenario's name as people write it: without what says that it is meant without its shocks."""
    return name.removesuffix(UNSHOCKED)


def _beneath(parts: tuple[str, ...], scenarios: Scenarios) -> tuple[str, ...] | None:
    """Give what the last of joined scenarios is laid on, where it chooses no levers; nothing where it does."""
    *others, last = parts
    file = scenarios[last]
    if file.on is None or (file.lever_amounts == "chosen" and not _bare(last, scenarios)):
        return None
    under = (*others, *without_base(last, scenarios)) if others else parts_of(file.on)
    return under if file.lever_amounts == "held" else (*under, *file.laid)


def _only_shocks(name: str, scenarios: Scenarios) -> bool:
    """Say whether all that a scenario brings to what it is laid on is shocks."""
    return all(_bare(part, scenarios) for part in laid_on_top((name,), scenarios))


def _bare(name: str, scenarios: Scenarios) -> bool:
    """Say whether a scenario's file says nothing but shocks, if anything."""
    file = scenarios[name]
    return not file.overrides and file.programmes is None and file.levers is None

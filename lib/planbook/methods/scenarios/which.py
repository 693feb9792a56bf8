"""Which scenarios are looked at: those laid on the run's own, what each brings, and others to build on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planbook.data.inputs import Inputs
from planbook.params.joining import JOIN, is_base, parts_of, scenario_chain
from planbook.params.model import ScenarioFile

BASE, ADOPTED = "baseline", "adopted"


def laid_on(inputs: Inputs) -> dict[str, str]:
    """Give the scenarios laid on the run's own, each with the joined name it then has.

    Those are all that bring shocks or other numbers, but for what the run's own scenario holds already.
    """
    files = inputs.scenarios()
    own = scenario_chain(inputs.scenario, files)
    return {
        name: f"{inputs.scenario}{JOIN}{name}"
        for name, file in files.items()
        if name not in own
        and file.programmes is None
        and file.levers is None
        and any(files[part].shocks or files[part].overrides for part in laid(name, files))
    }


def beside(inputs: Inputs) -> tuple[str, ...]:
    """Give the other scenarios to build on, to stand beside the run's own; a system's own plan where it has one."""
    own, files, there = parts_of(inputs.scenario), inputs.scenarios(), laid_on(inputs)
    has_plan = inputs.goals().adopted is not None
    return tuple(
        name
        for name, file in files.items()
        if name not in (*own, *there)
        and is_base(name, files)
        and (has_plan or ADOPTED not in (file.programmes, file.levers))
    )


def laid(name: str, files: Mapping[str, ScenarioFile]) -> tuple[str, ...]:
    """Give a scenario and all it brings when laid on another, without a base of its own."""
    return tuple(part for part in scenario_chain(f"{BASE}{JOIN}{name}", files) if part != BASE)


def shocks_alone(names: Iterable[str], files: Mapping[str, ScenarioFile]) -> list[str]:
    """Give those of some scenarios that override no assumption."""
    return [name for name in names if not any(files[part].overrides for part in laid(name, files))]

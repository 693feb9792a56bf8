"""Everything in `params/`, validated: what we believe, and how it holds for one area and scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from planbook.errors import Problem, raise_if_any, unknown
from planbook.params.assumption import Assumption
from planbook.params.gathering_plans import Files
from planbook.params.goals import NATIONAL, Goals, GoalsFile, goals_of
from planbook.params.governance import Governance
from planbook.params.holding import UNSHOCKED, LeversFrom, as_named, chosen_in
from planbook.params.joining import scenario_chain, scenario_problems, told
from planbook.params.layers import Change, Parameters, layered
from planbook.params.lever import LeverFile
from planbook.params.model import Evidence, PlaceFile, Planning, Reports, ScenarioFile, SystemFile
from planbook.params.monitoring import MonitoringFile
from planbook.params.programme import ProgrammeFile
from planbook.params.shock import Shock, key_of_shock

Layers = Mapping[tuple[str, str], tuple[Change, ...]]


@dataclass(frozen=True)
class Beliefs:
    """All parameter files of one folder.

    `assumptions` are the national ones, by key (`need.frailty_pct`); `systems` by code, `places` by system/slug,
    `scenarios`, `programmes` and `levers` by name; `goals` and `governance` by code, with `national`; `monitored` by
    code; `plans` the files of submitted plans, by system and name; `changes` holds each file's overrides, and what it
    turns on, by (layer, name).
    """

    planning: Planning
    assumptions: Mapping[str, Assumption]
    systems: Mapping[str, SystemFile]
    places: Mapping[str, PlaceFile]
    scenarios: Mapping[str, ScenarioFile]
    reports: Reports
    evidence: Mapping[str, Evidence]
    changes: Layers
    programmes: Mapping[str, ProgrammeFile] = field(default_factory=dict)
    goals: Mapping[str, GoalsFile] = field(default_factory=dict)
    levers: Mapping[str, LeverFile] = field(default_factory=dict)
    monitored: Mapping[str, MonitoringFile] = field(default_factory=dict)
    governance: Mapping[str, Governance] = field(default_factory=dict)
    plans: Mapping[str, Files] = field(default_factory=dict)

    def resolve(self, system: str, place: str | None = None, scenario: str = "baseline") -> Parameters:
        """Give the parameters of a system (QWO, QRL@2022) or of one of its places, under a scenario or several joined.

        A system without a file has the national numbers. Raises `InputError` for an unknown scenario, or for a place
        that is not among those its system's file lists.
        """
        scenario = as_named(scenario)
        raise_if_any(self._unknown_names(system, place, scenario))
        values = self._layered(system_name(system, self.planning.footprint), place, scenario)
        return Parameters(values, self._layered("", None, scenario), system=system, place=place, scenario=scenario)

    def shocks_of(self, scenario: str) -> dict[str, Shock]:
        """Give the shocks of a scenario and those it is built on, by the key of their size, the deepest first."""
        if scenario.endswith(UNSHOCKED):
            return {}
        files = {name: self.scenarios[name] for name in scenario_chain(scenario, self.scenarios)}
        return {
            key_of_shock(name, shock): each.within(file.epidemic)
            for name, file in files.items()
            for shock, each in file.shocks.items()
        }

    def told(self, scenario: str) -> tuple[str, str]:
        """Give the title and story of a scenario; of a joined one, those of its parts."""
        title, story = told(as_named(scenario), self.scenarios)
        return (f"{title}, without its shocks" if scenario.endswith(UNSHOCKED) else title), story

    def levers_from(self, scenario: str) -> LeversFrom | None:
        """Give the scenario whose levers are held under this one; nothing where it chooses its own."""
        name = chosen_in(scenario, self.scenarios) if not scenario.endswith(UNSHOCKED) else scenario
        return LeversFrom(name, self.told(name)[0]) if name != scenario else None

    def goals_of(self, system: str) -> Goals | None:
        """Give the goals that hold for a system, with its own where it has said any; none where no file says any."""
        national = self.goals.get(NATIONAL)
        code = system_name(system, self.planning.footprint)
        plan = self.systems[code].plan if code in self.systems else None
        adopted = plan.programmes if plan else None
        return goals_of(national, self.goals.get(code), adopted) if national else None

    def monitored_of(self, system: str) -> MonitoringFile | None:
        """Give what a system has recorded since its plan began; nothing where it has recorded nothing."""
        return self.monitored.get(system_name(system, self.planning.footprint))

    def governance_of(self, system: str) -> Governance:
        """Give how a system governs its plan: what holds nationally, with its own registers where it keeps any."""
        code = system_name(system, self.planning.footprint)
        national = self.governance.get(NATIONAL, Governance())
        return self.governance.get(code, national)

    def plans_of(self, system: str) -> Files:
        """Give the files of plans on record for a system, by their names; none where it keeps none here."""
        return self.plans.get(system_name(system, self.planning.footprint), {})

    def plan_problems(self, system: str, scenario: str) -> tuple[Problem, ...]:
        """Give the problem of a scenario that needs the system's own plan, where it has none."""
        chain = [self.scenarios[name] for name in scenario_chain(scenario, self.scenarios)]
        code = system_name(system, self.planning.footprint)
        file = self.systems.get(code)
        asked = any("adopted" in (each.programmes, each.levers) for each in chain)
        if (file and file.plan) or not asked:
            return ()
        having = [name for name, each in self.systems.items() if each.plan]
        what = f"scenario '{scenario}' needs a plan of {system}'s own"
        allowed = f"add plan: to params/systems/{code}.yaml; systems with one: {', '.join(having) or 'none'}"
        return (Problem(what, f"{system}, {scenario}", allowed),)

    def unknown_sources(self, reference_sources: Iterable[str] = ()) -> tuple[Problem, ...]:
        """Give the problem of each source that is neither evidence nor a key of the reference tables' sources."""
        known = {*self.evidence, *reference_sources}
        return tuple(
            unknown("source", source, known, where) for source, where in self._sources() if source not in known
        )

    def _layered(self, code: str, place: str | None, scenario: str) -> dict[str, Assumption]:
        values, problems = layered(
            self.assumptions, changes_for(self.changes, self.scenarios, code, place or "", scenario)
        )
        raise_if_any(problems)
        return values

    def _sources(self) -> Iterator[tuple[str, str]]:
        for key, assumption in self.assumptions.items():
            first = assumption.set_by[0]
            yield assumption.source, f"{first.file}:{first.line}, {key}"
        for name, scenario in self.scenarios.items():
            for epidemic in filter(None, (scenario.epidemic, *(each.epidemic for each in scenario.shocks.values()))):
                yield epidemic.source, f"scenarios/{name}.yaml, epidemic"
        for changes in self.changes.values():
            for change in changes:
                if change.override.source:
                    yield change.override.source, change.where

    def _unknown_names(self, system: str, place: str | None, scenario: str) -> Iterator[Problem]:
        problems = tuple(scenario_problems(scenario, self.scenarios))
        yield from problems or self.plan_problems(system, scenario)
        found = self.systems.get(system_name(system, self.planning.footprint))
        if place and found and found.places and place not in found.places:
            yield unknown(f"place of {system}", place, found.places)


def changes_for(
    changes: Layers, scenarios: Mapping[str, ScenarioFile], code: str, place: str, scenario: str
) -> list[Change]:
    """Give the changes that hold for an area under a scenario, the weakest first: system, place, scenario.

    A scenario of adopted programmes or levers turns on what the system's own plan has.
    """
    layers = [("system", code), ("place", f"{code}/{place}")]
    for name in scenario_chain(scenario, scenarios):
        for kind, on in (("plan", scenarios[name].programmes), ("plan levers", scenarios[name].levers)):
            layers += [(kind, code)] if on == "adopted" else []
        layers.append(("scenario", name))
    return [change for layer in layers for change in changes.get(layer, ())]


def system_name(system: str, footprint: str) -> str:
    """Give the code a system's file is found by: `QRL@2026` is `QRL` where 2026 is the footprint in force."""
    return system.removesuffix(f"@{footprint}")

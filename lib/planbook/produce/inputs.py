"""What one table's function may ask for, noting all it asks: so a table is made again when, and only when, it must."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from planbook.data import local as supplied
from planbook.data import reference
from planbook.data.areas import SystemAreas
from planbook.errors import InputError, Problem, unknown
from planbook.params import Assumption
from planbook.params.design import Design
from planbook.params.goals import Goals
from planbook.params.governance import Governance
from planbook.params.holding import LeversFrom
from planbook.params.lever import LeverFile
from planbook.params.model import Planning, ScenarioFile
from planbook.params.monitoring import MonitoringFile
from planbook.params.programme import ProgrammeFile
from planbook.params.shock import MOVES, Shocks
from planbook.produce.cache import Reads
from planbook.produce.code import references_named
from planbook.produce.reads import Believed, array_key, if_any, reference_digests
from planbook.produce.under import digest_under, tables_under
from planbook.produce.written import of_shocks
from planbook.workflow import ARRAYS, BY_SLUG, STEP_OF, TABLES, Step, upstream

if TYPE_CHECKING:
    from planbook.produce.tables import SystemTables


@dataclass
class RecordedInputs:
    """What one table's function may ask for (`planbook.data.inputs.Inputs`), noting all it asks."""

    _tables: SystemTables
    _step: Step
    _parameters: dict[str, Believed] = field(default_factory=dict)
    _reference: set[str] = field(default_factory=set)
    _earlier: dict[str, str] = field(default_factory=dict)
    _arrays: dict[str, str] = field(default_factory=dict)
    _written: dict[str, str] = field(default_factory=dict)
    _scenarios: dict[str, str] = field(default_factory=dict)
    _noted: set[str] = field(default_factory=set)
    _under: bool = False
    asks: set[str] = field(default_factory=set)

    @property
    def areas(self) -> SystemAreas:
        """The system, its places, and England beside them."""
        return self._tables.areas

    @property
    def planning(self) -> Planning:
        """The planning round: base year, plan years, prices."""
        return self._tables.planning

    def reference(self, name: str) -> pd.DataFrame:
        """Give a table of published figures; raises `InputError` for one that does not ship."""
        frame = reference.load(name)
        self._reference.add(name)
        return frame

    def table(self, name: str) -> pd.DataFrame:
        """Give a table of this or an earlier step, all areas; raises `InputError` for any other."""
        check_within_reach(name, self._step)
        stored = self._tables.made(name)
        self.asks.add(name)
        self._earlier[name] = stored.digest
        if self._under:  # of a table under another scenario that scenario's hash is noted, and here the code behind it
            owner = STEP_OF[name].slug
            self._arrays |= {each: array_key(each) for one in (*upstream(owner), STEP_OF[name]) for each in one.arrays}
        return stored.frame.copy(deep=False)

    def array(self, name: str) -> xr.DataArray:
        """Give joint draws of this or an earlier step; raises `InputError` for any other. What they read, this read."""
        check_within_reach(name, self._step)
        array, behind = self._tables.drawn(name)
        self.asks.add(name)
        if name not in self._noted:
            self._noted |= {*behind._noted, name}
            self._parameters |= behind._parameters
            self._reference |= behind._reference
            self._earlier |= behind._earlier
            self._arrays |= {**behind._arrays, name: array_key(name)}
            self._written |= behind._written
            self._scenarios |= behind._scenarios
        return array

    def value(self, key: str) -> xr.DataArray:
        """Give an assumption's value, dims (area[, leaf]); raises `InputError` for an unknown key."""
        return self._given("value", key)

    def draws(self, key: str) -> xr.DataArray:
        """Give an assumption's joint draws, dims (draw, area[, leaf]), at the same percentiles in every area."""
        return self._given("draws", key)

    def programmes(self) -> Mapping[str, ProgrammeFile]:
        """Give every programme by name; its numbers are assumptions."""
        self._written["programmes"] = self._tables.written.digest("programmes")
        return self._tables.written.programmes

    def levers(self) -> Mapping[str, LeverFile]:
        """Give every lever by name; its numbers are assumptions."""
        self._written["levers"] = self._tables.written.digest("levers")
        return self._tables.written.levers

    def levers_from(self) -> LeversFrom | None:
        """Give the scenario whose levers are held under this one; nothing where this one chooses its own."""
        self._written["levers_from"] = self._tables.written.digest("levers_from")
        return self._tables.written.levers_from

    def governance(self) -> Governance:
        """Give how the system governs its plan."""
        self._written["governance"] = self._tables.written.digest("governance")
        return self._tables.written.governance

    def assumptions(self) -> Mapping[str, Assumption]:
        """Give every assumption as it holds for the system, by key."""
        self._written["assumptions"] = self._tables.written.digest("assumptions")
        return self._tables.written.assumptions

    def shocks(self, *moves: str) -> Shocks:
        """Give the scenario's shocks that move any of these (none named: anything), by the key of their size.

        How big they are is an assumption. What is noted is of those moves alone, so that a shock to prices leaves
        demand as it is.
        """
        wanted = moves or tuple(MOVES)
        self._written |= {each: self._tables.written.digest(each) for each in map(of_shocks, wanted)}
        return {key: shock for key, shock in self._tables.written.shocks.items() if shock.moves in wanted}

    def goals(self) -> Goals:
        """Give the goals that hold for the system; raises `InputError` where params/ says none."""
        found = self._tables.written.goals
        if found is None:
            raise InputError(Problem("nobody says what is sought", "params/governance/national/goals.yaml", "add it"))
        self._written["goals"] = self._tables.written.digest("goals")
        return found

    def monitored(self) -> MonitoringFile | None:
        """Give what the system has recorded since its plan began, if anything."""
        self._written["monitored"] = self._tables.written.digest("monitored")
        return self._tables.written.monitored

    def plans(self, name: str = "plans") -> pd.DataFrame:
        """Give the plans on record; raises `InputError` with all that is wrong with them, and for no such template."""
        self._written["plans"] = self._tables.written.digest("plans")
        return self._tables.written.plans.frame(name)

    def local(self, name: str) -> pd.DataFrame:
        """Give what the system supplied by that template; raises `InputError` for a template there is not."""
        if name not in supplied.TEMPLATES:
            raise InputError(unknown("template", name, supplied.TEMPLATES))
        self._written["local"] = self._tables.written.digest("local")
        found = self._tables.written.local.get(name)
        return supplied.empty(name) if found is None else found.frame.copy(deep=False)

    @property
    def scenario(self) -> str:
        """The name of the scenario."""
        self._written["scenario"] = self._tables.written.digest("scenario")
        return self._tables.scenario

    def scenarios(self) -> Mapping[str, ScenarioFile]:
        """Give every scenario there is by name."""
        self._written["scenarios"] = self._tables.written.digest("scenarios")
        return self._tables.written.scenarios

    @contextmanager
    def under(self, scenario: str, design: Design | None = None) -> Iterator[RecordedInputs]:
        """Give the same system's inputs under another scenario; its arrays are let go at the end of the block.

        Those this step has not asked for itself are let go as soon as all it has asked for can do without them.
        """
        self._scenarios[scenario] = digest_under(self._tables, scenario)
        asked = self.asks.union(*(self._tables.asks.get(name, ()) for name in self._step.arrays))
        there = tables_under(self._tables, scenario, design, frozenset(asked) or None)
        try:
            yield RecordedInputs(
                there, self._step, _reference=self._reference, _arrays=self._arrays, _scenarios=self._scenarios,
                _under=True,
            )  # fmt: skip
        finally:
            there.forget(self._tables)

    def believed(self, key: str) -> Assumption:
        """Give an assumption as it holds for the system; raises `InputError` for an unknown key."""
        self.value(key)
        return self._tables.parameters[self.areas.system.code][key]

    def assumed_in(self, array: str) -> tuple[str, ...]:
        """Give the keys of the assumptions an array hangs on, sorted."""
        behind = self._tables.drawn(array)[1]
        return tuple(sorted(behind._parameters))

    def unsure(self, name: str) -> tuple[str, ...]:
        """Give the keys of the assumptions behind an array that have a range in any area, sorted."""
        self.array(name)
        everywhere = [self._tables.parameters[code] for code in self._tables.codes]
        read = self._tables.drawn(name)[1]._parameters
        return tuple(sorted(key for key in read if any(is_unsure(each[key]) for each in everywhere)))

    def at_ends(self, name: str, keys: Sequence[str]) -> xr.Dataset:
        """Give an array with everything at its value, then each key at its low and its high end, dim `draw`."""
        from planbook.produce.cases import at_ends

        self.array(name)
        found: xr.Dataset = at_ends(self._tables, name, keys)
        return found

    @property
    def asked(self) -> Reads:
        """What was asked for that may differ between scenarios, each with its hash."""
        parts = {"parameters": self._parameters, "written": self._written, "tables": self._earlier}
        return {**parts, "scenarios": self._scenarios}

    def reads(self) -> Reads:
        """Give all that was asked for, each with its hash."""
        slugs = {self._step.slug, *(ARRAYS[name].slug for name in self._arrays)}
        named = {name for slug in slugs for name in references_named(f"planbook.steps.{slug}")}
        known = set(reference.names())
        return {
            **self._tables.about,
            "parameters": dict(sorted(self._parameters.items())),
            "reference": reference_digests(self._reference | (named & known)),
            "tables": dict(sorted(self._earlier.items())),
            "arrays": dict(sorted(self._arrays.items())),
            "written": dict(sorted(self._written.items())),
            **if_any("scenarios", dict(sorted(self._scenarios.items()))),
        }

    def _given(self, kind: str, key: str) -> xr.DataArray:
        array, read = self._tables.given(kind, key, f"step {self._step.slug}")
        self._parameters |= read
        return array


def is_unsure(assumption: Assumption) -> bool:
    """Say whether an assumption has a range."""
    return assumption.distribution != "fixed" and assumption.low != assumption.high


def check_within_reach(name: str, step: Step) -> None:
    """Raise `InputError` unless the table or array is the step's own or of a step it needs, at any remove."""
    near = _near(step.slug)
    owner = STEP_OF.get(name) or ARRAYS.get(name)
    if owner and name not in near:
        kind = "table" if name in TABLES else "array"
        raise InputError(
            Problem(
                f"{kind} '{name}' is of step '{owner.slug}', which '{step.slug}' does not need",
                f"step {step.slug}",
                f"declare it in workflow/: needs {', '.join((*step.needs, owner.slug))}",
            )
        )
    if name not in near:
        raise InputError(unknown("table", name, near, f"step {step.slug}"))


@cache
def _near(slug: str) -> tuple[str, ...]:
    """Give the tables and arrays of a step and of all it needs."""
    steps = (*upstream(slug), BY_SLUG[slug])
    return tuple(each for one in steps for each in (*(table.name for table in one.produces), *one.arrays))

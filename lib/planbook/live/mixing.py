"""Two runs mixed: some groups of what is believed as in the second, the rest as in the first.

Each set of groups is worked out once, and only what hangs on them: all else is taken from the sets with one less.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import xarray as xr

from planbook.params import Parameters
from planbook.produce.cache import Stored, Unkept
from planbook.produce.inputs import RecordedInputs
from planbook.produce.tables import SystemTables, read_otherwise
from planbook.produce.under import SUBJECTS
from planbook.workflow import ARRAYS, STEP_OF, upstream

WRITTEN, CHOSEN = "written", "levers_chosen"
SAID = (*SUBJECTS, "shocks", "monitored", "governance", "plans")
Some = frozenset[str]


def otherwise(first: SystemTables, second: SystemTables) -> Iterator[str]:
    """Yield what differs in the second: assumptions by key, what is written as `written:subject`."""
    yield from read_otherwise(second, first)
    for subject in SAID:
        if first.written.digest(subject) != second.written.digest(subject):
            yield f"{WRITTEN}:{subject}"


@dataclass
class Mixture:
    """One array of two runs of a system, mixed; `groups` has what differs, by the name of its group."""

    first: SystemTables
    second: SystemTables
    groups: Mapping[str, set[str]]
    array: str
    _made: dict[Some, SystemTables] = field(default_factory=dict, init=False)
    _found: dict[Some, xr.Dataset] = field(default_factory=dict, init=False)

    def drawn(self, some: Some) -> xr.Dataset:
        """Give the array with some groups as in the second; ask for smaller sets first, for what they share is kept."""
        if some not in self._found:
            tables = self._mixed(some) if some else self.first
            found: xr.Dataset = tables.drawn(self.array)[0]  # type: ignore[assignment]
            self._found[some] = found
            if some:
                self._keep(some, tables)
        return self._found[some]

    def _mixed(self, some: Some) -> SystemTables:
        reads = set[str]().union(*(self.groups[name] for name in some))
        tables, second = self.first, self.second.written
        said = {subject: getattr(second, subject) for subject in SAID if f"{WRITTEN}:{subject}" in reads}
        less = (self._made.get(some - {name}) for name in sorted(some))
        return SystemTables(
            tables.areas, tables.planning, tables.scenario,
            {area: _with(each, self.second.parameters[area], reads) for area, each in tables.parameters.items()},
            Unkept(tables.cache.folder), tables.written.otherwise(**said), tables, tables.beliefs,
            also=[each for each in less if each], _drawn=tables._drawn, _made=self._held(),
        )  # fmt: skip

    def _held(self) -> dict[str, Stored]:
        """Give levers that the second run holds: held in every mixture, so that nobody is credited with choosing."""
        step = ARRAYS[self.array]
        held = self.second.written.levers_from and STEP_OF[CHOSEN] in (*upstream(step.slug), step)
        return {CHOSEN: self.second.made(CHOSEN)} if held else {}

    def _keep(self, some: Some, tables: SystemTables) -> None:
        """Keep what a larger set can use: not what hangs on every group, nor sets two smaller."""
        hangs = {name: _hangs_on(inputs) for name, (_, inputs) in tables._arrays.items()}
        tables.let_go({name for name, on in hangs.items() if any(on.isdisjoint(each) for each in self.groups.values())})
        tables.also.clear()
        self._made = {each: made for each, made in self._made.items() if len(each) >= len(some) - 1} | {some: tables}


def _hangs_on(inputs: RecordedInputs) -> set[str]:
    """Give what was read, as `otherwise` says it."""
    asked = inputs.asked
    return {*asked["parameters"], *(f"{WRITTEN}:{subject.partition(':')[0]}" for subject in asked["written"])}


def _with(first: Parameters, second: Parameters, reads: set[str]) -> Parameters:
    """Give the first's assumptions of an area, those that are read otherwise as in the second."""
    found = dict(first) | {key: each for key, each in second.items() if key in reads}
    return Parameters(found, found, system=first.system, place=first.place, scenario=first.scenario)

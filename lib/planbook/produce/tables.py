"""The tables of a system with all its places, each made once and recorded with what it really read.

A table is made by `planbook.steps.<slug>.<table>(inputs)`. The inputs it is given note every reference table,
assumption, earlier table and array it asks for; that note is kept beside the table, and says when it must be made
again. Arrays (joint draws) are made the same way, in memory only: a table's note holds all that its arrays read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from itertools import takewhile
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from planbook import fields
from planbook.data import local as supplied
from planbook.data.areas import SystemAreas
from planbook.data.plans import on_record
from planbook.errors import InputError, Problem, unknown
from planbook.methods.labelled import labelled
from planbook.params import Assumption, Beliefs, Parameters, draws
from planbook.params.design import Design
from planbook.params.model import Planning, ScenarioFile
from planbook.params.trying import TRIED
from planbook.produce.cache import Cache, Reads, Stored
from planbook.produce.code import code_key
from planbook.produce.inputs import RecordedInputs
from planbook.produce.reads import (
    Believed,
    areas_digest,
    array_key,
    if_any,
    noted,
    planning_digest,
    reference_digests,
)
from planbook.produce.under import digest_under, parameters_by_area
from planbook.produce.written import Written
from planbook.workflow import ARRAYS, STEP_OF, TABLES, Step, Table

ALL_ELSE = "all else"


@dataclass(frozen=True)
class Sent:
    """A table as it goes from one machine to another: whose, what it read, and its bytes."""

    system: str
    scenario: str
    name: str
    reads: Reads
    content: bytes


@dataclass(frozen=True)
class SystemTables:
    """Every table of one system under one scenario; `parameters` holds each area's, by its code.

    What `like` (or else one of `also`) has made and nothing has changed for is taken from there: so a what-if makes
    only what it touches. `asks` says of each table and array that was made what it asked for itself; where arrays that
    are `wanted` are named, any other is let go as soon as none of them needs it any more.
    """

    areas: SystemAreas
    planning: Planning
    scenario: str
    parameters: Mapping[str, Parameters]
    cache: Cache
    written: Written = field(default_factory=Written)
    like: SystemTables | None = field(default=None, repr=False)
    beliefs: Beliefs | None = field(default=None, repr=False)
    design: Design | None = field(default=None, repr=False)
    elsewhere: dict[str, str] = field(default_factory=dict, repr=False)
    also: list[SystemTables] = field(default_factory=list, repr=False)
    asks: dict[str, set[str]] = field(default_factory=dict, repr=False)
    wanted: frozenset[str] | None = field(default=None, repr=False)
    _made: dict[str, Stored] = field(default_factory=dict, repr=False)
    _arrays: dict[str, tuple[xr.DataArray, RecordedInputs]] = field(default_factory=dict, repr=False)
    _making: list[str] = field(default_factory=list, repr=False)
    _drawn: dict[str, np.ndarray] = field(default_factory=dict, repr=False)
    _given: dict[tuple[str, str], tuple[xr.DataArray, dict[str, Believed]]] = field(
        default_factory=dict, init=False, repr=False
    )
    _believed: dict[str, Believed] = field(default_factory=dict, init=False, repr=False)
    cases: dict[str, Any] = field(default_factory=dict, repr=False)
    _otherwise: dict[int, frozenset[str]] = field(default_factory=dict, init=False, repr=False)

    @property
    def lineage(self) -> Iterator[SystemTables]:
        """These tables, those they were made like, those these were made like, and so on."""
        yield self
        if self.like is not None:
            yield from self.like.lineage

    def made(self, name: str) -> Stored:
        """Give a table with its hash and its reads, from memory, the cache or its step.

        Raises `InputError` for a table that is not declared, has no function, needs itself or fails its check.
        """
        if name not in self._made:
            if name not in TABLES:
                raise InputError(unknown("table", name, TABLES))
            with self._once(name):
                self._made[name] = self._made_alike(name) or self._found_or_made(TABLES[name])
        return self._made[name]

    def drawn(self, name: str) -> tuple[xr.DataArray, RecordedInputs]:
        """Give an array with the inputs that noted what it read, made once and kept in memory.

        Raises `InputError` for an array that is not declared, has no function or needs itself.
        """
        if name not in self._arrays:
            if name not in ARRAYS:
                raise InputError(unknown("array", name, ARRAYS))
            with self._once(name):
                found = self._arrays[name] = self._drawn_alike(name) or self._drawn_anew(name)
            if self.wanted is not None:
                for each in self._arrays.keys() - self._needed(self.wanted) - {name}:
                    del self._arrays[each]
            return found
        return self._arrays[name]

    @property
    def unshocked(self) -> frozenset[str]:
        """The arrays in memory that no shock can touch: the same under every shock that is laid on the scenario."""
        read = {name: inputs.asked["written"] for name, (_, inputs) in self._arrays.items()}
        return frozenset(name for name, said in read.items() if not any(each.startswith("shocks:") for each in said))

    def let_go(self, kept: Collection[str], own: Collection[str] = ()) -> None:
        """Let go from memory every array but those to be kept; one asked for again is made again.

        Of a step's `own`, those to be kept are made first, while what they are made of is at hand. One that cannot be
        made fails where it is asked for.
        """
        for name in own:
            if name in kept:
                with suppress(Exception):
                    self.drawn(name)
        for name in self._arrays.keys() - set(kept):
            del self._arrays[name]

    def _needed(self, wanted: Collection[str]) -> set[str]:
        """Give the arrays in memory that are wanted, or asked for by what is wanted or being made and not there yet."""
        needed, open_yet = set(wanted), [*wanted, *self._making]
        for name in open_yet:
            if name not in self._arrays and name not in self._made:
                asked = self.asks.get(name, set())
                needed |= asked & self._arrays.keys()
                open_yet += asked - self._arrays.keys() - set(open_yet)
        return needed

    def _found_or_made(self, table: Table) -> Stored:
        key = self._key(table)
        return self.cache.find(key, self._holds) or self._make(table, key)

    def _drawn_anew(self, name: str) -> tuple[xr.DataArray, RecordedInputs]:
        inputs = RecordedInputs(self, ARRAYS[name])
        found = _function(ARRAYS[name], name)(inputs)
        self.asks.setdefault(name, set()).update(inputs.asks)
        return found, inputs

    def _made_alike(self, name: str) -> Stored | None:
        if self.design and self.like:
            return self.like.made(name)  # a design is of draws; a table that summarises draws stays as it was
        before = ((at, like._made.get(name)) for at, like in enumerate(self._likes))
        return next((found for at, found in before if found and self._alike(at, found.reads)), None)

    def _drawn_alike(self, name: str) -> tuple[xr.DataArray, RecordedInputs] | None:
        if self.design and self.like:
            return self._picked(self.design, self.like, name)
        before = ((at, like._arrays.get(name)) for at, like in enumerate(self._likes))
        return next((found for at, found in before if found and self._alike(at, found[1].asked)), None)

    @staticmethod
    def _picked(design: Design, like: SystemTables, name: str) -> tuple[xr.DataArray, RecordedInputs] | None:
        """Give the rows of an array that is at hand and hangs on nothing the design moves."""
        found = like._arrays.get(name) or like._drawn_alike(name)
        if found is None or not design.moves.keys().isdisjoint(found[1]._parameters):
            return None
        array, inputs = found
        return (array.isel(draw=list(design.picks)) if "draw" in array.dims else array), inputs

    @property
    def _likes(self) -> tuple[SystemTables, ...]:
        return (*filter(None, [self.like]), *self.also)

    def _otherwise_than(self, at: int) -> frozenset[str]:
        """Give what is believed otherwise than in one of those that may be alike."""
        if at not in self._otherwise:
            self._otherwise[at] = frozenset(read_otherwise(self, self._likes[at]))
        return self._otherwise[at]

    def _alike(self, at: int, reads: Reads) -> bool:
        """Say whether what was read there is as it is here; its code and published figures are those of today."""
        otherwise = self._otherwise_than(at)
        return (
            ALL_ELSE not in otherwise
            and otherwise.isdisjoint(reads["parameters"].keys())
            and all(self.written.digest(subject) == digest for subject, digest in reads.get("written", {}).items())
            and all(digest_under(self, scenario) == digest for scenario, digest in reads.get("scenarios", {}).items())
            and all(self.made(name).digest == digest for name, digest in reads["tables"].items())
        )

    @contextmanager
    def _once(self, name: str) -> Iterator[None]:
        if name in self._making:
            chain = " -> ".join([*self._making, name])
            raise InputError(Problem(f"table needs itself: {chain}", f"table {name}"))
        self._making.append(name)
        try:
            yield
        finally:
            self._making.pop()

    def send(self, name: str) -> Sent:
        """Give a table as it can be read elsewhere."""
        stored = self.made(name)
        return Sent(self.areas.code, self.scenario, name, stored.reads, self.cache.content(stored))

    def take(self, sent: Sent) -> None:
        """Keep a table made elsewhere as if it were made here."""
        self.cache.put(self._key(TABLES[sent.name]), sent.name, sent.reads, sent.content)

    def reads_of(self, tables: tuple[Table, ...]) -> list[str]:
        """Give the keys of the assumptions those tables read in any area, sorted."""
        return sorted(set().union(*(self.made(table.name).reads["parameters"] for table in tables)))

    @property
    def codes(self) -> list[str]:
        """The codes of the areas that numbers are worked out for."""
        return [area.code for area in self.areas.computed]

    def believed(self, key: str) -> Believed:
        """Give the hash of an assumption over the computed areas, as it is noted; `KeyError` for one that is gone."""
        if key not in self._believed:
            self._believed[key] = noted({code: self.parameters[code][key].digest() for code in self.codes})
        return self._believed[key]

    def given(self, kind: str, key: str, where: str) -> tuple[xr.DataArray, dict[str, Believed]]:
        """Give an assumption's `value` or `draws` as an array over the computed areas, and what was read, made once.

        Raises `InputError` for an unknown key.
        """
        if (kind, key) not in self._given:
            self._given[kind, key] = self._given_alike(kind, key) or self._given_anew(kind, key, where)
        return self._given[kind, key]

    def _given_alike(self, kind: str, key: str) -> tuple[xr.DataArray, dict[str, Believed]] | None:
        """Give what is there already of an assumption that is believed the same, and drawn alike."""
        for at, like in enumerate(self._likes):
            before = like._given.get((kind, key))
            if before and not (self.design or like.design) and self._otherwise_than(at).isdisjoint((ALL_ELSE, key)):
                return before
        return None

    def _given_anew(self, kind: str, key: str, where: str) -> tuple[xr.DataArray, dict[str, Believed]]:
        codes = self.codes
        if strangers := [code for code in codes if key not in self.parameters[code]]:
            raise InputError(unknown("assumption", key, self.parameters[strangers[0]], where))
        found = [self.parameters[code][key] for code in codes]
        return self._laid_out(kind, found, codes), {key: self.believed(key)}

    def _laid_out(self, kind: str, found: Sequence[Assumption], codes: list[str]) -> xr.DataArray:
        """Give an assumption's value or draws in each area as one array; a scalar has no leaf."""
        dims = () if kind == "value" else ("draw",)
        each = [np.array(one.value) if kind == "value" else self.draws_of(one) for one in found]
        values = np.stack(each, axis=len(dims)).astype(np.float64, copy=False)
        if not found[0].by:
            return labelled(xr.Variable((*dims, "area"), values[..., 0]), area=codes)
        return labelled(xr.Variable((*dims, "area", "leaf"), values), area=codes, leaf=found[0].leaves)

    def draws_of(self, assumption: Assumption) -> np.ndarray:
        """Give an assumption's draws, shape (draw, leaf), sampled once however many areas share it."""
        digest = assumption.digest()
        if digest not in self._drawn:
            self._drawn[digest] = self._sampled(assumption)
        return self._drawn[digest]

    def inputs(self, step: Step) -> RecordedInputs:
        """Give what a step's functions may ask for."""
        return RecordedInputs(self, step)

    def stand_alone(self) -> None:
        """Take every array that is the same in one of `also`, and let those go."""
        for each in self.also:
            for name in each._arrays.keys() - self._arrays.keys():
                if found := self._drawn_alike(name):
                    self._arrays[name] = found
            each._arrays.clear()
        self.also.clear()

    def forget(self, until: SystemTables) -> None:
        """Forget what was made here and in the tables these were made like, but not in `until` or those it is like."""
        kept = [id(each) for each in until.lineage]
        for each in takewhile(lambda one: id(one) not in kept, self.lineage):
            each._arrays.clear()
            each._made.clear()
            each._given.clear()

    def _sampled(self, assumption: Assumption) -> np.ndarray:
        if self.design and self.like:
            return self.design.rows(assumption, self.like.draws_of(assumption))
        return draws.sample(assumption, self.planning.n_draws, self.planning.seed)

    def _key(self, table: Table) -> str:
        step = f"planbook.steps.{STEP_OF[table.name].slug}"
        parts = (repr(table), code_key(step), self.areas.code)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

    def _make(self, table: Table, key: str) -> Stored:
        step = STEP_OF[table.name]
        inputs = RecordedInputs(self, step)
        frame = _function(step, table.name)(inputs)
        self.asks.setdefault(table.name, set()).update(inputs.asks)
        checked = fields.check(frame, table.name, table.columns, table.grain)
        return self.cache.store(key, table.name, inputs.reads(), self._in_area_order(checked, table.name))

    def _in_area_order(self, frame: pd.DataFrame, table: str) -> pd.DataFrame:
        order = {area.code: position for position, area in enumerate(self.areas.every)}
        codes = frame["area"].tolist()
        if strangers := dict.fromkeys(code for code in codes if code not in order):
            raise InputError(unknown("area", str(code), order, f"table {table}") for code in strangers)
        places = np.array([order[code] for code in codes], dtype=int)
        if (places[1:] >= places[:-1]).all():
            return frame
        return frame.take(np.argsort(places, kind="stable")).reset_index(drop=True)

    def _holds(self, reads: Reads) -> bool:
        try:
            return self._believes(reads["parameters"]) and self._now(reads) == reads
        except InputError:
            return False

    @cached_property
    def about(self) -> dict[str, str]:
        """The hashes of the areas and of the planning round, which every table hangs on."""
        return {"areas": areas_digest(self.areas), "planning": planning_digest(self.planning)}

    def _believes(self, read: Mapping[str, Believed]) -> bool:
        """Say whether each assumption read is there and as it was."""
        known = self.parameters[self.areas.system.code]
        return all(key in known and self.believed(key) == before for key, before in read.items())

    def _now(self, reads: Reads) -> Reads:
        """Give the same reads as they are today, its assumptions as they were; `InputError` when one is gone."""
        return {
            **self.about,
            "parameters": reads["parameters"],
            "reference": reference_digests(reads["reference"]),
            "tables": {name: self.made(name).digest for name in reads["tables"]},
            "arrays": {name: array_key(name) for name in reads["arrays"]},
            "written": {subject: self.written.digest(subject) for subject in reads.get("written", ())},
            **if_any("scenarios", {name: digest_under(self, name) for name in reads.get("scenarios", ())}),
        }


def system_tables(
    beliefs: Beliefs, areas: SystemAreas, scenario: str, cache: Cache, like: SystemTables | None = None
) -> SystemTables:
    """Give the tables of a system under a scenario; raises `InputError` for an unknown scenario.

    England is held to the national assumptions under the same scenario: it is what the areas are compared with.
    """
    parameters = parameters_by_area(beliefs, areas, scenario)
    local = supplied.read_all(supplied.folder())
    written = Written(
        scenario=scenario,
        programmes=beliefs.programmes,
        goals=beliefs.goals_of(areas.code),
        local=local,
        levers=beliefs.levers,
        levers_from=beliefs.levers_from(scenario),
        shocks=beliefs.shocks_of(scenario),
        scenarios=shipped(beliefs.scenarios),
        governance=beliefs.governance_of(areas.code),
        assumptions=dict(parameters[areas.system.code]),
        monitored=beliefs.monitored_of(areas.code),
        plans=on_record(areas.code, beliefs.plans_of(areas.code), supplied.folder()),
    )
    return SystemTables(areas, beliefs.planning, scenario, parameters, cache, written, like, beliefs)


def read_otherwise(tables: SystemTables, like: SystemTables) -> Iterator[str]:
    """Yield the keys of assumptions that differ in any area; `ALL_ELSE` for other areas or another round."""
    if (tables.areas, tables.planning) != (like.areas, like.planning):
        yield ALL_ELSE
    for area, parameters in tables.parameters.items():
        yield from parameters.otherwise(like.parameters.get(area))


def shipped(scenarios: Mapping[str, ScenarioFile]) -> dict[str, ScenarioFile]:
    """Give the scenarios that have a file: without those that are only tried."""
    return {name: each for name, each in scenarios.items() if not name.startswith(TRIED)}


def _function(step: Step, name: str) -> Callable[[RecordedInputs], Any]:
    module = import_module(f"planbook.steps.{step.slug}")
    function = getattr(module, name, None)
    if function is None:
        raise InputError(Problem(f"has no function '{name}'", f"planbook.steps.{step.slug}"))
    return function

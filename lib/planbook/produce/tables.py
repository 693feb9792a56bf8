"""The tables of a system with all its places, each made once and recorded with what it really read.

A table is made by `planbook.steps.<slug>.<table>(inputs)`. The inputs it is given note every reference table,
assumption, earlier table and array it asks for; that note is kept beside the table, and says when it must be made
again. Arrays (joint draws) are made the same way, in memory only: a table's note holds all that its arrays read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from planbook import fields
from planbook.data import local as supplied
from planbook.data import reference
from planbook.data.areas import SystemAreas, codes_index
from planbook.data.plans import OnRecord, on_record
from planbook.errors import InputError, Problem, unknown
from planbook.params import Assumption, Beliefs, Parameters, draws
from planbook.params.design import Design
from planbook.params.goals import Goals
from planbook.params.governance import Governance
from planbook.params.lever import LeverFile
from planbook.params.model import Planning, ScenarioFile
from planbook.params.monitoring import MonitoringFile
from planbook.params.programme import ProgrammeFile
from planbook.params.shock import MOVES, Shocks
from planbook.params.trying import TRIED
from planbook.produce.cache import Cache, Reads, Stored
from planbook.produce.code import code_key, references_named
from planbook.produce.under import digest_under, parameters_by_area, tables_under
from planbook.workflow import ARRAYS, STEP_OF, TABLES, Step, Table, upstream

ALL_ELSE = "all else"


@dataclass(frozen=True)
class Written:
    """What is said beside figures: programmes, goals, files supplied, levers, shocks, registers, words of beliefs."""

    programmes: Mapping[str, ProgrammeFile] = field(default_factory=dict)
    goals: Goals | None = None
    local: Mapping[str, supplied.Supplied] = field(default_factory=dict)
    levers: Mapping[str, LeverFile] = field(default_factory=dict)
    monitored: MonitoringFile | None = None
    governance: Governance = field(default_factory=Governance)
    assumptions: Mapping[str, Assumption] = field(default_factory=dict)
    shocks: Shocks = field(default_factory=dict)
    scenarios: Mapping[str, ScenarioFile] = field(default_factory=dict)
    plans: OnRecord = field(default_factory=OnRecord)
    _digests: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def digest(self, subject: str) -> str:
        """Give a hash of all that is said of that subject, worked out once; of shocks, of what moves a figure.

        Raises `AttributeError` for a subject of which nothing can be said.
        """
        if subject not in self._digests:
            name, _, moves = subject.partition(":")
            said = getattr(self, name)
            felt = [(key, shock.felt) for key, shock in said.items() if shock.moves == moves] if moves else said
            self._digests[subject] = _digest(repr(felt))
        return self._digests[subject]


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

    What `like` has made and nothing has changed for is taken from there: so a what-if makes only what it touches.
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
    _made: dict[str, Stored] = field(default_factory=dict, repr=False)
    _arrays: dict[str, tuple[xr.DataArray, RecordedInputs]] = field(default_factory=dict, repr=False)
    _making: list[str] = field(default_factory=list, repr=False)
    _drawn: dict[str, np.ndarray] = field(default_factory=dict, repr=False)
    _given: dict[tuple[str, str], tuple[xr.DataArray, dict[str, str]]] = field(
        default_factory=dict, init=False, repr=False
    )
    cases: dict[str, Any] = field(default_factory=dict, repr=False)
    _otherwise: dict[str, frozenset[str]] = field(default_factory=dict, init=False, repr=False)

    @property
    def drawn_so_far(self) -> Iterable[str]:
        """The arrays that are in memory."""
        return self._arrays.keys()

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
                self._arrays[name] = self._drawn_alike(name) or self._drawn_anew(name)
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

    def _found_or_made(self, table: Table) -> Stored:
        key = self._key(table)
        return self.cache.find(key, self._holds) or self._make(table, key)

    def _drawn_anew(self, name: str) -> tuple[xr.DataArray, RecordedInputs]:
        inputs = RecordedInputs(self, ARRAYS[name])
        return _function(ARRAYS[name], name)(inputs), inputs

    def _made_alike(self, name: str) -> Stored | None:
        if self.design and self.like:
            return self.like.made(name)  # a design is of draws; a table that summarises draws stays as it was
        before = self.like._made.get(name) if self.like else None
        return before if before and self._alike(before.reads) else None

    def _drawn_alike(self, name: str) -> tuple[xr.DataArray, RecordedInputs] | None:
        before = self.like._arrays.get(name) if self.like and not self.design else None
        return before if before and self._alike(before[1].asked) else None

    def _alike(self, reads: Reads) -> bool:
        """Say whether what was read is as it was in `like`, whose code and published figures are those of today."""
        assert self.like is not None, "nothing to be alike to"
        if "otherwise" not in self._otherwise:
            self._otherwise["otherwise"] = frozenset(read_otherwise(self, self.like))
        return (
            self._otherwise["otherwise"].isdisjoint((ALL_ELSE, *reads["parameters"]))
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
        reads = (self.made(table.name).reads["parameters"] for table in tables)
        return sorted({each.partition(":")[2] for read in reads for each in read})

    def given(self, kind: str, key: str, where: str) -> tuple[xr.DataArray, dict[str, str]]:
        """Give an assumption's `value` or `draws` as an array over the computed areas, and what was read, made once.

        Raises `InputError` for an unknown key.
        """
        if (kind, key) not in self._given:
            codes = [area.code for area in self.areas.computed]
            if strangers := [code for code in codes if key not in self.parameters[code]]:
                raise InputError(unknown("assumption", key, self.parameters[strangers[0]], where))
            found = [self.parameters[code][key] for code in codes]
            read = {f"{code}:{key}": each.digest() for code, each in zip(codes, found, strict=True)}
            self._given[kind, key] = self._given_alike(kind, key, read) or (self._laid_out(kind, found, codes), read)
        return self._given[kind, key]

    def _given_alike(self, kind: str, key: str, read: dict[str, str]) -> tuple[xr.DataArray, dict[str, str]] | None:
        """Give what `like` has of an assumption that is believed the same, drawn as often and by the same seed."""
        like = self.like
        if like is None or self.design or like.design or like.planning != self.planning or like.areas != self.areas:
            return None
        before = like._given.get((kind, key))
        return before if before and before[1] == read else None

    def _laid_out(self, kind: str, found: Sequence[Assumption], codes: list[str]) -> xr.DataArray:
        """Give an assumption's value or draws in each area as one array."""
        each = [np.array(one.value)[None, :] if kind == "value" else self.draws_of(one) for one in found]
        array = _array(each, found[0], codes)
        return array.squeeze("draw", drop=True) if kind == "value" else array

    def draws_of(self, assumption: Assumption) -> np.ndarray:
        """Give an assumption's draws, shape (draw, leaf), sampled once however many areas share it."""
        digest = assumption.digest()
        if digest not in self._drawn:
            self._drawn[digest] = self._sampled(assumption)
        return self._drawn[digest]

    def inputs(self, step: Step) -> RecordedInputs:
        """Give what a step's functions may ask for."""
        return RecordedInputs(self, step)

    def forget(self, until: SystemTables) -> None:
        """Forget what was made here and in the tables these were made like, but not from `until` on."""
        self._arrays.clear()
        self._made.clear()
        if self.like is not None and self.like is not until:
            self.like.forget(until)

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
        checked = fields.check(frame, table.name, table.columns, table.grain)
        return self.cache.store(key, table.name, inputs.reads(), self._in_area_order(checked, table.name))

    def _in_area_order(self, frame: pd.DataFrame, table: str) -> pd.DataFrame:
        order = {area.code: position for position, area in enumerate(self.areas.every)}
        places = frame["area"].map(order)
        strangers = frame.loc[places.isna(), "area"].unique()
        if len(strangers):
            raise InputError(unknown("area", str(code), order, f"table {table}") for code in strangers)
        return frame.iloc[np.argsort(places.to_numpy(), kind="stable")].reset_index(drop=True)

    def _holds(self, reads: Reads) -> bool:
        try:
            return self._parameters_now(reads) == reads["parameters"] and self._now(reads) == reads
        except InputError:
            return False

    def _parameters_now(self, reads: Reads) -> dict[str, str]:
        """Give the digest of each assumption read, as it is today; without those that are not there any more."""
        pairs = ((read, *read.split(":", 1)) for read in reads["parameters"])
        return {read: self.parameters[area][key].digest() for read, area, key in pairs if self._has(area, key)}

    def _now(self, reads: Reads) -> Reads:
        """Give the same reads as they are today; raises `InputError` when one is not there any more."""
        return {
            "areas": areas_digest(self.areas),
            "planning": planning_digest(self.planning),
            "parameters": self._parameters_now(reads),
            "reference": reference_digests(reads["reference"]),
            "tables": {name: self.made(name).digest for name in reads["tables"]},
            "arrays": {name: array_key(name) for name in reads["arrays"]},
            "written": {subject: self.written.digest(subject) for subject in reads.get("written", ())},
            **_if_any("scenarios", {name: digest_under(self, name) for name in reads.get("scenarios", ())}),
        }

    def _has(self, area: str, key: str) -> bool:
        return area in self.parameters and key in self.parameters[area]


@dataclass
class RecordedInputs:
    """What one table's function may ask for (`planbook.data.inputs.Inputs`), noting all it asks."""

    _tables: SystemTables
    _step: Step
    _parameters: dict[str, str] = field(default_factory=dict)
    _reference: set[str] = field(default_factory=set)
    _earlier: dict[str, str] = field(default_factory=dict)
    _arrays: dict[str, str] = field(default_factory=dict)
    _written: dict[str, str] = field(default_factory=dict)
    _scenarios: dict[str, str] = field(default_factory=dict)

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
        self._earlier[name] = stored.digest
        return stored.frame.copy()

    def array(self, name: str) -> xr.DataArray:
        """Give joint draws of this or an earlier step; raises `InputError` for any other. What they read, this read."""
        check_within_reach(name, self._step)
        array, behind = self._tables.drawn(name)
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
        return supplied.empty(name) if found is None else found.frame.copy()

    @property
    def scenario(self) -> str:
        """The name of the scenario."""
        return self._tables.scenario

    def scenarios(self) -> Mapping[str, ScenarioFile]:
        """Give every scenario there is by name."""
        self._written["scenarios"] = self._tables.written.digest("scenarios")
        return self._tables.written.scenarios

    @contextmanager
    def under(self, scenario: str, design: Design | None = None) -> Iterator[RecordedInputs]:
        """Give the same system's inputs under another scenario; its arrays are let go at the end of the block."""
        self._scenarios[scenario] = digest_under(self._tables, scenario)
        there = tables_under(self._tables, scenario, design)
        try:
            yield RecordedInputs(there, self._step, _reference=self._reference, _arrays=self._arrays)
        finally:
            there.forget(self._tables)

    def believed(self, key: str) -> Assumption:
        """Give an assumption as it holds for the system; raises `InputError` for an unknown key."""
        self.value(key)
        return self._tables.parameters[self.areas.system.code][key]

    def assumed_in(self, array: str) -> tuple[str, ...]:
        """Give the keys of the assumptions an array hangs on, sorted."""
        behind = self._tables.drawn(array)[1]
        return tuple(sorted({read.partition(":")[2] for read in behind._parameters}))

    def unsure(self, name: str) -> tuple[str, ...]:
        """Give the keys of the assumptions behind an array that have a range in any area, sorted."""
        self.array(name)
        found = set()
        for read in self._tables.drawn(name)[1]._parameters:
            area, _, key = read.partition(":")
            each = self._tables.parameters[area][key]
            if each.distribution != "fixed" and each.low != each.high:
                found.add(key)
        return tuple(sorted(found))

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
            "areas": areas_digest(self.areas),
            "planning": planning_digest(self.planning),
            "parameters": dict(sorted(self._parameters.items())),
            "reference": reference_digests(self._reference | (named & known)),
            "tables": dict(sorted(self._earlier.items())),
            "arrays": dict(sorted(self._arrays.items())),
            "written": dict(sorted(self._written.items())),
            **_if_any("scenarios", dict(sorted(self._scenarios.items()))),
        }

    def _given(self, kind: str, key: str) -> xr.DataArray:
        array, read = self._tables.given(kind, key, f"step {self._step.slug}")
        self._parameters |= read
        return array


def system_tables(
    beliefs: Beliefs, areas: SystemAreas, scenario: str, cache: Cache, like: SystemTables | None = None
) -> SystemTables:
    """Give the tables of a system under a scenario; raises `InputError` for an unknown scenario.

    England is held to the national assumptions under the same scenario: it is what the areas are compared with.
    """
    parameters = parameters_by_area(beliefs, areas, scenario)
    local = supplied.read_all(supplied.folder())
    written = Written(
        programmes=beliefs.programmes,
        goals=beliefs.goals_of(areas.code),
        local=local,
        levers=beliefs.levers,
        shocks=beliefs.shocks_of(scenario),
        scenarios=shipped(beliefs.scenarios),
        governance=beliefs.governance_of(areas.code),
        assumptions=dict(parameters[areas.system.code]),
        monitored=beliefs.monitored_of(areas.code),
        plans=on_record(areas.code, beliefs.plans_of(areas.code), supplied.folder()),
    )
    return SystemTables(areas, beliefs.planning, scenario, parameters, cache, written, like, beliefs)


def check_within_reach(name: str, step: Step) -> None:
    """Raise `InputError` unless the table or array is the step's own or of a step it needs, at any remove."""
    steps = (*upstream(step.slug), step)
    near = [each for one in steps for each in (*(table.name for table in one.produces), *one.arrays)]
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


def of_shocks(moves: str) -> str:
    """Give the subject under which it is noted which shocks move something."""
    return f"shocks:{moves}"


def read_otherwise(tables: SystemTables, like: SystemTables) -> Iterator[str]:
    """Yield which assumptions differ between two sets of tables, as `area:key`; `ALL_ELSE` for areas or the round."""
    if (tables.areas, tables.planning) != (like.areas, like.planning):
        yield ALL_ELSE
    for area, parameters in tables.parameters.items():
        before = like.parameters.get(area)
        for key, now in parameters.items():
            then = before[key] if before is not None and key in before else None
            if now is not then and (then is None or now.digest() != then.digest()):
                yield f"{area}:{key}"


def array_key(name: str) -> str:
    """Give the hash of the code an array comes from; raises `InputError` for an array that is gone."""
    if name not in ARRAYS:
        raise InputError(unknown("array", name, ARRAYS))
    return code_key(f"planbook.steps.{ARRAYS[name].slug}")


def areas_digest(areas: SystemAreas) -> str:
    """Give a hash of the areas: names, pieces and scales."""
    return _digest(repr(areas))


def planning_digest(planning: Planning) -> str:
    """Give a hash of the planning round."""
    return _digest(planning.model_dump_json())


def reference_digests(names: set[str] | Mapping[str, str]) -> dict[str, str]:
    """Give the hash of each reference table, by name, sorted; raises `InputError` for one that is gone."""
    known = set(reference.names())
    gone = sorted(set(names) - known)
    if gone:
        raise InputError(unknown("reference table", name, known) for name in gone)
    return {name: reference.digest(name) for name in sorted(names)}


def shipped(scenarios: Mapping[str, ScenarioFile]) -> dict[str, ScenarioFile]:
    """Give the scenarios that have a file: without those that are only tried."""
    return {name: each for name, each in scenarios.items() if not name.startswith(TRIED)}


def _if_any(name: str, read: Mapping[str, str]) -> Reads:
    return {name: dict(read)} if read else {}


def _array(by_area: list[np.ndarray], assumption: Assumption, areas: list[str]) -> xr.DataArray:
    """Give arrays of shape (draw, leaf), one an area, as one array; a scalar has no leaf."""
    values = np.stack(by_area, axis=1).astype(np.float64, copy=False)
    coords = {"area": ("area", codes_index(tuple(areas)))}
    if not assumption.by:
        return xr.DataArray(values[:, :, 0], dims=("draw", "area"), coords=coords, name=assumption.key)
    coords["leaf"] = ("leaf", codes_index(assumption.leaves))
    return xr.DataArray(values, dims=("draw", "area", "leaf"), coords=coords, name=assumption.key)


def _function(step: Step, name: str) -> Callable[[RecordedInputs], Any]:
    module = import_module(f"planbook.steps.{step.slug}")
    function = getattr(module, name, None)
    if function is None:
        raise InputError(Problem(f"has no function '{name}'", f"planbook.steps.{step.slug}"))
    return function


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

"""Which reports are fresh, which are stale, and because of what. Contents decide, never dates.

A report is fresh while everything its recipe names is as it was. Its tables are judged by what they read; where that
changed, by the rows the report asked for, if the tables are there to be looked at. Where they are not, the report is
judged by whose assumptions changed, and is not sure until its tables are made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from planbook.data.areas import SystemAreas
from planbook.errors import InputError, Problem
from planbook.params.shock import MOVES
from planbook.produce import manifest
from planbook.produce.cache import open_cache
from planbook.produce.editions import FULL
from planbook.produce.pages import Report, page_of, report_of
from planbook.produce.project import Project
from planbook.produce.reading import Reading
from planbook.produce.reads import Believed, areas_digest, array_key, in_areas, planning_digest, reference_digests
from planbook.produce.recipe import Recipe, Recipes, States, newest_behind, row_digests, table_code
from planbook.produce.records import MADE_FROM, Records
from planbook.produce.run import codes_of
from planbook.produce.selection import Selection, Wanted
from planbook.produce.shelf import Folder, Shelf, shelf_of
from planbook.produce.tables import SystemTables
from planbook.produce.tables import system_tables as system_tables_of
from planbook.produce.under import digest_under
from planbook.workflow import STEP_OF, TABLES, step

FRESH, STALE, FAILED, NEVER = "fresh", "stale", "failed", "never made"
MOST_NAMED = 4
SAID_OF = {
    "scenario": "the scenario's name",
    "local": "files supplied locally",
    "plans": "plans on record",
    "levers_from": "the scenario in which levers are chosen",
}

PARTS = {
    "notebook": "its notebook",
    "round": "params/planning.yaml",
    "areas": "its areas",
    "scenario": "the scenario's story",
    "links": "which other reports there are",
    "words": "the names or dates around it",
}


@dataclass(frozen=True)
class Verdict:
    """Whether a report is fresh, because of what not, and whether that is sure before its tables are made."""

    state: str
    because: tuple[str, ...] = ()
    sure: bool = True

    @property
    def said(self) -> str:
        """The verdict in words."""
        more = len(self.because) - MOST_NAMED
        named = ", ".join(self.because[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        return f"{self.state}: {named}" if named else self.state


@dataclass(frozen=True)
class Cause:
    """Something a table read that is not as it was; `area` where it is an assumption of that area only."""

    said: str
    area: str | None = None


class NotMadeError(InputError):
    """A table that would have to be made to be looked at."""


@dataclass(frozen=True)
class TablesThere(SystemTables):
    """Tables as they lie in the cache, none of them made."""

    def _make(self, table: Any, key: str) -> Any:
        raise NotMadeError(Problem("is not made yet", f"table {table.name}"))


@dataclass
class Judge:
    """Judges the reports of one build folder; `there` names those that are there or will be."""

    project: Project
    records: Records
    there: Collection[Report]
    failed: Collection[Report] = ()
    shelf: Shelf | None = None
    edition: str = FULL
    recipes: Recipes = field(init=False)
    _there: dict[tuple[str, str], TablesThere] = field(default_factory=dict, repr=False)
    _causes: dict[tuple[str, str, str], dict[str, list[Cause]]] = field(default_factory=dict, repr=False)
    _rows: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.recipes = Recipes(self.project)
        self.shelf = self.shelf or Folder(self.records.out)

    def judge(self, wanted: Wanted, areas: SystemAreas, tables: SystemTables | None = None) -> Verdict:
        """Say whether a report is fresh; with the system's `tables` at hand it is always sure."""
        if report_of(wanted.system, wanted.place, wanted.scenario, wanted.step) in self.failed:
            return Verdict(FAILED)
        assert self.shelf is not None
        record, found = self.records.of(wanted), self.shelf.digest(wanted.path)
        if record is None or found is None:
            return Verdict(NEVER)
        if found != record["sha256"]:
            return Verdict(STALE, ("the page itself was changed",))
        recipe = record[MADE_FROM]
        behind = self.records.shared(recipe["behind"])
        because = [*self._with_changed(wanted, recipe), *self._plain_changed(wanted, areas, recipe, behind)]
        because += self._shown_changed(wanted, areas, recipe, behind, tables)
        named, sure = self._tables_changed(wanted, areas, recipe, behind, tables)
        because += named
        return Verdict(
            STALE if because else FRESH, tuple(dict.fromkeys(because)), sure or bool(set(because) - set(named))
        )

    def _with_changed(self, wanted: Wanted, recipe: Recipe) -> Iterator[str]:
        """Yield the modules, parts of the template and libraries that are others than they were."""
        before, now = self.records.shared(recipe["with"]), self.recipes.made_with(wanted.step)
        for kind, said in (("code", "code: {}"), ("template", "template: {}"), ("libraries", "library: {}")):
            yield from (said.format(name) for name in different(before.get(kind, {}), now[kind]))

    def _plain_changed(self, wanted: Wanted, areas: SystemAreas, recipe: Recipe, behind: States) -> Iterator[str]:
        newest = newest_behind(step(wanted.step), behind)
        now = self.recipes.plain(wanted, areas, page_of(wanted, areas, self.there, newest, self.edition))
        yield from (PARTS[part] for part in now if recipe.get(part) != now[part])

    def _shown_changed(
        self, wanted: Wanted, areas: SystemAreas, recipe: Recipe, behind: States, tables: SystemTables | None
    ) -> Iterator[str]:
        """Yield the assumptions and sources whose words or numbers, as the page shows them, are others."""
        at_hand = tables or self.tables_there(wanted, areas)
        keys, area = list(recipe["assumptions"]), areas.area(wanted.place).code
        if tables is not None:
            read = Reading(assumed=recipe["assumed"], parameters=recipe["looked_at_parameters"])
            keys = self.recipes.keys_assumed(read, tables)
        now = self.recipes.assumptions(keys, at_hand, area)
        yield from (f"assumption {key}" for key in different(recipe["assumptions"], now))
        shown = {**recipe["sources"], **recipe["publications"]}
        yield from (f"source {key}" for key in different(shown, {key: self.recipes.source(key) for key in shown}))

    def _tables_changed(
        self, wanted: Wanted, areas: SystemAreas, recipe: Recipe, behind: States, tables: SystemTables | None
    ) -> tuple[list[str], bool]:
        """Give why the rows a report asked for are others, and whether that is sure."""
        asked: dict[str, list[str]] = {**recipe["tables"]}
        causes = self.causes(wanted, areas, recipe["behind"])
        if not any(causes.get(name, [Cause("gone")]) for name in asked):
            return [], True
        area, named, sure = areas.area(wanted.place), [], True
        for name, choices in asked.items():
            codes = {code for which in choices for code in codes_of(which, areas, area)}
            rows = self.rows(wanted, areas, name, tables)
            before = behind.get(name, {}).get("rows", {})
            if rows is not None:
                changed = any(rows.get(code) != before.get(code) for code in codes)
                named += self._said(causes.get(name, []), name) if changed else []
                continue
            sure = sure and not causes.get(name, [Cause("gone")])
            codes |= {leaf.code for leaf in areas.leaves} if areas.system.code in codes else set()
            named += [each.said for each in causes.get(name, []) if each.area is None or each.area in codes]
        return named, sure

    def causes(self, wanted: Wanted, areas: SystemAreas, ref: str) -> dict[str, list[Cause]]:
        """Give, for each table of a recorded state, what it read (itself or through others) that is not as it was."""
        asked = (wanted.system, wanted.scenario, ref)
        if asked not in self._causes:
            states, there = self.records.shared(ref), self.tables_there(wanted, areas)
            own = {name: list(causes_of(name, states[name], there)) for name in states if name in TABLES}
            self._causes[asked] = {name: through(name, own, states) for name in own}
        return self._causes[asked]

    def rows(self, wanted: Wanted, areas: SystemAreas, name: str, tables: SystemTables | None) -> dict[str, str] | None:
        """Give the hash of each area's rows in a table as it is now, or nothing where it would have to be made."""
        try:
            stored = (tables or self.tables_there(wanted, areas)).made(name)
        except InputError:
            return None
        if stored.digest not in self._rows:
            self._rows[stored.digest] = row_digests(stored.frame)
        return self._rows[stored.digest]

    def tables_there(self, wanted: Wanted, areas: SystemAreas) -> TablesThere:
        """Give a system's tables as they lie in the cache."""
        asked = (wanted.system, wanted.scenario)
        if asked not in self._there:
            cache = open_cache(self.project.root)
            found = system_tables_of(self.project.beliefs, areas, wanted.scenario, cache)
            public = {part.name: getattr(found, part.name) for part in fields(found) if part.name[0] != "_"}
            self._there[asked] = TablesThere(**public)
        return self._there[asked]

    def let_go(self) -> None:
        """Let go of the tables and records of the system judged last."""
        for kept in (self._there, self._causes, self._rows):
            kept.clear()
        self.recipes.let_go()
        self.records.let_go()

    @staticmethod
    def _said(causes: Iterable[Cause], name: str) -> list[str]:
        return [each.said for each in causes] or [f"table {name}"]


def judged(judge: Judge, selection: Selection) -> dict[Wanted, Verdict]:
    """Give the verdict of each report asked for, holding no more than one system in memory."""
    verdicts: dict[Wanted, Verdict] = {}
    for (system, _scenario), every in selection.groups():
        verdicts |= {wanted: judge.judge(wanted, selection.areas[system]) for wanted in every}
        judge.let_go()
    return verdicts


def verdicts_in(
    out: Path, project: Project, selection: Selection, store: str = "", *, coming: bool = True, edition: str = FULL
) -> dict[Wanted, Verdict]:
    """Give the verdict of each report asked for in a build folder or store, making nothing.

    `coming`: those asked for are about to be made, so that others will link to them.
    """
    rows = manifest.read(out, elsewhere=bool(store))
    there = {report_of(row["system"], row["place"], row["scenario"], row["step"]) for row in rows}
    for each in selection.wanted if coming else ():
        there.add(report_of(each.system, each.place, each.scenario, each.step))
    return judged(Judge(project, Records(out), there, failed_of(rows), shelf_of(out, store), edition), selection)


def failed_of(rows: Iterable[Mapping[str, Any]]) -> set[Report]:
    """Give the reports that failed when they were last made."""
    return {
        report_of(row["system"], row["place"], row["scenario"], row["step"])
        for row in rows
        if row["status"] == manifest.FAILED
    }


def through(name: str, own: Mapping[str, list[Cause]], states: Mapping[str, Any]) -> list[Cause]:
    """Give a table's own causes and those of every table it was made from, each once."""
    seen: dict[str, None] = {}
    queue = [name]
    while queue:
        each = queue.pop()
        if each not in seen:
            seen[each] = None
            queue += states[each]["tables"] if each in states else ()
    return list(dict.fromkeys(cause for each in seen for cause in own.get(each, [Cause(f"table {each}")])))


def causes_of(name: str, state: Mapping[str, Any], tables: SystemTables) -> Iterator[Cause]:
    """Yield what a table itself read that is not as it was."""
    if state["code"] != table_code(name):
        yield Cause(f"code of step {STEP_OF[name].slug}")
    if state["planning"] != planning_digest(tables.planning):
        yield Cause("params/planning.yaml")
    if state["areas"] != areas_digest(tables.areas):
        yield Cause("its areas")
    yield from _assumptions_changed(state["parameters"], tables)
    for table, before in state["reference"].items():
        if _reference_now(table) != before:
            yield Cause(f"published figures {table}")
    for subject, before in state.get("written", {}).items():
        if tables.written.digest(subject) != before:
            yield Cause(subject_said(subject))
    for scenario, before in state.get("scenarios", {}).items():
        if _scenario_now(scenario, tables) != before:
            yield Cause(f"what scenario {scenario} assumes")
    for array, before in state["arrays"].items():
        if _array_now(array) != before:
            yield Cause(f"code behind {array}")


def subject_said(subject: str) -> str:
    """Say in words what is said beside numbers: local files, programmes, goals, levers, shocks of a kind."""
    if subject in SAID_OF:
        return SAID_OF[subject]
    name, _, moves = subject.partition(":")
    return f"the {name} to {MOVES[moves].label.lower()} in params/" if moves in MOVES else f"the {name} in params/"


def different(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Give the names whose values are not the same in both, or are in one only, sorted."""
    return sorted(name for name in {*before, *now} if before.get(name) != now.get(name))


def _assumptions_changed(before: Mapping[str, Believed], tables: SystemTables) -> Iterator[Cause]:
    for key, read in before.items():
        for area, digest in in_areas(read, tables.codes).items():
            known = tables.parameters.get(area)
            if known is None or key not in known or known[key].digest() != digest:
                yield Cause(f"assumption {key}", area)


def _reference_now(name: str) -> str:
    try:
        return reference_digests({name})[name]
    except InputError:
        return ""


def _scenario_now(name: str, tables: SystemTables) -> str:
    try:
        return digest_under(tables, name)
    except InputError:
        return ""


def _array_now(name: str) -> str:
    try:
        return array_key(name)
    except InputError:
        return ""

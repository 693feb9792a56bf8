"""Putting what was made where readers find it: whole files only, and never a good report lost to a failed one."""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from planbook import workflow
from planbook.params import Beliefs
from planbook.params.joining import JOIN, scenario_problems
from planbook.produce import manifest
from planbook.produce.code import page_versions
from planbook.produce.editions import FULL, logs_of
from planbook.produce.manifest import FAILED, MADE, Row
from planbook.produce.pages import Report, area_rows, report_of
from planbook.produce.project import Project
from planbook.produce.recipe import Recipe, States
from planbook.produce.records import MADE_FROM, Records
from planbook.produce.selection import Wanted, folder_of, lead_path
from planbook.produce.shelf import Shelf, shelf_of
from planbook.produce.tables import SystemTables
from planbook.produce.tasks import Outcome

SAVED_EVERY_SECONDS = 2.0


@dataclass(frozen=True)
class MadeOf:
    """What a report was made from: its recipe, what it shares with others of its step and system, and the engine."""

    recipe: Recipe
    made_with: dict[str, dict[str, str]]
    states: States
    engine: str


@dataclass
class Publisher:
    """Writes pages, logs, `run.json` and the manifest of one build folder."""

    project: Project
    out: Path
    store: str = ""
    edition: str = FULL
    shelf: Shelf = field(init=False)
    records: Records = field(init=False)
    _rows: dict[tuple[str, str, str, str], Row] = field(init=False, repr=False)
    _saved: float = 0.0

    def __post_init__(self) -> None:
        self.shelf = shelf_of(self.out, self.store)
        rows = manifest.read(self.out, elsewhere=bool(self.store))
        self._rows = {manifest.key_of(row): row for row in rows}
        self.records = Records(self.out)

    @property
    def rows(self) -> list[Row]:
        """The rows of every report that is there, in reading order."""
        return manifest.in_order(self._rows.values())

    def reports(self) -> set[Report]:
        """Give the reports that are there."""
        return {report_of(row["system"], row["place"], row["scenario"], row["step"]) for row in self._rows.values()}

    def log_of(self, wanted: Wanted) -> Path:
        """Give the path of a report's log."""
        return logs_of(self.out, self.edition) / wanted.folder / f"{workflow.step(wanted.step).stem}.log"

    def tables_log(self, system: str, scenario: str) -> Path:
        """Give the path of the log of a system's tables."""
        return logs_of(self.out, self.edition) / folder_of(scenario) / system / "tables.log"

    def publish(self, wanted: Wanted, outcome: Outcome, seconds: float) -> Row:
        """Write a page in its place, or beside the good report it failed to replace; gives its row."""
        beside = outcome.failed and self._holds_good(wanted)
        path = wanted.failed_path if beside else wanted.path
        if not outcome.sha256:
            self.shelf.put(path, outcome.html)
        if not outcome.failed:
            self.shelf.remove(wanted.failed_path)
        sha256 = outcome.sha256 or hashlib.sha256(outcome.html).hexdigest()
        told = {"path": path, "sha256": sha256, "seconds": round(seconds, 3)}
        row = self._row(wanted, told, FAILED if outcome.failed else MADE)
        self._rows[manifest.key_of(row)] = row
        if time.monotonic() - self._saved > SAVED_EVERY_SECONDS:
            self.save()
        return row

    def record(self, wanted: Wanted, outcome: Outcome, row: Row, tables: SystemTables, made: MadeOf) -> None:
        """Keep what a good report was made from and what it read, once its page is in place."""
        read = {name: tables.made(name) for name in outcome.reading.tables}
        if {name: stored.digest for name, stored in read.items()} != outcome.reading.digests:
            return  # Made from other tables than are held here: what it was made from is not known.
        content = {
            "notebook": made.recipe["notebook"],
            "tables": {name: stored.digest for name, stored in read.items()},
            **{name: row[name] for name in ("path", "sha256", "seconds")},
            MADE_FROM: {**made.recipe, **self.shared_of(made)},
        }
        self.records.keep(wanted, self._about(wanted, made.engine), content)

    def keep(self, wanted: Wanted, made: MadeOf | None = None) -> None:
        """Keep a report as it is; `made`: say that it would be made the same from this."""
        record = self.records.of(wanted)
        if record is None:
            return
        if made is not None:
            recipe = {**record[MADE_FROM], **self.shared_of(made)}
            self.records.keep(wanted, self._about(wanted, made.engine), {**record, MADE_FROM: recipe})
        row = self._row(wanted, record, MADE)
        self._rows[manifest.key_of(row)] = row

    def shared_of(self, made: MadeOf) -> dict[str, str]:
        """Keep what the report shares with others, once; gives the names to find it by."""
        return {"with": self.records.share(made.made_with), "behind": self.records.share(made.states)}

    def log(self, path: Path, text: str) -> None:
        """Add to a log."""
        if text:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8", errors="replace") as file:
                file.write(text if text.endswith("\n") else f"{text}\n")

    def save(self) -> None:
        """Write the manifest as it stands."""
        self._saved = time.monotonic()
        manifest.write(self.out, self.rows)

    def finish(self) -> None:
        """Write the manifest and the site's front page, where they are not so already."""
        from planbook.produce.site import write_site

        self.save()
        self.records.forget_unused()
        areas = area_rows(self.project, (row["system"] for row in self.rows))
        known = set(zip(areas["system"], areas["place"].fillna(""), strict=True))
        titles = {step.slug: {"number": step.number, "title": step.title} for step in workflow.STEPS}
        entries = [
            {**row, **titles.get(row["step"], {})}
            for row in self.rows
            if (row["system"], row["place"] or "") in known and row["step"] in titles
        ]
        told = scenarios_told(self.project.beliefs, (row["scenario"] for row in self.rows))
        write_site(self.out, entries, areas, told, self.leads(), version=version("planbook"))
        if self.store:
            for name in (manifest.MANIFEST, "index.html"):
                self.shelf.put(name, (self.out / name).read_bytes())

    def leads(self) -> dict[str, str]:
        """Give the path of each planning lead's page that is there, by system; none in the public edition."""
        systems = dict.fromkeys(row["system"] for row in self.rows) if self.edition != "public" else ()
        paths = {system: lead_path(system) for system in systems}
        return {system: path for system, path in paths.items() if self.shelf.digest(path) is not None}

    @staticmethod
    def _row(wanted: Wanted, told: Mapping[str, Any], status: str) -> Row:
        named = {"system": wanted.system, "place": wanted.place, "scenario": wanted.scenario, "step": wanted.step}
        return {**named, **{name: told[name] for name in ("path", "sha256", "seconds")}, "status": status}

    def _holds_good(self, wanted: Wanted) -> bool:
        """Say whether a whole report that is no failure page stands in that place."""
        found, record = self.shelf.digest(wanted.path), self.records.of(wanted)
        good = {row["sha256"] for row in self.rows if row["path"] == wanted.path and row["status"] == MADE}
        return found is not None and found in good | ({record["sha256"]} if record else set())

    def _about(self, wanted: Wanted, engine: str) -> dict[str, Any]:
        planning = self.project.beliefs.planning
        return {
            "system": wanted.system,
            "place": wanted.place,
            "scenario": wanted.scenario,
            "round": planning.round,
            "as_at": planning.as_at.isoformat(),
            "commit": self._commit,
            "engine": engine,
            "platform": platform.platform(),
            "versions": page_versions(),
        }

    @cached_property
    def _commit(self) -> str:
        return manifest.commit(self.project.root)


def scenarios_told(beliefs: Beliefs, used: Iterable[str] = ()) -> dict[str, tuple[str, str]]:
    """Give the title and story of each scenario by its name: those nothing is built on first, then by name.

    Of the names used, those that join several come last.
    """
    ordered = sorted(beliefs.scenarios, key=lambda name: (bool(beliefs.scenarios[name].on), name))
    joined = sorted(name for name in set(used) if JOIN in name and not any(scenario_problems(name, ordered)))
    return {name: beliefs.told(name) for name in (*ordered, *joined)}

"""Putting what was made where readers find it: whole files only, and never a good report lost to a failed one."""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from planbook import workflow
from planbook.produce import manifest
from planbook.produce.cache import write_whole
from planbook.produce.code import library_versions
from planbook.produce.job import Outcome
from planbook.produce.manifest import FAILED, MADE, Row
from planbook.produce.notebooks import content_hash
from planbook.produce.pages import Report, area_rows, report_of
from planbook.produce.project import Project
from planbook.produce.run import area_reads
from planbook.produce.selection import Wanted
from planbook.produce.site import write_site
from planbook.produce.tables import SystemTables

SAVED_EVERY_SECONDS = 2.0
RENDERERS = ("planbook", "nbconvert", "papermill", "matplotlib", "seaborn")


@dataclass
class Publisher:
    """Writes pages, logs, `run.json` and the manifest of one build folder."""

    project: Project
    out: Path
    rows: list[Row] = field(default_factory=list)
    _saved: float = 0.0
    _reads: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = manifest.read(self.out)

    def reports(self) -> set[Report]:
        """Give the reports that are there."""
        return {report_of(row["system"], row["place"], row["scenario"], row["step"]) for row in self.rows}

    def log_of(self, wanted: Wanted) -> Path:
        """Give the path of a report's log."""
        return self.out / "logs" / wanted.folder / f"{workflow.step(wanted.step).stem}.log"

    def tables_log(self, system: str, scenario: str) -> Path:
        """Give the path of the log of a system's tables."""
        return self.out / "logs" / scenario / system / "tables.log"

    def publish(self, wanted: Wanted, outcome: Outcome, seconds: float) -> Row:
        """Write a page in its place, or beside the good report it failed to replace; gives its row."""
        beside = outcome.failed and self._holds_good(wanted)
        path = wanted.failed_path if beside else wanted.path
        write_whole(self.out / path, outcome.html)
        if not outcome.failed:
            (self.out / wanted.failed_path).unlink(missing_ok=True)
        row = {
            "system": wanted.system,
            "place": wanted.place,
            "scenario": wanted.scenario,
            "step": wanted.step,
            "path": path,
            "sha256": hashlib.sha256(outcome.html).hexdigest(),
            "status": FAILED if outcome.failed else MADE,
            "seconds": round(seconds, 3),
        }
        self.rows = manifest.merged(self.rows, [row])
        if time.monotonic() - self._saved > SAVED_EVERY_SECONDS:
            self.save()
        return row

    def note_reads(self, wanted: Wanted, outcome: Outcome, tables: SystemTables | None) -> None:
        """Keep what a report read, for its area's `run.json`."""
        if outcome.failed or tables is None:
            return
        area = tables.areas.area(wanted.place)
        made = {name: tables.made(name) for name in outcome.tables}
        self._reads.setdefault(wanted.folder, {})[wanted.step] = {
            "notebook": content_hash(self.project.notebooks / f"{workflow.step(wanted.step).stem}.ipynb"),
            "tables": {
                name: {"digest": stored.digest, **area_reads(stored.reads, tables.areas, area)}
                for name, stored in made.items()
            },
        }

    def write_runs(self, wanted: Iterable[Wanted], engine: str) -> None:
        """Write the `run.json` of each of those reports' areas."""
        for folder, one in {each.folder: each for each in wanted}.items():
            steps = self._reads.pop(folder, {})
            if steps:
                about = self._about(one, engine)
                manifest.write_run(self.out / folder, about, steps)

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
        """Write the manifest and the site's front page."""
        self.save()
        areas = area_rows(self.project, (row["system"] for row in self.rows))
        known = set(zip(areas["system"], areas["place"].fillna(""), strict=True))
        titles = {step.slug: {"number": step.number, "title": step.title} for step in workflow.STEPS}
        entries = [
            {**row, **titles.get(row["step"], {})}
            for row in self.rows
            if (row["system"], row["place"] or "") in known and row["step"] in titles
        ]
        write_site(self.out, entries, areas, version=version("planbook"))

    def _holds_good(self, wanted: Wanted) -> bool:
        """Say whether a report that is not itself a failure page stands in that place."""
        failed_there = any(row["path"] == wanted.path and row["status"] == FAILED for row in self.rows)
        return (self.out / wanted.path).is_file() and not failed_there

    def _about(self, wanted: Wanted, engine: str) -> dict[str, Any]:
        planning = self.project.beliefs.planning
        return {
            "system": wanted.system,
            "place": wanted.place,
            "scenario": wanted.scenario,
            "round": planning.round,
            "as_at": planning.as_at.isoformat(),
            "commit": manifest.commit(self.project.root),
            "engine": engine,
            "platform": platform.platform(),
            "versions": library_versions() | {name: version(name) for name in RENDERERS},
        }

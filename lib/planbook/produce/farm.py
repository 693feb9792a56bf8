"""The report farm: every report asked for, each notebook in a process of its own, what was made before kept.

One task makes a system's tables with all its places; then each notebook is a task. A notebook that fails becomes a page
that says so, and the others are made.
"""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planbook import workflow
from planbook.errors import InputError, Problem
from planbook.produce import job as jobs
from planbook.produce import manifest, run
from planbook.produce.engine import ENGINES, WARM, default_engine
from planbook.produce.job import Outcome, ReportJob, TablesJob
from planbook.produce.manifest import Row
from planbook.produce.pages import newest_month, page_of, report_of
from planbook.produce.pool import Lost, Pool, Task, forking, spawning
from planbook.produce.progress import Progress, Silent
from planbook.produce.project import Project, frozen
from planbook.produce.publish import Publisher
from planbook.produce.selection import Selection, Wanted
from planbook.produce.tables import SystemTables

NOTEBOOK_SECONDS = 300.0
TABLES_SECONDS = 1800.0


@dataclass(frozen=True)
class Settings:
    """How reports are made: where to, how many at once (0: one a processor), by which engine, and the time each has."""

    out: Path
    jobs: int = 0
    engine: str = ""
    no_cache: bool = False
    fail_fast: bool = False
    notebook_seconds: float = NOTEBOOK_SECONDS
    tables_seconds: float = TABLES_SECONDS


@dataclass(frozen=True)
class Failure:
    """A report that failed: which, at which cell, and what was said."""

    wanted: Wanted
    cell: int | None
    message: str


@dataclass
class Summary:
    """What came of it: rows made now, failures, reports not tried, those that warned, and the seconds taken."""

    rows: list[Row] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    not_tried: list[Wanted] = field(default_factory=list)
    warned: list[Wanted] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def made(self) -> int:
        """How many reports were made."""
        return sum(row["status"] == manifest.MADE for row in self.rows)


@dataclass(eq=False)
class Group:
    """The reports of a system under a scenario: those not started, those running, and its tables once made."""

    system: str
    scenario: str
    wanted: list[Wanted]
    waiting: deque[Wanted] = field(default_factory=deque)
    running: set[Wanted] = field(default_factory=set)
    tables: SystemTables | None = None
    newest: str = ""


def make_reports(
    project: Project, selection: Selection, settings: Settings, progress: Progress | None = None
) -> Summary:
    """Make the selected reports into `settings.out`, with its manifest, each area's run.json and the site's front page.

    A notebook that fails is in the summary and has a page of its own; nothing made before is lost. Raises `InputError`
    before anything is started when the engine is unknown or another farm is writing there.
    """
    farm = Farm(project, selection, settings, progress or Silent())
    with alone_in(settings.out), frozen(project):
        return farm.work()


class Farm:
    """One working of the farm: what waits, what runs, and what came of it."""

    def __init__(self, project: Project, selection: Selection, settings: Settings, progress: Progress) -> None:
        self.project, self.selection, self.settings, self.progress = project, selection, settings, progress
        self.engine = engine_of(settings)
        forked = self.engine == WARM or default_engine() == WARM
        self.pool = Pool(workers_of(settings), forking() if forked else spawning())
        self.publisher = Publisher(project, settings.out)
        self.summary = Summary()
        self.waiting = deque(Group(*key, wanted) for key, wanted in selection.groups())
        self.ready: list[Group] = []
        self.there = self.publisher.reports() | {_report(each) for each in selection.wanted}

    def work(self) -> Summary:
        """Make everything, or stop at the first failure where that was asked for."""
        began = time.monotonic()
        self.progress.start(len(self.selection.wanted))
        self.warm_up()
        try:
            while not self.stopped and (self.waiting or self.ready or self.pool.busy):
                self.start_what_can_be()
                for key, answer, seconds in self.pool.finished():
                    self.take(key, answer, seconds)
                self.progress.tick()
        finally:
            self.pool.stop()
            self.progress.stop()
            self.publisher.finish()
        tried = {_report_of_row(row) for row in self.summary.rows}
        self.summary.not_tried = [each for each in self.selection.wanted if _report(each) not in tried]
        self.summary.seconds = time.monotonic() - began
        return self.summary

    @property
    def stopped(self) -> bool:
        """Whether to start nothing more: something failed, and that was to be the end."""
        return self.settings.fail_fast and bool(self.summary.failures)

    @property
    def making(self) -> int:
        """How many systems' tables are being made."""
        return sum(isinstance(key, Group) for key in self.pool.keys)

    def warm_up(self) -> None:
        """Import here, once, what the processes forked from this one all need."""
        if self.engine == WARM and self.selection.wanted:
            first = self.selection.wanted[0]
            slugs = tuple(dict.fromkeys(each.step for each in self.selection.wanted))
            jobs.warm_up(slugs, page_of(first, self.selection.areas[first.system], self.there))

    def start_what_can_be(self) -> None:
        """Start notebooks whose tables are made; and when those run out, the tables of the next systems."""
        for group in self.ready:
            while group.waiting and self.pool.free:
                self.start_report(group, group.waiting.popleft())
        # A process idle for want of tables costs more than a system or two held ready: but no more than that.
        while self.waiting and self.pool.free and len(self.ready) + self.making <= self.pool.size:
            self.start_tables(self.waiting.popleft())

    def start_tables(self, group: Group) -> None:
        """Start making a system's tables."""
        job = TablesJob(self.project.root, group.system, group.scenario, _tables(group), self.settings.no_cache)
        log = self.publisher.tables_log(group.system, group.scenario)
        self.pool.start(group, Task(jobs.make_tables, job, log, self.settings.tables_seconds))

    def start_report(self, group: Group, wanted: Wanted) -> None:
        """Start a notebook."""
        group.running.add(wanted)
        task = Task(
            jobs.make_report,
            self.job_of(group, wanted),
            self.publisher.log_of(wanted),
            self.settings.notebook_seconds,
        )
        self.pool.start((group, wanted), task)

    def job_of(self, group: Group, wanted: Wanted) -> ReportJob:
        """Give the task of a report."""
        stem = workflow.step(wanted.step).stem
        return ReportJob(
            root=self.project.root,
            notebook=self.project.notebooks / f"{stem}.ipynb",
            parameters={"system": wanted.system, "place": wanted.place, "scenario": wanted.scenario},
            page=page_of(wanted, self.selection.areas[wanted.system], self.there, group.newest),
            engine=self.engine,
        )

    def take(self, key: Any, answer: Any, seconds: float) -> None:
        """Take what a task gave: tables, or a page."""
        if isinstance(key, Group):
            self.take_tables(key, answer)
        else:
            group, wanted = key
            group.running.discard(wanted)
            self.take_report(group, wanted, answer, seconds)

    def take_tables(self, group: Group, answer: jobs.TablesMade | Lost) -> None:
        """Let a system's notebooks start; if its tables ended their process, they all fail with it."""
        self.ready.append(group)
        log = self.publisher.tables_log(group.system, group.scenario)
        if isinstance(answer, Lost):
            self.publisher.log(log, f"{answer.why}\n{answer.said}")
            for wanted in group.wanted:
                lost = Lost(f"the tables of {group.system} could not be made: {answer.why}")
                self.take_report(group, wanted, lost, 0.0)
            return
        self.publisher.log(log, answer.log)
        group.waiting.extend(group.wanted)
        with suppress(Exception):
            # What cannot be read back here is made again, and said, by the notebooks that need it.
            group.tables = run.hold(self.project, group.system, group.scenario, answer.made)
            group.newest = newest_month(group.tables.made(name).frame for name in answer.made)

    def take_report(self, group: Group, wanted: Wanted, answer: Outcome | Lost, seconds: float) -> None:
        """Publish a page, or the page of a failure."""
        outcome = answer if isinstance(answer, Outcome) else self.lost(group, wanted, answer)
        self.publisher.log(self.publisher.log_of(wanted), outcome.log)
        self.summary.rows.append(self.publisher.publish(wanted, outcome, seconds))
        self.publisher.note_reads(wanted, outcome, group.tables)
        if outcome.failed:
            self.summary.failures.append(Failure(wanted, outcome.cell, outcome.message))
        if outcome.warned:
            self.summary.warned.append(wanted)
        self.progress.ended(wanted.said, outcome.failed, seconds)
        if not group.waiting and not group.running:
            self.close(group)

    def lost(self, group: Group, wanted: Wanted, answer: Lost) -> Outcome:
        """Give the page of a report whose process gave none."""
        html = jobs.failed_page(self.job_of(group, wanted), None, answer.why)
        return Outcome(html, True, None, answer.why, (), f"{answer.why}\n{answer.said}")

    def close(self, group: Group) -> None:
        """Write what a system's reports read, and let its tables go."""
        self.publisher.write_runs(group.wanted, self.engine)
        run.release(self.project, group.system, group.scenario)
        group.tables = None
        if group in self.ready:
            self.ready.remove(group)


def engine_of(settings: Settings) -> str:
    """Give the engine named, else the fastest that is safe here; raises `InputError` for an unknown one."""
    if settings.engine and settings.engine not in ENGINES:
        raise InputError(Problem(f"unknown engine '{settings.engine}'", "--engine", " or ".join(ENGINES)))
    if settings.engine == WARM and not hasattr(os, "fork"):
        raise InputError(Problem("the warm engine needs a system that can fork", "--engine", "kernel"))
    return settings.engine or default_engine()


def workers_of(settings: Settings) -> int:
    """Give how many processes work at once."""
    if settings.jobs > 0:
        return settings.jobs
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def alone_in(out: Path) -> Iterator[None]:
    """Hold the build folder; raises `InputError` saying who holds it when another farm does."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    out.mkdir(parents=True, exist_ok=True)
    with (out / ".held").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "another process"
            what = f"reports are being made there by {holder}"
            raise InputError(Problem(what, out.name, "wait for it, or name another folder with --out")) from error
        file.truncate(0)
        file.write(f"process {os.getpid()}")
        file.flush()
        yield


def _tables(group: Group) -> tuple[str, ...]:
    """Give the tables a system's reports may ask for, in reading order."""
    asked = {each.step for each in group.wanted}
    needed = asked | {step.slug for slug in asked for step in workflow.upstream(slug)}
    return tuple(table.name for step in workflow.STEPS if step.slug in needed for table in step.produces)


def _report(wanted: Wanted) -> tuple[str, str | None, str, str]:
    return report_of(wanted.system, wanted.place, wanted.scenario, wanted.step)


def _report_of_row(row: Row) -> tuple[str, str | None, str, str]:
    return report_of(row["system"], row["place"], row["scenario"], row["step"])

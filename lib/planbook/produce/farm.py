"""The report farm: every report asked for, each notebook in a process of its own, what was made before kept.

One task makes a system's tables with all its places; then each notebook is a task. A notebook that fails becomes a page
that says so, and the others are made.
"""

from __future__ import annotations

import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from planbook import workflow
from planbook.produce import manifest, run
from planbook.produce.editions import claim
from planbook.produce.engines import WARM
from planbook.produce.fresh import FAILED, FRESH, NEVER, Judge, Verdict, failed_of, judged
from planbook.produce.machine import alone_in, largest_mb
from planbook.produce.manifest import Row
from planbook.produce.pages import page_of, report_of
from planbook.produce.pool import Lost, Task
from planbook.produce.progress import Progress, Silent
from planbook.produce.project import Project, frozen
from planbook.produce.publish import MadeOf, Publisher
from planbook.produce.recipe import Recipe, States, newest_behind, states_of
from planbook.produce.saying import plan_line
from planbook.produce.selection import Selection, Wanted
from planbook.produce.settings import Settings, engine_of, pool_of
from planbook.produce.tables import SystemTables
from planbook.produce.tasks import Outcome, ReportJob, TablesJob, TablesMade, make_tables


@dataclass(frozen=True)
class Failure:
    """A report that failed: which, at which cell, and what was said."""

    wanted: Wanted
    cell: int | None
    message: str


@dataclass
class Summary:
    """What came of it: rows made now, failures, what was fresh, was not tried or warned, and what it took."""

    rows: list[Row] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    fresh: list[Wanted] = field(default_factory=list)
    not_tried: list[Wanted] = field(default_factory=list)
    warned: list[Wanted] = field(default_factory=list)
    seconds: float = 0.0
    largest_mb: float = 0.0

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
    states: States = field(default_factory=dict)


def make_reports(
    project: Project, selection: Selection, settings: Settings, progress: Progress | None = None
) -> Summary:
    """Make the selected reports into `settings.out`, with its manifest, each area's run.json and the site's front page.

    A notebook that fails is in the summary and has a page of its own; nothing made before is lost. Raises `InputError`
    before anything is started when the engine is unknown, another farm is writing there or it holds another edition.
    """
    farm = Farm(project, selection, settings, progress or Silent())
    with alone_in(settings.out), frozen(project):
        claim(settings.out, settings.edition)
        return farm.work()


class Farm:
    """One working of the farm: what waits, what runs, and what came of it."""

    def __init__(self, project: Project, selection: Selection, settings: Settings, progress: Progress) -> None:
        self.project, self.selection, self.settings, self.progress = project, selection, settings, progress
        self.engine = engine_of(settings)
        self.pool = pool_of(project, settings)
        self.publisher = Publisher(project, settings.out, settings.store, settings.edition)
        self.summary = Summary()
        coming = () if settings.only_stale else selection.wanted
        self.there = self.publisher.reports() | {_report(each) for each in coming}
        self.judge = Judge(
            project, self.publisher.records, self.there, failed_of(self.publisher.rows), self.publisher.shelf,
            settings.edition,
        )  # fmt: skip
        self.unsure: set[Wanted] = set()
        self.left_out: set[Wanted] = set()
        self.waiting: deque[Group] = deque()
        self.ready: list[Group] = []

    def work(self) -> Summary:
        """Make everything, or stop at the first failure where that was asked for."""
        began = time.monotonic()
        self.sort_out()
        to_make = [each for group in self.waiting for each in group.wanted]
        self.progress.start(len(to_make), plan_line(self.selection, to_make, self.settings.out, self.settings.jobs))
        try:
            # Tables need little of what notebooks do, so the first are made while that is imported.
            self.start_what_can_be()
            self.warm_up()
            while not self.stopped and (self.waiting or self.ready or self.pool.busy):
                self.start_what_can_be()
                for key, answer, seconds in self.pool.finished():
                    if not self.settings.fail_fast:
                        self.start_what_can_be()  # nobody waits while this answer is put away
                    self.take(key, answer, seconds)
                self.progress.tick()
            self.tell_leads()
        finally:
            self.pool.stop()
            self.progress.stop()
            self.publisher.finish()
        tried = {_report_of_row(row) for row in self.summary.rows}
        tried |= {_report(each) for each in (*self.summary.fresh, *self.left_out)}
        self.summary.not_tried = [each for each in self.selection.wanted if _report(each) not in tried]
        self.summary.seconds = time.monotonic() - began
        self.summary.largest_mb = largest_mb()
        return self.summary

    def tell_leads(self) -> None:
        """Write the planning lead's page of each system that was asked for."""
        from planbook.produce.lead import known_or_judged, write_lead

        known = {each: Verdict(FRESH) for each in self.summary.fresh}
        for row in self.summary.rows:
            known[_wanted_of(row)] = Verdict(FAILED if row["status"] == manifest.FAILED else FRESH)
        day = self.settings.day or date.today()
        for areas in self.selection.areas.values():
            write_lead(self.publisher, areas, known_or_judged(known, self.judge, areas), day)
            self.judge.let_go()

    @property
    def stopped(self) -> bool:
        """Whether to start nothing more: something failed, and that was to be the end."""
        return self.settings.fail_fast and bool(self.summary.failures)

    @property
    def making(self) -> int:
        """How many systems' tables are being made."""
        return sum(isinstance(key, Group) for key in self.pool.keys)

    def sort_out(self) -> None:
        """Put aside what is fresh; the rest waits, by system and scenario."""
        verdicts = {} if self.settings.no_cache else judged(self.judge, self.selection)
        for key, every in self.selection.groups():
            to_make = [each for each in every if self.is_to_be_made(each, verdicts.get(each))]
            if to_make:
                self.waiting.append(Group(*key, to_make))

    def is_to_be_made(self, wanted: Wanted, verdict: Verdict | None) -> bool:
        """Say whether a report must be made, or may have to be."""
        if verdict is None:
            return True
        if verdict.state == NEVER and self.settings.only_stale:
            self.left_out.add(wanted)
            return False
        if not verdict.sure:
            self.unsure.add(wanted)
        elif verdict.state == FRESH:
            self.keep(wanted)
            return False
        return True

    def keep(self, wanted: Wanted, group: Group | None = None) -> None:
        """Leave a fresh report as it is; where its tables were made anew, note that they came out the same for it."""
        self.summary.fresh.append(wanted)
        made = self.made_of(group, wanted, self.publisher.records.of(wanted) or {}) if group else None
        self.publisher.keep(wanted, made)

    def warm_up(self) -> None:
        """Import here, once, what the processes forked from this one all need."""
        if self.engine == WARM and (self.waiting or self.pool.busy) and not self.settings.scheduler:
            from planbook.produce import job

            first = self.selection.wanted[0]
            steps = dict.fromkeys(workflow.step(each.step) for each in self.selection.wanted)
            notebooks = [self.project.notebooks / f"{step.stem}.ipynb" for step in steps]
            job.warm_up(notebooks, page_of(first, self.selection.areas[first.system], self.there))

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
        self.pool.start(group, Task(make_tables, job, log, self.settings.tables_seconds))

    def start_report(self, group: Group, wanted: Wanted) -> None:
        """Start a notebook."""
        from planbook.produce.job import make_report

        group.running.add(wanted)
        task = Task(
            make_report,
            self.job_of(group, wanted),
            self.publisher.log_of(wanted),
            self.settings.notebook_seconds,
        )
        self.pool.start((group, wanted), task)

    def job_of(self, group: Group, wanted: Wanted) -> ReportJob:
        """Give the task of a report."""
        step = workflow.step(wanted.step)
        newest = newest_behind(step, group.states)
        return ReportJob(
            root=self.project.root,
            notebook=self.project.notebooks / f"{step.stem}.ipynb",
            parameters={"system": wanted.system, "place": wanted.place, "scenario": wanted.scenario},
            page=page_of(wanted, self.selection.areas[wanted.system], self.there, newest, self.settings.edition),
            engine=self.engine,
            edition=self.settings.edition,
        )

    def take(self, key: Any, answer: Any, seconds: float) -> None:
        """Take what a task gave: tables, or a page."""
        if isinstance(key, Group):
            self.take_tables(key, answer)
        else:
            group, wanted = key
            group.running.discard(wanted)
            self.take_report(group, wanted, answer, seconds)

    def take_tables(self, group: Group, answer: TablesMade | Lost) -> None:
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
        with suppress(Exception):
            # What cannot be read back here is made again, and said, by the notebooks that need it.
            group.tables = run.hold(self.project, group.system, group.scenario, answer.made)
            group.states = states_of(group.tables, answer.made)
        for wanted in group.wanted:
            if self.is_fresh_after_all(group, wanted):
                self.keep(wanted, group)
                self.progress.spared()
            else:
                group.waiting.append(wanted)
        if not group.waiting:
            self.close(group)

    def is_fresh_after_all(self, group: Group, wanted: Wanted) -> bool:
        """Say whether a report nobody was sure of is fresh, now that its tables are at hand."""
        if wanted not in self.unsure or group.tables is None:
            return False
        return self.judge.judge(wanted, self.selection.areas[wanted.system], group.tables).state == FRESH

    def take_report(self, group: Group, wanted: Wanted, answer: Outcome | Lost, seconds: float) -> None:
        """Publish a page, or the page of a failure."""
        outcome = answer if isinstance(answer, Outcome) else self.lost(group, wanted, answer)
        self.publisher.log(self.publisher.log_of(wanted), outcome.log)
        row = self.publisher.publish(wanted, outcome, seconds)
        self.summary.rows.append(row)
        if not outcome.failed and group.tables is not None:
            areas, newest = group.tables.areas, newest_behind(workflow.step(wanted.step), group.states)
            page = page_of(wanted, areas, self.there, newest, self.settings.edition)
            recipe = self.judge.recipes.recipe(wanted, areas, page, outcome.reading, group.tables)
            self.publisher.record(wanted, outcome, row, group.tables, self.made_of(group, wanted, recipe))
        if outcome.failed:
            self.summary.failures.append(Failure(wanted, outcome.cell, outcome.message))
        if outcome.warned:
            self.summary.warned.append(wanted)
        self.progress.ended(wanted.said, outcome.failed, seconds)
        if not group.waiting and not group.running:
            self.close(group)

    def made_of(self, group: Group, wanted: Wanted, recipe: Recipe) -> MadeOf:
        """Give what a report was made from."""
        return MadeOf(recipe, self.judge.recipes.made_with(wanted.step), group.states, self.engine)

    def lost(self, group: Group, wanted: Wanted, answer: Lost) -> Outcome:
        """Give the page of a report whose process gave none."""
        from planbook.produce.job import failed_page

        html = failed_page(self.job_of(group, wanted), None, answer.why)
        return Outcome(html, True, None, answer.why, log=f"{answer.why}\n{answer.said}")

    def close(self, group: Group) -> None:
        """Let a system's tables go."""
        run.release(self.project, group.system, group.scenario)
        self.pool.forget(group.system, group.scenario)
        self.judge.let_go()
        group.tables = None
        if group in self.ready:
            self.ready.remove(group)


def _tables(group: Group) -> tuple[str, ...]:
    """Give the tables a system's reports may ask for, in reading order."""
    asked = {each.step for each in group.wanted}
    needed = asked | {step.slug for slug in asked for step in workflow.upstream(slug)}
    return tuple(table.name for step in workflow.STEPS if step.slug in needed for table in step.produces)


def _report(wanted: Wanted) -> tuple[str, str | None, str, str]:
    return report_of(wanted.system, wanted.place, wanted.scenario, wanted.step)


def _report_of_row(row: Row) -> tuple[str, str | None, str, str]:
    return report_of(row["system"], row["place"], row["scenario"], row["step"])


def _wanted_of(row: Row) -> Wanted:
    return Wanted(row["system"], row["place"] or None, row["scenario"], row["step"])

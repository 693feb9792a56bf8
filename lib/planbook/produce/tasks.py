"""What the farm's two tasks are given and give, and the first of them: a system's tables.

Each task is a function of its argument alone, whoever runs it and where. The second, a notebook's page, is in `job`:
what it needs takes seconds to import, and the tables need not wait for that.
"""

from __future__ import annotations

import gc
import hashlib
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from planbook import workflow
from planbook.errors import PlanbookError
from planbook.produce.cache import open_cache
from planbook.produce.code import arrays_named
from planbook.produce.editions import FULL
from planbook.produce.engines import CELL_SECONDS
from planbook.produce.machine import give_back
from planbook.produce.page_context import PageContext
from planbook.produce.project import open_project
from planbook.produce.reading import Reading
from planbook.produce.tables import system_tables
from planbook.workflow import Step

COLLECT_AFTER = 200_000
LAYS_SHOCKS = "scenarios"  # the step that makes the chain again under one shock after another


@dataclass(frozen=True)
class TablesJob:
    """Make those tables of a system under a scenario; `fresh`: use nothing made before."""

    root: Path
    system: str
    scenario: str
    tables: tuple[str, ...]
    fresh: bool = False


@dataclass(frozen=True)
class TablesMade:
    """The tables that were made, and what was wrong with each that was not."""

    made: tuple[str, ...]
    wrong: dict[str, str]
    log: str = ""


@dataclass(frozen=True)
class ReportJob:
    """Run a notebook for an area and render its page."""

    root: Path
    notebook: Path
    parameters: dict[str, str | None]
    page: PageContext
    engine: str
    cell_seconds: float | None = CELL_SECONDS
    edition: str = FULL


@dataclass(frozen=True)
class Outcome:
    """A page; whether it says that the notebook failed, at which cell and why; what it read; and what was logged.

    `sha256` is given where the page itself was put into a store already.
    """

    html: bytes
    failed: bool = False
    cell: int | None = None
    message: str = ""
    reading: Reading = field(default_factory=Reading)
    log: str = ""
    warned: bool = False
    sha256: str = ""

    def put_away(self) -> Outcome:
        """Give this without its page, which lies in a store under the hash that is kept."""
        return replace(self, html=b"", sha256=hashlib.sha256(self.html).hexdigest())


def make_tables(job: TablesJob) -> TablesMade:
    """Make a system's tables into the cache; a table that fails is named with its reason, and the others are made."""
    # Arrays hold no cycles worth looking for; left as it is, the collector takes a tenth of the time.
    gc.set_threshold(COLLECT_AFTER)
    project = open_project(job.root)
    cache = open_cache(job.root, fresh=job.fresh)
    tables = system_tables(project.beliefs, project.areas(job.system), job.scenario, cache)
    made, wrong, log = [], {}, []
    for table, last, to_come in in_turn(job.tables):
        own = workflow.STEP_OF[table].arrays
        try:
            tables.made(table)
            made.append(table)
        except Exception as error:
            wrong[table] = said_of(error)
            log.append(traceback.format_exc())
        if last:
            tables.let_go(named_by(to_come) | (tables.unshocked if LAYS_SHOCKS in to_come else frozenset()), own)
            for cases in tables.cases.values() if to_come[:1] == (LAYS_SHOCKS,) else ():
                cases.let_go(named_by(slug for slug in to_come if f"{slug}_swings" in workflow.TABLES))
            give_back()
    cache.trim()
    return TablesMade(tuple(made), wrong, "\n".join(log))


def named_by(slugs: Iterable[str]) -> frozenset[str]:
    """Give the arrays that the code of some steps names."""
    return frozenset().union(*(arrays_named(f"planbook.steps.{slug}") for slug in slugs))


def in_turn(tables: Iterable[str]) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    """Give tables, those that others need first; whether each is its step's last; and the steps still to come."""
    ordered = sorted(tables, key=lambda name: _turn(workflow.STEP_OF[name]))
    slugs = [workflow.STEP_OF[name].slug for name in ordered]
    for position, (name, slug) in enumerate(zip(ordered, slugs, strict=True)):
        to_come = tuple(dict.fromkeys(slugs[position + 1 :]))
        yield name, slug not in to_come, to_come


def _turn(step: Step) -> tuple[int, int]:
    return len(workflow.upstream(step.slug)), step.number


def said_of(error: BaseException) -> str:
    """Give an error in words: our own as they are, others with their kind."""
    return str(error) if isinstance(error, PlanbookError) else f"{type(error).__name__}: {error}"

"""What the farm's two tasks are given and give, and the first of them: a system's tables.

Each task is a function of its argument alone, whoever runs it and where. The second, a notebook's page, is in `job`:
what it needs takes seconds to import, and the tables need not wait for that.
"""

from __future__ import annotations

import hashlib
import traceback
from dataclasses import dataclass, field, replace
from pathlib import Path

from planbook.errors import PlanbookError
from planbook.produce.cache import open_cache
from planbook.produce.engines import CELL_SECONDS
from planbook.produce.page_context import PageContext
from planbook.produce.project import open_project
from planbook.produce.reading import Reading
from planbook.produce.tables import system_tables


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
    project = open_project(job.root)
    cache = open_cache(job.root, fresh=job.fresh)
    tables = system_tables(project.beliefs, project.areas(job.system), job.scenario, cache)
    made, wrong, log = [], {}, []
    for name in job.tables:
        try:
            tables.made(name)
            made.append(name)
        except Exception as error:
            wrong[name] = said_of(error)
            log.append(traceback.format_exc())
    cache.trim()
    return TablesMade(tuple(made), wrong, "\n".join(log))


def said_of(error: BaseException) -> str:
    """Give an error in words: our own as they are, others with their kind."""
    return str(error) if isinstance(error, PlanbookError) else f"{type(error).__name__}: {error}"

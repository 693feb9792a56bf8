"""The two tasks of the farm: a system's tables, and one notebook's page. Each is a function of its argument alone."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import tempfile
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

import planbook.present
from planbook.errors import PlanbookError
from planbook.produce import render, run
from planbook.produce.cache import open_cache
from planbook.produce.engine import CELL_SECONDS, CellError, execute, take_stderr
from planbook.produce.project import open_project
from planbook.produce.tables import system_tables

# Modules that IPython, matplotlib and pandas import only when a shell is built or a chart is drawn.
FIRST_USED_IN_A_NOTEBOOK = (
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.crashhandler",
    "IPython.core.logger",
    "IPython.core.magics",
    "matplotlib.backends.backend_svg",
    "matplotlib.figure",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "pandas.io.formats.csvs",
    "scipy.stats",
)


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
    page: render.PageContext
    engine: str
    cell_seconds: float | None = CELL_SECONDS


@dataclass(frozen=True)
class Outcome:
    """A page; whether it says that the notebook failed, at which cell and why; what it read; and what was logged."""

    html: bytes
    failed: bool = False
    cell: int | None = None
    message: str = ""
    tables: tuple[str, ...] = ()
    log: str = ""
    warned: bool = False


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


def make_report(job: ReportJob) -> Outcome:
    """Run a notebook and give its page, or the page that says what failed."""
    os.environ["PLANBOOK_ROOT"] = str(job.root)
    with tempfile.TemporaryDirectory(prefix="planbook-reads-") as folder:
        reads = Path(folder) / "reads.json"
        os.environ[run.READS_FILE] = str(reads)
        try:
            notebook = execute(job.notebook, job.parameters, job.engine, cell_seconds=job.cell_seconds)
            said = take_stderr(notebook)
            html = render.render(notebook, job.page).encode()
            return Outcome(html, tables=_read(reads), log=said, warned=bool(said))
        except CellError as error:
            return _failed(job, error.cell, error.message, error.traceback)
        except Exception as error:
            return _failed(job, None, said_of(error), traceback.format_exc())


def failed_page(job: ReportJob, cell: int | None, message: str) -> bytes:
    """Give the page that stands where this notebook failed."""
    return render.failure_page(job.page, job.page.step, cell, message).encode()


def said_of(error: BaseException) -> str:
    """Give an error in words: our own as they are, others with their kind."""
    return str(error) if isinstance(error, PlanbookError) else f"{type(error).__name__}: {error}"


def warm_up(steps: tuple[str, ...], page: render.PageContext) -> None:
    """Import and build once, before forking, what every notebook needs; what fails here says so where it is used."""
    names = [f"planbook.steps.{slug}" for slug in steps]
    names += [each.name for each in pkgutil.walk_packages(planbook.present.__path__, "planbook.present.")]
    for name in (*FIRST_USED_IN_A_NOTEBOOK, *names):
        with suppress(Exception):
            importlib.import_module(name)
    with suppress(Exception):
        render.render(_smallest(), page)


def _failed(job: ReportJob, cell: int | None, message: str, log: str) -> Outcome:
    return Outcome(failed_page(job, cell, message), True, cell, message, (), log)


def _read(reads: Path) -> tuple[str, ...]:
    return tuple(json.loads(reads.read_text())) if reads.exists() else ()


def _smallest() -> NotebookNode:
    output = nbformat.v4.new_output("display_data", data={"text/html": "<p>warm</p>"})
    code = nbformat.v4.new_code_cell("1", outputs=[output], id="code")
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Warm", id="words"), code])

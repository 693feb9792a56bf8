"""The second task of the farm: run a notebook and render its page. `tasks` has the first, and what both are given."""

from __future__ import annotations

import importlib
import os
import pkgutil
import tempfile
import traceback
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

# Before anything of Jupyter's imports jsonschema.
import planbook.produce.lean

# isort: split
import nbformat
from nbformat import NotebookNode

import planbook.present
import planbook.steps
from planbook.produce import render
from planbook.produce.ahead import read_ahead
from planbook.produce.editions import FULL, SETTING, WITHHELD, said_left_out
from planbook.produce.engine import CellError, execute, take_stderr
from planbook.produce.engines import WARM
from planbook.produce.notebooks import modules_imported
from planbook.produce.page_context import PageContext
from planbook.produce.reading import READS_FILE, keep_here, reading_from
from planbook.produce.shell import draw_inline
from planbook.produce.tasks import Outcome, ReportJob, said_of

# Modules that IPython, matplotlib and pandas import only when a shell is built, a chart drawn or a table downloaded.
FIRST_USED_IN_A_NOTEBOOK = (
    "IPython.core.application",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.crashhandler",
    "IPython.core.logger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "IPython.utils.wildcard",
    "bdb",
    "encodings.utf_8_sig",
    "matplotlib.backends.backend_svg",
    "matplotlib.figure",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "pandas.io.formats.csvs",
)


def make_report(job: ReportJob) -> Outcome:
    """Run a notebook and give its page, or the page that says what failed."""
    os.environ["PLANBOOK_ROOT"], os.environ[SETTING] = str(job.root), job.edition
    with tempfile.TemporaryDirectory(prefix="planbook-reads-") as folder:
        reads = Path(folder) / "reads.json"
        os.environ[READS_FILE] = str(reads)
        if job.engine == WARM:
            keep_here(reads)
        try:
            notebook = execute(job.notebook, job.parameters, job.engine, cell_seconds=job.cell_seconds)
            said = take_stderr(notebook)
            reading = reading_from(reads)
            page = replace(job.page, left_out=said_left_out(reading.left_out, job.edition))
            html = render.render(notebook, page).encode()
            return Outcome(html, reading=reading, log=said, warned=bool(said))
        except CellError as error:
            return _failed(job, error.cell, error.message, error.traceback)
        except Exception as error:
            return _failed(job, None, said_of(error), traceback.format_exc())


def failed_page(job: ReportJob, cell: int | None, message: str) -> bytes:
    """Give the page that stands where this notebook failed; an edition not for all says no more than that it did."""
    told = message if job.edition == FULL else WITHHELD
    return render.failure_page(job.page, job.page.step, cell, told).encode()


def warm_up(notebooks: Iterable[Path], page: PageContext) -> None:
    """Import and build once, before forking, what these notebooks need; what fails here says so where it is used."""
    names = dict.fromkeys(name for path in notebooks for name in modules_imported(path))
    for package in (planbook.present, planbook.steps):
        names |= dict.fromkeys(each.name for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."))
    for name in (*FIRST_USED_IN_A_NOTEBOOK, *names):
        with suppress(Exception):
            importlib.import_module(name)
    read_ahead()
    with suppress(Exception):
        draw_inline()
    with suppress(Exception):
        for minor in (4, 5):  # a checker is built for each that is met
            nbformat.validate(nbformat.from_dict({**_smallest(), "cells": [], "nbformat_minor": minor}))
        render.render(_smallest(), page)


def _failed(job: ReportJob, cell: int | None, message: str, log: str) -> Outcome:
    return Outcome(failed_page(job, cell, message), True, cell, message, log=log)


def _smallest() -> NotebookNode:
    output = nbformat.v4.new_output("display_data", data={"text/html": "<p>warm</p>"})
    code = nbformat.v4.new_code_cell("1", outputs=[output], id="code")
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Warm", id="words"), code])

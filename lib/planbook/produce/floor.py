"""The floor of the farm: what the tables and the cells of a system's notebooks take by themselves, in a warm process.

`python -m planbook.produce.floor SYSTEM SCENARIO` prints the seconds: making the tables, then the cells of each of its
notebooks in a process forked for it; not starting, forking, converting or writing anything.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

# Before anything of Jupyter's imports jsonschema.
import planbook.produce.lean  # noqa: F401

# isort: split
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from planbook import workflow
from planbook.produce import job, run
from planbook.produce.pages import page_of
from planbook.produce.pool import Pool, Task, forking
from planbook.produce.project import Project, frozen, open_project
from planbook.produce.selection import Wanted, select
from planbook.produce.shell import new_shell

FOREVER = 3600.0


def floor_seconds(project: Project, system: str, scenario: str) -> dict[str, Any]:
    """Give the seconds of a system's tables, and of the cells of each notebook of it and its places, summed."""
    selection = select(project, [system], "all", "all", scenario)
    notebooks = [project.notebooks / f"{step.stem}.ipynb" for step in workflow.STEPS]
    job.warm_up(notebooks, page_of(selection.wanted[0], selection.areas[system], ()))
    with frozen(project), tempfile.TemporaryDirectory(prefix="planbook-floor-") as folder:
        began = time.perf_counter()
        run.hold(project, system, scenario, list(workflow.TABLES))
        tables = time.perf_counter() - began
        cells = [_in_a_fork(project, wanted, Path(folder) / "log") for wanted in selection.wanted]
    return {"tables": tables, "cells": sum(cells), "notebooks": len(cells), "slowest": max(cells)}


def cells_seconds(given: tuple[Project, Wanted]) -> float:
    """Give the seconds that a notebook's cells take in this process."""
    project, wanted = given
    os.environ["PLANBOOK_ROOT"] = str(project.root)
    parameters = {"system": wanted.system, "place": wanted.place, "scenario": wanted.scenario}
    path = project.notebooks / f"{workflow.step(wanted.step).stem}.ipynb"
    notebook = parameterize_notebook(
        load_notebook_node(str(path)), parameters, kernel_name="python3", language="python"
    )
    shell = new_shell()
    os.chdir(path.parent)
    began = time.perf_counter()
    for cell in notebook.cells:
        if cell.cell_type == "code" and not shell.run(cell):
            raise RuntimeError(f"a cell of {wanted.said} failed: {cell.source}")
    return time.perf_counter() - began


def _in_a_fork(project: Project, wanted: Wanted, log: Path) -> float:
    pool = Pool(1, forking())
    pool.start("it", Task(cells_seconds, (project, wanted), log, FOREVER))
    while True:
        for _key, answer, _seconds in pool.finished():
            if not isinstance(answer, float):
                raise RuntimeError(f"{wanted.said}: {answer}")
            return answer


if __name__ == "__main__":
    print(repr(floor_seconds(open_project(), sys.argv[1], sys.argv[2])))

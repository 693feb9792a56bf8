"""The two papermill engines: `warm` runs the cells in this process, `kernel` in a Jupyter kernel of this environment.

Both give the same outputs; the kernel is the slower, and the measure of the other. Neither lets a user's own Jupyter
or IPython start-up files into a report.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Before anything of Jupyter's imports jsonschema.
import planbook.produce.lean  # noqa: F401

# isort: split
import papermill
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.localinterfaces import localhost
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import Engine, NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.exceptions import PapermillExecutionError
from traitlets import default

from planbook.errors import PlanbookError
from planbook.produce.engines import CELL_SECONDS
from planbook.produce.shell import new_shell, python_said


class CellError(PlanbookError):
    """A cell of a notebook raised: which (as Run All would number it), what, and its traceback."""

    def __init__(self, cell: int | None, message: str, traceback: str = "") -> None:
        self.cell, self.message, self.traceback = cell, message, traceback
        super().__init__(f"cell {cell}: {message}" if cell else message)


class WarmEngine(Engine):
    """Runs a notebook's cells in the process it is called from, which should be one forked for that notebook."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str | None,
        execution_timeout: float | None = None,
        **_: Any,
    ) -> None:
        """Run the cells in order, up to the first that fails."""
        shell = new_shell()
        for index, cell in enumerate(nb_man.nb.cells):
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            nb_man.cell_start(cell, index)
            went_well = shell.run(cell, execution_timeout)
            if not went_well:
                nb_man.cell_exception(cell, cell_index=index)
            nb_man.cell_complete(cell, cell_index=index)
            if not went_well:
                break
        nb_man.nb.metadata["language_info"] = python_said()


class ThisPython(AsyncKernelManager):
    """Starts kernels with the very interpreter and packages that are running now, over a local socket."""

    @default("transport")
    def _local_transport(self) -> str:
        return "tcp" if sys.platform == "win32" else "ipc"

    @default("ip")
    def _local_address(self) -> str:
        return localhost() if sys.platform == "win32" else os.path.join(os.environ["IPYTHONDIR"], "kernel")

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernel of this environment, whatever else is installed under its name."""
        return KernelSpec(resource_dir="", **get_kernel_dict())


class KernelEngine(NBClientEngine):
    """papermill's own engine, on a kernel of this environment."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str | None, *args: Any, **kwargs: Any
    ) -> None:
        """Run the cells in a kernel of their own."""
        kwargs = {"kernel_manager_class": ThisPython, **kwargs}
        with _own_ipython_folder():
            super().execute_managed_notebook(nb_man, kernel_name, *args, **kwargs)


papermill_engines.register("planbook-warm", WarmEngine)
papermill_engines.register("planbook-kernel", KernelEngine)


def execute(
    notebook: Path, parameters: Mapping[str, str | None], engine: str, *, cell_seconds: float | None = CELL_SECONDS
) -> NotebookNode:
    """Run a notebook with those parameters, in its own folder, and give it with its outputs.

    Raises `CellError` naming the cell that raised, took longer than `cell_seconds`, or ended its kernel.
    """
    try:
        return papermill.execute_notebook(
            str(notebook),
            None,
            parameters=dict(parameters),
            engine_name=f"planbook-{engine}",
            kernel_name="python3",
            language="python",
            progress_bar=False,
            cwd=str(notebook.parent),
            execution_timeout=None if cell_seconds is None else int(cell_seconds),
        )
    except PapermillExecutionError as error:
        message = f"{error.ename}: {error.evalue}".rstrip(": ")
        raise CellError(_as_run_all_counts(error.exec_count), message, "\n".join(error.traceback)) from error
    except CellTimeoutError as error:
        raise CellError(None, f"TimeoutError: a cell took longer than {cell_seconds:g} seconds") from error
    except DeadKernelError as error:
        raise CellError(None, "the kernel ended before the notebook did") from error


def take_stderr(notebook: NotebookNode) -> str:
    """Take everything written to standard error out of a notebook's outputs, and give it: warnings are for the log.

    What was printed before and after a warning is joined again, however the engine cut it.
    """
    taken = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            taken += [out.text for out in cell.outputs if _is_stream(out, "stderr")]
            cell.outputs = _joined([out for out in cell.outputs if not _is_stream(out, "stderr")])
    return "".join(taken)


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    joined: list[NotebookNode] = []
    for output in outputs:
        if joined and _is_stream(output, "stdout") and _is_stream(joined[-1], "stdout"):
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def _is_stream(output: NotebookNode, name: str) -> bool:
    return output.output_type == "stream" and output.name == name


def _as_run_all_counts(executed: int | None) -> int | None:
    """Give the number of a cell in the notebook itself, which has no injected parameters as its second code cell."""
    return executed - 1 if executed and executed > 1 else executed


@contextmanager
def _own_ipython_folder() -> Iterator[None]:
    before = os.environ.get("IPYTHONDIR")
    folder = tempfile.mkdtemp(prefix="planbook-ipython-")
    os.environ["IPYTHONDIR"] = folder
    try:
        yield
    finally:
        os.environ.pop("IPYTHONDIR")
        if before is not None:
            os.environ["IPYTHONDIR"] = before
        shutil.rmtree(folder, ignore_errors=True)


logging.getLogger("papermill").setLevel(logging.ERROR)

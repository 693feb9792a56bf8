"""An IPython shell inside this process that keeps what a cell puts out, as a notebook would.

It is for a process of its own: forked from a warm one, used for one notebook, then gone. It carries no ipywidgets state
and nothing that other programs write to the terminal.
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

# Before anything of Jupyter's imports jsonschema.
import planbook.produce.lean  # noqa: F401

# isort: split
import nbformat
from ipykernel.jsonutil import encode_images, json_clean
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from nbformat import NotebookNode
from traitlets import Type, observe
from traitlets.config import Config

INLINE = "module://matplotlib_inline.backend_inline"


class KeptStream(io.TextIOBase):
    """A text stream whose text becomes stream outputs of the cell that is running."""

    encoding = "utf-8"

    def __init__(self, shell: CellShell, name: str) -> None:
        super().__init__()
        self._shell, self._name = shell, name

    def write(self, text: str) -> int:
        """Keep the text, joined to what the same stream put out just before."""
        outputs = self._shell.outputs
        if outputs and outputs[-1].output_type == "stream" and outputs[-1].name == self._name:
            outputs[-1].text += text
        elif text:
            outputs.append(_output("stream", name=self._name, text=text))
        return len(text)

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True


class KeptDisplays(DisplayPublisher):
    """Keeps what a cell displays; an update changes what was displayed under the same id, in any cell."""

    def publish(  # type: ignore[override]
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        """Keep one display."""
        shell = _cells(self.shell)
        display_id = (transient or {}).get("display_id")
        content = {"data": _as_json(data), "metadata": _as_json(metadata or {})}
        if update:
            for earlier in shell.displayed.get(str(display_id), ()):
                earlier.update(content)
            return
        output = _output("display_data", **content)
        shell.outputs.append(output)
        if display_id:
            shell.displayed.setdefault(str(display_id), []).append(output)

    def clear_output(self, wait: bool = False) -> None:
        """Forget what the cell put out so far."""
        _cells(self.shell).outputs.clear()


class KeptResult(DisplayHook):
    """Keeps the value of a cell's last expression."""

    def write_output_prompt(self) -> None:
        """Write nothing: the output has its own number."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Keep the value in every format it has."""
        output = _output(
            "execute_result",
            data=_as_json(format_dict),
            metadata=_as_json(md_dict or {}),
            execution_count=self.prompt_count,
        )
        _cells(self.shell).outputs.append(output)

    def finish_displayhook(self) -> None:
        """Write nothing after a value."""
        self._is_active = False


class NoFolder(ProfileDir):
    """A profile whose folder nobody makes: a shell for one notebook keeps nothing, and reads nothing of the user's."""

    @observe("location")
    def _location_changed(self, change: Any) -> None:
        """Make no folder."""


class CellShell(InteractiveShell):
    """A shell that runs the cells of one notebook and keeps their outputs."""

    displayhook_class = Type(KeptResult)
    display_pub_class = Type(KeptDisplays)

    def __init__(self, **kwargs: Any) -> None:
        self.outputs: list[NotebookNode] = []
        self.displayed: dict[str, list[NotebookNode]] = {}
        super().__init__(**kwargs)

    def run(self, cell: NotebookNode, seconds: float | None = None) -> bool:
        """Run a cell, put its outputs into it, and say whether it went well."""
        self.outputs = cell.outputs = []
        streams = KeptStream(self, "stdout"), KeptStream(self, "stderr")
        with (
            contextlib.redirect_stdout(streams[0]),
            contextlib.redirect_stderr(streams[1]),
            cell_deadline(seconds),
        ):
            result = self.run_cell(cell.source, store_history=True)
        cell.execution_count = result.execution_count
        return bool(result.success)

    def enable_gui(self, gui: str | None = None) -> None:
        """Start no event loop: figures are drawn into outputs."""

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.outputs.append(_output("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb)))


def new_shell() -> CellShell:
    """Give a new shell, free of the user's own start-up files and history, drawing figures into its outputs."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    CellShell.clear_instance()
    InteractiveShell.clear_instance()
    folder = tempfile.gettempdir()
    profile = NoFolder(location=os.path.join(folder, f"planbook-shell-{os.getpid()}"))
    shell = CellShell.instance(config=config, ipython_dir=folder, profile_dir=profile)
    if "matplotlib.pyplot" in sys.modules:
        shell.enable_matplotlib("inline")
    else:
        draw_inline()
    return shell


def draw_inline() -> None:
    """Let figures be drawn into outputs once pyplot is imported, as a kernel has it: most notebooks never need it."""
    os.environ["MPLBACKEND"] = INLINE
    matplotlib = sys.modules.get("matplotlib")
    if matplotlib is not None and matplotlib.get_backend(auto_select=False) != INLINE:
        matplotlib.rcParams["backend"] = INLINE


@contextlib.contextmanager
def cell_deadline(seconds: float | None) -> Iterator[None]:
    """Raise `TimeoutError` inside a cell that takes longer, where the system can (a main thread with SIGALRM)."""
    able = hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()
    if not seconds or not able:
        yield
        return

    def late(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"the cell took longer than {seconds:g} seconds")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _cells(shell: Any) -> CellShell:
    """Give the shell as what it is; IPython types it as any shell, or none."""
    assert isinstance(shell, CellShell)
    return shell


def _output(kind: str, **content: Any) -> NotebookNode:
    """Give an output; the notebook is checked as a whole when it has run."""
    made: NotebookNode = nbformat.from_dict({"output_type": kind, **content})
    return made


def _as_json(bundle: dict[str, Any]) -> dict[str, Any]:
    cleaned: dict[str, Any] = json_clean(encode_images(bundle))
    return cleaned


def python_said() -> dict[str, Any]:
    """Give the language a notebook says it is in."""
    return {
        "name": "python",
        "version": sys.version.split()[0],
        "mimetype": "text/x-python",
        "file_extension": ".py",
        "pygments_lexer": "ipython3",
        "nbconvert_exporter": "python",
        "codemirror_mode": {"name": "ipython", "version": 3},
    }

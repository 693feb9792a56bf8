"""The two engines give the same outputs, and a failing cell is named by either."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import pytest

from planbook.produce.engine import CellError, execute, take_stderr
from planbook.produce.engines import KERNEL, WARM
from planbook.produce.pool import Lost, Pool, Task, forking

pytestmark = pytest.mark.notebook

PARAMETERS = {"system": "QBB", "place": None, "scenario": "winter"}
SHOWS_EVERYTHING = (
    "print(system, place, scenario)",
    "import sys\nprint('one')\nprint('careful', file=sys.stderr)\nprint('two')",
    "class Shown:\n    __repr__ = lambda self: 'shown'\n    _repr_html_ = lambda self: '<b>shown</b>'\nShown()",
    "from IPython.display import HTML, display",
    "print('over')\nhandle = display(HTML('<i>first</i>'), display_id='it')\ndisplay(Shown())\nprint('under')",
    "handle.update(HTML('<i>second</i>'))",
    "import pandas as pd\npd.DataFrame({'people': [1.5, None]})",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    "import asyncio\nawait asyncio.sleep(0)\n1 + 1",
    "'hidden';",
    "from pathlib import Path\nPath.cwd().name, __name__",
    "",
    "_",
)


def in_a_fork(function: Callable[[Any], Any], argument: Any, tmp_path: Path, seconds: float = 60) -> Any:
    """Run in a process of its own, as the farm does, and give its answer."""
    pool = Pool(1, forking())
    pool.start("it", Task(function, argument, tmp_path / "log", seconds))
    while pool.busy:
        for _key, answer, _seconds in pool.finished():
            return answer
    return None


def run_warm(path: Path, seconds: float = 120) -> Any:
    try:
        return execute(path, PARAMETERS, WARM, cell_seconds=seconds)
    except CellError as error:
        return error.cell, error.message, error.traceback


def written(tmp_path: Path, *sources: str) -> Path:
    cells = [nbformat.v4.new_code_cell("system = place = scenario = ''", metadata={"tags": ["parameters"]}, id="p")]
    cells += [nbformat.v4.new_code_cell(source, id=f"c{n}") for n, source in enumerate(sources)]
    path = tmp_path / "notebooks" / "it.ipynb"
    path.parent.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def outputs(notebook: nbformat.NotebookNode) -> list[Any]:
    return [(cell.source, cell.execution_count, cell.outputs) for cell in notebook.cells if cell.cell_type == "code"]


def test_both_engines_give_the_same_outputs(tmp_path: Path) -> None:
    path = written(tmp_path, *SHOWS_EVERYTHING)
    warm, kernel = in_a_fork(run_warm, path, tmp_path), execute(path, PARAMETERS, KERNEL)
    assert take_stderr(warm) == take_stderr(kernel) == "careful\n"
    for ours, theirs in zip(outputs(warm), outputs(kernel), strict=True):
        assert ours == theirs
    pictures = [out for _, _, outs in outputs(warm) for out in outs if "image/png" in out.get("data", {})]
    assert len(pictures) == 1


def test_a_failing_cell_is_named_as_run_all_numbers_it(tmp_path: Path) -> None:
    path = written(tmp_path, "1", "{}['missing']", "print('never')")
    cell, message, traceback = in_a_fork(run_warm, path, tmp_path)
    assert (cell, message) == (3, "KeyError: 'missing'")
    assert "\x1b" not in traceback
    with pytest.raises(CellError) as caught:
        execute(path, PARAMETERS, KERNEL)
    assert (caught.value.cell, caught.value.message) == (cell, message)


def test_a_cell_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = written(tmp_path, "import time\ntime.sleep(30)")
    cell, message, _traceback = in_a_fork(partial(run_warm, seconds=1), path, tmp_path)
    assert cell == 2
    assert message == "TimeoutError: the cell took longer than 1 seconds"


def test_a_kernel_is_of_this_interpreter_and_leaves_the_user_s_start_up_files_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_up = tmp_path / "ipython" / "profile_default" / "startup"
    start_up.mkdir(parents=True)
    (start_up / "00.py").write_text("print('started up')\n")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    path = written(tmp_path, "import sys\nsys.executable")
    for notebook in (execute(path, PARAMETERS, KERNEL), in_a_fork(run_warm, path, tmp_path)):
        import sys

        assert outputs(notebook)[-1][2][0].data["text/plain"] == repr(sys.executable)
    assert os.environ["IPYTHONDIR"] == str(tmp_path / "ipython")


def test_one_notebook_leaves_nothing_to_the_next(tmp_path: Path) -> None:
    path = written(tmp_path, "import matplotlib as m\nm.rcParams['font.size'] = 99\nleft = 1")
    in_a_fork(run_warm, path, tmp_path)
    (tmp_path / "second").mkdir()
    path = written(tmp_path / "second", "import matplotlib as m\nm.rcParams['font.size'] == 99, 'left' in dir()")
    assert outputs(in_a_fork(run_warm, path, tmp_path))[-1][2][0].data["text/plain"] == "(False, False)"


def die(_: object) -> None:
    os._exit(3)


def test_a_process_that_dies_is_said_to_have(tmp_path: Path) -> None:
    assert in_a_fork(die, None, tmp_path) == Lost("the process ended without an answer (exit code 3)")


def wait_long(_: object) -> None:
    import time

    time.sleep(60)


def test_a_task_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    lost = in_a_fork(wait_long, None, tmp_path, seconds=0.2)
    assert lost == Lost("took longer than 0.2 seconds and was stopped")


def say(_: object) -> str:
    os.write(1, b"written straight to the terminal\n")
    return "said"


def test_what_is_written_to_the_terminal_goes_to_the_log(tmp_path: Path) -> None:
    assert in_a_fork(say, None, tmp_path) == "said"
    assert (tmp_path / "log").read_text() == "written straight to the terminal\n"


def fail(_: object) -> None:
    raise ValueError("no good")


def test_a_task_that_raises_says_what(tmp_path: Path) -> None:
    lost = in_a_fork(fail, None, tmp_path)
    assert lost.why == "ValueError: no good"
    assert "Traceback" in lost.said


def big(_: object) -> bytes:
    return b"x" * 5_000_000


def test_a_big_answer_comes_through(tmp_path: Path) -> None:
    assert len(in_a_fork(big, None, tmp_path)) == 5_000_000

"""However it ends, a farm leaves whole reports, current or previous, and the next one makes only what is left."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planbook.produce import cache
from planbook.produce.farm import Summary, make_reports
from planbook.produce.manifest import read
from planbook.produce.progress import Silent
from planbook.produce.project import open_project
from planbook.produce.selection import select
from planbook.produce.settings import Settings

pytestmark = pytest.mark.notebook

Write = Callable[..., Path]

FARM = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # where tests run in the background it is ignored
sys.path[:0] = {paths!r}
import pathlib, planbook.produce.farm as farm, planbook.produce.settings as settings
from planbook.produce.project import Project
from planbook import workflow
from planbook.produce.selection import Selection, Wanted
import conftest, planbook.steps
from planbook.data import reference
reference.FOLDER = pathlib.Path({reference!r})
planbook.steps.__path__.append({steps!r})
workflow.STEPS = conftest.STEPS
workflow.BY_SLUG.clear(); workflow.BY_SLUG.update({{step.slug: step for step in conftest.STEPS}})
workflow.TABLES.clear(); workflow.TABLES.update({{table.name: table for table in conftest.TOY.produces}})
workflow.STEP_OF.clear(); workflow.STEP_OF.update({{table.name: conftest.TOY for table in conftest.TOY.produces}})
from planbook.produce.project import open_project
from planbook.produce.selection import select
project = open_project(pathlib.Path({root!r}))
farm.make_reports(project, select(project, ["QAA"]), settings.Settings(pathlib.Path({out!r}), jobs=2))
"""


def wait_for(what: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def make(out: Path, progress: Silent | None = None) -> Summary:
    project = open_project()
    return make_reports(project, select(project, ["QAA"]), Settings(out, jobs=2), progress)


def pages(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*.html"))}


def assert_whole(out: Path, *, unfinished: bool = False) -> None:
    """Check that every page is whole; and, unless the farm was killed outright, that nothing unfinished lies about."""
    assert all(page.rstrip().endswith(b"</html>") for page in pages(out).values())
    assert unfinished or not list(out.rglob(".writing-*"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_a_farm_that_is_killed_leaves_whole_reports_and_no_process_and_the_next_goes_on(
    toy: Path, write_notebook: Write, tmp_path: Path, ending: signal.Signals
) -> None:
    out, pids = tmp_path / "out", tmp_path / "pids"
    pids.mkdir()
    here = f"open('{pids}/' + str(os.getpid()), 'w').close()"
    waits = f"if place == 'south':\n    import os, time\n    {here}\n    time.sleep(300)"
    write_notebook(toy, "02_later", waits)
    script = FARM.format(
        paths=[str(Path(__file__).parent)],
        reference=str(tmp_path / "reference"),
        steps=str(tmp_path / "steps"),
        root=str(toy),
        out=str(out),
    )
    with subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.DEVNULL) as farm:
        wait_for(lambda: list(pids.iterdir()) and len(pages(out)) >= 5)
        farm.send_signal(ending)
    wait_for(lambda: not any(is_running(int(path.name)) for path in pids.iterdir()))
    assert_whole(out, unfinished=ending is signal.SIGKILL)
    there = pages(out)
    write_notebook(toy, "02_later", waits.replace("sleep(300)", "sleep(0)"))
    summary = make(out)
    assert summary.fresh, "what was finished is not made again"
    assert (summary.made + len(summary.fresh), summary.failures) == (9, [])
    assert {name: pages(out)[name] for name in there if "02_later" not in name and name != "index.html"} == {
        name: page for name, page in there.items() if "02_later" not in name and name != "index.html"
    }
    assert {row["status"] for row in read(out)} == {"made"}
    assert len(read(out)) == 9


class StopsAfter(Silent):
    """Is interrupted, as by Ctrl-C, when so many reports are done."""

    def __init__(self, many: int) -> None:
        self.left = many

    def ended(self, said: str, failed: bool, seconds: float) -> None:
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt


def test_an_interrupted_farm_keeps_what_it_made_and_its_list(toy: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        make(out, StopsAfter(3))
    assert_whole(out)
    assert len(read(out)) == 3
    assert (out / "index.html").is_file()
    summary = make(out)
    assert (len(summary.fresh), summary.made) == (3, 6)


class Disk:
    """A disk with room for so many bytes: then nothing more can be written, and what was begun is cut off."""

    def __init__(self, room: int) -> None:
        self.room, self.fdopen = room, os.fdopen

    def __call__(self, handle: int, *given: Any, **named: Any) -> Any:
        return Cut(self.fdopen(handle, *given, **named), self)


class Cut:
    def __init__(self, file: Any, disk: Disk) -> None:
        self.file, self.disk = file, disk

    def __enter__(self) -> Cut:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, content: bytes) -> int:
        self.file.write(content[: max(0, self.disk.room)])
        self.disk.room -= len(content)
        if self.disk.room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return len(content)


@pytest.mark.parametrize("room", [0, 40_000])
def test_a_full_disk_leaves_whole_reports_and_what_was_there_before(
    toy: Path, write_notebook: Write, tmp_path: Path, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    assert make(out).made == 9
    before = pages(out)
    write_notebook(toy, "01_toy", "'another'")
    write_notebook(toy, "03_alone", "'another'")
    with monkeypatch.context() as full:
        full.setattr(cache.os, "fdopen", Disk(room))
        with pytest.raises(OSError, match="No space left"):
            make(out)
    assert_whole(out)
    after = pages(out)
    assert after.keys() == before.keys()
    assert all(b"another" in after[name] or after[name] == before[name] for name in before)
    summary = make(out)
    assert summary.failures == []
    assert summary.made + len(summary.fresh) == 9
    assert sum(b"another" in page for page in pages(out).values()) == 6


def test_a_worker_that_is_killed_leaves_the_previous_report(toy: Path, write_notebook: Write, tmp_path: Path) -> None:
    out = tmp_path / "out"
    make(out)
    before = pages(out)
    write_notebook(toy, "03_alone", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    summary = make(out)
    assert (len(summary.failures), len(summary.fresh)) == (3, 6)
    assert all(pages(out)[name] == page for name, page in before.items() if name != "index.html")
    write_notebook(toy, "03_alone", "print(system)", "place")
    assert make(out).failures == []
    assert pages(out) == before

"""The same tasks on other processes that share no disk: identical pages, whatever dies meanwhile."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from planbook.data import reference
from planbook.errors import InputError
from planbook.produce import remote
from planbook.produce.farm import make_reports
from planbook.produce.fresh import verdicts_in
from planbook.produce.progress import Silent
from planbook.produce.project import Project, open_project
from planbook.produce.selection import Selection, select
from planbook.produce.settings import Settings
from planbook.produce.shelf import Folder, Store

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "address", ["tls://10.0.0.1:8786", "tcp://127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786"]
)
def test_an_address_of_this_machine_or_with_tls_is_good(address: str) -> None:
    remote.check_address(address)


@pytest.mark.parametrize("address", ["tcp://10.0.0.1:8786", "tcp://scheduler.example:8786"])
def test_an_address_elsewhere_needs_tls_or_so_many_words(address: str) -> None:
    with pytest.raises(InputError, match="--insecure-scheduler"):
        remote.check_address(address)
    remote.check_address(address, insecure=True)


@pytest.mark.parametrize("address", ["", "8786", "http://127.0.0.1:8786", "tcp://"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="no address of a scheduler"):
        remote.check_address(address, insecure=True)


def test_files_go_along_whole_and_are_the_same_archive_each_time(toy: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    files = remote.packed(toy)
    assert files == remote.packed(toy)
    there = remote.unpacked(files)
    assert there == remote.unpacked(files)
    for path in (toy / "params").rglob("*.yaml"):
        assert (there / path.relative_to(toy)).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("kind", ["folder", "store"])
def test_a_page_is_on_its_shelf_whole_or_not_at_all(kind: str, tmp_path: Path) -> None:
    if kind == "store":
        pytest.importorskip("fsspec", reason="the extra planbook[distributed] is not installed")
    shelf = Folder(tmp_path) if kind == "folder" else Store(f"file://{tmp_path}")
    assert shelf.digest("a/b.html") is None
    shelf.put("a/b.html", b"one")
    first = shelf.digest("a/b.html")
    shelf.put("a/b.html", b"two")
    assert (tmp_path / "a" / "b.html").read_bytes() == b"two"
    assert shelf.digest("a/b.html") != first
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.html"]
    shelf.remove("a/b.html")
    shelf.remove("a/b.html")
    assert shelf.digest("a/b.html") is None


def started(stack: ExitStack, folder: Path, *words: str) -> subprocess.Popen:
    folder.mkdir(parents=True)
    environment = {**os.environ, "TMPDIR": str(folder)}
    environment.pop("PLANBOOK_CACHE", None)
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "dask", *words, "--no-dashboard"]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    stack.callback(process.wait, 30)
    stack.callback(process.kill)
    return process


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """Start a scheduler and two workers on this machine; give its address and the workers."""
    pytest.importorskip("distributed", reason="the extra planbook[distributed] is not installed")
    told = tmp_path / "scheduler.json"
    with ExitStack() as stack:
        started(
            stack,
            tmp_path / "scheduler",
            "scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--scheduler-file",
            str(told),
        )
        end = time.monotonic() + 60
        while not told.exists():
            assert time.monotonic() < end, "the scheduler did not start"
            time.sleep(0.1)
        address = json.loads(told.read_text())["address"]
        words = ("worker", address, "--no-nanny", "--nthreads", "1", "--host", "127.0.0.1")
        yield address, [started(stack, tmp_path / f"worker-{n}", *words) for n in (1, 2)]


class KillsOne(Silent):
    """Kills a worker when the first report is done."""

    def __init__(self, worker: subprocess.Popen) -> None:
        self.worker, self.seen = worker, 0

    def ended(self, said: str, failed: bool, seconds: float) -> None:
        self.seen += 1
        if self.seen == 1:
            self.worker.send_signal(signal.SIGKILL)


def pages(out: Path, selection: Selection) -> list[bytes]:
    return [(out / wanted.path).read_bytes() for wanted in selection.wanted]


@pytest.mark.notebook
@pytest.mark.skipif(not reference.names(), reason="the reference tables are not built")
def test_workers_make_identical_pages_though_one_is_killed(
    cluster: tuple[str, list[subprocess.Popen]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, workers = cluster
    project: Project = open_project(ROOT)
    selection = select(project, ["EXAMPLE"], "all", "baseline", "baseline")
    monkeypatch.setenv("PLANBOOK_CACHE", str(tmp_path / "cache-here"))
    ours = make_reports(project, selection, Settings(tmp_path / "here"))
    assert ours.failures == []
    monkeypatch.setenv("PLANBOOK_CACHE", str(tmp_path / "cache-there"))
    settings = Settings(tmp_path / "there", scheduler=address, store=f"file://{tmp_path / 'store'}")
    theirs = make_reports(project, selection, settings, KillsOne(workers[0]))
    assert [failure.message for failure in theirs.failures] == []
    assert theirs.made == len(selection.wanted)
    assert workers[0].poll() is not None
    assert pages(tmp_path / "store", selection) == pages(tmp_path / "here", selection)
    assert not list((tmp_path / "there").rglob("*.html"))[1:], "only the front page is kept here"
    there = verdicts_in(tmp_path / "there", project, selection, settings.store)
    assert {verdict.said for verdict in there.values()} == {"fresh"}

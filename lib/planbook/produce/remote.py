"""The farm's tasks on many machines: the same two task functions, sent to a dask.distributed scheduler.

No disk is shared: parameters and notebooks go along, tables go from worker to worker, pages come back or go to a store.
Each worker needs only the same checkout, installed; that is checked with every task. A task is a function of what it is
given, so that one whose worker died is simply done again elsewhere.
"""

from __future__ import annotations

import hashlib
import io
import ipaddress
import os
import queue
import tempfile
import threading
import zipfile
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from planbook.errors import InputError, PlanbookError, Problem
from planbook.produce.beside import Beside
from planbook.produce.cache import Cache
from planbook.produce.code import page_versions
from planbook.produce.pool import Lost, Task
from planbook.produce.project import Project, open_project
from planbook.produce.selection import folder_of
from planbook.produce.shelf import Store
from planbook.produce.start import PACKAGE, TEMPLATE, files_below
from planbook.produce.tables import Sent, system_tables
from planbook.produce.tasks import Outcome, ReportJob, TablesJob, TablesMade

RETRIES = 3
SHIPPED = ("params", "notebooks")
_BESIDE = threading.local()


class OtherCodeError(PlanbookError):
    """A worker has other code or libraries than the one that asks."""


@dataclass(frozen=True)
class Here:
    """A task as it is done on a worker: the function, its argument, the files it needs and the tables it reads."""

    function: Callable[[Any], Any]
    argument: Any
    files: bytes
    tables: tuple[Sent, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What a worker gives back: the answer, the tables made (for those that need them), and the seconds taken."""

    answer: Any
    tables: tuple[Sent, ...] = ()


@dataclass
class Cluster:
    """Does tasks on the workers of a scheduler; has what the farm needs of a `Pool`."""

    client: Any
    files: Any
    project: Project
    store: str = ""
    fingerprint: str = ""
    _running: dict[Hashable, Any] = field(default_factory=dict, repr=False)
    _tables: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)
    _ended: queue.SimpleQueue[tuple[Hashable, Any]] = field(default_factory=queue.SimpleQueue, repr=False)

    @property
    def size(self) -> int:
        """How many tasks may be under way: twice what the workers do at once, so that none waits for the next."""
        return 2 * max(1, sum(self.client.nthreads().values()))

    @property
    def free(self) -> int:
        """How many more tasks may start now."""
        return self.size - len(self._running)

    @property
    def keys(self) -> tuple[Hashable, ...]:
        """What is under way."""
        return tuple(self._running)

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._running)

    def start(self, key: Hashable, task: Task) -> None:
        """Send a task, known by `key`, to whichever worker is free."""
        job = task.argument
        tables = None if isinstance(job, TablesJob) else self._tables.get(_system_of(job))
        given = (task.function, job, task.seconds, self.files, tables, self.store, self.fingerprint)
        future = self.client.submit(on_worker, *given, pure=False, retries=RETRIES)
        if isinstance(job, TablesJob):
            self._tables[_system_of(job)] = future
        self._running[key] = future
        future.add_done_callback(lambda done: self._ended.put((key, done)))

    def finished(self, patience: float = 0.5) -> list[tuple[Hashable, Any, float]]:
        """Wait up to `patience` seconds; give (key, answer or `Lost`, seconds taken) of each task that ended."""
        ended = []
        try:
            ended.append(self._ended.get(timeout=patience))
            while True:
                ended.append(self._ended.get_nowait())
        except queue.Empty:
            pass
        return [(key, *self._answer(future)) for key, future in ended if self._running.pop(key, None) is not None]

    def forget(self, system: str, scenario: str) -> None:
        """Let the workers forget a system's tables."""
        self._tables.pop((system, scenario), None)

    def stop(self) -> None:
        """End everything under way, and the connection."""
        for future in self._running.values():
            future.cancel()
        self._running.clear()
        self._tables.clear()
        self.client.close()

    def _answer(self, future: Any) -> tuple[Any, float]:
        try:
            told, seconds = future.result()
        except Exception as error:
            said = "its worker ended, and others that tried" if type(error).__name__ == "KilledWorker" else str(error)
            return Lost(said or type(error).__name__), 0.0
        if told.tables:
            self._take(told)
        return told.answer, seconds

    def _take(self, told: Answer) -> None:
        """Put tables made elsewhere into the cache here, where the farm looks for them."""
        from planbook.produce.cache import open_cache

        first = told.tables[0]
        areas, cache = self.project.areas(first.system), open_cache(self.project.root)
        tables = system_tables(self.project.beliefs, areas, first.scenario, cache)
        for sent in told.tables:
            tables.take(sent)


def connect(project: Project, address: str, store: str = "", *, insecure: bool = False) -> Cluster:
    """Give the workers of a scheduler by its address.

    Raises `InputError` when the extra is not installed, nobody answers, no worker is there, or the address is off this
    machine without TLS and `insecure` was not said.
    """
    check_address(address, insecure)
    try:
        from distributed import Client, Security
    except ImportError as error:
        raise InputError(Problem("needs dask.distributed", "--scheduler", "install planbook[distributed]")) from error
    security = Security(require_encryption=True) if address.startswith("tls://") else None
    try:
        client = Client(address, security=security, timeout="20s", set_as_default=False)
        client.wait_for_workers(1, timeout=60)
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(Problem(f"cannot be worked with: {error}", f"--scheduler {address}")) from error
    files = client.submit(bytes, packed(project.root), pure=False, retries=RETRIES)
    return Cluster(client, files, project, store, fingerprint())


def check_address(address: str, insecure: bool = False) -> None:
    """Raise `InputError` unless the address is of a scheduler that may be trusted with what we send."""
    parts = urlsplit(address)
    where = f"--scheduler {address}"
    if parts.scheme not in ("tcp", "tls") or not parts.hostname:
        raise InputError(Problem("is no address of a scheduler", where, "tls://host:8786, or tcp://127.0.0.1:8786"))
    if parts.scheme == "tcp" and not insecure and not _is_this_machine(parts.hostname):
        what = "would run code and send reports unencrypted, for whoever listens or answers"
        raise InputError(Problem(what, where, "tls://, or --insecure-scheduler to say that you want that"))


def packed(root: Path) -> bytes:
    """Give the parameters and notebooks of a project as one archive, the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder in SHIPPED:
            for path in files_below(str(root / folder)):
                name = Path(path).relative_to(root).as_posix()
                archive.writestr(zipfile.ZipInfo(name), Path(path).read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpacked(files: bytes) -> Path:
    """Give the folder on this machine that holds those files, written once and whole."""
    name = hashlib.sha256(files).hexdigest()[:20]
    home = Path(tempfile.gettempdir()) / f"planbook-worker-{os.getuid() if hasattr(os, 'getuid') else 'here'}"
    home.mkdir(mode=0o700, exist_ok=True)
    if hasattr(os, "getuid") and home.stat().st_uid != os.getuid():
        raise InputError(Problem("belongs to someone else", home.name, "a folder for temporary files of its own"))
    folder = home / name
    if not folder.is_dir():
        part = Path(tempfile.mkdtemp(dir=home, prefix=".unpacking-"))
        with zipfile.ZipFile(io.BytesIO(files)) as archive:
            archive.extractall(part)
        try:
            part.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
    return folder


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Give a hash of the code, figures and template of this machine, and of the libraries that can change a page."""
    hashed = hashlib.sha256(repr(page_versions()).encode())
    for folder in (PACKAGE, TEMPLATE):
        for path in files_below(str(folder)):
            hashed.update(Path(path).relative_to(folder).as_posix().encode() + Path(path).read_bytes())
    return hashed.hexdigest()


def on_worker(
    function: Callable[[Any], Any],
    job: TablesJob | ReportJob,
    seconds: float,
    files: bytes,
    tables: tuple[Answer, float] | None,
    store: str,
    asked_with: str,
) -> tuple[Answer, float]:
    """Do a task on a worker, in a process of its own beside it.

    Raises `OtherCodeError` when this worker has other code; then, and when it dies, the task is tried elsewhere.
    """
    import time

    if fingerprint() != asked_with:
        raise OtherCodeError("a worker has other code, figures or libraries than the one that asks: install the same")
    began = time.monotonic()
    if not hasattr(_BESIDE, "it"):
        _BESIDE.it = Beside()
    sent = tables[0].tables if tables else ()
    told, said = _BESIDE.it.run(do_here, Here(function, job, files, sent), seconds)
    if isinstance(told, Lost):
        return Answer(replace(told, said=f"{told.said}{said}")), time.monotonic() - began
    answer = told.answer
    if isinstance(answer, TablesMade | Outcome) and said:
        answer = replace(answer, log=f"{said}{answer.log}")
    if isinstance(answer, Outcome) and store and not answer.failed:
        Store(store).put(_path_of(job), answer.html)
        answer = answer.put_away()
    return Answer(answer, told.tables), time.monotonic() - began


def do_here(given: Here) -> Answer:
    """Do a task in this process, in a folder of the files that came with it."""
    root = unpacked(given.files)
    os.environ["PLANBOOK_CACHE"], os.environ["PLANBOOK_ROOT"] = str(root / ".planbook-cache"), str(root)
    job = given.argument
    if isinstance(job, TablesJob):
        answer = given.function(replace(job, root=root))
        return Answer(answer, sent_tables(root, job, answer))
    _receive(root, given.tables)
    return Answer(given.function(replace(job, root=root, notebook=root / "notebooks" / job.notebook.name)))


def sent_tables(root: Path, job: TablesJob, made: TablesMade) -> tuple[Sent, ...]:
    """Give the tables that were made, with what they read, to be read elsewhere."""
    project, cache = open_project(root), Cache(root / ".planbook-cache")
    tables = system_tables(project.beliefs, project.areas(job.system), job.scenario, cache)
    return tuple(tables.send(name) for name in made.made)


def _receive(root: Path, sent: tuple[Sent, ...]) -> None:
    if sent:
        project, cache = open_project(root), Cache(root / ".planbook-cache")
        tables = system_tables(project.beliefs, project.areas(sent[0].system), sent[0].scenario, cache)
        for each in sent:
            tables.take(each)


def _system_of(job: TablesJob | ReportJob) -> tuple[str, str]:
    if isinstance(job, TablesJob):
        return job.system, job.scenario
    return str(job.parameters["system"]), str(job.parameters["scenario"])


def _path_of(job: Any) -> str:
    parameters = job.parameters
    place = parameters["place"] or "_system"
    return f"{folder_of(parameters['scenario'])}/{parameters['system']}/{place}/{job.notebook.stem}.html"


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

"""Tasks, each in a process of its own, forked from this one where the system can.

A task that raises, dies or takes too long is that task's end and no other's; and no task outlives the process that
started it.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Protocol

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Lost:
    """A task that gave no answer: why, in words, and what it said before."""

    why: str
    said: str = ""


@dataclass(frozen=True)
class Task:
    """What to call, with one argument; where its terminal output goes; and the seconds it may take."""

    function: Callable[[Any], Any]
    argument: Any
    log: Path
    seconds: float


class Workers(Protocol):
    """Those who do the farm's tasks, here or elsewhere."""

    @property
    def size(self) -> int:
        """How many tasks may be under way."""

    @property
    def free(self) -> int:
        """How many more tasks may start now."""

    @property
    def keys(self) -> tuple[Hashable, ...]:
        """What is under way."""

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""

    def start(self, key: Hashable, task: Task) -> None:
        """Start a task, known by `key`."""

    def finished(self, patience: float = 0.5) -> list[tuple[Hashable, Any, float]]:
        """Wait up to `patience` seconds; give (key, answer or `Lost`, seconds taken) of each task that ended."""

    def forget(self, system: str, scenario: str) -> None:
        """Be told that no more tasks of a system come."""

    def stop(self) -> None:
        """End every task now."""


@dataclass
class _Running:
    process: BaseProcess
    answers: Connection
    task: Task
    started: float


@dataclass
class Pool:
    """Up to `size` tasks at once; `start` one, `finished` waits for those that end."""

    size: int
    context: BaseContext
    _running: dict[Hashable, _Running] = field(default_factory=dict)
    _leaving: list[_Running] = field(default_factory=list)

    @property
    def free(self) -> int:
        """How many more tasks may start now."""
        return self.size - len(self._running)

    @property
    def keys(self) -> tuple[Hashable, ...]:
        """What is running."""
        return tuple(self._running)

    @property
    def busy(self) -> bool:
        """Whether any task is running."""
        return bool(self._running)

    def start(self, key: Hashable, task: Task) -> None:
        """Start a task, known by `key`, in a process of its own."""
        answers, ours = self.context.Pipe(duplex=False)
        process = self.context.Process(target=_work, args=(task, ours, os.getpid()), daemon=False)  # type: ignore[attr-defined]
        sys.stdout.flush()
        sys.stderr.flush()
        with warnings.catch_warnings():
            # Python 3.12 warns of any thread at a fork; ours are those of the numeric libraries, idle at this moment.
            warnings.filterwarnings("ignore", message=".*multi-threaded.*fork", category=DeprecationWarning)
            process.start()
        ours.close()
        self._running[key] = _Running(process, answers, task, time.monotonic())

    def finished(self, patience: float = 0.5) -> list[tuple[Hashable, Any, float]]:
        """Wait up to `patience` seconds; give (key, answer or `Lost`, seconds taken) of each task that ended."""
        ends = [end for each in self._running.values() for end in (each.answers, each.process.sentinel)]
        ready = set(wait(ends, timeout=patience)) if ends else set()
        ended = []
        for key, running in list(self._running.items()):
            if running.answers in ready or running.process.sentinel in ready:
                ended.append((key, _answer(running)))
            elif time.monotonic() - running.started > running.task.seconds:
                _stop(running.process)
                ended.append((key, Lost(f"took longer than {running.task.seconds:g} seconds and was stopped")))
        self._leaving = [each for each in self._leaving if not _gone(each)]
        self._leaving += [self._running[key] for key, _ in ended]
        return [(key, answer, time.monotonic() - self._running.pop(key).started) for key, answer in ended]

    def forget(self, system: str, scenario: str) -> None:
        """Do nothing: what was forked from this process holds nothing when it has ended."""

    def stop(self) -> None:
        """End every task now."""
        for running in (*self._running.values(), *self._leaving):
            _stop(running.process)
        self._running.clear()
        self._leaving.clear()


def processors() -> int:
    """Give how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def forking() -> BaseContext:
    """Give processes that begin as copies of this one: warm, with all it has imported and read."""
    return multiprocessing.get_context("fork")


def spawning() -> BaseContext:
    """Give processes that begin from nothing, where forking is not safe or not there."""
    return multiprocessing.get_context("spawn")


def _answer(running: _Running) -> Any:
    """Give what a task sent; its process is left to end by itself: taking down all that it holds takes a while."""
    try:
        answer = running.answers.recv() if running.answers.poll() else None
    except EOFError:
        answer = None
    running.answers.close()
    if answer is not None:
        return answer
    running.process.join(5)
    code = running.process.exitcode
    _stop(running.process)
    return Lost(f"the process ended without an answer ({_ending(code)})")


def _gone(running: _Running) -> bool:
    """Say whether a process that gave its answer has ended; one that does not end by itself is ended."""
    if running.process.is_alive() and time.monotonic() - running.started > running.task.seconds:
        _stop(running.process)
    return not running.process.is_alive()


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


def _stop(process: BaseProcess) -> None:
    if process.is_alive():
        process.kill()
    process.join(5)


def _work(task: Task, answers: Connection, parent: int) -> None:
    """Do a task in this new process, and send its answer to the one that started it."""
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with _terminal_to(task.log):
        try:
            answers.send(task.function(task.argument))
        except Exception as error:
            answers.send(Lost(f"{type(error).__name__}: {error}", traceback.format_exc()))
    answers.close()


def _die_with(parent: int) -> None:
    """See to it that this process ends when the one that started it does, however that ends."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        return
    starter = multiprocessing.parent_process()
    if starter is not None:
        threading.Thread(target=lambda: (wait([starter.sentinel]), os._exit(1)), daemon=True).start()


@contextlib.contextmanager
def _terminal_to(log: Path) -> Any:
    """Send to the log what this process and those it starts write to the terminal; nothing can be read from it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb", buffering=0) as file, Path(os.devnull).open("rb") as nothing:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        os.dup2(nothing.fileno(), 0)
        faulthandler.enable(file)
        yield
        sys.stdout.flush()
        sys.stderr.flush()

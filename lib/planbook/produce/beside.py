"""A warm process beside another that may not fork: it forks one process a task, as the farm on one machine does.

The two speak over a socket. When the one that started it ends, however it ends, the socket closes, and this process and
whatever it has started end too.
"""

from __future__ import annotations

import importlib
import os
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from planbook.errors import PlanbookError
from planbook.produce.engines import WARM, default_engine
from planbook.produce.pool import Pool, Task, forking, spawning


class BesideError(PlanbookError):
    """The process beside this one ended: what it was given may be tried again."""


@dataclass
class Beside:
    """Starts the warm process when it is first needed, and again when it ended."""

    _process: subprocess.Popen[bytes] | None = None
    _line: Connection | None = field(default=None, repr=False)

    def run(self, function: Any, argument: Any, seconds: float) -> Any:
        """Do a task in a process forked from the warm one; gives its answer or `Lost`, with what it wrote.

        Raises `BesideError` when the warm process itself ended.
        """
        line = self._started()
        try:
            line.send((function, argument, seconds))
            return line.recv()
        except (EOFError, OSError) as error:
            self.stop()
            raise BesideError("the warm process beside this worker ended") from error

    def stop(self) -> None:
        """End the warm process and what it started."""
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
            self._process = None

    def _started(self) -> Connection:
        if self._line is None or self._process is None or self._process.poll() is not None:
            self.stop()
            ours, theirs = socket.socketpair()
            words = [sys.executable, "-m", "planbook.produce.beside", str(theirs.fileno())]
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
            self._process = subprocess.Popen(words, pass_fds=[theirs.fileno()], env=environment)
            theirs.close()
            self._line = Connection(ours.detach())
        return self._line


def serve(line: Connection) -> None:
    """Do tasks as they come, one at a time, until the other end closes."""
    _warm_up()
    pool = Pool(1, forking() if default_engine() == WARM else spawning())
    with tempfile.TemporaryDirectory(prefix="planbook-beside-") as folder:
        log = Path(folder) / "log"
        while True:
            try:
                function, argument, seconds = line.recv()
            except (EOFError, OSError):
                return
            pool.start("it", Task(function, argument, log, seconds))
            answer = _answer(pool, line)
            if answer is None:
                return
            line.send((answer, log.read_text(encoding="utf-8", errors="replace")))


def _answer(pool: Pool, line: Connection) -> Any:
    """Wait for the answer; nothing when the other end closed meanwhile."""
    while pool.busy:
        for _key, answer, _seconds in pool.finished(patience=0.2):
            return answer
        if wait([line], timeout=0):
            pool.stop()
    return None


def _warm_up() -> None:
    """Import what every task needs; what fails here says so where it is used."""
    from planbook.produce import job
    from planbook.produce.page_context import PageContext

    job.warm_up((), PageContext("Warm", "Warm", "warm", 0))
    importlib.import_module("planbook.produce.run")


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))

"""What the farm asks of the machine it runs on: a build folder to itself, and how much memory was held."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planbook.errors import InputError, Problem


@contextmanager
def alone_in(out: Path) -> Iterator[None]:
    """Hold the build folder; raises `InputError` saying who holds it when another farm does."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    out.mkdir(parents=True, exist_ok=True)
    with (out / ".held").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "another process"
            what = f"reports are being made there by {holder}"
            raise InputError(Problem(what, out.name, "wait for it, or name another folder with --out")) from error
        file.truncate(0)
        file.write(f"process {os.getpid()}")
        file.flush()
        yield


def give_back() -> None:
    """Give memory that was let go back to the system, where there is a way to (glibc); elsewhere it is used again."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def largest_mb() -> float:
    """Give the most memory that this process or any it has started and that ended held at once, in megabytes.

    What a forked process shares with this one counts as its own. 0 where the system does not tell.
    """
    try:
        import resource
    except ImportError:
        return 0.0
    held = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return held / 1e6 if sys.platform == "darwin" else held / 1e3

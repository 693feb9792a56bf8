"""How reports are made: what was asked for, by which engine, and who does the work."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from planbook.errors import InputError, Problem
from planbook.produce.editions import FULL
from planbook.produce.engines import ENGINES, WARM, default_engine
from planbook.produce.pool import Pool, Workers, forking, processors, spawning
from planbook.produce.project import Project

NOTEBOOK_SECONDS = 300.0
TABLES_SECONDS = 1800.0


@dataclass(frozen=True)
class Settings:
    """How reports are made: where to, how many at once (0: one a processor), by which engine, and the time each has.

    Fresh reports are kept as they are, unless `no_cache`; with `only_stale` those never made are left out. `scheduler`
    is the address of a dask scheduler whose workers do the work; `store` the address of where pages are put instead
    of `out`, which then holds only what is known of them. `edition` says whom they are for, and so what is left out;
    `day` is the day the planning lead's page looks from (none: today).
    """

    out: Path
    jobs: int = 0
    engine: str = ""
    no_cache: bool = False
    only_stale: bool = False
    fail_fast: bool = False
    notebook_seconds: float = NOTEBOOK_SECONDS
    tables_seconds: float = TABLES_SECONDS
    scheduler: str = ""
    insecure_scheduler: bool = False
    store: str = ""
    edition: str = FULL
    day: date | None = None


def engine_of(settings: Settings) -> str:
    """Give the engine named, else the fastest that is safe here; raises `InputError` for an unknown one."""
    if settings.engine and settings.engine not in ENGINES:
        raise InputError(Problem(f"unknown engine '{settings.engine}'", "--engine", " or ".join(ENGINES)))
    if settings.engine == WARM and not hasattr(os, "fork"):
        raise InputError(Problem("the warm engine needs a system that can fork", "--engine", "kernel"))
    return settings.engine or default_engine()


def pool_of(project: Project, settings: Settings) -> Workers:
    """Give who does the work: processes of this machine, or the workers of a scheduler."""
    if settings.scheduler:
        from planbook.produce.remote import connect

        return connect(project, settings.scheduler, settings.store, insecure=settings.insecure_scheduler)
    forked = engine_of(settings) == WARM or default_engine() == WARM
    return Pool(workers_of(settings), forking() if forked else spawning())


def workers_of(settings: Settings) -> int:
    """Give how many processes work at once."""
    return settings.jobs or processors()

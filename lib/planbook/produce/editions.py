"""Editions of the reports: who they are for, and what each leaves out. Rows are left out here and nowhere else.

A table is declared for an audience, and a row of one that has a column `audience` may be kept closer. A run hands out
only the rows its edition may show, so that pages, the figures behind charts and every download are made of those alone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from planbook.errors import InputError, Problem, nearest
from planbook.fields.field import AUDIENCES
from planbook.workflow import TABLES, Table

FULL = "full"
EDITIONS = (*AUDIENCES[:-1], FULL)
SETTING = "PLANBOOK_EDITION"
MARK = Path(".made", "edition")
WITHHELD = "What stopped it is said in the full edition, and left out of this one."


def edition_named(name: str) -> str:
    """Give the edition of that name, the full one where none is named; raises `InputError` naming those there are."""
    if name and name not in EDITIONS:
        raise InputError(Problem(f"unknown edition '{name}'", "--edition", nearest(name, EDITIONS)))
    return name or FULL


def edition_here() -> str:
    """Give the edition this process makes: the full one unless it was told otherwise."""
    return edition_named(os.environ.get(SETTING, ""))


def released(frame: pd.DataFrame, table: Table, edition: str) -> pd.DataFrame:
    """Give the rows of a table that an edition may show; none of one that is for fewer than its readers."""
    if edition == FULL:
        return frame
    seen = AUDIENCES[: AUDIENCES.index(edition) + 1]
    if table.audience not in seen:
        return frame.iloc[:0]
    return frame[frame["audience"].isin(seen)] if "audience" in frame else frame


def said_left_out(left_out: Mapping[str, tuple[int, int] | list[int]], edition: str) -> str:
    """Say what an edition left out of a page: how many rows of which tables; nothing in the full edition."""
    if edition == FULL:
        return ""
    parts = [f"{gone} of {of} rows of {spoken(name)}" for name, (gone, of) in sorted(left_out.items()) if gone]
    opening = "Public edition" if edition == "public" else "Edition for partners"
    if not parts:
        return f"{opening}: nothing is left out of this page."
    whom = "for partners or confidential" if edition == "public" else "confidential"
    listed = "; ".join(parts)
    return f"{opening}: what is {whom} is left out, here {listed}. Counts in words include them."


def spoken(name: str) -> str:
    """Give a table's name as it is spoken: "risks" of `governance_risks`."""
    return name.partition("_")[2].replace("_", " ") if name in TABLES else name


def claim(out: Path, edition: str) -> None:
    """Keep a build folder to one edition; raises `InputError` where it holds another."""
    mark = out / MARK
    there = mark.read_text(encoding="utf-8").strip() if mark.exists() else ""
    held = there or (FULL if (out / "manifest.json").exists() else "")
    if held and held != edition:
        what = f"this folder holds the {held} edition, and would mix it with the {edition} one"
        raise InputError(Problem(what, str(out.name), "another --out, or none for the edition's own folder"))
    if edition != FULL and not there:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(f"{edition}\n", encoding="utf-8")


def logs_of(out: Path, edition: str) -> Path:
    """Give where logs go: into the build folder, but beside it where its readers may not see everything."""
    return out / "logs" if edition == FULL else out.with_name(f"{out.name}-logs")

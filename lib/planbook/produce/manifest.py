"""What was made: `manifest.json` lists every report of the build folder."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from planbook import workflow
from planbook.produce.cache import write_if_new

MANIFEST = "manifest.json"
MADE, FAILED = "made", "failed"
COLUMNS = ("system", "place", "scenario", "step", "path", "sha256", "status", "seconds")

Row = dict[str, Any]


def read(out: Path, *, elsewhere: bool = False) -> list[Row]:
    """Give the rows of reports that are still there; none when nothing was made or the list cannot be read.

    `elsewhere`: the pages are not in the folder but in a store, where nobody looks for each.
    """
    try:
        rows = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    whole = [row for row in rows if isinstance(row, dict) and set(COLUMNS) <= set(row)]
    return [row for row in whole if elsewhere or (out / row["path"]).is_file()]


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Give the rows in reading order, the last of those for the same report."""
    return sorted({key_of(row): row for row in rows}.values(), key=_order)


def key_of(row: Row) -> tuple[str, str, str, str]:
    """Give what names a row's report."""
    return row["scenario"], row["system"], row["place"] or "", row["step"]


def write(out: Path, rows: Iterable[Row]) -> None:
    """Write the list of reports, one row a line."""
    lines = ",\n".join(json.dumps({name: row[name] for name in COLUMNS}) for row in rows)
    write_if_new(out / MANIFEST, f"[\n{lines}\n]\n".encode())


def commit(root: Path) -> str:
    """Give the commit the project stands at, with '+' when files have changed since; empty outside a repository."""
    try:
        head = _git(root, "rev-parse", "HEAD")
        return head + ("+" if _git(root, "status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.SubprocessError):
        return ""


def _git(root: Path, *words: str) -> str:
    ran = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True, timeout=10)
    return ran.stdout.strip()


def _order(row: Row) -> tuple[str, str, str, int, str]:
    known = workflow.BY_SLUG.get(row["step"])
    return row["scenario"], row["system"], row["place"] or "", known.number if known else 999, row["step"]

"""What was made: `manifest.json` lists every report of the build folder, `run.json` what an area's reports read."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from planbook import workflow
from planbook.produce.cache import write_whole

MANIFEST = "manifest.json"
MADE, FAILED = "made", "failed"
COLUMNS = ("system", "place", "scenario", "step", "path", "sha256", "status", "seconds")

Row = dict[str, Any]


def read(out: Path) -> list[Row]:
    """Give the rows of reports that are still there; none when nothing was made or the list cannot be read."""
    try:
        rows = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    whole = [row for row in rows if isinstance(row, dict) and set(COLUMNS) <= set(row)]
    return [row for row in whole if (out / row["path"]).is_file()]


def merged(earlier: Iterable[Row], now: Iterable[Row]) -> list[Row]:
    """Give the rows of both, those of now in the place of earlier ones for the same report, in reading order."""
    rows = {_key(row): row for row in (*earlier, *now)}
    return sorted(rows.values(), key=_order)


def write(out: Path, rows: Iterable[Row]) -> None:
    """Write the list of reports, one row a line."""
    lines = ",\n".join(json.dumps({name: row[name] for name in COLUMNS}) for row in rows)
    write_whole(out / MANIFEST, f"[\n{lines}\n]\n".encode())


def write_run(folder: Path, about: Mapping[str, Any], steps: Mapping[str, Any]) -> None:
    """Write an area's `run.json`: about the run, and what each step's report read; steps not made now stay."""
    path = folder / "run.json"
    try:
        earlier = json.loads(path.read_text(encoding="utf-8"))["steps"]
    except (OSError, ValueError, KeyError, TypeError):
        earlier = {}
    content = {**about, "steps": dict(sorted({**earlier, **steps}.items()))}
    write_whole(path, (json.dumps(content, indent=1) + "\n").encode())


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


def _key(row: Row) -> tuple[str, str, str, str]:
    return row["scenario"], row["system"], row["place"] or "", row["step"]


def _order(row: Row) -> tuple[str, str, str, int, str]:
    known = workflow.BY_SLUG.get(row["step"])
    return row["scenario"], row["system"], row["place"] or "", known.number if known else 999, row["step"]

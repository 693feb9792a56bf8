"""The records of a build folder: what each report there was made from, as it was published.

An area's `run.json` holds one record a step; what many records share lies once in `.made/`, under its own hash. All are
written whole, the page first: a page and a record that do not belong together are found out by the page's hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planbook.produce.cache import write_whole
from planbook.produce.selection import Wanted

SHARED = ".made"
MADE_FROM = "made_from"


@dataclass
class Records:
    """Reads and keeps the records of one build folder, each file once."""

    out: Path
    _areas: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    _shared: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    _refs: dict[int, tuple[Mapping[str, Any], str]] = field(default_factory=dict, repr=False)

    def of(self, wanted: Wanted) -> dict[str, Any] | None:
        """Give the record of a report, or nothing where it has none that says what it was made from."""
        record = self.area(wanted.folder)["steps"].get(wanted.step)
        return record if isinstance(record, dict) and MADE_FROM in record else None

    def area(self, folder: str) -> dict[str, Any]:
        """Give an area's `run.json`, its `steps` empty where it cannot be read."""
        if folder not in self._areas:
            found = _read(self.out / folder / "run.json")
            self._areas[folder] = found if isinstance(found.get("steps"), dict) else {"steps": {}}
        return self._areas[folder]

    def keep(self, wanted: Wanted, about: Mapping[str, Any], record: Mapping[str, Any]) -> None:
        """Keep the record of a report, and what is said about its area's runs; others stay."""
        steps = {**self.area(wanted.folder)["steps"], wanted.step: dict(record)}
        content = {**about, "steps": dict(sorted(steps.items()))}
        self._areas[wanted.folder] = content
        write_whole(self.out / wanted.folder / "run.json", (json.dumps(content, indent=1) + "\n").encode())

    def share(self, content: Mapping[str, Any]) -> str:
        """Keep what several records share, each mapping once; gives the name to find it by."""
        if id(content) not in self._refs:
            text = json.dumps(content, sort_keys=True, separators=(",", ":"))
            ref = hashlib.sha256(text.encode()).hexdigest()[:20]
            path = self.out / SHARED / f"{ref}.json"
            if not path.exists():
                write_whole(path, text.encode())
            self._refs[id(content)], self._shared[ref] = (content, ref), json.loads(text)
        return self._refs[id(content)][1]

    def shared(self, ref: str) -> dict[str, Any]:
        """Give what several records share; empty when it is not there any more or was damaged."""
        if ref not in self._shared:
            path = self.out / SHARED / f"{ref}.json"
            whole = path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest()[:20] == ref
            self._shared[ref] = _read(path) if whole else {}
        return self._shared[ref]

    def let_go(self) -> None:
        """Let go of what was read: it can be read again."""
        for kept in (self._areas, self._shared, self._refs):
            kept.clear()

    def forget_unused(self) -> int:
        """Delete what no record shares any more; gives how many went."""
        used: set[str] = set()
        for path in self.out.glob("*/*/*/run.json"):
            steps = _read(path).get("steps", {}).values()
            used |= {record[MADE_FROM][part] for record in steps for part in ("with", "behind") if MADE_FROM in record}
        unused = [path for path in (self.out / SHARED).glob("*.json") if path.stem not in used]
        for path in unused:
            path.unlink(missing_ok=True)
        return len(unused)


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}

"""What a report reads, noted while it is read: tables and which areas' rows, assumptions, sources, publications."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from planbook.produce.cache import write_whole

READS_FILE = "PLANBOOK_READS"


@dataclass
class Reading:
    """All that a run handed out.

    `tables` holds, by name, the choices of areas it was asked for ('own', 'beside', ...); `digests` the hash of each
    table as it was; `assumed` the steps whose assumptions were shown; `sources` and `publications` the keys
    of sources whose rows and titles were shown; `parameters` whether the parameters themselves were looked at;
    `left_out` how many rows of which table the edition left out, of how many.
    """

    tables: dict[str, list[str]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    assumed: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    publications: list[str] = field(default_factory=list)
    parameters: bool = False
    left_out: dict[str, tuple[int, int]] = field(default_factory=dict, compare=False)
    _tells: str = field(default="", repr=False, compare=False)

    def note_table(self, name: str, areas: str, digest: str) -> None:
        """Note that a table was read, and which areas' rows."""
        self.digests[name] = digest
        self._add(self.tables.setdefault(name, []), [areas])

    def note_assumed(self, slug: str) -> None:
        """Note that the assumptions behind a step's tables were read."""
        self._add(self.assumed, [slug])

    def note_sources(self, keys: Iterable[str]) -> None:
        """Note that these sources' rows were read."""
        self._add(self.sources, keys)

    def note_publications(self, keys: Iterable[str]) -> None:
        """Note that these sources' titles were read."""
        self._add(self.publications, keys)

    def note_left_out(self, name: str, count: int, of: int) -> None:
        """Note how many rows of a table the edition left out."""
        if count > self.left_out.get(name, (0, 0))[0]:
            self.left_out[name] = (count, of)
            self._tell()

    def note_parameters(self) -> None:
        """Note that the parameters themselves were looked at, and any of them may have been read."""
        if not self.parameters:
            self.parameters = True
            self._tell()

    def as_json(self) -> dict[str, Any]:
        """Give what was read as plain values, in an order that does not hang on when it was read."""
        plain = {name: part for name, part in asdict(self).items() if not name.startswith("_")}
        return {name: sorted(part) if isinstance(part, list) else part for name, part in plain.items()}

    def _add(self, noted: list[str], keys: Iterable[str]) -> None:
        new = [key for key in dict.fromkeys(keys) if key not in noted]
        if new:
            noted += new
            self._tell()

    def _tell(self) -> None:
        """Tell whoever started this notebook's process, where they asked to know and cannot look for themselves."""
        if self._tells and self._tells not in _KEPT_HERE:
            write_whole(Path(self._tells), json.dumps(self.as_json(), sort_keys=True).encode())


class NotedTitles(Mapping[str, str]):
    """Titles of publications by source key, noting each that is looked up."""

    def __init__(self, titles: Mapping[str, str], reading: Reading) -> None:
        self._titles, self._reading = titles, reading

    def __getitem__(self, key: str) -> str:
        self._reading.note_publications([key])
        return self._titles[key]

    def __contains__(self, key: object) -> bool:
        self._reading.note_publications([str(key)])
        return key in self._titles

    def __iter__(self) -> Iterator[str]:
        self._reading.note_publications(self._titles)
        return iter(self._titles)

    def __len__(self) -> int:
        return len(self._titles)


_NOTED: dict[str, Reading] = {}
_KEPT_HERE: set[str] = set()


def note_here() -> Reading:
    """Give where to note what is read: one for all runs of a notebook, where somebody asked to know."""
    path = os.environ.get(READS_FILE, "")
    return _NOTED.setdefault(path, Reading(_tells=path)) if path else Reading()


def keep_here(path: Path) -> None:
    """Let a notebook that runs in this very process write nothing: `reading_from` knows what it noted."""
    _KEPT_HERE.add(str(path))


def reading_from(path: Path) -> Reading:
    """Give what a notebook told it had read; nothing where it read nothing."""
    if str(path) in _KEPT_HERE:
        return replace(_NOTED.get(str(path), Reading()), _tells="")
    return Reading(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else Reading()

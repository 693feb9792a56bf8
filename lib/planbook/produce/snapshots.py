"""Dated snapshots of a system's key numbers and of all they rest on, so that a later week can say what moved and why.

One is kept a day, and only where something was made anew since the last: in between, the last one still holds. They lie
in the build folder's hidden state, packed; one that is damaged is passed over.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from planbook.params import Parameters
from planbook.produce.cache import write_if_new
from planbook.produce.reads import Believed, in_areas
from planbook.produce.recipe import States
from planbook.produce.records import SHARED
from planbook.produce.selection import folder_of
from planbook.workflow import ARRAYS, STEP_OF

FOLDER, ENDING = "lead", ".json.gz"
MOST_KEPT = 60
FORM = 1  # of what is kept: one of another form is passed over
DAYS_BACK = 7
AND = "+"
SHORT = 12  # characters of a hash that are kept: enough to tell one content from another
ASSUMED, PUBLISHED, CODE, WRITTEN = "assumption", "published", "code", "written"
SCENARIO, LIBRARY, ROUND, AREAS = "scenario", "library", "round", "areas"

Things = dict[str, Any]


@dataclass(frozen=True)
class Snapshot:
    """How a system stood under a scenario on a day.

    `made_of` says by step which state of its tables it was taken from, `tables` the hash of each table that the page
    shows; `numbers` holds key numbers by `table:key`, each with
    label, value, low, high and unit; `things` all that was read, as `kind:name`, with a hash (of an assumption, one an
    area); `rests_on` by table the positions in `names` of what is behind it; `values` what an assumption was, by hash.
    """

    day: str
    scenario: str
    made_of: dict[str, str] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, dict[str, Any]] = field(default_factory=dict)
    things: Things = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    rests_on: dict[str, list[int]] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)

    def behind(self, number: str) -> set[str]:
        """Give the names of all that is behind a key number; nothing for one that is not here."""
        return {self.names[position] for position in self.rests_on.get(number.partition(":")[0], ())}


def taken(
    begun: Snapshot,
    frames: Mapping[str, pd.DataFrame],
    states: Mapping[str, States],
    parameters: Mapping[str, Parameters],
    versions: Mapping[str, str],
) -> Snapshot:
    """Take the snapshot that was begun.

    `frames` holds the system's rows of each table of key numbers, `states` the tables behind it. `parameters` is what
    is believed now, by area: it says what an assumption is wherever it is what was read.
    """
    libraries = {f"{LIBRARY}:{name}": version for name, version in versions.items()}
    things: Things = dict(libraries)
    rests_on: dict[str, list[str]] = {}
    numbers: dict[str, dict[str, Any]] = {}
    for table, frame in frames.items():
        read = read_behind(table, states[table], parameters)
        for name, of in read.items():
            things[name] = both(things.get(name), of)
        rests_on[table] = [*libraries, *read]
        numbers |= numbers_of(table, frame)
    names = sorted(things)
    place = {name: position for position, name in enumerate(names)}
    return replace(
        begun,
        numbers=numbers,
        things=things,
        names=names,
        rests_on={table: sorted(place[name] for name in read) for table, read in rests_on.items()},
        values=values_of(things, parameters),
    )


def both(one: Any, other: Any) -> Any:
    """Give the hash of what two tables read; of what was another when the second was made, both hashes.

    That is so while some reports are older than others.
    """
    if isinstance(other, dict):
        return {**(one or {}), **{area: both((one or {}).get(area), digest) for area, digest in other.items()}}
    return other if one in (None, other) else AND.join(sorted({*one.split(AND), *other.split(AND)}))


def numbers_of(table: str, frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Give the key numbers of a table, the first row of each key: label, value, low, high, unit."""
    rows = frame.drop_duplicates("key").to_dict("records")
    return {
        f"{table}:{row['key']}": {
            "label": str(row["label"]),
            "unit": str(row["unit"]),
            **{name: None if pd.isna(row[name]) else float(row[name]) for name in ("value", "low", "high")},
        }
        for row in rows
    }


def read_behind(table: str, states: States, areas: Iterable[str]) -> Things:
    """Give all that a table read, itself or through the tables it was made from, each with its hash.

    `areas` are those of an assumption that all believe the same.
    """
    things: Things = {}
    read: dict[str, Believed] = {}
    for name in closure(table, states):
        state = states[name]
        read |= state["parameters"]
        things[f"{CODE}:{STEP_OF[name].slug}/{name}" if name in STEP_OF else f"{CODE}:{name}"] = state["code"]
        things |= {f"{CODE}:{ARRAYS[a].slug}/{a}": d[:SHORT] for a, d in state["arrays"].items() if a in ARRAYS}
        things |= {f"{PUBLISHED}:{each}": digest[:SHORT] for each, digest in state["reference"].items()}
        things |= {f"{WRITTEN}:{each}": digest[:SHORT] for each, digest in state.get("written", {}).items()}
        things |= {f"{SCENARIO}:{each}": digest[:SHORT] for each, digest in state.get("scenarios", {}).items()}
        things |= {f"{ROUND}:": state["planning"][:SHORT], f"{AREAS}:": state["areas"][:SHORT]}
    for key, read_of in read.items():
        things[f"{ASSUMED}:{key}"] = {area: digest[:SHORT] for area, digest in in_areas(read_of, areas).items()}
    return things


def closure(table: str, states: States) -> list[str]:
    """Give a table and those it was made from, at any remove."""
    seen: dict[str, None] = {}
    queue = [table]
    while queue:
        name = queue.pop()
        if name not in seen and name in states:
            seen[name] = None
            queue += states[name]["tables"]
    return list(seen)


def values_of(things: Things, parameters: Mapping[str, Parameters]) -> dict[str, dict[str, Any]]:
    """Give what each assumption is, by the hash that was read, where it is so still."""
    found: dict[str, dict[str, Any]] = {}
    for name, by_area in things.items():
        kind, _, key = name.partition(":")
        pairs = by_area.items() if kind == ASSUMED else ()
        for area, digest in ((area, each) for area, said in pairs for each in said.split(AND)):
            known = parameters.get(area)
            if digest in found or known is None or key not in known:
                continue
            if (each := known[key]).digest()[:SHORT] == digest:
                found[digest] = {"leaves": each.leaves, "value": each.value, "low": each.low, "high": each.high,
                                 "unit": each.unit, "meaning": each.meaning}  # fmt: skip
    return found


@dataclass(frozen=True)
class Snapshots:
    """The snapshots of one system under one scenario, in a build folder."""

    out: Path
    system: str
    scenario: str

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self.out / SHARED / FOLDER / self.system / folder_of(self.scenario)

    def days(self) -> list[date]:
        """Give the days there is one of, oldest first."""
        found = []
        for path in self.folder.glob(f"*{ENDING}"):
            try:
                found.append(date.fromisoformat(path.name.removesuffix(ENDING)))
            except ValueError:
                continue
        return sorted(found)

    def of(self, day: date) -> Snapshot | None:
        """Give the snapshot of a day, or nothing where there is none or it is damaged."""
        try:
            said = json.loads(gzip.decompress((self.folder / f"{day}{ENDING}").read_bytes()))
            found = Snapshot(**said) if said.pop("form", None) == FORM else None
        except (OSError, EOFError, ValueError, TypeError, AttributeError, zlib.error):
            return None
        return found if found and (found.day, found.scenario) == (day.isoformat(), self.scenario) else None

    def newest(self, until: date) -> Snapshot | None:
        """Give the newest whole one of a day or before."""
        return next(self._whole(day for day in reversed(self.days()) if day <= until), None)

    def to_compare(self, day: date) -> Snapshot | None:
        """Give the newest that is a week old on a day, else the oldest of before that day, else nothing."""
        older = [each for each in self.days() if each < day]
        weeks = [each for each in reversed(older) if each <= day - timedelta(days=DAYS_BACK)]
        return next(self._whole([*weeks, *older]), None)

    def keep(self, snapshot: Snapshot) -> None:
        """Keep one for its day, and let the oldest go beyond what is kept."""
        text = json.dumps({"form": FORM, **vars(snapshot)}, sort_keys=True, separators=(",", ":"))
        write_if_new(self.folder / f"{snapshot.day}{ENDING}", gzip.compress(text.encode(), 6, mtime=0))
        for day in self.days()[:-MOST_KEPT]:
            (self.folder / f"{day}{ENDING}").unlink(missing_ok=True)

    def _whole(self, days: Iterable[date]) -> Iterator[Snapshot]:
        return (found for found in map(self.of, days) if found is not None)

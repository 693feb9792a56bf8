"""What tables and arrays are made of, each as a hash: what is noted beside a table and looked up again later."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from planbook.data import reference
from planbook.data.areas import SystemAreas
from planbook.errors import InputError, unknown
from planbook.params.model import Planning
from planbook.produce.cache import Reads
from planbook.produce.code import code_key
from planbook.workflow import ARRAYS

# Of an assumption: one hash where every area believes the same, else each area's.
Believed = str | dict[str, str]


def noted(by_area: Mapping[str, str]) -> Believed:
    """Note an assumption's hash by area: one where every area believes the same."""
    return next(iter(by_area.values())) if len(set(by_area.values())) == 1 else dict(by_area)


def in_areas(read: Believed, areas: Iterable[str]) -> dict[str, str]:
    """Give by area the hash that was noted of an assumption."""
    return dict.fromkeys(areas, read) if isinstance(read, str) else read


def array_key(name: str) -> str:
    """Give the hash of the code an array comes from; raises `InputError` for an array that is gone."""
    if name not in ARRAYS:
        raise InputError(unknown("array", name, ARRAYS))
    return code_key(f"planbook.steps.{ARRAYS[name].slug}")


def areas_digest(areas: SystemAreas) -> str:
    """Give a hash of the areas: names, pieces and scales."""
    return digest(repr(areas))


def planning_digest(planning: Planning) -> str:
    """Give a hash of the planning round."""
    return digest(planning.model_dump_json())


def reference_digests(names: set[str] | Mapping[str, str]) -> dict[str, str]:
    """Give the hash of each reference table, by name, sorted; raises `InputError` for one that is gone."""
    known = set(reference.names())
    gone = sorted(set(names) - known)
    if gone:
        raise InputError(unknown("reference table", name, known) for name in gone)
    return {name: reference.digest(name) for name in sorted(names)}


def if_any(name: str, read: Mapping[str, str]) -> Reads:
    """Give what was read under a name; nothing where nothing was."""
    return {name: dict(read)} if read else {}


def digest(text: str) -> str:
    """Give the hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()

"""Reading files that hold numbers among words: each number on its own, so that one mistake hides no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from planbook.params.assumption import national_assumption
from planbook.params.checking import located
from planbook.params.entry import AssumptionEntry
from planbook.params.gathering import Gathered
from planbook.params.kinds import Wrong
from planbook.params.programme_numbers import STAND_IN, field_name, number_paths
from planbook.params.reading import Document, KeyPath

Check = Callable[[KeyPath, AssumptionEntry], Iterator[Wrong]]


def read_numbers(
    gathered: Gathered, document: Document, key_of: Callable[[str], str], check: Check
) -> dict[KeyPath, AssumptionEntry]:
    """Read each number where it stands into `gathered.national`; those in error are stood in for.

    `key_of` gives the key of a number by the name of its place, `check` what is wrong with it there.
    """
    found = {}
    for path in number_paths(document.data):
        key = key_of(field_name(path))
        gathered.declared.add(key)
        before = len(gathered.problems)
        entry = gathered.checked(AssumptionEntry, document, path)
        if entry and len(gathered.problems) == before:
            gathered.problems += [located(wrong, document) for wrong in check(path, entry)]
        right = entry is not None and len(gathered.problems) == before
        found[path] = entry if entry is not None and right else STAND_IN
        if entry is not None and right:
            gathered.national[key] = national_assumption(key, entry, document.name, document.line(path))
    return found


def with_numbers(data: Any, numbers: dict[KeyPath, AssumptionEntry], path: KeyPath = ()) -> Any:
    """Give the data of a document with its numbers read."""
    if path in numbers:
        return numbers[path]
    if not isinstance(data, dict):
        return data
    return {key: with_numbers(item, numbers, (*path, key)) for key, item in data.items()}

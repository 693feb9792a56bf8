"""Reading the programmes: each number on its own, so that one mistake hides no other, then the rest of the file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from planbook.params.assumption import Assumption, national_assumption
from planbook.params.checking import located
from planbook.params.entry import AssumptionEntry
from planbook.params.gathering import Gathered
from planbook.params.programme import ProgrammeFile
from planbook.params.programme_numbers import STAND_IN, field_name, key_of, number_paths, number_wrong
from planbook.params.reading import Document, KeyPath

SWITCH = "on"
SWITCH_SOURCE = "scenario_choice"


def programmes(gathered: Gathered) -> dict[str, ProgrammeFile]:
    """Read every programme by name; its numbers and its switch go into `gathered.national`."""
    found = {}
    for path in sorted(gathered.folder.glob("programmes/*.yaml")):
        gathered.named.setdefault("programme", set()).add(path.stem)
        document = gathered.document(path)
        if document.data is None:
            continue
        numbers = _numbers(gathered, document, path.stem)
        whole = replace(document, data=_with(document.data, numbers))
        programme = gathered.checked(ProgrammeFile, whole)
        gathered.declared.add(key_of(path.stem, SWITCH))
        if programme is None:
            continue
        if programme.programme != path.stem:
            gathered.misnamed(document, "programme", programme.programme, path.stem)
        found[path.stem] = programme
        gathered.national[key_of(path.stem, SWITCH)] = _switch(path.stem, programme, document)
    return found


def _numbers(gathered: Gathered, document: Document, programme: str) -> dict[KeyPath, AssumptionEntry]:
    """Read each number where it stands; those in error are stood in for."""
    found = {}
    for path in number_paths(document.data):
        key = key_of(programme, field_name(path))
        gathered.declared.add(key)
        before = len(gathered.problems)
        entry = gathered.checked(AssumptionEntry, document, path)
        if entry and len(gathered.problems) == before:
            gathered.problems += [located(wrong, document) for wrong in number_wrong(path, entry)]
        right = entry is not None and len(gathered.problems) == before
        found[path] = entry if entry is not None and right else STAND_IN
        if entry is not None and right:
            gathered.national[key] = national_assumption(key, entry, document.name, document.line(path))
    return found


def _with(data: Any, numbers: dict[KeyPath, AssumptionEntry], path: KeyPath = ()) -> Any:
    """Give the data of a document with its numbers read."""
    if path in numbers:
        return numbers[path]
    if not isinstance(data, dict):
        return data
    return {key: _with(item, numbers, (*path, key)) for key, item in data.items()}


def _switch(name: str, programme: ProgrammeFile, document: Document) -> Assumption:
    entry = AssumptionEntry(
        meaning=f"{programme.title}: on or off",
        unit="switch",
        value={"": 0.0},
        distribution="fixed",
        source=SWITCH_SOURCE,
        as_of=programme.start,
        quality="green",
        because="Off until a scenario turns it on: nothing is decided here.",
    )
    return national_assumption(key_of(name, SWITCH), entry, document.name, document.line(("programme",)))

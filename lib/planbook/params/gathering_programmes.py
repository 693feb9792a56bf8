"""Reading the programmes: each number on its own, so that one mistake hides no other, then the rest of the file."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from planbook.params.assumption import Assumption, national_assumption
from planbook.params.entry import AssumptionEntry
from planbook.params.gathering import Gathered
from planbook.params.gathering_numbers import read_numbers, with_numbers
from planbook.params.programme import ProgrammeFile
from planbook.params.programme_numbers import key_of, number_wrong
from planbook.params.reading import Document

SWITCH = "on"
SWITCH_SOURCE = "scenario_choice"


def programmes(gathered: Gathered) -> dict[str, ProgrammeFile]:
    """Read every programme by name; its numbers and its switch go into `gathered.national`."""
    found = {}
    for path in sorted(gathered.folder.glob("programmes/*.yaml")):
        gathered.named.setdefault("programme", set()).add(path.stem)
        gathered.declared.add(key_of(path.stem, SWITCH))
        document = gathered.document(path)
        if document.data is None:
            continue
        numbers = read_numbers(gathered, document, partial(key_of, path.stem), number_wrong)
        whole = replace(document, data=with_numbers(document.data, numbers))
        programme = gathered.checked(ProgrammeFile, whole)
        if programme is None:
            continue
        if programme.programme != path.stem:
            gathered.misnamed(document, "programme", programme.programme, path.stem)
        found[path.stem] = programme
        gathered.national[key_of(path.stem, SWITCH)] = _switch(path.stem, programme, document)
    return found


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

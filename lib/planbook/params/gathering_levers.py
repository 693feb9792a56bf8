"""Reading the levers: each number on its own, then the rest of the file, and the numbers no file writes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial

from planbook.errors import Problem, unknown
from planbook.params.assumption import national_assumption
from planbook.params.checking import located
from planbook.params.gathering import Gathered
from planbook.params.gathering_numbers import read_numbers, with_numbers
from planbook.params.lever import LeverFile
from planbook.params.lever_numbers import AT_LEAST, AT_MOST, ON, lever_key, number_wrong, size_wrong, unwritten
from planbook.params.reading import Document, KeyPath

GRADE_ORDER = "HMLU"


def levers(gathered: Gathered) -> dict[str, LeverFile]:
    """Read every lever by name; its numbers, its switch and its limits go into `gathered.national`."""
    found = {}
    for path in sorted(gathered.folder.glob("levers/*.yaml")):
        gathered.named.setdefault("lever", set()).add(path.stem)
        gathered.declared.update(lever_key(path.stem, name) for name in (ON, AT_LEAST, AT_MOST))
        document = gathered.document(path)
        if document.data is None:
            continue
        numbers = read_numbers(gathered, document, partial(lever_key, path.stem), number_wrong)
        lever = gathered.checked(LeverFile, replace(document, data=with_numbers(document.data, numbers)))
        if lever is None:
            continue
        gathered.problems += [located(wrong, document) for wrong in size_wrong(lever)]
        if lever.lever != path.stem:
            gathered.misnamed(document, "lever", lever.lever, path.stem)
        found[path.stem] = lever
        for name, entry in unwritten(lever).items():
            key = lever_key(path.stem, name)
            gathered.national[key] = national_assumption(key, entry, document.name, document.line(("lever",)))
    return found


def lever_disagreements(
    gathered: Gathered, found: Mapping[str, LeverFile], grades: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield levers that a lever needs and nobody wrote, and grades better than their evidence.

    `grades` holds the grade of each source of evidence; published figures have none.
    """
    every = gathered.named.get("lever", set())
    for name, lever in found.items():
        document = gathered.documents[f"levers/{name}.yaml"]
        yield from unknown_levers(lever.needs, every, document, ("needs",))
        known = grades.get(lever.evidence.source)
        if known and GRADE_ORDER.index(lever.evidence.grade) < GRADE_ORDER.index(known):
            what = f"is graded {lever.evidence.grade}, but its source '{lever.evidence.source}' is graded {known}"
            yield Problem(what, document.where(("evidence", "grade")), f"{known} or weaker")


def unknown_levers(
    names: Collection[str], known: Collection[str], document: Document, path: KeyPath
) -> Iterator[Problem]:
    """Yield each name that is no lever's, with the nearest."""
    for index, name in enumerate(names):
        if name not in known:
            listed = isinstance(document.at(path), tuple)
            yield unknown("lever", name, known, document.where((*path, index if listed else name)))

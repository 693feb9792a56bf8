"""Do programmes agree with the rest: outcomes, other programmes, national ranges, and the grade of their evidence?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from planbook.errors import Problem, unknown
from planbook.params.gathering import Gathered
from planbook.params.programme import ProgrammeFile
from planbook.params.reading import Document, KeyPath
from planbook.params.switching import unknown_programmes

GRADE_ORDER = "HMLU"
ELICITED = "pathways.elicited_pct"


def programme_disagreements(
    gathered: Gathered, programmes: Mapping[str, ProgrammeFile], outcomes: Collection[str], grades: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield outcomes and programmes that a programme names and nobody has, and grades better than their evidence.

    `grades` holds the grade of each source of evidence; published figures have none.
    """
    for name, programme in programmes.items():
        document = gathered.documents[f"programmes/{name}.yaml"]
        every = gathered.named.get("programme", set())
        yield from unknown_programmes(programme.after, every, document, ("after",))
        yield from _ranges_of_nothing(gathered, programme, document)
        yield from _waits_for_itself(programmes, name, document)
        for part, named in (("outcomes", programme.outcomes), ("follows", programme.follows)):
            for outcome in named:
                if outcomes and outcome not in outcomes:
                    yield unknown("outcome", outcome, outcomes, document.where((part, outcome)))
        for path, grade, source in _graded(programme):
            known = grades.get(source)
            if known and GRADE_ORDER.index(grade) < GRADE_ORDER.index(known):
                what = f"is graded {grade}, but its source '{source}' is graded {known}"
                yield Problem(what, document.where((*path, "grade")), f"{known} or weaker")


def _waits_for_itself(programmes: Mapping[str, ProgrammeFile], name: str, document: Document) -> Iterator[Problem]:
    """Yield a programme that comes after others which in the end come after it."""
    chains = [[name]]
    while chains:
        chain = chains.pop()
        for earlier in programmes[chain[-1]].after if chain[-1] in programmes else ():
            if earlier == name and len(chain) > 1:
                yield Problem(f"waits for itself: {' -> '.join([*chain, name])}", document.where(("after",)))
            elif earlier not in chain:
                chains.append([*chain, earlier])


def _ranges_of_nothing(gathered: Gathered, programme: ProgrammeFile, document: Document) -> Iterator[Problem]:
    """Yield each national range an effect is held against that nobody gave."""
    elicited = gathered.national.get(ELICITED)
    known = elicited.leaves if elicited else ()
    for name, effect in programme.effects.items():
        if effect.national_range and effect.national_range not in known:
            where = document.where(("effects", name, "national_range"))
            yield unknown(f"activity of {ELICITED}", effect.national_range, known, where)


def _graded(programme: ProgrammeFile) -> Iterator[tuple[KeyPath, str, str]]:
    for name, effect in programme.effects.items():
        yield ("effects", name), effect.grade, effect.change_pct.source
    for outcome, change in programme.outcomes.items():
        yield ("outcomes", outcome), change.grade, change.change.source

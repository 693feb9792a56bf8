"""What a system writes of how it decides: the grid of who leads, roles, decisions, agreed assumptions and sign-off.

Each file stands in `governance/<code>/` under the name of its register and says whose it is (`system: EXAMPLE`).
Its `audience` holds for every row that names none of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from planbook.params.governance_words import Audience, LensKey, LevelKey, RoleLevelKey, TimeframeKey
from planbook.params.kinds import SHA, SLUG, SYSTEM, TARGET, Sentence, Slug, Strict, Wrong

SlugKey = Annotated[str, Field(pattern=SLUG)]
Code = Annotated[str, Field(pattern=SYSTEM)]
Sha = Annotated[str, Field(pattern=SHA)]
Place = Annotated[str, Field(min_length=1)]


class Row(Strict):
    """A row of a register; `audience` where it is not that of the file."""

    audience: Audience | None = None


class Register(Strict):
    """A register of one system."""

    system: Code
    audience: Audience = "public"


class Cells(Row):
    """Who leads planning of services (A) and of workforce (B) in the cells these levels, timeframes and lenses make.

    `not_needed` says why nobody leads there, where that is so.
    """

    levels: Annotated[tuple[LevelKey, ...], Field(min_length=1)]
    timeframes: Annotated[tuple[TimeframeKey, ...], Field(min_length=1)]
    lenses: Annotated[tuple[LensKey, ...], Field(min_length=1)]
    service: Sentence | None = None
    workforce: Sentence | None = None
    not_needed: Sentence | None = None

    @property
    def each(self) -> Iterator[tuple[str, str, str]]:
        """Each cell: its level, timeframe and lens."""
        return product(self.levels, self.timeframes, self.lenses)

    def wrong(self) -> Iterator[Wrong]:
        """Yield: nobody named and no reason, or both."""
        named = bool(self.service or self.workforce)
        if named == bool(self.not_needed):
            yield Wrong((), "names nobody, or somebody and why nobody is needed", "service, workforce, or not_needed")


class GridFile(Register):
    """`governance/<code>/grid.yaml`."""

    stand_ins: ClassVar[dict[str, Any]] = {"cells": ()}
    cells: tuple[Cells, ...]

    def wrong(self) -> Iterator[Wrong]:
        """Yield each cell for which two entries name who leads the same kind of planning."""
        named: Counter[tuple[str, str, str, str]] = Counter()
        for index, entry in enumerate(self.cells):
            for side in ("service", "workforce", "not_needed"):
                if not getattr(entry, side):
                    continue
                cells = [(side, *cell) for cell in entry.each]
                twice = [cell for cell in cells if named[cell]]
                named.update(cells)
                if twice:
                    said = "; ".join(", ".join(cell[1:]) for cell in twice[:3])
                    what = f"{side} is named twice for {len(twice)} cells: {said}"
                    yield Wrong(("cells", index, side), what, "one entry for each cell")


class Role(Row):
    """Who is charged with what at a level, and what they may decide by themselves."""

    level: RoleLevelKey
    who: Sentence
    does: Sentence
    decides: Sentence
    passes_on: Sentence | None = None
    place: Place | None = None


class RolesFile(Register):
    """`governance/<code>/roles.yaml`."""

    stand_ins: ClassVar[dict[str, Any]] = {"roles": {}}
    roles: dict[SlugKey, Role]


class OnNumbers(Strict):
    """The numbers a decision rests on: the run's scenario, the figures, and the version they were signed in, if any."""

    scenario: Slug
    figures: Sentence
    version: Slug | None = None


class Decision(Row):
    """What was asked, and what was decided: by whom, when, on which numbers, and when it is looked at again.

    One with nothing in `decided` is open.
    """

    asked: Sentence
    asked_by: Sentence
    asked_on: date
    needed_by: date | None = None
    options: tuple[Sentence, ...] = ()
    decided: Sentence | None = None
    decided_by: Sentence | None = None
    decided_on: date | None = None
    numbers: OnNumbers | None = None
    review_by: date | None = None
    reviewed_on: date | None = None

    def wrong(self) -> Iterator[Wrong]:
        """Yield dates that run backwards, and who or when of what was not decided."""
        for part in ("decided_by", "decided_on"):
            if getattr(self, part) and not self.decided:
                yield Wrong((part,), "is said of what is not decided", "add decided:, or take it out")
        if self.decided_on and self.decided_on < self.asked_on:
            yield Wrong(("decided_on",), "is before it was asked", f"not before {self.asked_on.isoformat()}")
        if self.reviewed_on and self.decided_on and self.reviewed_on < self.decided_on:
            yield Wrong(("reviewed_on",), "is before it was decided", f"not before {self.decided_on.isoformat()}")


class DecisionsFile(Register):
    """`governance/<code>/decisions.yaml`."""

    stand_ins: ClassVar[dict[str, Any]] = {"decisions": {}}
    decisions: dict[SlugKey, Decision]


class Agreed(Row):
    """Who answers for an assumption, who agreed it, and when it is looked at again."""

    owner: Sentence | None = None
    agreed_by: Sentence | None = None
    agreed_on: date | None = None
    review_by: date | None = None
    note: Sentence | None = None


class AgreedFile(Register):
    """`governance/<code>/assumptions.yaml`: by key of the assumption (`need.frailty_pct`)."""

    stand_ins: ClassVar[dict[str, Any]] = {"agreed": {}}
    agreed: dict[Annotated[str, Field(pattern=TARGET)], Agreed]


class Version(Row):
    """A version of the plan; one that is signed says by whom, when, and the hash of what was signed."""

    label: Sentence
    status: Literal["draft", "submitted", "signed"]
    scenario: Slug
    made_on: date
    signed_by: Sentence | None = None
    signed_on: date | None = None
    tables: dict[SlugKey, Sha] = Field(default_factory=dict)
    sha256: Sha | None = None

    def wrong(self) -> Iterator[Wrong]:
        """Yield what a signed version lacks."""
        if self.status != "signed":
            return
        for part in ("signed_by", "signed_on", "sha256"):
            if not getattr(self, part):
                allowed = "planbook verify gives the hash" if part == "sha256" else f"add {part}:"
                yield Wrong((), f"is signed, but '{part}' is missing", allowed)


class SignOffFile(Register):
    """`governance/<code>/sign_off.yaml`."""

    stand_ins: ClassVar[dict[str, Any]] = {"versions": {}}
    versions: dict[SlugKey, Version]

"""Who was heard, on what, and what changed because of it; consultations, champions and professional leads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from planbook.params.governance_registers import Place, Register, Row, SlugKey
from planbook.params.governance_words import GroupKey
from planbook.params.kinds import Sentence, Slug, Wrong


class Heard(Row):
    """One time a group was heard: who, when, on what, what was heard, and what changed (nothing said: not yet)."""

    group: GroupKey
    who: Sentence
    on: date
    about: Sentence
    heard: Sentence
    changed: Sentence | None = None
    programme: Slug | None = None
    place: Place | None = None


class Consultation(Row):
    """A formal consultation: on what, under which duty, and when it is open."""

    about: Sentence
    duty: Sentence
    opens: date
    closes: date
    status: Literal["planned", "open", "closed", "reported"]
    result: Sentence | None = None

    def wrong(self) -> Iterator[Wrong]:
        """Yield: it closes before it opens."""
        if self.closes < self.opens:
            yield Wrong(("closes",), "is before it opens", f"after {self.opens.isoformat()}")


class Champion(Row):
    """Somebody who speaks for the plan among their own."""

    who: Sentence
    among: Sentence
    programme: Slug | None = None


class Leads(Row):
    """Who leads a programme clinically, and who for the professions and the organisations of care."""

    clinical: Sentence | None = None
    professional: Sentence | None = None


class EngagementFile(Register):
    """`governance/<code>/engagement.yaml`; champions and leads are people, and never shown wider than to partners."""

    stand_ins: ClassVar[dict[str, Any]] = {"heard": (), "consultations": {}, "champions": (), "leads": {}}
    heard: tuple[Heard, ...] = ()
    consultations: dict[SlugKey, Consultation] = Field(default_factory=dict)
    champions: tuple[Champion, ...] = ()
    leads: dict[Annotated[str, Field(min_length=1)], Leads] = Field(default_factory=dict)

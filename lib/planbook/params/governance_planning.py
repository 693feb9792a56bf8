"""When a plan must be ready, how ready the system is, and what a plan must contain: national, and a system's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from planbook.params.governance_registers import Register, Row, SlugKey
from planbook.params.governance_words import FAMILIES, SCORES, RoleLevelKey
from planbook.params.kinds import MONTH_DAY, Dated, Sentence, Slug, Strict, Wrong, offered, one_of

FamilyKey = Annotated[str, one_of("family", FAMILIES), offered(FAMILIES)]


class NationalFile(Strict):
    """A file that holds for every system."""

    system: Literal["national"]


class NationalDate(Strict):
    """A date set nationally: month and day in the financial year before the plan begins, or why it is not known.

    `last_round` is when it fell in the round before, as a guide only.
    """

    what: Sentence
    who: Sentence
    day: Annotated[str, Field(pattern=MONTH_DAY)] | None = None
    not_known: Sentence | None = None
    last_round: Dated | None = None
    statutory: bool = False
    submission: bool = False
    source: Slug

    def wrong(self) -> Iterator[Wrong]:
        """Yield: neither or both of a day and why there is none."""
        if (self.day is None) == (self.not_known is None):
            yield Wrong((), "needs day or not_known, and not both", "day: '03-31', or not_known: why")

    def date_in(self, plan_start: int) -> date | None:
        """Give its date for a plan that begins in that year."""
        if self.day is None:
            return None
        month, day = (int(part) for part in self.day.split("-"))
        return date(plan_start if month < 4 else plan_start - 1, month, day)


class NationalTimetable(NationalFile):
    """`governance/national/timetable.yaml`."""

    stand_ins: ClassVar[dict[str, Any]] = {"dates": {}}
    dates: dict[SlugKey, NationalDate]


class PathTaken(Row):
    """Whether the plan was co-produced or its making shortened, why, and what was left out."""

    taken: Literal["co_produced", "shortened"]
    because: Sentence
    left_out: tuple[Sentence, ...] = ()


class Milestone(Row):
    """A step of making the plan: what, by whom, by when, and when it was done."""

    what: Sentence
    owner: Sentence | None = None
    due: date
    done: date | None = None
    submission: bool = False


class TimetableFile(Register):
    """`governance/<code>/timetable.yaml`."""

    stand_ins: ClassVar[dict[str, Any]] = {"path": None, "milestones": {}}
    path: PathTaken | None = None
    milestones: dict[SlugKey, Milestone]


class Factor(Strict):
    """Something a system is ready by: the question, what would count as evidence, and a first step where it is weak.

    `evidence` names what the plan's own tables can say of it (`methods/governance/evidence`), if anything.
    """

    family: FamilyKey
    label: Sentence
    question: Sentence
    shown_by: Sentence
    first_step: Sentence
    evidence: Slug | None = None
    source: Slug


class NationalReadiness(NationalFile):
    """`governance/national/readiness.yaml`."""

    stand_ins: ClassVar[dict[str, Any]] = {"factors": {}}
    factors: dict[SlugKey, Factor]


class NextStep(Strict):
    """What is done next, by whom, by when."""

    what: Sentence
    owner: Sentence | None = None
    by: date


class Readiness(Row):
    """How far a system is on one factor, from 0 to 4, what shows it, and what is done next."""

    score: Annotated[int, Field(ge=min(SCORES), le=max(SCORES))]
    evidence: Sentence
    next: NextStep | None = None


class Turnover(Row):
    """Senior posts, and how many changed hands or stood empty in a year."""

    posts: Annotated[int, Field(ge=1)]
    left: Annotated[int, Field(ge=0)]
    vacant: Annotated[int, Field(ge=0)]
    as_of: date
    source: Sentence


class ReadinessFile(Register):
    """`governance/<code>/readiness.yaml`."""

    stand_ins: ClassVar[dict[str, Any]] = {"factors": {}, "senior_turnover": None}
    factors: dict[SlugKey, Readiness]
    senior_turnover: Turnover | None = None


class Duty(Strict):
    """Something a statutory plan must contain, and the steps of this workbook that show it."""

    contains: Sentence
    plan: Sentence
    steps: tuple[Slug, ...] = ()
    source: Slug
    note: Sentence | None = None


class NationalContent(NationalFile):
    """`governance/national/content.yaml`."""

    stand_ins: ClassVar[dict[str, Any]] = {"duties": {}}
    duties: dict[SlugKey, Duty]


class MetIn(Row):
    """Where a system's plan meets a duty."""

    duty: Slug
    where: Sentence


class ContentFile(Register):
    """`governance/<code>/content.yaml`."""

    stand_ins: ClassVar[dict[str, Any]] = {"met": ()}
    met: tuple[MetIn, ...]


class ExpectedRole(Strict):
    """What national guidance asks of a level."""

    level: RoleLevelKey
    does: Sentence
    source: Slug


class NationalRoles(NationalFile):
    """`governance/national/roles.yaml`."""

    stand_ins: ClassVar[dict[str, Any]] = {"expected": {}}
    expected: dict[SlugKey, ExpectedRole]

"""A programme: a driver of change, for whom, how it ramps up, what it changes and where that reappears.

Every number in it has the shape of an assumption, and the key `programmes.<name>.<where it stands>`: what stands in
`effects: crisis: change_pct:` is `programmes.<name>.effects_crisis_change_pct`.

How the numbers hang together, for each year and deprivation fifth:
helped = what the cohort counts x cohort.share_pct x reach_pct x uptake_pct x ramp (after delay_months);
change of a line = its volume x part_pct x reach_pct x uptake_pct x ramp x change_pct, less the haircut of its grade;
what reappears = units avoided x displaces; what it gives and takes = helped x delivers, staff, estate, supplies, cost.
A line changes by what is written for it only: bed days have effects of their own, beside those of admissions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import Field

from planbook.errors import nearest
from planbook.params.entry import AssumptionEntry
from planbook.params.kinds import SLUG, Aim, AllOrNames, Month, Sentence, Slug, Strict, Wrong, offered, one_of
from planbook.params.programme_words import PEOPLE, POINTS, SEGMENTS, STAFF, Grade, Ramp, Sector

COUNTED = (PEOPLE, *POINTS)
PointKey = Annotated[str, one_of("point of delivery", POINTS), offered(POINTS)]
Counted = Annotated[str, one_of("thing to count", COUNTED), offered(COUNTED)]
StaffKey = Annotated[str, one_of("staff group", STAFF), offered(STAFF)]
SegmentKey = Annotated[str, one_of("segment", SEGMENTS), offered(SEGMENTS)]
Numbers = dict[Annotated[str, Field(pattern=SLUG)], AssumptionEntry]
FIFTHS = ("1", "2", "3", "4", "5")


class Ages(Strict):
    """From which age to which, both counted; `to` left out means no upper limit."""

    from_age: Annotated[int, Field(ge=0, le=120, alias="from")]
    to: Annotated[int, Field(ge=0, le=120)] | None = None

    def wrong(self) -> Iterator[Wrong]:
        """Yield: an end before the beginning."""
        if self.to is not None and self.to < self.from_age:
            yield Wrong(("to",), f"{self.to} is before {self.from_age}", "from and to, youngest first")


class Cohort(Strict):
    """Whom it is for: people of these segments, ages, deprivation fifths and places, or units of a line of care.

    `share_pct` is the part of those counted that belongs to it; empty lists mean everyone.
    """

    who: Sentence
    counts: Counted
    segments: tuple[SegmentKey, ...] = ()
    ages: Ages | None = None
    fifths: tuple[Annotated[int, Field(ge=1, le=5)], ...] = ()
    places: AllOrNames = "all"
    share_pct: AssumptionEntry


class Effect(Strict):
    """What it changes at one `point` of delivery, for those helped, and what reappears elsewhere for each unit avoided.

    `part_pct` is how much of the line belongs to the cohort; `change_pct` is the change of that part where someone is
    helped (below 0: less); `national_range` names the kind of activity in `pathways.elicited_pct` to hold it against.
    What it avoids may be part of the same change as another effect's (bed days of admissions avoided): `moves_with`
    names that effect, and it counts as far as there is room for what that one displaces.
    """

    point: PointKey
    share_of: Sentence
    grade: Grade
    national_range: Sentence | None = None
    part_pct: AssumptionEntry
    change_pct: AssumptionEntry
    displaces: dict[PointKey, AssumptionEntry] = Field(default_factory=dict)
    moves_with: Slug | None = None

    def wrong(self) -> Iterator[Wrong]:
        """Yield: an unverified effect that is not red; something displaced by an effect that avoids nothing."""
        yield from unverified_wrong(self.grade, self.change_pct, "change_pct")
        if self.displaces and max(self.change_pct.value.values()) > 0:
            yield Wrong(("displaces",), "reappears elsewhere, but change_pct avoids nothing", "change_pct below 0")
        if self.displaces and self.moves_with:
            yield Wrong(("moves_with",), "displaces work of its own as well", "one of the two")


class OutcomeEffect(Strict):
    """What it does to the measure of an outcome if everyone in the cohort were helped."""

    share_of: Sentence
    grade: Grade
    change: AssumptionEntry

    def wrong(self) -> Iterator[Wrong]:
        """Yield: an unverified effect that is not red."""
        yield from unverified_wrong(self.grade, self.change, "change")


class Cost(Strict):
    """Pounds for each one helped: every year, once, and once as capital."""

    recurrent: AssumptionEntry
    one_off: AssumptionEntry
    capital: AssumptionEntry


class Partner(Strict):
    """Who takes part, of which sector, and with what."""

    who: Sentence
    sector: Sector
    part: Sentence


class Milestone(Strict):
    """What must be there by when; where it `gates` the effect, slipping it delays the effect everywhere."""

    milestone: Slug
    label: Sentence
    due: Month
    gates: bool = False


class Pathway(Strict):
    """Where people go before and after, for the picture."""

    before: Annotated[tuple[Sentence, ...], Field(min_length=1)]
    after: Annotated[tuple[Sentence, ...], Field(min_length=1)]


class ProgrammeFile(Strict):
    """`programmes/<name>.yaml`: one programme as an option to consider; a scenario says whether it is on.

    `outcomes` are those whose measure it is claimed to change; `follows` names those whose measure follows from one of
    its effects on care (emergency admissions, beds occupied), so that nothing is claimed twice.
    """

    stand_ins: ClassVar[dict[str, Any]] = {
        **dict.fromkeys(("title", "story", "lead", "comparator", "stop_or_scale"), "-"),
        **dict.fromkeys(("start", "review"), "2100-04"),
        **dict.fromkeys(("partners", "prerequisites", "after"), ()),
        **{key: {} for key in ("outcomes", "follows", "effects", "delivers", "staff", "estate", "supplies", "digital")},
    }

    programme: Slug
    title: Sentence
    story: Sentence
    aims: tuple[Aim, ...]
    cohort: Cohort
    reach_pct: AssumptionEntry
    uptake_pct: AssumptionEntry
    start: Month
    ramp: Ramp
    ramp_months: AssumptionEntry
    delay_months: AssumptionEntry
    outcomes: dict[Annotated[str, Field(pattern=SLUG)], OutcomeEffect] = Field(default_factory=dict)
    follows: dict[Annotated[str, Field(pattern=SLUG)], Slug] = Field(default_factory=dict)
    effects: dict[Annotated[str, Field(pattern=SLUG)], Effect] = Field(default_factory=dict)
    delivers: dict[PointKey, AssumptionEntry] = Field(default_factory=dict)
    staff: dict[StaffKey, AssumptionEntry] = Field(default_factory=dict)
    estate: Numbers = Field(default_factory=dict)
    supplies: Numbers = Field(default_factory=dict)
    digital: Numbers = Field(default_factory=dict)
    cost: Cost
    pathway: Pathway
    lead: Sentence
    partners: tuple[Partner, ...]
    milestones: Annotated[tuple[Milestone, ...], Field(min_length=1)]
    comparator: Sentence
    review: Month
    stop_or_scale: Sentence
    prerequisites: tuple[Sentence, ...] = ()
    after: tuple[Slug, ...] = ()
    overlap_group: Slug
    overlap_order: Annotated[int, Field(ge=1)]

    @property
    def begins(self) -> str:
        """The month it begins: its start, or the latest milestone that gates it where that has slipped beyond."""
        return max((self.start, *(each.due for each in self.milestones if each.gates)))

    @property
    def serves(self) -> tuple[str, ...]:
        """The outcomes it serves: those it claims to change, and those that follow from its effects on care."""
        return (*self.outcomes, *self.follows)

    @property
    def grade(self) -> str:
        """The weakest grade among its effects; unverified where it has none."""
        return max(self.grades, key="HMLU".index, default="U")

    @property
    def grades(self) -> tuple[str, ...]:
        """The grade of each effect, on care and on outcomes."""
        on_care = (effect.grade for effect in self.effects.values())
        return (*on_care, *(effect.grade for effect in self.outcomes.values()))

    def wrong(self) -> Iterator[Wrong]:
        """Yield dates out of order, no milestone that gates the effect, and what does not follow from its shape."""
        yield from self._parts_wrong()
        yield from self._follows_wrong()
        yield from self._moves_wrong()
        yield from self._cohort_wrong()
        if self.review <= self.begins:
            yield Wrong(("review",), f"{self.review} is not after the start", f"later than {self.begins}")
        named = [each.milestone for each in self.milestones]
        for index, each in enumerate(self.milestones):
            if each.milestone in named[:index]:
                yield Wrong(("milestones", index), f"'{each.milestone}' is there twice", "one milestone each")
        if not any(each.gates for each in self.milestones):
            yield Wrong(("milestones",), "none of them gates the effect", "gates: true for at least one")
        if self.programme in self.after:
            yield Wrong(("after",), "comes after itself", "other programmes")

    def _cohort_wrong(self) -> Iterator[Wrong]:
        """Yield: units counted that demand does not hold; segments of something other than people."""
        counts = self.cohort.counts
        if counts != PEOPLE and not POINTS[counts].in_demand:
            yield Wrong(("cohort", "counts"), f"'{counts}' is not counted in demand", "people, or a line of demand")
        if counts != PEOPLE and self.cohort.segments:
            yield Wrong(
                ("cohort", "segments"), f"cannot be told apart among {counts}", "counts: people, or no segments"
            )

    def _moves_wrong(self) -> Iterator[Wrong]:
        """Yield: an effect that moves with one there is not, or with one that displaces nothing."""
        displacing = [name for name, effect in self.effects.items() if effect.displaces]
        for name, effect in self.effects.items():
            if effect.moves_with and effect.moves_with not in displacing:
                what = f"moves with '{effect.moves_with}', which is not an effect that displaces work"
                yield Wrong(("effects", name, "moves_with"), what, nearest(effect.moves_with, displacing))

    def _follows_wrong(self) -> Iterator[Wrong]:
        """Yield: an outcome that follows from an effect there is not, or that is claimed as well."""
        for outcome, effect in self.follows.items():
            if effect not in self.effects:
                yield Wrong(("follows", outcome), f"follows from '{effect}'", nearest(effect, self.effects))
            if outcome in self.outcomes:
                yield Wrong(("follows", outcome), "is claimed in outcomes as well", "one of the two")

    def _parts_wrong(self) -> Iterator[Wrong]:
        """Yield: parts of one line that are more than the whole of it, so that something would be avoided twice."""
        parts: dict[str, float] = {}
        for name, effect in self.effects.items():
            parts[effect.point] = parts.get(effect.point, 0.0) + sum(effect.part_pct.value.values())
            if parts[effect.point] > 100:
                yield Wrong(("effects", name, "part_pct"), f"makes {parts[effect.point]:g}% of {effect.point}", "100")


def unverified_wrong(grade: str, entry: AssumptionEntry, part: str) -> Iterator[Wrong]:
    """Yield: an unverified number whose quality is not red."""
    if grade == "U" and entry.quality != "red":
        yield Wrong((part, "quality"), f"is {entry.quality}, but the effect is unverified (grade U)", "red")

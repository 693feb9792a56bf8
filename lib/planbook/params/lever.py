"""A lever: an action that would close part of a gap in staff, whom it reaches, by when, at what cost, and who holds it.

Every number in it has the shape of an assumption, and the key `levers.<name>.<where it stands>`: what stands in
`cost: one_off:` is `levers.<name>.cost_one_off`. Three more are there without being written, so that a system, place
or scenario may set them: `levers.<name>.on` (may it be considered at all), `.at_least_pct` and `.at_most_pct` (of its
full reach: both the same pin it, at most 0 forbids it).

How the numbers hang together, for each year and staff group:
in force = reach_pct x amount x ramp (from start, after lead_months, over ramp_months);
what changes by `size` x in force depends on the mechanism (`lever_words.MECHANISMS`), less the haircut of its grade;
gained = staff available more + staff required less; side effects follow what is gained; cost follows its units.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from planbook.params.entry import AssumptionEntry
from planbook.params.kinds import SLUG, Month, Sentence, Slug, Strict, Wrong
from planbook.params.lever_words import MECHANISMS, MOVES_WORK, OUTCOME_AREAS, TRAINS, Into, JoinsFrom, Level, Mechanism
from planbook.params.programme import StaffKey
from planbook.params.programme_words import STAFF, Grade


def _area(number: int) -> int:
    if number not in OUTCOME_AREAS:
        context = {"number": number, "allowed": ", ".join(map(str, OUTCOME_AREAS))}
        raise PydanticCustomError("outcome_area", "{number} is no outcome area that holds levers", context)
    return number


OutcomeArea = Annotated[int, AfterValidator(_area), Field(json_schema_extra={"enum": list(OUTCOME_AREAS)})]


class LeverEvidence(Strict):
    """Why we think it works: the source, its grade here, and what it found."""

    source: Annotated[str, Field(pattern=SLUG)]
    grade: Grade
    says: Sentence


class LeverCost(Strict):
    """Pounds for each unit a year, once for each unit, and to begin at all for every 1,000 staff; and what it saves."""

    recurrent: AssumptionEntry
    one_off: AssumptionEntry
    set_up: AssumptionEntry
    saves: AssumptionEntry | None = None


class Training(Strict):
    """Years until someone is trained, how many of those who begin then work here, and places in one cohort."""

    years: AssumptionEntry
    completes_pct: AssumptionEntry
    cohort: AssumptionEntry


class SideEffect(Strict):
    """What else changes for each 100 whole-time staff gained: demand, staff required, or staff available."""

    into: Into
    staff_group: StaffKey
    says: Sentence
    wte_per_100: AssumptionEntry


class LeverFile(Strict):
    """`levers/<name>.yaml`: one lever as an option to consider; a scenario says whether it may be considered.

    `size` is by staff group, and its groups are those reached. `levels` says what each level would do, its holder's
    part among them; a level that is not there has nothing to do.
    """

    stand_ins: ClassVar[dict[str, Any]] = {
        **dict.fromkeys(("title", "story", "held_by", "first_step", "measure"), "-"),
        "start": "2100-04",
        "needs": (),
        "side_effects": {},
    }

    lever: Slug
    title: Sentence
    story: Sentence
    outcome_area: OutcomeArea
    mechanism: Mechanism
    size: AssumptionEntry
    reach_pct: AssumptionEntry
    joins_from: JoinsFrom = "others"
    moves_to: StaffKey | None = None
    each_takes: AssumptionEntry | None = None
    training: Training | None = None
    placements: bool = False
    start: Month
    lead_months: AssumptionEntry
    ramp_months: AssumptionEntry
    least_pct: AssumptionEntry
    cost: LeverCost
    evidence: LeverEvidence
    holder: Level
    held_by: Sentence
    levels: dict[Level, Sentence]
    side_effects: dict[Annotated[str, Field(pattern=SLUG)], SideEffect] = Field(default_factory=dict)
    needs: tuple[Slug, ...] = ()
    first_step: Sentence
    measure: Sentence

    @property
    def groups(self) -> tuple[str, ...]:
        """The staff groups it reaches."""
        return tuple(self.size.value)

    def wrong(self) -> Iterator[Wrong]:
        """Yield what does not fit its mechanism, its holder or its groups."""
        yield from self._mechanism_wrong()
        for group in self.groups:
            if group not in STAFF and group:
                yield Wrong(("size", "value", group), f"unknown staff group '{group}'", ", ".join(STAFF))
        if self.holder not in self.levels:
            yield Wrong(("levels",), f"does not say what its holder ({self.holder}) does", f"add {self.holder}:")
        if self.lever in self.needs:
            yield Wrong(("needs",), "needs itself", "other levers")
        if self.evidence.grade == "U" and self.size.quality != "red":
            yield Wrong(("size", "quality"), f"is {self.size.quality}, but the evidence is unverified (U)", "red")

    def _mechanism_wrong(self) -> Iterator[Wrong]:
        kind = MECHANISMS[self.mechanism]
        least, most = self.size.possible
        if self.size.unit == kind.unit and kind.below_nought and (most is None or most > 0):
            yield Wrong(("size",), "could be above 0", f"most: 0, for {kind.label.lower()} is 0 or below")
        if self.size.unit == kind.unit and not kind.below_nought and (least is None or least < 0):
            yield Wrong(("size",), "could be below 0", f"least: 0, for {kind.label.lower()} is 0 or above")
        for key, wanted in (("moves_to", MOVES_WORK), ("each_takes", MOVES_WORK), ("training", TRAINS)):
            given = getattr(self, key) is not None
            if given != (self.mechanism in wanted):
                what = f"'{key}' is {'there' if given else 'missing'}, but the mechanism is {self.mechanism}"
                yield Wrong((key,) if given else (), what, f"only and always for {' and '.join(wanted)}")
        if self.moves_to in self.groups:
            yield Wrong(("moves_to",), "work would move to the group it comes from", "another staff group")

"""What a system is trying to change: what holds nationally, and what a system says of its own.

`governance/national/goals.yaml` holds for everyone. `governance/<code>/goals.yaml` is a system's own: without it
nothing is invented, and a page shows what can be said from published figures alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from planbook.params.entry import UnitKey
from planbook.params.kinds import SLUG, Aim, Dated, Month, Sentence, Slug, Strict, Wrong, offered, one_of
from planbook.params.programme_words import AIMS

NATIONAL = "national"
MEASURE = r"^(figures|rates|inequality|prevalence)\.[a-z][a-z0-9_]*$"
SlugKey = Annotated[str, Field(pattern=SLUG)]
AimKey = Annotated[str, one_of("aim", AIMS), offered(AIMS)]
Score = Annotated[float, Field(ge=0, le=100)]
Year = Annotated[int, Field(ge=2000, le=2100)]


class NationalAim(Strict):
    """One of the four aims: its statutory wording, and the shorthand planners use for it."""

    statutory: Sentence
    shorthand: tuple[Sentence, ...]
    source: Slug


class Target(Strict):
    """What a system has set itself: a value in the outcome's unit, by the end of a financial year."""

    value: float
    year: Year
    because: Sentence


class LocalBaseline(Strict):
    """A figure the system supplies where nobody publishes one."""

    value: float
    unit: UnitKey
    as_of: Dated
    source: Sentence


class Outcome(Strict):
    """An outcome sought. A national one says how it is measured; a system adds its own target, owner or outcome.

    `measure` names a published figure (`figures.ae_within_4_hours_pct`); `target_of` a national target that has another
    name than its figure; `not_held` says why there is no figure, and `template` what would supply it.
    """

    label: Sentence | None = None
    aims: tuple[AimKey, ...] = ()
    measured_as: Sentence | None = None
    measure: Annotated[str, Field(pattern=MEASURE)] | None = None
    target_of: Slug | None = None
    better: Literal["higher", "lower", "none"] = "none"
    not_held: Sentence | None = None
    template: Slug | None = None
    baseline: LocalBaseline | None = None
    target: Target | None = None
    owner: Sentence | None = None


class Requirement(Strict):
    """What a plan must contain, and the steps of this workbook that show it."""

    contains: Sentence
    steps: tuple[Slug, ...] = ()


class PlanLayer(Strict):
    """A plan of the dated layers: its kind, who makes it, from when (and until when) it is asked for, what it needs."""

    label: Sentence
    layer: Literal["what", "how", "what, when, where and by whom"]
    who: Sentence
    span: Sentence
    valid_from: Dated
    valid_to: Dated | None = None
    status: Sentence
    source: Slug
    must_contain: dict[SlugKey, Requirement]


class Word(Strict):
    """One thing in the words of health and of local government, and plainly."""

    health: Sentence
    council: Sentence
    meaning: Sentence


class Action(Strict):
    """What will be done for which outcomes: by which programme, by whom and by when (both may still be missing)."""

    label: Sentence
    outcomes: Annotated[tuple[Slug, ...], Field(min_length=1)]
    programme: Slug | None = None
    owner: Sentence | None = None
    due: Month | None = None
    first_step: Sentence | None = None


class LocalStrategy(Strict):
    """A strategy of a partner, and what it seeks of which outcome."""

    title: Sentence
    body: Sentence
    kind: Sentence
    years: Sentence
    outcomes: dict[SlugKey, Sentence]


class OutOfScope(Strict):
    """What is left out, why, and when it is looked at again."""

    what: Sentence
    because: Sentence
    again: Sentence


class Scope(Strict):
    """What the plan takes on and what it leaves out: not everything can be a priority."""

    inside: tuple[Sentence, ...]
    outside: tuple[OutOfScope, ...]


class Met(Strict):
    """Where a system's own plan meets what a national layer asks."""

    plan: Slug
    requirement: Slug
    where: Sentence


class Judged(Strict):
    """Scores of an outcome from 0 to 100 by criterion, and why; one that can be computed need not be judged."""

    scores: Annotated[dict[SlugKey, Score], Field(min_length=1)]
    because: Sentence


class GoalsFile(Strict):
    """`governance/<code>/goals.yaml`, or the national one."""

    stand_ins: ClassVar[dict[str, Any]] = {
        "vision": None,
        **{key: {} for key in ("aims", "outcomes", "plans", "glossary", "actions", "strategies", "judged")},
        "met": (),
    }

    goals: Annotated[str, Field(pattern=r"^(national|[A-Z][A-Z0-9_-]*(@\d{4})?)$")]
    vision: Sentence | None = None
    agreed_by: Sentence | None = None
    agreed_on: Dated | None = None
    aims: dict[Aim, NationalAim] = Field(default_factory=dict)
    outcomes: dict[SlugKey, Outcome] = Field(default_factory=dict)
    plans: dict[SlugKey, PlanLayer] = Field(default_factory=dict)
    glossary: dict[SlugKey, Word] = Field(default_factory=dict)
    actions: dict[SlugKey, Action] = Field(default_factory=dict)
    strategies: dict[SlugKey, LocalStrategy] = Field(default_factory=dict)
    scope: Scope | None = None
    met: tuple[Met, ...] = ()
    judged: dict[SlugKey, Judged] = Field(default_factory=dict)
    judged_by: Sentence | None = None

    def wrong(self) -> Iterator[Wrong]:
        """Yield what a national file lacks or must not hold, and what only a national file may hold."""
        if self.goals == NATIONAL:
            yield from self._national_wrong()
            return
        for part in ("aims", "plans"):
            if getattr(self, part):
                yield Wrong((part,), "stands in a system's file", "only in governance/national/goals.yaml")
        if self.judged and not self.judged_by:
            yield Wrong(("judged",), "does not say who scored", "add judged_by:")

    def _national_wrong(self) -> Iterator[Wrong]:
        if tuple(self.aims) != AIMS:
            yield Wrong(("aims",), f"has {', '.join(self.aims) or 'none'}", f"all of {', '.join(AIMS)}, in order")
        for part in ("vision", "actions", "strategies", "scope", "met", "judged"):
            if getattr(self, part):
                yield Wrong((part,), "stands in the national file", "only in a system's own goals.yaml")
        for name, outcome in self.outcomes.items():
            yield from national_outcome_wrong(name, outcome)


def national_outcome_wrong(name: str, outcome: Outcome) -> Iterator[Wrong]:
    """Yield what a national outcome lacks: words, aims, and a figure or the reason there is none."""
    path = ("outcomes", name)
    for part in ("label", "measured_as"):
        if not getattr(outcome, part):
            yield Wrong(path, f"'{part}' is missing", f"add {part}:")
    if not outcome.aims:
        yield Wrong(path, "serves no aim", "aims: [A1]")
    if (outcome.measure is None) != (outcome.not_held is not None):
        yield Wrong(path, "needs measure or not_held, and not both", "measure: figures.<key>, or not_held: why")
    for part in ("target", "owner", "baseline"):
        if getattr(outcome, part):
            yield Wrong((*path, part), "stands in the national file", "only in a system's own goals.yaml")


@dataclass(frozen=True)
class Goals:
    """What holds nationally, with what one system says of its own (nothing where it has no file).

    `adopted` names the programmes of the system's own plan; None where it has no plan.
    """

    national: GoalsFile
    own: GoalsFile | None = None
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    adopted: tuple[str, ...] | None = None

    @property
    def actions(self) -> Mapping[str, Action]:
        """The system's actions."""
        return self.own.actions if self.own else {}

    @property
    def glossary(self) -> Mapping[str, Word]:
        """The national words, with the system's own."""
        return {**self.national.glossary, **(self.own.glossary if self.own else {})}


def goals_of(national: GoalsFile, own: GoalsFile | None, adopted: tuple[str, ...] | None = None) -> Goals:
    """Give the goals of a system: national outcomes with what the system adds to each, then its own outcomes."""
    added = own.outcomes if own else {}
    outcomes = {name: merged(outcome, added.get(name)) for name, outcome in national.outcomes.items()}
    added_only = {name: each for name, each in added.items() if name not in outcomes}
    return Goals(national, own, {**outcomes, **added_only}, adopted)


def merged(national: Outcome, own: Outcome | None) -> Outcome:
    """Give a national outcome with what a system sets of its own."""
    if own is None:
        return national
    said = {name: getattr(own, name) for name in own.model_fields_set}
    return national.model_copy(update=said)

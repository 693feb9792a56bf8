"""What each parameter file may say: one frozen model a kind of file.

Types are here; what one value means beside another is in each model's `wrong`. Numbers of assumptions are in `entry`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from planbook.params.entry import AssumptionEntry, Override
from planbook.params.kinds import (
    AREA,
    PLACE,
    ROUND,
    SCENARIO,
    SLUG,
    SYSTEM,
    AllOrNames,
    Code,
    Dated,
    LeversOn,
    ProgrammesOn,
    Sentence,
    Slug,
    Strict,
    Wrong,
)
from planbook.params.shock import Epidemic, Shock

Overrides = Annotated[tuple[Override, ...], Field(default=())]


class AssumptionFile(Strict):
    """`assumptions/<step>.yaml`: the national defaults of one step."""

    step: Annotated[str, Field(pattern=SLUG)]
    assumptions: Annotated[dict[str, AssumptionEntry], Field(min_length=1)]


class Place(Strict):
    """One place of a system: the authorities it is made of, or a third of England by age where it is fictional."""

    name: Sentence
    areas: tuple[Annotated[str, Field(pattern=AREA)], ...] = ()
    age_third: Annotated[int, Field(ge=1, le=3)] | None = None
    because: Sentence | None = None

    def wrong(self) -> Iterator[Wrong]:
        """Yield: neither or both of areas and age_third; a joined place that does not say why."""
        if bool(self.areas) == (self.age_third is not None):
            yield Wrong((), "needs areas or age_third, and not both", "a fictional place has age_third")
        if len(self.areas) > 1 and not self.because:
            yield Wrong(("areas",), "joins several areas and does not say why", "add because:")


class OwnPlan(Strict):
    """What a system has adopted: its programmes, its levers, why, and who agreed; scenario `plan` turns these on.

    `levers` says how much of its full reach each lever it has adopted would have, per cent.
    """

    programmes: tuple[Slug, ...]
    levers: dict[Slug, Annotated[float, Field(ge=0, le=100)]] = Field(default_factory=dict)
    because: Sentence
    agreed_by: Sentence
    agreed_on: Dated


class SystemFile(Strict):
    """`systems/<code>.yaml`: an ICB or a cluster of them, its places, and what it believes otherwise."""

    system: Annotated[Code, Field(pattern=SYSTEM)]
    footprint: Code | None = None
    name: Sentence | None = None
    fictional: bool = False
    people: Annotated[int, Field(gt=0)] | None = None
    members: tuple[Annotated[str, Field(pattern=SYSTEM)], ...] = ()
    places: dict[Annotated[str, Field(pattern=PLACE)], Place] = Field(default_factory=dict)
    plan: OwnPlan | None = None
    overrides: Overrides = ()

    def wrong(self) -> Iterator[Wrong]:
        """Yield what does not fit a fictional system, a real one, or a list of places that must not overlap."""
        yield from self._fiction_wrong()
        if len(self.members) == 1 or len(set(self.members)) < len(self.members):
            yield Wrong(("members",), "needs two or more systems, each once", "such as [QWO, QF7]")
        yield from self._places_wrong()

    def _fiction_wrong(self) -> Iterator[Wrong]:
        for key in ("name", "people"):
            if self.fictional and getattr(self, key) is None:
                yield Wrong(("fictional",), f"is true, but '{key}' is missing", f"add {key}:")
        if self.fictional and self.members:
            yield Wrong(("members",), "a fictional system has no members")
        if not self.fictional and self.people is not None:
            yield Wrong(("people",), "only a fictional system is given its people", "take it out, or fictional: true")

    def _places_wrong(self) -> Iterator[Wrong]:
        taken: dict[str, str] = {}
        for slug, place in self.places.items():
            path = ("places", slug)
            if self.fictional != (place.age_third is not None):
                needs = "age_third" if self.fictional else "areas"
                yield Wrong(path, f"a place of this system needs {needs}", "only fictional systems use age_third")
            for index, area in enumerate(place.areas):
                if area in taken:
                    yield Wrong((*path, "areas", index), f"'{area}' is already in '{taken[area]}'", "one place each")
                taken.setdefault(area, slug)


class PlaceFile(Strict):
    """`places/<code>/<slug>.yaml`: what a place believes otherwise than its system."""

    system: Annotated[Code, Field(pattern=SYSTEM)]
    place: Annotated[str, Field(pattern=PLACE)]
    overrides: Overrides = ()


LeverAmounts = Literal["chosen", "held"]


class ScenarioFile(Strict):
    """`scenarios/<name>.yaml`: a name, a story, shocks, and what would be otherwise; perhaps built `on` another.

    `with` lays the shocks and overrides of other scenarios on that one, in order, before its own (`params.joining`).
    `programmes` says which are on: all, some by name, or adopted (those of each system's own plan); left out, those of
    the scenario it is built on. `levers` says the same of the levers that may be considered; `lever_amounts` whether
    they are chosen in this scenario, or held as chosen in the one it is built on (`params.holding`).
    """

    stand_ins: ClassVar[dict[str, Any]] = {
        "title": "-",
        "story": "-",
        "programmes": None,
        "levers": None,
        "lever_amounts": "chosen",
        "with": (),
        "epidemic": None,
        "shocks": {},
    }

    scenario: Annotated[str, Field(pattern=SCENARIO)]
    title: Sentence
    story: Sentence
    on: str | None = None
    laid: tuple[str, ...] = Field(default=(), alias="with")
    programmes: ProgrammesOn | None = None
    levers: LeversOn | None = None
    lever_amounts: LeverAmounts = "chosen"
    epidemic: Epidemic | None = None
    shocks: dict[Annotated[str, Field(pattern=SLUG)], Shock] = Field(default_factory=dict)
    overrides: Overrides = ()

    def wrong(self) -> Iterator[Wrong]:
        """Yield: a shock whose epidemic nobody described, an epidemic no shock follows, levers held from nowhere."""
        if self.lever_amounts == "held" and self.on is None:
            yield Wrong(("lever_amounts",), "held, but it is built on nothing", "add on:, or lever_amounts: chosen")
        if self.lever_amounts == "held" and self.levers is not None:
            allowed = "leave one of the two out"
            yield Wrong(("lever_amounts",), "held, but it says which levers may be considered", allowed)
        following = [name for name, shock in self.shocks.items() if shock.profile == "epidemic" and not shock.epidemic]
        if self.epidemic is None:
            for name in following:
                yield Wrong(("shocks", name, "profile"), "follows an epidemic that is not described", "add epidemic:")
        elif not following:
            yield Wrong(("epidemic",), "no shock follows it", "give one profile: epidemic, or take it out")


class Evidence(Strict):
    """One source of evidence in `sources.yaml`; grade: high, medium, low or unverified."""

    title: Sentence
    publisher: Sentence
    date: Dated
    grade: Literal["H", "M", "L", "U"]
    note: Sentence | None = None


class SystemReports(Strict):
    """Which places of a system get reports (the system itself always does), and under which scenarios if not all."""

    places: AllOrNames = "all"
    scenarios: Annotated[tuple[str, ...], Field(min_length=1)] | None = None


class Reports(Strict):
    """`reports.yaml`: the reports made when nobody asks for particular ones."""

    stand_ins: ClassVar[dict[str, Any]] = {"steps": "all"}

    systems: Annotated[dict[str, SystemReports], Field(min_length=1)]
    scenarios: Annotated[tuple[str, ...], Field(min_length=1)]
    steps: AllOrNames = "all"

    def scenarios_of(self, code: str) -> tuple[str, ...]:
        """The scenarios a system's reports are made under: its own list, else everyone's."""
        here = self.systems.get(code)
        return (here.scenarios if here else None) or self.scenarios


class CalendarWeights(Strict):
    """How much of a financial year falls in its first and its second calendar year."""

    first: Annotated[float, Field(ge=0, le=1)]
    second: Annotated[float, Field(ge=0, le=1)]

    def wrong(self) -> Iterator[Wrong]:
        """Yield: weights that do not sum to one."""
        if abs(self.first + self.second - 1) > 1e-9:
            yield Wrong((), f"first and second sum to {self.first + self.second:g}", "they must sum to 1")


Year = Annotated[int, Field(ge=2000, le=2100)]


class Planning(Strict):
    """`planning.yaml`: the round and its years (financial, named by their first), prices, draws and house rules."""

    stand_ins: ClassVar[dict[str, Any]] = {
        "horizon": 2100,
        "price_base": 2024,
        "n_draws": 256,
        "seed": 0,
        "sliver_people": 0,
        "stale_after_months": 1,
        "footprint": "-",
    }

    round: Annotated[str, Field(pattern=ROUND)]
    as_at: date
    base_year: Year
    nowcast_years: tuple[Year, ...]
    plan_start: Year
    plan_years: Annotated[int, Field(ge=1, le=20)]
    horizon: Year
    price_base: Year
    calendar_to_financial: CalendarWeights
    n_draws: Annotated[int, Field(ge=8, le=100_000)]
    seed: Annotated[int, Field(ge=0)]
    sliver_people: Annotated[int, Field(ge=0)]
    stale_after_months: Annotated[int, Field(ge=1)]
    footprint: Code

    @property
    def plan_year_list(self) -> tuple[int, ...]:
        """The years of the plan: 2027 to 2031 where it starts in 2027 and lasts five years."""
        return tuple(range(self.plan_start, self.plan_start + self.plan_years))

    @property
    def years(self) -> tuple[int, ...]:
        """Every year from the base year to the horizon."""
        return tuple(range(self.base_year, self.horizon + 1))

    def wrong(self) -> Iterator[Wrong]:
        """Yield years that do not follow each other, and a round that is not the plan's first year."""
        said = f"{self.plan_start}/{(self.plan_start + 1) % 100:02d}"
        if self.round != said:
            yield Wrong(
                ("round",), f"'{self.round}' is not the first year of the plan", f"plan_start makes it '{said}'"
            )
        between = tuple(range(self.base_year + 1, self.plan_start))
        if self.nowcast_years != between:
            allowed = f"the years between base_year and plan_start: {list(between)}"
            yield Wrong(("nowcast_years",), f"{list(self.nowcast_years)} leaves a gap or an overlap", allowed)
        if self.horizon < self.plan_year_list[-1]:
            yield Wrong(("horizon",), f"{self.horizon} is before the plan ends", f"{self.plan_year_list[-1]} or later")

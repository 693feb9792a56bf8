"""A shock: something that happens to the plan, what it moves, from when, for how long, in what shape, and how much.

Its size is an assumption with the key `shocks.<scenario>_<shock>`, drawn, recorded and moved as others are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from planbook.errors import nearest
from planbook.params.entry import AssumptionEntry
from planbook.params.kinds import SLUG, AllOrNames, Month, Sentence, Strict, Wrong, one_of
from planbook.params.programme_words import POINTS, STAFF

SOUGHT = tuple(key for key, point in POINTS.items() if point.in_demand)
SICKER = tuple(key for key in SOUGHT if key not in ("referrals", "endoscopy"))  # they take nothing of their own
BEDS = ("general_acute", "critical_care", "maternity", "mental_health", "virtual")
SUPPLIED = tuple(group for group in STAFF if group not in ("voluntary_sector_staff", "volunteers"))
PRICED = ("drugs_devices", "supplies", "estate", "digital", "capital_charges", "other", "contracts")
Profile = Literal["flat", "rising", "falling", "peak", "epidemic"]
MOST_MONTHS = 120


@dataclass(frozen=True)
class Move:
    """One thing a shock may move: in words, of what, and in which unit its size is given."""

    label: str
    of: tuple[str, ...]
    unit: str


MOVES: dict[str, Move] = {
    "activity": Move("Demand", SOUGHT, "percent_change"),
    "acuity": Move("How ill people are who come", SICKER, "percent_change"),
    "beds_closed": Move("Beds closed", BEDS, "percent"),
    "cancelled": Move("Planned care cancelled", ("planned_care",), "percent"),
    "absence": Move("Staff absent", SUPPLIED, "percentage_points"),
    "leavers": Move("Staff leaving", SUPPLIED, "percentage_points"),
    "prices": Move("Prices", PRICED, "percent_change"),
    "pay": Move("Pay", (), "percent_change"),
    "room": Move("Room in other sectors", tuple(POINTS), "percent"),
    "delay": Move("Programmes starting later", (), "months"),
}


class Epidemic(Strict):
    """How an outbreak spreads (SEIR): people one infects, days before and while infectious, and who can be infected.

    All shocks of a scenario whose profile is `epidemic` follow the one it gives.
    """

    reproduction: Annotated[float, Field(gt=1, le=20)]
    latent_days: Annotated[float, Field(gt=0, le=60)]
    infectious_days: Annotated[float, Field(gt=0, le=60)]
    susceptible_pct: Annotated[float, Field(gt=0, le=100)]
    infected_at_start_per_million: Annotated[float, Field(gt=0, le=100_000)] = 10.0
    source: Annotated[str, Field(pattern=SLUG)]
    because: Sentence


class Shock(Strict):
    """What a scenario does to the plan; `of` names what of its kind is moved, `size` how much at its height.

    Flat: as much in every month. Rising and falling: in equal steps. Peak: up to the middle and down again. Epidemic:
    as new infections go, 1 at their height. A `delay` is of programmes due to begin within its months, by `size`.
    """

    stand_ins: ClassVar[dict[str, Any]] = {
        "title": "-",
        "start": "2100-04",
        "months": 1,
        "profile": "flat",
        "of": "all",
    }

    title: Sentence
    moves: Annotated[str, one_of("thing to move", MOVES), Field(json_schema_extra={"enum": sorted(MOVES)})]
    of: AllOrNames = "all"
    start: Month
    months: Annotated[int, Field(ge=1, le=MOST_MONTHS)]
    profile: Profile = "flat"
    epidemic: Epidemic | None = None
    size: AssumptionEntry

    def wrong(self) -> Iterator[Wrong]:
        """Yield: a size in another unit or by leaf, a name nobody moves, a shape that does not fit."""
        move = MOVES[self.moves]
        if self.size.unit != move.unit:
            yield Wrong(("size", "unit"), f"'{self.size.unit}' does not fit {self.moves}", move.unit)
        if self.size.by:
            yield Wrong(("size", "by"), f"varies by {self.size.by}", "one number; write a shock for each")
        for index, name in enumerate(self.of if isinstance(self.of, tuple) else ()):
            if self.moves == "pay":
                yield Wrong(("of", index), f"unknown name '{name}' for pay", "all pay moves together: leave out of:")
            elif move.of and name not in move.of:
                yield Wrong(("of", index), f"unknown name '{name}' for {self.moves}", nearest(name, move.of, most=40))
        if self.epidemic is not None and self.profile != "epidemic":
            yield Wrong(("epidemic",), "goes with profile: epidemic", "take it out, or profile: epidemic")
        if self.moves == "delay" and self.profile != "flat":
            yield Wrong(("profile",), f"a delay has no profile, but says {self.profile}", "leave it out")

    @property
    def felt(self) -> tuple[object, ...]:
        """All that moves a figure beside its size: not its words."""
        spread = self.epidemic.model_dump(exclude={"because", "source"}) if self.epidemic else None
        return self.moves, self.of, self.start, self.months, self.profile, str(spread)

    def within(self, epidemic: Epidemic | None) -> Shock:
        """Give it with its scenario's epidemic, where it follows one and has none of its own."""
        if self.profile != "epidemic" or self.epidemic is not None:
            return self
        return self.model_copy(update={"epidemic": epidemic})

    def moving(self, name: str) -> bool:
        """Whether it moves that one of its kind."""
        return self.of == "all" or name in self.of


Shocks = Mapping[str, Shock]


def key_of_shock(scenario: str, shock: str) -> str:
    """Give the key of a shock's size: `shocks.winter_flu`."""
    return f"shocks.{scenario.replace('-', '_')}_{shock}"

"""What a system has seen since its plan began, and what it made of it: `governance/<code>/monitoring.yaml`.

Words stand here: why a milestone slipped, why a chart was rebased, what is to happen when a mark is passed, and whether
a proposed update was accepted. Numbers by month come as CSV (`planbook data template actuals`), or here where they
are few.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from planbook.params.kinds import SLUG, SYSTEM, TARGET, Code, Month, Sentence, Slug, Strict, Wrong

MEASURE = r"^[a-z][a-z0-9_]*$"
MeasureKey = Annotated[str, Field(pattern=MEASURE)]
Key = Annotated[str, Field(pattern=TARGET)]


class Actuals(Strict):
    """What was counted, month after month from the first: a number each, nothing where a month is missing."""

    first: Annotated[Month, Field(alias="from")]
    values: Annotated[tuple[float | None, ...], Field(min_length=1)]
    who: Sentence


class Rebase(Strict):
    """A new phase of a control chart from a month on. Limits never move without a reason."""

    measure: MeasureKey
    month: Annotated[Month, Field(alias="from")]
    because: Sentence


class Trigger(Strict):
    """A mark that, passed for so many months in a row, sets something going."""

    label: Sentence
    measure: MeasureKey
    above: float | None = None
    below: float | None = None
    months: Annotated[int, Field(ge=1, le=24)] = 1
    then: Sentence
    owner: Sentence

    def wrong(self) -> Iterator[Wrong]:
        """Yield: neither or both of above and below."""
        if (self.above is None) == (self.below is None):
            yield Wrong((), "needs above or below, and not both", "above: 7")


class MilestoneSeen(Strict):
    """Where a programme's milestone has got to: the month it was done in, or is now expected in, and why."""

    programme: Slug
    milestone: Slug
    done: Month | None = None
    expected: Month | None = None
    because: Sentence

    def wrong(self) -> Iterator[Wrong]:
        """Yield: neither or both of done and expected."""
        if (self.done is None) == (self.expected is None):
            yield Wrong((), "needs done or expected, and not both", "done: 2027-05")


class Measured(Strict):
    """What was found of an assumption where it was measured: the value and its 80% interval, and how."""

    stand_ins: ClassVar[dict[str, Any]] = {"how": "-"}

    key: Key
    value: float
    low: float
    high: float
    period_from: Month
    period_to: Month
    how: Sentence

    def wrong(self) -> Iterator[Wrong]:
        """Yield: an interval that does not hold its value or has no width."""
        if not self.low <= self.value <= self.high or self.low == self.high:
            said = f"low {self.low:g}, value {self.value:g}, high {self.high:g}"
            yield Wrong(("value",), f"lies outside its interval, or it has no width ({said})", "low <= value <= high")


class Decided(Strict):
    """What was decided on a proposed update: accepted or declined, by whom, when and why."""

    key: Key
    decided: Literal["accepted", "declined"]
    value: float
    low: float
    high: float
    because: Sentence
    by: Sentence
    on: date


class MonitoringFile(Strict):
    """`governance/<code>/monitoring.yaml`: a system's own record of what happened and what it decided on it.

    `as_at` is the day it was looked at, where that is not the day of the round.
    """

    monitoring: Annotated[Code, Field(pattern=SYSTEM)]
    as_at: date | None = None
    actuals: dict[Annotated[str, Field(pattern=SLUG)], Actuals] = Field(default_factory=dict)
    rebased: tuple[Rebase, ...] = ()
    triggers: dict[Annotated[str, Field(pattern=SLUG)], Trigger] = Field(default_factory=dict)
    milestones: tuple[MilestoneSeen, ...] = ()
    measured: tuple[Measured, ...] = ()
    feedback: tuple[Decided, ...] = ()

    def wrong(self) -> Iterator[Wrong]:
        """Yield what is said twice of one milestone, one assumption or one chart's month."""
        said: dict[str, list[tuple[str, ...]]] = {
            "milestones": [(each.programme, each.milestone) for each in self.milestones],
            "measured": [(each.key,) for each in self.measured],
            "feedback": [(each.key,) for each in self.feedback],
            "rebased": [(each.measure, each.month) for each in self.rebased],
        }
        for part, names in said.items():
            for index, name in enumerate(names):
                if name in names[:index]:
                    yield Wrong((part, index), f"'{', '.join(name)}' is there twice", "once each")

"""One planning number as its file says it, and one override of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from planbook.errors import nearest
from planbook.params.kinds import DATA_KEY, SLUG, TARGET, Dated, Leaves, Sentence, Strict, Wrong
from planbook.units import UNITS

Distribution = Literal["normal", "triangular", "uniform", "fixed"]
Quality = Literal["green", "amber", "red"]


def _known_unit(key: str) -> str:
    if key not in UNITS:
        allowed = nearest(key, UNITS, most=len(UNITS))
        raise PydanticCustomError("unknown_unit", "unknown unit '{key}'", {"key": key, "allowed": allowed})
    return key


UnitKey = Annotated[str, AfterValidator(_known_unit), Field(json_schema_extra={"enum": sorted(UNITS)})]


class AssumptionEntry(Strict):
    """A number with its meaning, unit, range, source and quality; by leaf where `by` names what it varies with."""

    stand_ins: ClassVar[dict[str, Any]] = {
        "meaning": "-",
        "unit": "score",  # has no limits of its own
        "source": "x",
        "as_of": "2000",
        "quality": "red",
        "because": "-",
        **dict.fromkeys(("owner", "agreed_by", "review_by", "from"), None),
    }

    meaning: Sentence
    unit: UnitKey
    by: Annotated[str, Field(pattern=SLUG)] | None = None
    value: Leaves
    low: Leaves | None = None
    high: Leaves | None = None
    distribution: Distribution = "normal"
    least: float | None = None
    most: float | None = None
    source: Annotated[str, Field(pattern=SLUG)]
    as_of: Dated
    quality: Quality
    because: Sentence
    owner: Sentence | None = None
    agreed_by: Sentence | None = None
    review_by: date | None = None
    taken_from: Annotated[str, Field(pattern=DATA_KEY)] | None = Field(default=None, alias="from")

    @property
    def possible(self) -> tuple[float | None, float | None]:
        """The least and the most that is possible: as stated, or by the unit."""
        unit = UNITS[self.unit]
        return (
            unit.least if self.least is None else self.least,
            unit.most if self.most is None else self.most,
        )

    def wrong(self) -> Iterator[Wrong]:
        """Yield what is wrong with leaves, range and limits; numbers are looked at once those are right."""
        found = [*self._range_missing(), *self._leaves_wrong(), *self._limits_wrong()]
        yield from found
        if not found:
            low, high = self.low or self.value, self.high or self.value
            yield from numbers_wrong(self.value, low, high, *self.possible)

    def _range_missing(self) -> Iterator[Wrong]:
        for part in ("low", "high"):
            given = getattr(self, part) is not None
            if self.distribution == "fixed" and given:
                yield Wrong((part,), f"a fixed value has no '{part}'", "take it out, or name another distribution")
            if self.distribution != "fixed" and not given:
                yield Wrong((), f"'{part}' is missing", "a value needs its 80% range, or distribution: fixed")

    def _leaves_wrong(self) -> Iterator[Wrong]:
        yield from leaves_wrong("value", self.value, self.by)
        for part in ("low", "high"):
            if (given := getattr(self, part)) and tuple(given) != tuple(self.value):
                yield Wrong(
                    (part,), f"has other keys than value: {_keys(given)}", f"in this order: {_keys(self.value)}"
                )

    def _limits_wrong(self) -> Iterator[Wrong]:
        unit = UNITS[self.unit]
        least, most = self.possible
        if self.least is not None and unit.least is not None and self.least < unit.least:
            yield Wrong(("least",), f"{self.least:g} is below what its unit allows", f"at least {unit.least:g}")
        if self.most is not None and unit.most is not None and self.most > unit.most:
            yield Wrong(("most",), f"{self.most:g} is above what its unit allows", f"at most {unit.most:g}")
        if least is not None and most is not None and least >= most:
            yield Wrong(("least",), f"{least:g} is not below most", f"less than {most:g}")


class Override(Strict):
    """Another value for one key (or one leaf of it), and why; a moved value takes its range with it."""

    stand_ins: ClassVar[dict[str, Any]] = {
        "because": "-",
        **dict.fromkeys(("source", "as_of", "quality", "agreed_by"), None),
    }

    key: Annotated[str, Field(pattern=TARGET)]
    value: Leaves | None = None
    times: Annotated[float, Field(ge=0)] | None = None
    low: Leaves | None = None
    high: Leaves | None = None
    because: Sentence
    source: Annotated[str, Field(pattern=SLUG)] | None = None
    as_of: Dated | None = None
    quality: Quality | None = None
    agreed_by: Sentence | None = None

    @property
    def assumption(self) -> str:
        """The key of the assumption it changes, without the leaf."""
        return self.key.partition("[")[0]

    @property
    def leaf(self) -> str:
        """The leaf it changes; empty where it changes them all."""
        return self.key.partition("[")[2].removesuffix("]")

    def wrong(self) -> Iterator[Wrong]:
        """Yield: neither or both of value and times."""
        if (self.value is None) == (self.times is None):
            yield Wrong((), "needs value or times, and not both", "value: 8, or times: 1.1")


def leaves_wrong(part: str, given: Mapping[str, float], by: str | None) -> Iterator[Wrong]:
    """Yield: one number where there must be one a leaf, or the other way round."""
    scalar = tuple(given) == ("",)
    if by and scalar:
        yield Wrong((part,), f"is one number, but the assumption is by {by}", "one number each, as name: value pairs")
    if not by and not scalar:
        yield Wrong((part,), f"has several numbers: {_keys(given)}", "one number, or say what they are by:")


def numbers_wrong(
    value: Mapping[str, float],
    low: Mapping[str, float],
    high: Mapping[str, float],
    least: float | None,
    most: float | None,
) -> Iterator[Wrong]:
    """Yield each number outside what is possible, and each range that does not hold its value."""
    for leaf in value:
        for part, given in (("low", low[leaf]), ("value", value[leaf]), ("high", high[leaf])):
            path = (part, leaf) if leaf else (part,)
            if least is not None and given < least:
                yield Wrong(path, f"{given:g} is less than possible", f"at least {least:g}")
            if most is not None and given > most:
                yield Wrong(path, f"{given:g} is more than possible", f"at most {most:g}")
        if not low[leaf] <= value[leaf] <= high[leaf]:
            said = f"low {low[leaf]:g}, value {value[leaf]:g}, high {high[leaf]:g}"
            yield Wrong(
                ("value", leaf) if leaf else ("value",), f"lies outside its range ({said})", "low <= value <= high"
            )


def _keys(given: Mapping[str, float]) -> str:
    return ", ".join(given) if tuple(given) != ("",) else "one number"

"""One planning number, frozen, with who set it and why."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from planbook.errors import InputError, unknown
from planbook.params.entry import AssumptionEntry, Distribution, Quality


@dataclass(frozen=True)
class SetBy:
    """Who set a number: the layer (national, system, place, scenario), file and line, why, and which leaves."""

    layer: str
    file: str
    line: int
    because: str
    leaves: tuple[str, ...] = ("",)


@dataclass(frozen=True)
class Assumption:
    """A number with its unit, range, source and quality.

    `value`, `low` and `high` hold one number a leaf, in the order of `leaves`; a number that varies with nothing has
    the one leaf ''. `low` to `high` is the 80% interval of a normal, and the ends of a triangular or uniform.
    `least` and `most` are what is possible (None: no limit). `set_by` begins with the national file.
    """

    key: str
    meaning: str
    unit: str
    by: str | None
    leaves: tuple[str, ...]
    value: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    distribution: Distribution
    least: float | None
    most: float | None
    source: str
    as_of: str
    quality: Quality
    because: str
    owner: str | None = None
    agreed_by: str | None = None
    review_by: date | None = None
    taken_from: str | None = None
    set_by: tuple[SetBy, ...] = ()

    @property
    def scalar(self) -> float:
        """The one value; raises `InputError` where there is one a leaf."""
        return self.at("")

    @property
    def by_leaf(self) -> dict[str, float]:
        """The value of each leaf."""
        return dict(zip(self.leaves, self.value, strict=True))

    def at(self, leaf: str) -> float:
        """The value of one leaf; raises `InputError` naming the leaves there are."""
        if leaf not in self.leaves:
            raise InputError(unknown(f"leaf of {self.key}", leaf, self.leaves))
        return self.value[self.leaves.index(leaf)]

    def digest(self) -> str:
        """Give a hash of all that moves a figure: not its words, its source or who set it."""
        return self._digest

    @cached_property
    def _digest(self) -> str:
        parts = [self.key, self.unit, self.by, self.leaves, self.distribution, self.least, self.most]
        numbers = [self.value, self.low, self.high]
        return hashlib.sha256(json.dumps([parts, numbers]).encode()).hexdigest()


def national_assumption(key: str, entry: AssumptionEntry, file: str, line: int) -> Assumption:
    """Make the assumption of a checked entry of a national file."""
    least, most = entry.possible
    leaves = tuple(entry.value)
    return Assumption(
        key=key,
        meaning=entry.meaning,
        unit=entry.unit,
        by=entry.by,
        leaves=leaves,
        value=_numbers(entry.value),
        low=_numbers(entry.low or entry.value),
        high=_numbers(entry.high or entry.value),
        distribution=entry.distribution,
        least=least,
        most=most,
        source=entry.source,
        as_of=entry.as_of,
        quality=entry.quality,
        because=entry.because,
        owner=entry.owner,
        agreed_by=entry.agreed_by,
        review_by=entry.review_by,
        taken_from=entry.taken_from,
        set_by=(SetBy("national", file, line, entry.because, leaves),),
    )


def _numbers(leaves: dict[str, float]) -> tuple[float, ...]:
    return tuple(float(number) for number in leaves.values())

"""What one lever changes at full reach, and what it costs: from its numbers to shares and heads by year and group."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planbook.methods.levers.base import Base
from planbook.methods.levers.ramp import in_force, lagged, newly
from planbook.params.lever import LeverFile
from planbook.params.lever_words import Into
from planbook.params.programme_words import GRADES

Floats = NDArray[np.float64]
Numbers = Callable[..., Floats]
PERCENT = 100.0
RATES = {
    "leavers": "leaving",
    "retirements": "retiring",
    "sickness": "absence",
    "participation": "hours",
    "productivity": "work",
}
JOINS_AS = {"training_places": "training", "bank_agency": "others"}


@dataclass(frozen=True)
class Side:
    """What else changes for each post gained: staff required (`demand`, `required`) or available (`supply`)."""

    into: Into
    group: int
    each: Floats


@dataclass(frozen=True)
class Change:
    """What a lever changes at full reach; arrays (draw, year, group) with nought where it does not reach.

    `rates`: change of a rate (leaving, retiring, absence, hours, work), -0.1 a tenth less. `joins`: heads a year from
    the source `joins_from`. `moved`: share of the work required that goes to group `to`, which needs `takes` posts for
    each. `units`: what its cost is counted by, in the year, and `new` those that are new in it (draw, year).
    `pounds`: a year for each unit less what is saved, and once for each new one (draw,); `set_up` pounds (draw,).
    """

    name: str
    reached: tuple[int, ...]
    rates: Mapping[str, Floats]
    joins: Floats | None
    joins_from: str
    moved: Floats | None
    to: int | None
    takes: Floats
    sides: tuple[Side, ...]
    units: Floats
    new: Floats
    a_year: Floats
    once: Floats
    set_up: Floats
    begins: int
    places: float = 0.0

    @property
    def cost(self) -> Floats:
        """Give pounds a year at full reach, without the set-up, shape (draw, year)."""
        return np.asarray(self.a_year[:, None] * self.units + self.once[:, None] * self.new)

    @property
    def set_up_by_year(self) -> Floats:
        """Give pounds to begin at all, in the year in which it begins, shape (draw, year)."""
        spent = np.zeros_like(self.units)
        spent[:, self.begins] = self.set_up
        return spent

    @property
    def touched(self) -> tuple[int, ...]:
        """The groups whose gap it may move."""
        more = [self.to] if self.to is not None else []
        return tuple(dict.fromkeys([*self.reached, *more, *(side.group for side in self.sides)]))


@dataclass
class Making:
    """A lever's numbers beside the staff they are about, on the way to a `Change`.

    `number` gives the draws of one of its numbers by where it stands: (draw,), or (draw, leaf) for its size.
    """

    lever: LeverFile
    base: Base
    number: Numbers
    haircut: Floats
    reached: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.reached = [group for group in self.lever.groups if group in self.base.groups]

    def change(self) -> Change:
        """Give what the lever changes at full reach."""
        lever, years = self.lever, list(self.base.years)
        lead, ramp = self.number("lead_months"), self.number("ramp_months")
        begun = in_force(lever.start, np.zeros_like(lead), ramp, years)
        late = round(float(self.number("training", "years")[0])) if lever.training else 0
        force = lagged(in_force(lever.start, lead, ramp, years), late)
        size = self._spread(self._size(), force)
        joins, moved = self._joins(size), self._moved(size)
        units, new = self._units(begun)
        staff = self.base.stock.heads[:, 0, self._at(self.reached)].sum(axis=1)
        saved = self.number("cost", "saves") if lever.cost.saves else 0.0
        rate = RATES.get(lever.mechanism)
        return Change(
            name=lever.lever,
            reached=tuple(self._at(self.reached)),
            rates={rate: size} if rate else {},
            joins=joins,
            joins_from=JOINS_AS.get(lever.mechanism, lever.joins_from),
            moved=moved,
            to=self.base.groups.index(lever.moves_to) if moved is not None and lever.moves_to else None,
            takes=self.number("each_takes") if lever.each_takes else np.ones_like(lead),
            sides=tuple(self._sides()),
            units=units,
            new=new,
            a_year=self.number("cost", "recurrent") - saved,
            once=self.number("cost", "one_off"),
            set_up=self.number("cost", "set_up") * staff / 1000.0,
            begins=max(0, years.index(int(lever.start[:4])) if int(lever.start[:4]) in years else 0),
            places=self._places(),
        )

    def _at(self, groups: Sequence[str]) -> list[int]:
        return [self.base.groups.index(group) for group in groups]

    def _size(self) -> Floats:
        """Give the size at full reach by draw and group reached, after the haircut, as a share."""
        chosen = [self.lever.groups.index(group) for group in self.reached]
        reach = self.number("reach_pct")[:, None] / PERCENT
        finish = self.number("training", "completes_pct")[:, None] / PERCENT if self.lever.training else 1.0
        cut = 1 - self.haircut[:, list(GRADES).index(self.lever.evidence.grade)][:, None] / PERCENT
        return np.asarray(self.number("size")[:, chosen] / PERCENT * reach * finish * cut)

    def _spread(self, size: Floats, force: Floats) -> Floats:
        """Spread a size (draw, group reached) over years in force and all groups."""
        wide = np.zeros((len(force), force.shape[1], len(self.base.groups)))
        wide[:, :, self._at(self.reached)] = force[:, :, None] * size[:, None, :]
        return wide

    def _joins(self, size: Floats) -> Floats | None:
        """Give heads that join each year: of staff in post, of agency staff taking posts, or of those trained."""
        stock = self.base.stock
        if self.lever.mechanism == "bank_agency":
            worth = np.where(stock.participation > 0, stock.participation, 1.0)
            taken = size * stock.agency[:, :1] / worth[:, :1]
            return newly(taken)
        if self.lever.mechanism in ("joiners", "training_places"):
            return size * stock.heads[:, :1]
        return None

    def _moved(self, size: Floats) -> Floats | None:
        return size if self.lever.moves_to in self.base.groups else None

    def _units(self, begun: Floats) -> tuple[Floats, Floats]:
        """Give what is paid for in each year, and how much of it is new, shape (draw, year)."""
        stock, at, lever = self.base.stock, self._at(self.reached), self.lever
        reach = self.number("reach_pct") / PERCENT
        if lever.mechanism in RATES:
            held = (begun * reach[:, None]) * stock.heads[:, 0, at].sum(axis=1)[:, None]
            return held, newly(held)
        of = {"bank_agency": stock.agency, "skill_mix": stock.required, "new_roles": stock.required}
        whole = (self._full() * of.get(lever.mechanism, stock.heads)[:, 0, at]).sum(axis=1)[:, None] * begun
        if lever.mechanism == "joiners":
            return whole, whole
        if lever.mechanism == "training_places":
            years = round(float(self.number("training", "years")[0]))
            at_once = sum((lagged(whole, late) for late in range(1, years)), whole)
            return np.asarray(at_once), newly(whole)
        return whole, newly(whole)

    def _full(self) -> Floats:
        """Give the size by draw and group reached as it is paid for: nobody is spared the cost of a weak effect."""
        chosen = [self.lever.groups.index(group) for group in self.reached]
        return np.asarray(self.number("size")[:, chosen] / PERCENT * self.number("reach_pct")[:, None] / PERCENT)

    def _places(self) -> float:
        """Give training places a year at full reach, mean of the draws."""
        if not self.lever.training:
            return 0.0
        of = self.base.stock.required if self.lever.moves_to else self.base.stock.heads
        return float((self._full() * of[:, 0, self._at(self.reached)]).sum(axis=1).mean())

    def _sides(self) -> list[Side]:
        known = self.base.groups
        return [
            Side(side.into, known.index(side.staff_group), self.number("side_effects", name, "wte_per_100") / PERCENT)
            for name, side in self.lever.side_effects.items()
            if side.staff_group in known
        ]

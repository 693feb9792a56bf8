"""What could go wrong: the register of risks, and what the plan depends on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from planbook.params.governance_registers import Place, Register, Row, SlugKey
from planbook.params.kinds import TARGET, Sentence, Slug, Strict, Wrong

Fifth = Annotated[int, Field(ge=1, le=5)]


class Scored(Strict):
    """How likely and how bad, each from 1 to 5."""

    likelihood: Fifth
    impact: Fifth

    @property
    def score(self) -> int:
        """Likelihood times impact, 1 to 25."""
        return self.likelihood * self.impact


class Mitigation(Strict):
    """What lessens a risk: who does it by when, and the sign on which it is set going (none: it runs anyway)."""

    what: Sentence
    owner: Sentence | None = None
    by: date | None = None
    status: Literal["planned", "under_way", "done"] = "planned"
    trigger: Sentence | None = None
    scenario: Slug | None = None


class Risk(Row):
    """A risk before and after what is done about it, its owner, and the assumptions it hangs on."""

    title: Sentence
    because: Sentence
    category: Slug
    owner: Sentence | None = None
    inherent: Scored
    residual: Scored
    opened: date
    review_by: date | None = None
    status: Literal["open", "closed"] = "open"
    mitigations: tuple[Mitigation, ...] = ()
    assumptions: tuple[Annotated[str, Field(pattern=TARGET)], ...] = ()
    place: Place | None = None

    def wrong(self) -> Iterator[Wrong]:
        """Yield: what is done about it makes it worse."""
        if self.residual.score > self.inherent.score:
            what = f"the residual score of {self.residual.score} is above the inherent {self.inherent.score}"
            yield Wrong(("residual",), what, f"at most {self.inherent.score}")


class Appetite(Strict):
    """The most a residual score may be in a category before something more must be done, and why."""

    most: Annotated[int, Field(ge=1, le=25)]
    because: Sentence


class RisksFile(Register):
    """`governance/<code>/risks.yaml`."""

    stand_ins: ClassVar[dict[str, Any]] = {"appetite": {}, "risks": {}}
    appetite: dict[SlugKey, Appetite]
    risks: dict[SlugKey, Risk]

    def wrong(self) -> Iterator[Wrong]:
        """Yield each risk of a category without an appetite."""
        for name, risk in self.risks.items():
            if self.appetite and risk.category not in self.appetite:
                known = ", ".join(self.appetite)
                yield Wrong(("risks", name, "category"), f"no appetite for '{risk.category}'", f"one of {known}")


class Dependency(Row):
    """Something the plan needs from somebody else, by when, and what happens if it is late."""

    what: Sentence
    on: Sentence
    needed_by: date
    owner: Sentence | None = None
    status: Literal["asked", "agreed", "at_risk", "met"]
    if_late: Sentence
    programme: Slug | None = None


class DependenciesFile(Register):
    """`governance/<code>/dependencies.yaml`."""

    stand_ins: ClassVar[dict[str, Any]] = {"dependencies": {}}
    dependencies: dict[SlugKey, Dependency]

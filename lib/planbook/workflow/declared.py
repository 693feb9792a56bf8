"""What a planning step declares: the question it answers, the steps it needs, and the tables it makes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Audience = Literal["public", "partners", "confidential"]


@dataclass(frozen=True)
class Table:
    """A declared table: its name, one row per what (`grain`), its columns, and what it says.

    `audience` is the widest edition that may show it; a row with a column `audience` of its own may be kept closer.
    """

    name: str
    grain: tuple[str, ...]
    columns: tuple[str, ...]
    says: str
    audience: Audience = "public"


@dataclass(frozen=True)
class Step:
    """A planning step: its slug and reading number, the question it answers, the steps it needs, its tables.

    `arrays` names its joint draws (draw x area x ...), which tables summarise and later steps take further.
    """

    slug: str
    number: int
    title: str
    question: str
    needs: tuple[str, ...]
    produces: tuple[Table, ...]
    arrays: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The file stem of its notebook and report: `03_need`."""
        return f"{self.number:02d}_{self.slug}"


def with_swings(step: Step) -> Step:
    """Give a step whose key numbers can be moved: by draw in one more array, and one more table of how they move."""
    table = Table(
        f"{step.slug}_swings",
        ("area", "assumption", "key"),
        (
            *(
                "area",
                "assumption",
                "key",
                "order",
                "impact_pct",
                "label",
                "value",
                "low",
                "high",
                "at_low",
                "at_high",
                "unit",
            ),
            *("basis", "source"),
        ),
        "Where each key number goes at the low and the high end of the assumptions that matter most, one at a time.",
    )
    return replace(step, produces=(*step.produces, table), arrays=(*step.arrays, f"{step.slug}_numbers"))

"""What a planning step declares: the question it answers, the steps it needs, and the tables it makes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A declared table: its name, one row per what (`grain`), its columns, and what it says."""

    name: str
    grain: tuple[str, ...]
    columns: tuple[str, ...]
    says: str


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

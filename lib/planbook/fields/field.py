"""One column of a table: what it says, its kind, and what is possible."""

from __future__ import annotations

from dataclasses import dataclass

BASES = ("observed", "local", "apportioned", "modelled", "illustrative", "not held")
AUDIENCES = ("public", "partners", "confidential")  # who may see it, the widest first


@dataclass(frozen=True)
class Field:
    """One column: its name, what it says, its kind (text, integer, number, flag) and what is possible."""

    name: str
    says: str
    kind: str = "text"
    optional: bool = False
    least: float | None = None
    among: tuple[str, ...] = ()

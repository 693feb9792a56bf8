"""Who leads planning of services (A) and of workforce (B) in each cell of level x timeframe x lens; empty cells too."""

from __future__ import annotations

from itertools import product
from typing import Any

from planbook.fields.field import AUDIENCES
from planbook.params.governance import seen_by
from planbook.params.governance_registers import Cells, GridFile
from planbook.params.governance_words import LENSES, LEVELS, TIMEFRAMES

SIDES = ("service", "workforce")
FILLED, HALF, EMPTY, NOT_NEEDED = "filled", "half", "empty", "not needed"


def cells(grid: GridFile | None) -> list[dict[str, Any]]:
    """Give every cell with who leads on each side, or why nobody is needed: one row per level x timeframe x lens."""
    by_cell = entries(grid) if grid else {}
    return [_cell(grid, by_cell, *cell) for cell in product(LEVELS, TIMEFRAMES, LENSES)]


def entries(grid: GridFile) -> dict[tuple[str, str, str], list[Cells]]:
    """Give the entries that say something of each cell."""
    found: dict[tuple[str, str, str], list[Cells]] = {}
    for entry in grid.cells:
        for cell in entry.each:
            found.setdefault(cell, []).append(entry)
    return found


def _cell(
    grid: GridFile | None, by_cell: dict[tuple[str, str, str], list[Cells]], level: str, timeframe: str, lens: str
) -> dict[str, Any]:
    said = by_cell.get((level, timeframe, lens), [])
    sides = {side: next((str(getattr(each, side)) for each in said if getattr(each, side)), "") for side in SIDES}
    why = next((each.not_needed for each in said if each.not_needed), None)
    named = sum(bool(leader) for leader in sides.values())
    status = (EMPTY, HALF, FILLED)[named]
    audience = max((seen_by(grid, each) for each in said), key=AUDIENCES.index) if grid and said else "public"
    return {
        "level": level,
        "timeframe": timeframe,
        "lens": lens,
        "leads_service": sides["service"],
        "leads_workforce": sides["workforce"],
        "status": NOT_NEEDED if why and not named else status,
        "why": why or "",
        "audience": audience,
    }

"""A design: rows of draws put together on purpose, so that one run answers many what-ifs at once.

Each row stands at one of the joint draws, with some assumptions moved. A run under a design has a row where it would
have a draw, and gives what each what-if would have given in that draw; choices, which are no draws, stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planbook.params.assumption import Assumption

Floats = NDArray[np.float64]
Moved = Callable[[Assumption, Floats], Floats]


@dataclass(frozen=True)
class Design:
    """`picks` gives the joint draw of each row; `moves`, by key, what becomes of an assumption's draws (row, leaf)."""

    picks: tuple[int, ...]
    moves: Mapping[str, Moved] = field(default_factory=dict)

    def rows(self, assumption: Assumption, drawn: Floats) -> Floats:
        """Give the rows of an assumption from its joint draws (draw, leaf), kept to what is possible."""
        picked = drawn[list(self.picks)]
        if assumption.key not in self.moves:
            return picked
        return np.clip(self.moves[assumption.key](assumption, picked), assumption.least, assumption.most)


def placed(where: NDArray[np.int_], values: Floats) -> Moved:
    """Give a move that sets the leaves to `values` (row, leaf) or (row, 1) in the rows `where`."""

    def move(assumption: Assumption, drawn: Floats) -> Floats:
        moved = drawn.copy()
        moved[where] = values
        return moved

    return move


def shifted(where: NDArray[np.int_], values: Floats) -> Moved:
    """Give a move that puts the value at `values` (row,) in rows `where`; the range goes with it, as in a what-if."""

    def move(assumption: Assumption, drawn: Floats) -> Floats:
        moved = drawn.copy()
        moved[where] += values[:, None] - np.array(assumption.value)[None, :]
        return moved

    return move

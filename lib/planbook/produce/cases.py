"""Arrays with every assumption at its value, and one after the other at an end of its range.

Each case is laid where a joint draw would be, so that all cases of a step are worked out at once. Steps share them: an
array that reads none of the assumptions a later step adds is only continued with its first case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import xarray as xr

from planbook.params import Assumption
from planbook.produce.cache import Stored
from planbook.produce.tables import SystemTables

CASES = "cases"
AT_LOW, AT_HIGH = 1, 2
MANY = 100  # keys that are worked out at once: so many cases take what the joint draws do


@dataclass(frozen=True)
class CaseTables(SystemTables):
    """A system's arrays by case: first everything at its value, then each of `keys` at its low and its high end.

    Tables stay those of `base`, and with them the levers chosen there.
    """

    base: SystemTables | None = None
    keys: tuple[str, ...] = ()
    _places: dict[str, int] = field(default_factory=dict, repr=False)

    def made(self, name: str) -> Stored:
        """Give a table as it is in the joint draws."""
        assert self.base is not None, "cases are made of a system's tables"
        return self.base.made(name)

    def draws_of(self, assumption: Assumption) -> np.ndarray:
        """Give an assumption by case, shape (case, leaf)."""
        drawn = np.repeat(np.array(assumption.value)[None, :], self.planning.n_draws, axis=0)
        place = self._places.get(assumption.key)
        if place is not None:
            drawn[place - 1 + AT_LOW] = assumption.low
            drawn[place - 1 + AT_HIGH] = assumption.high
        return drawn


def at_ends(tables: SystemTables, name: str, keys: Sequence[str]) -> Any:
    """Give an array with everything at its value, then each key at its low and at its high end, dim `draw`.

    More than `MANY` keys are worked out so many at a time, and nothing of that is held.
    """
    if len(keys) > MANY:
        wanted = frozenset({name})
        some = [tuple(keys[at : at + MANY]) for at in range(0, len(keys), MANY)]
        first, *rest = [_extended(tables, None, each, wanted).drawn(name)[0] for each in some]
        # What is calibrated over all cases moves by a trace with their number: changes are told from each one's own.
        more = [first.isel(draw=0) + each.isel(draw=slice(1, None)) - each.isel(draw=0) for each in rest]
        return xr.concat([first, *more], "draw")
    held = tables.cases.get(CASES)
    held = held if held is not None and held.base is tables else None
    if held is None or not set(keys) <= set(held.keys):
        held = tables.cases[CASES] = _extended(tables, held, keys)
    drawn, _ = held.drawn(name)
    places = [0, *(held._places[key] - 1 + end for key in keys for end in (AT_LOW, AT_HIGH))]
    return drawn.isel(draw=places)


def _extended(
    base: SystemTables, held: CaseTables | None, keys: Sequence[str], wanted: frozenset[str] | None = None
) -> CaseTables:
    """Give the cases with more keys; arrays that read none of these are kept, of `base` those that read none at all."""
    before = held.keys if held else ()
    every = (*before, *(key for key in keys if key not in before))
    planning = base.planning.model_copy(update={"n_draws": 1 + 2 * len(every)})
    places = {key: 1 + 2 * at for at, key in enumerate(every)}
    wider = CaseTables(
        base.areas, planning, base.scenario, base.parameters, base.cache, base.written,
        base=base, keys=every, _places=places, wanted=wanted, asks=base.asks,
    )  # fmt: skip
    new = set(every) - set(before)
    rows = [*range(1 + 2 * len(before)), *([0] * (2 * len(new)))]
    for name, (array, inputs) in base._arrays.items():
        if "draw" not in array.dims and not inputs._parameters:
            wider._arrays[name] = (array, replace(inputs, _tables=wider))
    for name, (array, inputs) in held._arrays.items() if held else ():
        if new.isdisjoint(inputs._parameters):
            kept = array.isel(draw=rows) if "draw" in array.dims else array
            wider._arrays[name] = (kept, replace(inputs, _tables=wider))
    if held:
        held.let_go(())
    return wider

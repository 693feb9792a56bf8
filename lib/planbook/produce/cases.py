"""Arrays with every assumption at its value, and one after the other at an end of its range.

Each case is laid where a joint draw would be, so that all cases of a step are worked out at once. Steps share them: an
array that reads none of the assumptions a later step adds is only continued with its first case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from planbook.params import Assumption, Parameters
from planbook.params.lever_numbers import AT_LEAST, AT_MOST, lever_key
from planbook.produce.cache import Stored
from planbook.produce.tables import SystemTables

CASES, LEVERS = "cases", "levers_worked"
AT_LOW, AT_HIGH = 1, 2


@dataclass(frozen=True)
class CaseTables(SystemTables):
    """A system's arrays by case: first everything at its value, then each of `keys` at its low and its high end.

    Tables stay those of `base`, and so do the levers chosen there.
    """

    base: SystemTables | None = None
    keys: tuple[str, ...] = ()
    levers_held: bool = False
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
    """Give an array with everything at its value, then each key at its low and at its high end, dim `draw`."""
    held = tables.cases.get(CASES)
    held = held if held is not None and held.base is tables else None
    if held is None or not set(keys) <= set(held.keys) or held.levers_held != (LEVERS in tables.drawn_so_far):
        held = tables.cases[CASES] = _extended(tables, held, keys)
    drawn, _ = held.drawn(name)
    places = [0, *(held._places[key] - 1 + end for key in keys for end in (AT_LOW, AT_HIGH))]
    return drawn.isel(draw=places)


def _extended(base: SystemTables, held: CaseTables | None, keys: Sequence[str]) -> CaseTables:
    """Give the cases with more keys; arrays that read none of these are kept."""
    before = held.keys if held else ()
    every = (*before, *(key for key in keys if key not in before))
    levers_held = LEVERS in base.drawn_so_far
    parameters = _levers_held(base) if levers_held else base.parameters
    planning = base.planning.model_copy(update={"n_draws": 1 + 2 * len(every)})
    places = {key: 1 + 2 * at for at, key in enumerate(every)}
    wider = CaseTables(
        base.areas, planning, base.scenario, parameters, base.cache, base.written,
        base=base, keys=every, levers_held=levers_held, _places=places,
    )  # fmt: skip
    new = set(every) - set(before)
    rows = [*range(1 + 2 * len(before)), *([0] * (2 * len(new)))]
    for name, (array, inputs) in held._arrays.items() if held else ():
        if new.isdisjoint(read.partition(":")[2] for read in inputs._parameters):
            kept = array.isel(draw=rows) if "draw" in array.dims else array
            wider._arrays[name] = (kept, replace(inputs, _tables=wider))
    return wider


def _levers_held(base: SystemTables) -> dict[str, Parameters]:
    """Give the parameters with each lever held to the amount chosen in the joint draws."""
    amounts = base.drawn(LEVERS)[0]["amount"]
    held = {
        lever_key(str(lever), end): (100.0 * float(amount),)
        for lever, amount in zip(amounts["lever"].values, amounts.values, strict=True)
        for end in (AT_LEAST, AT_MOST)
    }
    return {area: _with_values(parameters, held) for area, parameters in base.parameters.items()}


def _with_values(parameters: Parameters, values: Mapping[str, tuple[float, ...]]) -> Parameters:
    found = {
        key: replace(each, value=values[key], low=values[key], high=values[key]) if key in values else each
        for key, each in parameters.items()
    }
    return Parameters(found, found, system=parameters.system, place=parameters.place, scenario=parameters.scenario)

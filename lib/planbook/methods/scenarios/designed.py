"""Many what-ifs in one run: rows put together on purpose (`params.design`), each answered as a draw would be.

One assumption at steps across what is possible; one choice under every shock. The other assumptions stand at a few of
the joint draws, the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.regret import least_regret
from planbook.methods.scenarios.answers import ANSWERS, BY_KEY, ENDS
from planbook.methods.scenarios.limits import by_area
from planbook.methods.scenarios.measures import OWN
from planbook.methods.scenarios.which import laid
from planbook.methods.seek import sought
from planbook.params.assumption import Assumption
from planbook.params.design import Design, Moved, placed, shifted
from planbook.params.joining import JOIN
from planbook.params.shock import key_of_shock

FEW = 6
STEPS = 7
WIDER = 2.0
KEY, AT = "key", "at"


@dataclass(frozen=True)
class Tried:
    """One what-if of a design: the assumption, and the value it is put at; none is moved in the first."""

    key: str = ""
    at: float = np.nan


def few(draws: int) -> list[int]:
    """Give a few of the joint draws, spread evenly."""
    return sorted({int(each) for each in np.linspace(0, draws - 1, min(FEW, draws))})


def answered(inputs: Inputs, stepped: Iterable[str]) -> xr.DataArray:
    """Give every answer of every what-if, means over a few draws, dims (row, answer); rows have key and at.

    Told as changes of the mean over all draws: what the few draws give without any change is taken off, the mean added.
    """
    tried = [Tried()]
    tried += [Tried(key, at) for key in dict.fromkeys(stepped) for at in steps(inputs.believed(key))]
    picks = few(inputs.planning.n_draws)
    moves = {
        key: _moved(inputs.believed(key), tried, len(picks)) for key in sorted({each.key for each in tried} - {""})
    }
    with inputs.under(inputs.scenario, Design(tuple(picks * len(tried)), moves)) as there:
        means = _means(there.array(ENDS).values, len(tried))
    whole = inputs.array(ENDS).mean("draw").values
    coords = {name: ("row", [getattr(each, name) for each in tried]) for name in (KEY, AT)}
    return xr.DataArray(means - means[0] + whole, {**coords, "answer": list(BY_KEY)}, ("row", "answer"))


def steps(assumption: Assumption) -> np.ndarray:
    """Give the values tried of an assumption: across what is possible, and no further than twice its range away."""
    value, width = assumption.value[0], assumption.high[0] - assumption.low[0]
    low, high = value - WIDER * width, value + WIDER * width
    low = low if assumption.least is None else max(low, assumption.least)
    high = high if assumption.most is None else min(high, assumption.most)
    return np.linspace(low, high, STEPS)


def rows_of(tried: xr.DataArray) -> pd.DataFrame:
    """Give what was tried as rows: key, at, and a column for each answer."""
    found = pd.DataFrame(tried.values, columns=list(tried["answer"].values))
    return found.assign(**{name: tried[name].values for name in (KEY, AT)})


def goals_sought(inputs: Inputs, rows: pd.DataFrame, pairs: Mapping[str, str]) -> pd.DataFrame:
    """Give what an assumption would have to be to meet a target: one row per answer.

    `pairs` names the assumption sought for each answer. Between the values tried the answer is taken as straight.
    """
    targets = by_area(inputs, "scenarios.target_pct").isel(area=0)
    found = []
    for answer, key in pairs.items():
        mine = rows[rows[KEY] == key]
        grid, reply = mine[AT].to_numpy(dtype=float), mine[answer].to_numpy(dtype=float)
        target = float(targets.sel(leaf=answer))
        goal = sought(_straight(grid, reply), target, float(grid[0]), float(grid[-1]))
        held = inputs.believed(key)
        found.append(
            (
                answer, BY_KEY[answer].label, target, BY_KEY[answer].unit, key, held.meaning, held.unit, held.value[0],
                goal.value, goal.reached, goal.answer, float(grid[0]), float(grid[-1]),
            )
        )  # fmt: skip
    columns = [
        "answer", "label", "target", "unit", "key", "assumption_label", "limit_unit", "value", "needed", "reached",
        "best", "least", "most",
    ]  # fmt: skip
    return pd.DataFrame(found, columns=columns)


def regretted(inputs: Inputs, chosen: xr.DataArray) -> pd.DataFrame:
    """Give for each answer the choices by what each would be regretted at worst, and in which scenario.

    `chosen` has dims (choice, shock, answer). Columns answer, choice, order, worst, scenario. Scenarios that override
    assumptions are left out: only shocks can be set to nought row by row.
    """
    names = [inputs.scenario if name == OWN else str(name) for name in chosen["choice"].values]
    parts = []
    for answer in ANSWERS:
        means = chosen.sel(answer=answer.key).transpose("shock", "choice").values
        lost = least_regret(pd.DataFrame(means, index=chosen["shock"].values, columns=names))
        parts.append(lost.assign(answer=answer.key, label=answer.label, unit=answer.unit))
    return pd.concat(parts, ignore_index=True)


def under_all(inputs: Inputs, shocks: list[str]) -> np.ndarray:
    """Give the answers without a shock and under each, means over a few draws, shape (scenario, answer), in one run."""
    files = inputs.scenarios()
    sizes = {name: _sizes(inputs, name) for name in shocks}
    picks = few(inputs.planning.n_draws)
    rows = np.arange(len(picks) * (1 + len(shocks)))
    off: dict[str, list[int]] = {key: [] for found in sizes.values() for key in found}
    for key, where in off.items():
        for at, name in enumerate([OWN, *shocks]):
            if key not in sizes.get(name, ()):
                where += list(rows[at * len(picks) : (at + 1) * len(picks)])
    moves = {key: placed(np.array(where), np.zeros((1, 1))) for key, where in off.items() if where}
    parts = dict.fromkeys(part for name in shocks for part in laid(name, files) if files[part].shocks)
    joined = JOIN.join([inputs.scenario, *parts])
    with inputs.under(joined, Design(tuple(picks * (1 + len(shocks))), moves)) as there:
        return _means(there.array(ENDS).values, 1 + len(shocks))


def _sizes(inputs: Inputs, name: str) -> set[str]:
    files = inputs.scenarios()
    return {key_of_shock(part, shock) for part in laid(name, files) for shock in files[part].shocks}


def _moved(assumption: Assumption, tried: list[Tried], each: int) -> Moved:
    """Give what becomes of an assumption's draws in the rows of a design: its steps."""
    places = [at for at, one in enumerate(tried) if one.key == assumption.key]
    rows = np.array([at * each + row for at in places for row in range(each)], dtype=int)
    return shifted(rows, np.repeat([tried[at].at for at in places], each))


def _means(ends: np.ndarray, groups: int) -> np.ndarray:
    return np.asarray(ends.reshape(groups, -1, ends.shape[1]).mean(axis=1))


def _straight(grid: np.ndarray, reply: np.ndarray) -> Callable[[float], float]:
    return lambda value: float(np.interp(value, grid, reply))

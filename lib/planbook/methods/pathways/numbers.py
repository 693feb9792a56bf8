"""What is believed of each programme, in each draw: its numbers by where they stand in its file."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.areas import ENGLAND, codes_index
from planbook.data.inputs import Inputs
from planbook.methods.segments import only_once
from planbook.params.programme import Effect, ProgrammeFile
from planbook.params.programme_numbers import key_of
from planbook.params.programme_words import POINTS

SWITCH = "on"


@dataclass(frozen=True)
class Numbers:
    """The numbers of programmes as an area has agreed them, or as they are claimed for England (`national`)."""

    inputs: Inputs
    national: bool = False

    def draws(self, programme: str, *path: str) -> xr.DataArray:
        """Give a number's draws, dims (draw[, area][, leaf]): without `area` where all areas believe the same."""
        found = self.inputs.draws(key_of(programme, *path))
        if self.national:
            return found.sel(area=ENGLAND, drop=True)
        return only_once(found)

    def each(self, paths: Sequence[tuple[str, ...]], dim: str, leaf: str = "leaf") -> xr.Variable:
        """Give several numbers' draws side by side, dims (draw, area, `dim`[, `leaf`]); `paths`: where each stands."""
        found = [self.inputs.draws(key_of(*path)).values for path in paths]
        shape = (self.inputs.planning.n_draws, len(self.inputs.areas.computed), 0)
        drawn = np.stack(found, axis=2) if found else np.empty(shape)
        return xr.Variable(("draw", "area", dim, leaf)[: drawn.ndim], self._held(drawn, axis=1))

    def of_programmes(self, *path: str, leaf: str = "leaf") -> xr.Variable:
        """Give a number of every programme, dims (draw, area, programme[, `leaf`])."""
        return self.each([(name, *path) for name in self.inputs.programmes()], "programme", leaf)

    def promised(self, paths: Sequence[tuple[str, ...]], dim: str) -> xr.Variable:
        """Give whether the middle of each number is below nought, as 1 or 0, dims (area, `dim`)."""
        found = [self.inputs.value(key_of(*path)).values < 0 for path in paths]
        held = np.stack(found, axis=1) if found else np.empty((len(self.inputs.areas.computed), 0))
        return xr.Variable(("area", dim), self._held(held.astype(float), axis=0))

    def on(self, programme: str) -> xr.DataArray:
        """Give whether an area has the programme on: 1 or 0, dims (draw, area); a claim needs someone who makes it."""
        return self.inputs.draws(key_of(programme, SWITCH))

    def _held(self, drawn: np.ndarray, axis: int) -> np.ndarray:
        """Give what every area holds true: its own, or what England's (the first) does where claims are national."""
        return drawn.take([0] * drawn.shape[axis], axis) if self.national else drawn


@dataclass(frozen=True)
class Acting:
    """One effect of one programme on one point of delivery; `label` tells it from all others."""

    programme: str
    name: str
    effect: Effect

    @property
    def label(self) -> str:
        """The programme and the effect: `frailty.care_homes`."""
        return f"{self.programme}.{self.name}"


def acting(programmes: Mapping[str, ProgrammeFile]) -> tuple[Acting, ...]:
    """Give every effect of every programme, in their order."""
    return tuple(
        Acting(name, effect, each)
        for name, programme in programmes.items()
        for effect, each in programme.effects.items()
    )


def touches(programmes: Mapping[str, ProgrammeFile]) -> tuple[tuple[str, str], ...]:
    """Give every (point, programme) where the programme changes the point's line, point by point."""
    found = {(each.effect.point, each.programme) for each in acting(programmes)}
    return tuple((point, name) for point in POINTS for name in programmes if (point, name) in found)


def first(array: xr.DataArray | xr.Variable) -> np.ndarray:
    """Give values with the last dim first: (point, draw, area, year) of (draw, area, year, point); no copy."""
    return np.moveaxis(array.values, -1, 0)


def last(values: np.ndarray, dim: str) -> xr.Variable:
    """Give values (`dim`, draw, area, year) as dims (draw, area, year, `dim`).

    Work is added up point by point: what belongs to one lies side by side in memory, and is quick to come by.
    """
    return xr.Variable(("draw", "area", "year", dim), np.moveaxis(values, 0, -1))


def at_points(lines: xr.DataArray, points: Sequence[str], dim: str) -> xr.Variable:
    """Give demand's `lines` at some points, each as often as it is named, dims (draw, area, year, `dim`)."""
    found = lines.variable.transpose("line", "draw", "area", "year")
    return last(found.values[lines.get_index("line").get_indexer(pd.Index(list(points)))], dim)


def all_fifths(people: xr.DataArray) -> xr.Variable:
    """Add up deprivation fifths, the last dim: one after the other, which is quicker than along so short an axis."""
    return xr.Variable(people.dims[:-1], sum(np.moveaxis(people.values, -1, 0)))


def stacked(parts: Mapping[str, xr.Variable], dim: str, sizes: Mapping[Hashable, int]) -> xr.Variable:
    """Join variables along `dim`, each spread over the dims of `sizes`, which hold theirs: its dims, then `dim`."""
    joined = np.empty((*sizes.values(), len(parts)))
    for place, part in enumerate(parts.values()):
        joined[..., place] = part.set_dims(sizes).values
    return xr.Variable((*sizes, dim), joined)


def axes_of(inputs: Inputs) -> xr.DataArray:
    """Give the axes of a run, dims (draw, area, year), for what is worked out without labels; nothing is in it."""
    codes = codes_index(tuple(area.code for area in inputs.areas.computed))
    years = list(inputs.planning.years)
    nothing = np.broadcast_to(np.nan, (inputs.planning.n_draws, len(codes), len(years)))
    return xr.DataArray(nothing, coords={"area": codes, "year": years}, dims=("draw", "area", "year"))

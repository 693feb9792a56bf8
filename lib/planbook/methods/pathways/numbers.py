"""What is believed of each programme, in each draw: its numbers by where they stand in its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.population import Axes
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

    def each(self, paths: Mapping[str, tuple[str, ...]], dim: str) -> xr.DataArray:
        """Give several numbers' draws by label, dims (draw, area, `dim`); `paths` has where each stands."""
        like = frame_of(self.inputs).isel(year=0, drop=True)
        return stacked({label: self.draws(*path) for label, path in paths.items()}, dim, like)

    def promised(self, programme: str, *path: str) -> xr.DataArray:
        """Give whether the middle of a number is below nought, as 1 or 0, dims ([area])."""
        found = self.inputs.value(key_of(programme, *path))
        return (found.sel(area=ENGLAND, drop=True) if self.national else found) < 0

    def on(self, programme: str) -> xr.DataArray:
        """Give whether an area has the programme on: 1 or 0, dims (draw, area); a claim needs someone who makes it."""
        return self.inputs.draws(key_of(programme, SWITCH))


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


def touched(effects: tuple[Acting, ...]) -> tuple[str, ...]:
    """Give the points of delivery that some effect changes, in the order of `POINTS`."""
    points = {each.effect.point for each in effects}
    return tuple(point for point in POINTS if point in points)


def stacked(parts: Mapping[str, xr.DataArray], dim: str, like: xr.DataArray) -> xr.DataArray:
    """Join arrays along `dim`, each spread over the dims of `like`, which holds theirs: its dims, then `dim`."""
    joined = np.empty((*like.shape, len(parts)))
    for place, part in enumerate(parts.values()):
        held = [each for each in like.dims if each in part.dims]
        shape = [like.sizes[each] if each in held else 1 for each in like.dims]
        joined[..., place] = part.transpose(*held).values.reshape(shape)
    coords = {str(each): like[each].values for each in like.dims if each in like.coords}
    return xr.DataArray(joined, coords=coords | {dim: list(parts)}, dims=(*like.dims, dim))


def frame_of(inputs: Inputs) -> xr.DataArray:
    """Give noughts, dims (draw, area, year): what parts are spread over."""
    coords: Axes = {"area": [area.code for area in inputs.areas.computed], "year": list(inputs.planning.years)}
    shape = (inputs.planning.n_draws, *(len(labels) for labels in coords.values()))
    return xr.DataArray(np.zeros(shape), coords=coords, dims=("draw", *coords))

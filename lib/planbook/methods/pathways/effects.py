"""What the effects claim of each line: the share of it that would go, as claimed, agreed and after the haircut."""

from __future__ import annotations

import xarray as xr

from planbook.methods.pathways.numbers import Acting, Numbers, acting, frame_of, stacked
from planbook.methods.pathways.people import share_of

HAIRCUT = "pathways.haircut_pct"


def effect_rates(numbers: Numbers, helped: xr.DataArray, cohort: xr.DataArray, haircut: bool) -> xr.DataArray:
    """Give each effect's change of its line, as a share of the line, dims (draw, area, year, effect); below 0 is less.

    `part x those helped of the cohort x change`. With `haircut`, what is claimed as less is cut by its grade; what is
    claimed as no change or more is left as it is, for a haircut is for optimism.
    """
    effects = acting(numbers.inputs.programmes())
    reached = share_of(helped.sum("imd_quintile"), cohort.sum("imd_quintile"))
    owners = xr.DataArray([each.programme for each in effects], dims="effect")
    change = _parts(numbers, effects) * _numbers_of(numbers, effects, "change_pct")
    if haircut:
        change = change * _believed(numbers, effects)
    rates = reached.sel(programme=owners).drop_vars("programme") * change
    return rates.transpose("draw", "area", "year", "effect")


def kept_by_grade(numbers: Numbers) -> xr.DataArray:
    """Give the share of a claim that is believed, dims (draw, area, leaf): `leaf` is the grade."""
    return 1 - numbers.inputs.draws(HAIRCUT) / 100


def promises(numbers: Numbers) -> xr.DataArray:
    """Give 1 for each effect that is claimed as less work, else 0, dims (area, effect)."""
    effects = acting(numbers.inputs.programmes())
    like = frame_of(numbers.inputs).isel(draw=0, year=0, drop=True)
    parts = {each.label: 1.0 * numbers.promised(each.programme, "effects", each.name, "change_pct") for each in effects}
    return stacked(parts, "effect", like)


def _believed(numbers: Numbers, effects: tuple[Acting, ...]) -> xr.DataArray:
    """Give the share of each claim that is believed, dims (draw, area, effect)."""
    grades = xr.DataArray([each.effect.grade for each in effects], dims="effect")
    kept = kept_by_grade(numbers).sel(leaf=grades).drop_vars("leaf")
    return 1 - promises(numbers) * (1 - kept)


def _parts(numbers: Numbers, effects: tuple[Acting, ...]) -> xr.DataArray:
    """Give how much of its line each effect touches; parts of one line are never more than the whole of it."""
    parts = _numbers_of(numbers, effects, "part_pct")
    for place, each in enumerate(effects):
        beside = [
            other for other, one in enumerate(effects)
            if one.programme == each.programme and one.effect.point == each.effect.point
        ]  # fmt: skip
        if len(beside) > 1 and place == beside[0]:
            parts.values[..., beside] /= parts.values[..., beside].sum(axis=-1, keepdims=True).clip(1.0)
    return parts


def _numbers_of(numbers: Numbers, effects: tuple[Acting, ...], part: str) -> xr.DataArray:
    """Give a percentage of every effect as a share, dims (draw, area, effect)."""
    paths = {each.label: (each.programme, "effects", each.name, part) for each in effects}
    return numbers.each(paths, "effect") / 100

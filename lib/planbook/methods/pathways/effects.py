"""What the effects claim of each line: the share of it that would go, as claimed, agreed and after the haircut."""

from __future__ import annotations

import numpy as np
import xarray as xr

from planbook.methods.labelled import bare, labelled
from planbook.methods.pathways.numbers import Acting, Numbers, acting, all_fifths, first, last
from planbook.methods.pathways.people import share_of
from planbook.methods.segments import only_once

HAIRCUT = "pathways.haircut_pct"


def effect_rates(numbers: Numbers, helped: xr.DataArray, cohort: xr.DataArray, haircut: bool) -> xr.DataArray:
    """Give each effect's change of its line, as a share of the line, dims (draw, area, year, effect); below 0 is less.

    `part x those helped of the cohort x change`. With `haircut`, what is claimed as less is cut by its grade; what is
    claimed as no change or more is left as it is, for a haircut is for optimism.
    """
    effects, names = acting(numbers.inputs.programmes()), list(numbers.inputs.programmes())
    bare(helped, cohort)
    reached = share_of(all_fifths(helped), all_fifths(cohort))
    owners = np.array([names.index(each.programme) for each in effects], dtype=int)
    change = _parts(numbers, effects) * _shares(numbers, effects, "change_pct")
    if haircut:
        change = change * _believed(numbers, effects)
    rates = first(reached)[owners] * first(change)[..., None]
    return labelled(last(rates, "effect"), helped, effect=[each.label for each in effects])


def kept_by_grade(numbers: Numbers) -> xr.DataArray:
    """Give the share of a claim that is believed, dims (draw[, area], leaf): `leaf` is the grade."""
    return 1 - only_once(numbers.inputs.draws(HAIRCUT)) / 100


def promises(numbers: Numbers) -> xr.Variable:
    """Give 1 for each effect that is claimed as less work, else 0, dims (area, effect)."""
    return numbers.promised(_paths(acting(numbers.inputs.programmes()), "change_pct"), "effect")


def _believed(numbers: Numbers, effects: tuple[Acting, ...]) -> xr.Variable:
    """Give the share of each claim that is believed, dims (draw, area, effect)."""
    kept = kept_by_grade(numbers)
    grades = xr.Variable("effect", kept.indexes["leaf"].get_indexer([each.effect.grade for each in effects]))
    return 1 - promises(numbers) * (1 - kept.variable.isel(leaf=grades))


def _parts(numbers: Numbers, effects: tuple[Acting, ...]) -> xr.Variable:
    """Give how much of its line each effect touches; parts of one line are never more than the whole of it."""
    parts = _shares(numbers, effects, "part_pct")
    for place, each in enumerate(effects):
        beside = [
            other for other, one in enumerate(effects)
            if one.programme == each.programme and one.effect.point == each.effect.point
        ]  # fmt: skip
        if len(beside) > 1 and place == beside[0]:
            parts.values[..., beside] /= parts.values[..., beside].sum(axis=-1, keepdims=True).clip(1.0)
    return parts


def _shares(numbers: Numbers, effects: tuple[Acting, ...], part: str) -> xr.Variable:
    """Give a percentage of every effect as a share, dims (draw, area, effect)."""
    return numbers.each(_paths(effects, part), "effect") / 100


def _paths(effects: tuple[Acting, ...], part: str) -> list[tuple[str, ...]]:
    return [(each.programme, "effects", each.name, part) for each in effects]

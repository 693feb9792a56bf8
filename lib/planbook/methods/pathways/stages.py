"""Each effect as claimed, as agreed, after the haircut and as counted, beside what experts think nationally."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.pathways import people, tables, timing, words
from planbook.methods.pathways.combined import moving
from planbook.methods.pathways.effects import effect_rates
from planbook.methods.pathways.numbers import Acting, Numbers, acting
from planbook.methods.summary import summarise
from planbook.params.programme_words import POINTS

ELICITED = "pathways.elicited_pct"


def stages(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give the change each effect makes to its line in `year`, step by step of belief: one row per area x effect.

    Claimed: at the national numbers of the programme. Agreed: at the area's own. After the haircut: what is claimed as
    less, cut by grade. Counted: each unit once, and only as far as there is room. Below nought is less work.
    """
    here, national = Numbers(inputs), Numbers(inputs, national=True)
    helped, cohort = inputs.array("pathways_helped"), inputs.array("pathways_cohort")
    steps = {
        "claimed": _change(inputs, _claimed(national), year),
        "agreed": _change(inputs, effect_rates(here, helped, cohort, haircut=False), year),
        "after_haircut": _change(inputs, inputs.array("pathways_rates"), year),
        "counted": -inputs.array("pathways_avoided").sel(year=year, drop=True),
    }
    frame = None
    for name, array in steps.items():
        mine = summarise(inputs.areas.with_total(array)).rename(
            columns={"mean": name, "p10": f"{name}_low", "p90": f"{name}_high"}
        )
        mine = mine.drop(columns="p50")
        frame = mine if frame is None else frame.merge(mine, on=["area", "effect"], validate="one_to_one")
    assert frame is not None
    frame["room_pct"] = _room(inputs, year)
    return _said(frame, inputs).assign(year=year)


def _claimed(national: Numbers) -> xr.DataArray:
    """Give rates at the programmes' national numbers, before any haircut."""
    cohort = people.cohorts(national, national.inputs.array("pathways_among"))
    helped = people.helped(national, cohort, timing.ramp_of(national))
    return effect_rates(national, helped, cohort, haircut=False)


def _change(inputs: Inputs, rates: xr.DataArray, year: int) -> xr.DataArray:
    """Give units by which each effect, alone, changes its line in a year, dims (draw, area, effect)."""
    points = [each.effect.point for each in acting(inputs.programmes())]
    lines = inputs.array("demand_volumes").sel(year=year, line=points, drop=True).rename(line="effect")
    return lines.assign_coords(effect=rates["effect"].values) * rates.sel(year=year, drop=True)


def _room(inputs: Inputs, year: int) -> np.ndarray:
    """Give the share of each effect's saving that there is room for, per cent, weighted by what it would save."""
    rates = inputs.array("pathways_rates")
    saving = _change(inputs, rates, year).clip(max=0.0)
    share = inputs.array("pathways_room").sel(year=year, drop=True)
    whole, part = (tables.total_mean(inputs, each) for each in (saving, saving * share))
    return (
        (100 * xr.where(whole < 0, part / whole.where(whole < 0, -1.0), 1.0)).transpose("area", "effect").values.ravel()
    )


def _said(frame: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    effects = {each.label: each for each in acting(inputs.programmes())}
    rows = [_about(inputs, effects[label]) for label in frame["effect"]]
    said = pd.DataFrame(rows, index=frame.index)
    named = pd.concat([frame, said], axis=1)
    known = _national(inputs)
    for part in ("national", "national_low", "national_high"):
        named[part] = [known.get(name, {}).get(part, np.nan) for name in named["national_range"]]
    return tables.based(named.drop(columns="national_range"), inputs)


def _about(inputs: Inputs, each: Acting) -> dict[str, object]:
    change = each.effect.change_pct
    low, high = change.low or change.value, change.high or change.value
    return {
        "programme": each.programme,
        "label": each.effect.share_of,
        "point": each.effect.point,
        "point_label": POINTS[each.effect.point].label,
        "unit": words.unit_of(each.effect.point),
        "grade": each.effect.grade,
        "claim_pct": change.value[""],
        "claim_low": low[""],
        "claim_high": high[""],
        "national_range": each.effect.national_range,
        "moves_to": "; ".join(words.sector_of(point) for point in _sectors_once(inputs, each)),
        "source": change.source,
        "because": change.because,
    }


def _sectors_once(inputs: Inputs, each: Acting) -> list[str]:
    by_sector = {POINTS[point].sector: point for point in moving(inputs, each)}
    return list(by_sector.values())


def _national(inputs: Inputs) -> dict[str, dict[str, float]]:
    """Give what experts think could be avoided of each kind of activity, below nought, with its range."""
    drawn = inputs.value(ELICITED).isel(area=0, drop=True)
    spread = inputs.draws(ELICITED).isel(area=0, drop=True)
    low, high = (pd.Series(np.percentile(spread.values, q, axis=0), index=spread["leaf"].values) for q in (90, 10))
    return {
        str(name): {"national": -float(value), "national_low": -low[name], "national_high": -high[name]}
        for name, value in zip(drawn["leaf"].values, drawn.values, strict=True)
    }

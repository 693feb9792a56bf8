"""Each effect as claimed, as agreed, after the haircut and as counted, beside what experts think nationally."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.labelled import bare, labelled
from planbook.methods.pathways import people, tables, timing, words
from planbook.methods.pathways.combined import moving
from planbook.methods.pathways.effects import effect_rates
from planbook.methods.pathways.numbers import Acting, Numbers, acting, at_points
from planbook.methods.summary import summarise
from planbook.params.programme_words import POINTS

ELICITED = "pathways.elicited_pct"
NATIONAL = ("national", "national_low", "national_high")


def stages(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give the change each effect makes to its line in `year`, step by step of belief: one row per area x effect.

    Claimed: at the national numbers of the programme. Agreed: at the area's own. After the haircut: what is claimed as
    less, cut by grade. Counted: each unit once, and only as far as there is room. Below nought is less work.
    """
    chosen = {"year": [year]}
    helped, cohort, rates = (inputs.array(f"pathways_{name}").sel(chosen) for name in ("helped", "cohort", "rates"))
    agreed = effect_rates(Numbers(inputs), helped, cohort, haircut=False)
    steps = {
        "claimed": _change(inputs, _claimed(Numbers(inputs, national=True), year)),
        "agreed": _change(inputs, agreed),
        "after_haircut": _change(inputs, rates),
        "counted": -inputs.array("pathways_avoided").sel(chosen).variable,
    }
    drawn = labelled(xr.Variable.concat(list(steps.values()), "step").isel(year=0), rates, step=steps)
    every = summarise(inputs.areas.with_total(drawn.transpose("draw", "area", "effect", "step")))
    frame = every.loc[every["step"] == "claimed", ["area", "effect"]].reset_index(drop=True)
    for place, name in enumerate(steps):
        for column, ending in (("mean", ""), ("p10", "_low"), ("p90", "_high")):
            frame[name + ending] = every[column].to_numpy()[place :: len(steps)]
    frame["room_pct"] = _room(inputs, year)
    return _said(frame, inputs).assign(year=year)


def _claimed(national: Numbers, year: int) -> xr.DataArray:
    """Give rates of a year at the programmes' national numbers, before any haircut."""
    cohort = people.cohorts(national, people.among(national.inputs, [year]))
    helped = people.helped(national, cohort, timing.ramp_of(national).sel(year=[year]))
    return effect_rates(national, helped, cohort, haircut=False)


def _change(inputs: Inputs, rates: xr.DataArray) -> xr.Variable:
    """Give units by which each effect, alone, changes its line, dims as `rates`."""
    points = [each.effect.point for each in acting(inputs.programmes())]
    demand = inputs.array("demand_volumes").sel(year=rates["year"].values)
    bare(demand, rates)
    return at_points(demand, points, "effect") * rates.variable


def _room(inputs: Inputs, year: int) -> np.ndarray:
    """Give the share of each effect's saving that there is room for, per cent, weighted by what it would save."""
    rates, room = (inputs.array(f"pathways_{name}").sel(year=[year]) for name in ("rates", "room"))
    saving = _change(inputs, rates).clip(max=0.0)
    both = (labelled(each.mean("draw"), rates) for each in (saving, saving * room.variable))
    whole, part = (inputs.areas.with_total(each).values.ravel() for each in both)
    return 100 * np.where(whole < 0, part / np.where(whole < 0, whole, -1.0), 1.0)


def _said(frame: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    known = _national(inputs)
    rows = {}
    for each in acting(inputs.programmes()):
        said = _about(inputs, each)
        rows[each.label] = said | known.get(str(said.pop("national_range")), dict.fromkeys(NATIONAL, np.nan))
    return tables.based(frame.join(pd.DataFrame.from_dict(rows, orient="index"), on="effect"), inputs)


def _about(inputs: Inputs, each: Acting) -> dict[str, Any]:
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

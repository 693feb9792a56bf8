"""The key numbers of pathways, each with its formula, all that goes into it and the assumptions behind."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.beds import DAYS
from planbook.methods.explain import Input, unfolded
from planbook.methods.need.published import basis_modelled
from planbook.methods.pathways.tables import JUDGED
from planbook.params.programme import ProgrammeFile
from planbook.params.programme_numbers import key_of

SYMBOLS = "ABCEFGHJKLMNPQRSTUVW"
EVERYONE = ("pathways.haircut_pct", "pathways.room_pct_per_year", "pathways.room_per_1000_people")
CARRIED = ("cohort_share_pct", "reach_pct", "uptake_pct", "ramp_months", "delay_months")
BED_DAYS = ("emergency_bed_days", "elective_bed_days")
EMERGENCY = ("emergency_same_day", "emergency_overnight")
VISITS = ("ae_major", "ae_minor")
OUTSIDE = ("gp_appointments", "community_contacts", "mental_health_contacts")


def key_numbers(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give each key number of `year` with its inputs, for the system and its places, as `explain.unfolded` makes them.

    Each is the sum of what the programmes are credited with.
    """
    said = f"{year}/{(year + 1) % 100:02d}"
    credits = inputs.array("pathways_credits").sel(year=year, drop=True)
    money = inputs.array("pathways_cost").sel(year=year, cost=["recurrent", "digital"], drop=True).sum("cost")
    of_points = credits.sel(point=list(BED_DAYS)).sum("point") / DAYS
    parts = [
        *_sum_of(inputs, "ae_visits_change", f"Change in A&E visits in {said}", "attendances",
                 credits.sel(point=list(VISITS)).sum("point"), _touching(VISITS)),
        *_sum_of(inputs, "beds_change", f"Change in hospital beds in use in {said}", "beds", of_points,
                 _touching(BED_DAYS)),
        *_sum_of(inputs, "contacts_change", f"Change in care outside hospital in {said}: appointments and contacts",
                 "contacts", credits.sel(point=list(OUTSIDE)).sum("point"), _touching(OUTSIDE)),
        *_sum_of(inputs, "cost_a_year", f"Cost of the programmes in {said}, before anything is released", "gbp",
                 money, _costing),
        *_sum_of(inputs, "admissions_change", f"Change in emergency admissions in {said}", "admissions",
                 credits.sel(point=list(EMERGENCY)).sum("point"), _touching(EMERGENCY)),
    ]  # fmt: skip
    columns = ["area", "key", "order", "symbol", "label", "value", "low", "high", "unit", "formula", "assumed"]
    return pd.concat(parts, ignore_index=True)[[*columns, "basis", "source", "period_to"]]


Behind = Callable[[str, ProgrammeFile], tuple[str, ...]]


def _sum_of(
    inputs: Inputs, key: str, label: str, unit: str, by_programme: xr.DataArray, behind: Behind
) -> list[pd.DataFrame]:
    """Unfold a number that is the sum of its programmes' parts; `by_programme` has dims (draw, area, programme)."""
    programmes, basis = inputs.programmes(), basis_modelled(inputs.areas)
    acting = {name: behind(name, file) for name, file in programmes.items()}
    names = [name for name, keys in acting.items() if keys]
    symbols = dict(zip(names, SYMBOLS, strict=False))
    every = inputs.areas.with_total(by_programme.transpose("draw", "area", "programme"))
    means = every.mean("draw")
    low, high = np.percentile(every.sum("programme").values, [10, 90], axis=0)
    ends = {str(area): (float(low[place]), float(high[place])) for place, area in enumerate(every["area"].values)}
    month = str(inputs.table("demand_totals")["period_to"].max())
    found = []
    for area in inputs.areas.every[1:]:
        made_of = [
            Input(
                symbols[name],
                programmes[name].title,
                float(means.sel(area=area.code, programme=name)),
                unit,
                basis[area.code],
                JUDGED,
                month,
                acting[name],
            )
            for name in names
        ]
        formula = " + ".join(symbols[name] for name in names)
        found.append(unfolded(area.code, key, label, unit, formula, made_of, ends[area.code]))
    return found


def _touching(points: tuple[str, ...]) -> Behind:
    """Give the keys behind a programme's credit at some points; none where it does nothing there."""

    def behind(name: str, file: ProgrammeFile) -> tuple[str, ...]:
        keys = [key_of(name, "delivers", point) for point in file.delivers if point in points]
        for effect, each in file.effects.items():
            moved = [point for point in each.displaces if point in points]
            if each.point in points or moved:
                keys += [key_of(name, "effects", effect, part) for part in ("part_pct", "change_pct")]
                keys += [key_of(name, "effects", effect, "displaces", point) for point in moved]
        return (*_carried(name), *keys, *EVERYONE) if keys else ()

    return behind


def _costing(name: str, file: ProgrammeFile) -> tuple[str, ...]:
    digital = (key_of(name, "digital", thing) for thing in file.digital)
    return (*_carried(name), key_of(name, "cost", "recurrent"), *digital)


def _carried(name: str) -> tuple[str, ...]:
    return tuple(f"programmes.{name}.{part}" for part in CARRIED)

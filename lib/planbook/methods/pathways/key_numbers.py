"""The key numbers of pathways, each with its formula, all that goes into it and the assumptions behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.beds import DAYS
from planbook.methods.explain import Input, unfolded
from planbook.methods.labelled import labelled
from planbook.methods.need.published import basis_modelled
from planbook.methods.pathways.brings import EVERY_YEAR
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
    words = {
        "ae_visits_change": (f"Change in A&E visits in {said}", "attendances", _touching(VISITS)),
        "beds_change": (f"Change in hospital beds in use in {said}", "beds", _touching(BED_DAYS)),
        "contacts_change": (
            f"Change in care outside hospital in {said}: appointments and contacts", "contacts", _touching(OUTSIDE),
        ),
        "cost_a_year": (f"Cost of the programmes in {said}, before anything is released", "gbp", _costing),
        "admissions_change": (f"Change in emergency admissions in {said}", "admissions", _touching(EMERGENCY)),
    }  # fmt: skip
    month = str(inputs.table("demand_totals")["period_to"].max())
    about = {area: (basis, JUDGED, month) for area, basis in basis_modelled(inputs.areas).items()}
    drawn = credited(inputs, year)
    parts = [part for key, each in drawn.items() for part in _sum_of(inputs, key, each, about, *words[key])]
    columns = ["area", "key", "order", "symbol", "label", "value", "low", "high", "unit", "formula", "assumed"]
    return pd.concat(parts, ignore_index=True)[[*columns, "basis", "source", "period_to"]]


def credited(inputs: Inputs, year: int) -> dict[str, xr.DataArray]:
    """Give what each programme is credited with of each key number of `year`, dims (draw, area, programme)."""
    credits, cost = (inputs.array(f"pathways_{name}").sel(year=year, drop=True) for name in ("credits", "cost"))
    return {
        "ae_visits_change": _of(credits, "point", VISITS),
        "beds_change": _of(credits, "point", BED_DAYS) / DAYS,
        "contacts_change": _of(credits, "point", OUTSIDE),
        "cost_a_year": _of(cost, "cost", EVERY_YEAR),
        "admissions_change": _of(credits, "point", EMERGENCY),
    }


def _of(array: xr.DataArray, dim: str, names: tuple[str, ...]) -> xr.DataArray:
    places = array.indexes[dim].get_indexer(list(names))
    return labelled(array.variable.isel({dim: places}).sum(dim, skipna=False), array)


Behind = Callable[[str, ProgrammeFile], tuple[str, ...]]
About = Mapping[str, tuple[str, str, str]]  # of each area: basis, source and month


def _sum_of(
    inputs: Inputs, key: str, by_programme: xr.DataArray, about: About, label: str, unit: str, behind: Behind
) -> list[pd.DataFrame]:
    """Unfold a number that is the sum of its programmes' parts; `by_programme` has dims (draw, area, programme)."""
    programmes = inputs.programmes()
    acting = {name: behind(name, file) for name, file in programmes.items()}
    names = [name for name, keys in acting.items() if keys]
    symbols = dict(zip(names, SYMBOLS, strict=False))
    every = inputs.areas.with_total(by_programme).values
    low, high = np.percentile(every.sum(axis=-1), [10, 90], axis=0)
    found = []
    for place, area in enumerate(inputs.areas.every[1:], start=1):
        means = dict(zip(programmes, every[:, place].mean(axis=0).tolist(), strict=True))
        made_of = [
            Input(symbols[name], programmes[name].title, means[name], unit, *about[area.code], acting[name])
            for name in names
        ]
        formula = " + ".join(symbols[name] for name in names)
        found.append(unfolded(area.code, key, label, unit, formula, made_of, (low[place], high[place])))
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

"""What pathways say of points, room, displaced work, outcomes and fifths: rows with means and 80% intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.demand.bases import bases_ahead
from planbook.methods.need.published import basis_modelled
from planbook.methods.pathways import words
from planbook.methods.pathways.combined import add_moved, moves, moving
from planbook.methods.pathways.numbers import acting
from planbook.methods.pathways.volumes import before
from planbook.methods.summary import summarise
from planbook.params.programme_words import POINTS

JUDGED = "planbook_judgement"
FIFTH = "imd_quintile"
WORTH_SAYING = 0.05  # a part of the rate: uptake by fifth is judged to the nearest few in a hundred


def moved_points(inputs: Inputs) -> tuple[str, ...]:
    """Give the points that any programme changes, moves work to or delivers, in the order of `POINTS`."""
    found: set[str] = set()
    for programme in inputs.programmes().values():
        found |= {effect.point for effect in programme.effects.values()} | set(programme.delivers)
        found |= {point for effect in programme.effects.values() for point in effect.displaces}
    return tuple(point for point in POINTS if point in found)


def receiving_points(inputs: Inputs) -> tuple[str, ...]:
    """Give the points that programmes move work to or deliver, in the order of `POINTS`."""
    found = {point for each in acting(inputs.programmes()) for point in moving(inputs, each)}
    found |= {point for programme in inputs.programmes().values() for point in programme.delivers}
    return tuple(point for point in POINTS if point in found)


def points_changed(inputs: Inputs, years: list[int]) -> pd.DataFrame:
    """Give work before and after programmes, and what is avoided, displaced and delivered: area x year x point."""
    points = list(moved_points(inputs))
    chosen = {"year": years, "point": points}
    start = before(inputs.array("demand_volumes")).sel(chosen)
    after = inputs.array("pathways_volumes").sel(chosen)
    delivered = inputs.array("pathways_delivered").sel(chosen)
    displaced = xr.zeros_like(after)
    add_moved(displaced, inputs, inputs.array("pathways_moved").sel(year=years))
    frame = summarise(inputs.areas.with_total(after - start))
    parts = {"before": start, "after": after, "delivered": delivered, "displaced": displaced}
    for name, array in parts.items():
        frame[name] = total_mean(inputs, array).values.reshape(-1)
    frame["avoided"] = frame["before"] + frame["delivered"] + frame["displaced"] - frame["after"]
    base = frame["before"].where(frame["before"] > 0)
    frame["of_demand_pct"] = 100 * frame["mean"] / base
    return said_of_points(frame, inputs)


def displaced_work(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give the work that reappears at each point, by the programme it comes from: area x point x programme."""
    moved = inputs.array("pathways_moved").sel(year=year, drop=True)
    grouped: dict[tuple[str, str], list[str]] = {}
    for move in moves(inputs):
        grouped.setdefault((move.point, move.effect.programme), []).append(move.label)
    parts = []
    for (point, programme), labels in grouped.items():
        frame = summarise(inputs.areas.with_total(moved.sel(move=labels).sum("move")))
        title = inputs.programmes()[programme].title
        parts.append(frame.assign(point=point, programme=programme, from_programme=title))
    return said_of_points(pd.concat(parts, ignore_index=True).assign(year=year), inputs)


def room_by_point(inputs: Inputs, years: list[int]) -> pd.DataFrame:
    """Give what programmes would bring to each receiving point, and the room for it: one row per area x year x point.

    `share_pct` is how much of the savings that move work there there is room for, the mean over draws and places.
    """
    points = list(receiving_points(inputs))
    chosen = {"year": years, "point": points}
    work, free = (inputs.array(f"pathways_{name}").sel(chosen) for name in ("arriving", "free"))
    frame = summarise(inputs.areas.with_total(free))
    frame["arriving"] = total_mean(inputs, work).values.reshape(-1)
    frame["delivered"] = total_mean(inputs, inputs.array("pathways_delivered").sel(chosen)).values.reshape(-1)
    fits = xr.apply_ufunc(np.minimum, work, free)
    some = total_mean(inputs, work)
    share = xr.where(some > 0, total_mean(inputs, fits) / some.where(some > 0, 1.0), 1.0)
    frame["share_pct"] = 100 * share.transpose(*some.dims).values.reshape(-1)
    frame["short"] = frame["arriving"] * (1 - frame["share_pct"] / 100)
    return said_of_points(frame, inputs)


def helped_by_fifth(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give those helped by deprivation fifth, and in a hundred of the cohort: area x programme x imd_quintile."""
    with_total = inputs.areas.with_total
    helped, cohort = (with_total(inputs.array(f"pathways_{name}").sel(year=year)) for name in ("helped", "cohort"))
    frame = summarise(helped.drop_vars("year"))
    of = cohort.mean("draw")
    frame["cohort"] = of.values.reshape(-1)
    frame["share_pct"] = 100 * frame["mean"] / frame["cohort"].where(frame["cohort"] > 0, 1.0)
    programmes = inputs.programmes()
    frame["label"] = [programmes[name].title for name in frame["programme"]]
    frame["unit"] = [words.counted_in(programmes[name]) for name in frame["programme"]]
    return based(frame, inputs).assign(year=year)


def gaps(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give how many in a hundred of the cohort are helped in the most and the least deprived fifth: area x programme.

    The interval is of the most deprived less the least, in percentage points; `finding` says whether the gap widens.
    """
    with_total = inputs.areas.with_total
    helped, cohort = (with_total(inputs.array(f"pathways_{name}").sel(year=year)) for name in ("helped", "cohort"))
    share = 100 * helped / cohort.where(cohort > 0)
    most, least = _first_held(share), _first_held(share.isel({FIFTH: slice(None, None, -1)}))
    frame = summarise((most - least).drop_vars("year").fillna(0.0))
    frame["most_pct"] = most.mean("draw").fillna(0.0).values.reshape(-1)
    frame["least_pct"] = least.mean("draw").fillna(0.0).values.reshape(-1)
    frame["finding"] = np.select(
        [
            frame["most_pct"] + frame["least_pct"] == 0,
            frame["mean"].abs() <= WORTH_SAYING * frame["least_pct"],
            frame["p90"] < 0,
            frame["p10"] > 0,
        ],
        ["nobody is helped", "hardly differs", "widens", "narrows"],
        "no clear difference",
    )
    programmes = inputs.programmes()
    frame["label"] = [programmes[name].title for name in frame["programme"]]
    return based(frame, inputs).assign(year=year)


def _first_held(share: xr.DataArray) -> xr.DataArray:
    """Give the share of the first fifth that has anyone in it."""
    found = share.isel({FIFTH: 0}, drop=True)
    for place in range(1, share.sizes[FIFTH]):
        found = found.fillna(share.isel({FIFTH: place}, drop=True))
    return found


def said_of_points(frame: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Add each point's words, sector and unit; its source is that of the demand it starts from, where there is any."""
    sources = bases_ahead(inputs)[1].to_dict()
    keys = zip(frame["area"], frame["point"], strict=True)
    named = frame.assign(
        label=[POINTS[point].label for point in frame["point"]],
        sector=[words.sector_of(point) for point in frame["point"]],
        unit=[words.unit_of(point) for point in frame["point"]],
        source=[sources.get(key, JUDGED) for key in keys],
    )
    return based(named, inputs)


def based(frame: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Give what is modelled for each area its basis, and judgement as its source where nothing better is named."""
    source = frame.get("source", JUDGED)
    return frame.assign(basis=frame["area"].map(basis_modelled(inputs.areas)), source=source)


def total_mean(inputs: Inputs, array: xr.DataArray) -> xr.DataArray:
    """Give means over the draws, the system as the sum of its places."""
    return inputs.areas.with_total(array.mean("draw"))


def not_england(frame: pd.DataFrame) -> pd.DataFrame:
    """Drop England: it has no programmes of its own, only those everyone would have."""
    return frame[frame["area"] != ENGLAND].reset_index(drop=True)

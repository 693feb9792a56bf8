"""What pathways say of points, room, displaced work, outcomes and fifths: rows with means and 80% intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.areas import ENGLAND
from planbook.data.inputs import Inputs
from planbook.methods.demand.bases import bases_ahead
from planbook.methods.labelled import labelled
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
    chosen, points = {"year": years}, list(moved_points(inputs))
    after, delivered, moved = (
        inputs.array(f"pathways_{name}").sel(chosen) for name in ("volumes", "delivered", "moved")
    )
    start, displaced = before(inputs.array("demand_volumes").sel(chosen)), xr.zeros_like(after)
    add_moved(displaced, inputs, moved)
    parts = {"change": after.copy(data=after.values - start.values), "before": start, "after": after}
    parts |= {"delivered": delivered, "displaced": displaced}
    frame = summarise(inputs.areas.with_total(parts.pop("change").sel(point=points)))
    for name, array in parts.items():
        frame[name] = total_mean(inputs, array.sel(point=points)).values.reshape(-1)
    frame["avoided"] = frame["before"] + frame["delivered"] + frame["displaced"] - frame["after"]
    base = frame["before"].where(frame["before"] > 0)
    frame["of_demand_pct"] = 100 * frame["mean"] / base
    return said_of_points(frame, inputs)


def displaced_work(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give the work that reappears at each point, by the programme it comes from: area x point x programme."""
    moved = inputs.array("pathways_moved").sel(year=year, drop=True)
    every = moves(inputs)
    pairs = list(dict.fromkeys((move.point, move.effect.programme) for move in every))
    found = np.zeros((*moved.shape[:2], len(pairs)))
    for place, move in enumerate(every):
        found[..., pairs.index((move.point, move.effect.programme))] += moved.values[..., place]
    drawn = labelled(xr.Variable(("draw", "area", "pair"), found), moved, pair=range(len(pairs)))
    frame = summarise(inputs.areas.with_total(drawn))
    titles = {name: file.title for name, file in inputs.programmes().items()}
    about = pd.DataFrame(pairs, columns=["point", "programme"])
    about["from_programme"] = about["programme"].map(titles)
    return said_of_points(frame.join(about, on="pair").assign(year=year), inputs)


def room_by_point(inputs: Inputs, years: list[int]) -> pd.DataFrame:
    """Give what programmes would bring to each receiving point, and the room for it: one row per area x year x point.

    `share_pct` is how much of the savings that move work there there is room for, the mean over draws and places.
    """
    chosen = {"year": years, "point": list(receiving_points(inputs))}
    work, free, delivered = (inputs.array(f"pathways_{name}").sel(chosen) for name in ("arriving", "free", "delivered"))
    fits = work.copy(data=np.minimum(work.values, free.values))
    frame = summarise(inputs.areas.with_total(free))
    some, kept, frame["delivered"] = (total_mean(inputs, each).values.reshape(-1) for each in (work, fits, delivered))
    frame["arriving"] = some
    frame["share_pct"] = 100 * np.where(some > 0, kept / np.where(some > 0, some, 1.0), 1.0)
    frame["short"] = frame["arriving"] * (1 - frame["share_pct"] / 100)
    return said_of_points(frame, inputs)


def helped_by_fifth(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give those helped by deprivation fifth, and in a hundred of the cohort: area x programme x imd_quintile."""
    helped, cohort = (inputs.array(f"pathways_{name}").sel(year=year, drop=True) for name in ("helped", "cohort"))
    frame = summarise(inputs.areas.with_total(helped))
    frame["cohort"] = total_mean(inputs, cohort).values.reshape(-1)
    frame["share_pct"] = 100 * frame["mean"] / frame["cohort"].where(frame["cohort"] > 0, 1.0)
    programmes = inputs.programmes()
    frame["label"] = frame["programme"].map({name: each.title for name, each in programmes.items()})
    frame["unit"] = frame["programme"].map({name: words.counted_in(each) for name, each in programmes.items()})
    return based(frame, inputs).assign(year=year)


def gaps(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give how many in a hundred of the cohort are helped in the most and the least deprived fifth: area x programme.

    The interval is of the most deprived less the least, in percentage points; `finding` says whether the gap widens.
    """
    arrays = (inputs.array(f"pathways_{name}").sel(year=year, drop=True) for name in ("helped", "cohort"))
    helped, cohort = (inputs.areas.with_total(each) for each in arrays)
    whole = cohort.values
    share = np.where(whole > 0, 100 * helped.values / np.where(whole > 0, whole, 1.0), np.nan)
    most, least = _first_held(share), _first_held(share[..., ::-1])
    frame = summarise(helped.isel({FIFTH: 0}, drop=True).copy(data=np.nan_to_num(most - least)))
    frame["most_pct"], frame["least_pct"] = (np.nan_to_num(each.mean(axis=0)).reshape(-1) for each in (most, least))
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
    frame["label"] = frame["programme"].map({name: each.title for name, each in inputs.programmes().items()})
    return based(frame, inputs).assign(year=year)


def _first_held(share: np.ndarray) -> np.ndarray:
    """Give the share of the first fifth, along the last axis, that has anyone in it."""
    first = np.argmax(~np.isnan(share), axis=-1, keepdims=True)
    return np.take_along_axis(share, first, axis=-1)[..., 0]


def said_of_points(frame: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """Add each point's words, sector and unit; its source is that of the demand it starts from, where there is any."""
    keys = pd.MultiIndex.from_frame(frame[["area", "point"]])
    named = frame.assign(
        label=frame["point"].map({key: point.label for key, point in POINTS.items()}),
        sector=frame["point"].map({key: words.sector_of(key) for key in POINTS}),
        unit=frame["point"].map({key: words.unit_of(key) for key in POINTS}),
        source=bases_ahead(inputs)[1].reindex(keys).fillna(JUDGED).to_numpy(),
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

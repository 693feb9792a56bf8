"""Who gains: benefits by deprivation fifth, plain and weighted, and value seen in four ways."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data.inputs import Inputs
from planbook.methods.labelled import bare, labelled
from planbook.methods.pathways.people import share_of
from planbook.methods.value.words import HEALTH
from planbook.methods.value.worth import ALL, from_plan, weights_scaled, with_all

PERCENT = 100.0
FIFTH = "imd_quintile"


def by_fifth(inputs: Inputs, present: xr.DataArray) -> pd.DataFrame:
    """Give health and wellbeing gained by deprivation fifth: one row per area x programme x imd_quintile.

    Columns people_share_pct (of the area's people), share_pct (of the benefit), benefit (present pounds), weight
    (scaled) and weighted. A benefit follows those helped; `present` has present values (draw, area, programme, kind).
    """
    helped = from_plan(inputs, inputs.array("pathways_helped")).sum("year", skipna=False)
    people, gains = bare(helped, present.sel(kind=list(HEALTH)).sum("kind", skipna=False))
    gained = labelled((share_of(people, people.sum(FIFTH, skipna=False)) * gains).mean("draw"), helped)
    mean = with_all(inputs.areas.with_total(gained)).transpose("area", "programme", FIFTH)
    frame = mean.to_series().rename("benefit").reset_index()
    frame[FIFTH] = frame[FIFTH].astype("int64")
    whole = frame.groupby(["area", "programme"])["benefit"].transform("sum")
    frame["share_pct"] = np.where(whole > 0, PERCENT * frame["benefit"] / whole.where(whole > 0, 1.0), 0.0)
    held = inputs.table("need_deprivation").set_index(["area", FIFTH])
    keys = pd.MultiIndex.from_frame(frame[["area", FIFTH]])
    frame["people_share_pct"] = held["share_pct"].reindex(keys).fillna(0.0).to_numpy()
    given = inputs.value("value.equity_weight").isel(area=-1, drop=True)
    plain = dict(zip(given["leaf"].values.astype(int).tolist(), given.values.tolist(), strict=True))
    counted = held["people"].to_dict()
    weights = {
        area.code: weights_scaled(plain, {fifth: counted.get((area.code, fifth), 0.0) for fifth in plain})
        for area in inputs.areas.every
    }
    fifths = zip(frame["area"], frame[FIFTH], strict=True)
    frame["weight"] = [weights[str(area)][int(fifth)] for area, fifth in fifths]
    return frame.assign(weighted=frame["benefit"] * frame["weight"])


def triple(outcomes: pd.DataFrame, summary: pd.DataFrame, gains: pd.DataFrame, kinds: pd.DataFrame) -> pd.DataFrame:
    """Give value in four ways for all programmes together: one row per area x order, from the step's own tables."""
    units = outcomes[outcomes["programme"] == ALL].set_index(["area", "measure"])
    whole = summary[summary["programme"] == ALL].set_index("area")
    pounds = kinds[kinds["programme"] == ALL].set_index(["area", "kind"])
    fifths = gains[gains["programme"] == ALL].set_index(["area", FIFTH])
    rows = []
    for area in whole.index:
        mine = whole.loc[area]
        first = fifths.loc[(area, 1)]
        plain, weighted = (float(fifths.loc[area][name].sum()) for name in ("benefit", "weighted"))
        rows += [
            (area, "personal", *_interval(units.loc[(area, "qaly")])),
            (area, "personal", *_interval(units.loc[(area, "wellbeing")])),
            (
                area,
                "allocative",
                "Part of health gains that reach the most deprived fifth",
                first["share_pct"],
                np.nan,
                np.nan,
                "percent",
            ),
            (area, "allocative", "Part of people who live there", first["people_share_pct"], np.nan, np.nan, "percent"),
            (
                area,
                "allocative",
                "Health gains weighted for deprivation, for each £1 of them plain",
                weighted / plain if plain else np.nan,
                np.nan,
                np.nan,
                "ratio",
            ),
            (area, "technical", "Cost of each person or case helped", mine["cost_per_helped"], np.nan, np.nan, "gbp"),
            (
                area,
                "technical",
                "Cost of a year in full health, cash released taken off",
                mine["cost_per_qaly"],
                np.nan,
                np.nan,
                "gbp",
            ),
            (area, "technical", "Cash released by care avoided", *_ends(pounds.loc[(area, "cash")]), "gbp"),
            (area, "societal", *_interval(units.loc[(area, "carbon")])),
            (area, "societal", *_interval(units.loc[(area, "jobs")])),
        ]
    frame = pd.DataFrame(rows, columns=["area", "topic", "label", "value", "low", "high", "unit"])
    frame["order"] = frame.groupby("area").cumcount() + 1
    about = whole[["basis", "source"]]
    return frame.join(about, on="area")


def _interval(row: pd.Series) -> tuple[str, float, float, float, str]:
    return str(row["label"]), *_ends(row), str(row["unit"])


def _ends(row: pd.Series) -> tuple[float, float, float]:
    return float(row["mean"]), float(row["p10"]), float(row["p90"])

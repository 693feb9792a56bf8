"""How a figure published for one kind of area becomes a figure for another, and what that does to its basis.

Three ways, weakest last: pieces are added up; figures of former ICBs are shared among areas by people weighted for
need; figures of trusts are shared among residents by published catchments, or, where none is published, by
headquarters.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planbook.data import reference
from planbook.data.areas import ENGLAND, SystemAreas
from planbook.fields import BASES

NEED_COMPONENT = "general_and_acute"
FULL_ENOUGH = 0.95  # of an area's need must lie in former ICBs that report, or the figure is left out


def weakest(*bases: str) -> str:
    """Give the weakest of some bases: what rests on several figures is as good as the worst of them."""
    return max(bases, key=BASES.index)


def rank_of(basis: pd.Series) -> pd.Series:
    """Give each basis its rank, 0 strongest, so that the weakest of a group is its largest."""
    return pd.Series(pd.Index(BASES).get_indexer(pd.Index(basis)), index=basis.index)


def of_rank(rank: pd.Series) -> pd.Series:
    """Give the basis of each rank."""
    return pd.Series(pd.Index(BASES).take(rank.to_numpy()), index=rank.index)


def membership(areas: SystemAreas) -> pd.DataFrame:
    """Give one row per area x piece that it holds: area, piece, scale."""
    return pd.DataFrame(
        [(area.code, piece, area.scale) for area in areas.every for piece in area.pieces],
        columns=["area", "piece", "scale"],
    )


def piece_sums(frame: pd.DataFrame, areas: SystemAreas, by: Sequence[str], value: Sequence[str]) -> pd.DataFrame:
    """Add up figures of pieces: one row per area x `by`, columns area, by..., value...

    Rows of `frame` whose piece lies in no area count for none. Order: area order of `areas.every`, then `by`.
    """
    shares = membership(areas).rename(columns={"scale": "share"})
    return _shared_out(frame, shares, areas, "piece", by, value)[["area", *by, *value]]


def in_area_order(frame: pd.DataFrame, areas: SystemAreas, by: Sequence[str] = ()) -> pd.DataFrame:
    """Sort rows by the order England, system, places, then by the columns given."""
    place = pd.Index([area.code for area in areas.every]).get_indexer(pd.Index(frame["area"]))
    keys = [place, *(pd.factorize(frame[name], sort=True)[0] for name in by)]
    return frame.take(np.lexsort(keys[::-1])).reset_index(drop=True)


def _shared_out(
    frame: pd.DataFrame, shares: pd.DataFrame, areas: SystemAreas, unit: str, by: Sequence[str], values: Sequence[str]
) -> pd.DataFrame:
    """Give each area its `share` of what units have: one row per area x `by`, in that order.

    Columns area, by..., values..., `rank` of the weakest basis (of `frame` and of `shares`, where they have one) and
    the `coverage` of the area by the units that have a row.
    """
    keys, key = _combinations(frame, by)
    codes = pd.Index([area.code for area in areas.every])
    units = pd.Index(shares[unit].unique())
    at = units.get_indexer(pd.Index(frame[unit]))
    known, shape = at >= 0, (len(units), len(keys))
    cell = at[known] * len(keys) + key[known]

    def in_cells(column: str) -> NDArray[np.float64]:
        weights: NDArray[np.float64] = np.nan_to_num(frame[column].to_numpy(dtype=float)[known])
        return np.bincount(cell, weights, shape[0] * shape[1]).astype(np.float64, copy=False).reshape(shape)

    def of_areas(column: NDArray[Any], empty: float) -> NDArray[Any]:
        found = np.full((len(codes), len(units)), empty, dtype=column.dtype)
        found[codes.get_indexer(pd.Index(shares["area"])), units.get_indexer(pd.Index(shares[unit]))] = column
        return found

    rows = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    share = of_areas(shares["share"].to_numpy(), np.nan)
    area, combination = np.nonzero(~np.isnan(share) @ (rows > 0))
    found = keys.take(combination).assign(area=codes.take(area))
    for name in values:
        found[name] = (np.nan_to_num(share) @ in_cells(name))[area, combination]
    if "coverage" in shares:
        found["coverage"] = (of_areas(shares["coverage"].to_numpy(), 0.0) @ (rows > 0))[area, combination]
    if "basis" in shares:
        rank = np.where(rows > 0, 0, -1)
        if "basis" in frame:
            np.maximum.at(rank.reshape(-1), cell, rank_of(frame["basis"]).to_numpy()[known])
        own = of_areas(rank_of(shares["basis"]).to_numpy(), -1)
        highest = [_weakest_of(mine[:, None], rank).max(axis=0) for mine in own]
        found["rank"] = np.array(highest)[area, combination]
    return found.reset_index(drop=True)


def _weakest_of(one: NDArray[np.intp], other: NDArray[np.intp]) -> NDArray[np.intp]:
    """Give the weaker rank where there are both, -1 where either is missing."""
    return np.where((one < 0) | (other < 0), -1, np.maximum(one, other))


def _combinations(frame: pd.DataFrame, by: Sequence[str]) -> tuple[pd.DataFrame, NDArray[np.intp]]:
    """Give what the columns `by` hold together, each combination once and sorted, and which of them each row has."""
    coded = {name: pd.factorize(frame[name], sort=True) for name in by}
    sizes = [len(labels) for _, labels in coded.values()]
    flat = np.zeros(len(frame), dtype=np.intp)
    for codes, labels in coded.values():
        flat = flat * len(labels) + codes
    seen = np.bincount(flat, minlength=int(np.prod(sizes))) > 0
    found = np.flatnonzero(seen)
    places = np.unravel_index(found, sizes) if by else ()
    keys = {name: labels.take(place) for (name, (_, labels)), place in zip(coded.items(), places, strict=True)}
    return pd.DataFrame(keys, index=range(len(found))), (np.cumsum(seen) - 1)[flat]


@cache
def need_of_pieces() -> pd.DataFrame:
    """Give one row per piece: piece, icb_2022, need (people weighted for general and acute need)."""
    weights = reference.load("need_weights")
    need = weights.loc[weights["component"] == NEED_COMPONENT, ["piece", "weighted_people"]]
    pieces = reference.load("pieces")[["piece", "icb_2022"]]
    merged = pieces.merge(need, on="piece", how="left", validate="one_to_one")
    return merged.rename(columns={"weighted_people": "need"}).fillna({"need": 0.0})


@lru_cache(maxsize=4)
def icb_shares(areas: SystemAreas) -> pd.DataFrame:
    """Give one row per area x former ICB it touches: area, icb_2022, share of the ICB's need, coverage, basis.

    `coverage` is the part of the area's need that lies in that ICB.
    """
    need = need_of_pieces()
    joined = membership(areas).merge(need, on="piece", validate="many_to_one")
    part = joined.groupby(["area", "icb_2022", "scale"], as_index=False)[["need"]].sum()
    whole = need.groupby("icb_2022")["need"].sum()
    held = part["need"] / part["icb_2022"].map(whole)
    coverage = part["need"] / part.groupby("area")["need"].transform("sum")
    basis = held.gt(1 - 1e-9).map({True: "observed", False: "apportioned"})
    if areas.fictional:
        basis = basis.mask(part["area"] != ENGLAND, "illustrative")
    shares = part.assign(share=held * part["scale"], coverage=coverage, basis=basis)
    return shares[["area", "icb_2022", "share", "coverage", "basis"]]


def icb_to_areas(frame: pd.DataFrame, areas: SystemAreas, by: Sequence[str]) -> pd.DataFrame:
    """Share figures of former ICBs among areas: columns area, by..., value, basis.

    `frame` has icb_2022, by..., value and perhaps basis. Shares follow people weighted for general and acute need. A
    figure stays as published where the area is made of whole former ICBs; otherwise it is apportioned; the weakest
    basis wins. Where former ICBs with up to a twentieth of an area's need have no figure, the rest is scaled up and
    marked modelled; where more is missing, the area has no figure.
    """
    known = frame.dropna(subset="value")
    totals = _shared_out(known, icb_shares(areas), areas, "icb_2022", by, ["value"])
    totals = totals[totals["coverage"] >= FULL_ENOUGH].reset_index(drop=True)
    part = totals["coverage"] < 1 - 1e-9
    totals["value"] = totals["value"] / totals["coverage"].where(part, 1.0)
    totals["basis"] = of_rank(totals["rank"].mask(part, np.maximum(totals["rank"], BASES.index("modelled"))))
    return totals[["area", *by, "value", "basis"]]


@lru_cache(maxsize=4)
def provider_shares(areas: SystemAreas) -> pd.DataFrame:
    """Give one row per area x provider: area, provider, share of the provider's work done for the area, basis.

    Acute trusts by the published catchments of 2022, others by the former ICB of their headquarters (their work is then
    shared among areas by need). England counts every provider once.
    """
    catchments = reference.load("catchments")
    providers = reference.load("providers")[["provider", "icb_2022"]]
    acute = catchments.merge(membership(areas), on="piece", validate="many_to_many")
    acute = acute.assign(share=acute["share"] * acute["scale"])
    by_catchment = acute.groupby(["area", "provider"], as_index=False, observed=True)["share"].sum()
    rest = providers[~providers["provider"].isin(catchments["provider"])]
    by_headquarters = rest.merge(
        icb_shares(areas)[["area", "icb_2022", "share"]], on="icb_2022", validate="many_to_many"
    )[["area", "provider", "share"]]
    everyone = pd.DataFrame({"area": ENGLAND, "provider": providers["provider"], "share": 1.0})
    local = pd.concat([by_catchment, by_headquarters])
    both = pd.concat([everyone, local[local["area"] != ENGLAND]], ignore_index=True)
    basis = "illustrative" if areas.fictional else "apportioned"
    return both.assign(basis=(both["area"] == ENGLAND).map({True: "observed", False: basis}))


def providers_to_areas(frame: pd.DataFrame, areas: SystemAreas, by: Sequence[str]) -> pd.DataFrame:
    """Share figures of providers among the areas whose residents they serve: columns area, by..., value, basis."""
    totals = _shared_out(frame, provider_shares(areas), areas, "provider", by, ["value"])
    return totals.assign(basis=of_rank(totals["rank"]))[["area", *by, "value", "basis"]]


def basis_of_people(areas: SystemAreas) -> pd.Series:
    """Give the basis of people counted in each area, by area code.

    Observed where the area is made of whole authorities, apportioned where it holds part of one.
    """
    pieces = reference.load("pieces")
    authority, _ = pd.factorize(pieces["lad_code"])
    whole = np.bincount(authority)
    bases = {}
    for area in areas.every:
        held = np.bincount(authority[pieces["piece"].isin(area.pieces)], minlength=len(whole))
        complete = bool(((held == 0) | (held == whole)).all())
        bases[area.code] = "observed" if complete else "apportioned"
        if areas.fictional and area.code != ENGLAND:
            bases[area.code] = "illustrative"
    return pd.Series(bases, name="basis")


def need_of_icbs() -> pd.DataFrame:
    """Give one row per former ICB: icb_2022, need (people weighted for general and acute need)."""
    return need_of_pieces().groupby("icb_2022", as_index=False)[["need"]].sum()

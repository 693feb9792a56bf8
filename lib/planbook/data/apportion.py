"""How a figure published for one kind of area becomes a figure for another, and what that does to its basis.

Three ways, weakest last: pieces are added up; figures of former ICBs are shared among areas by people weighted for
need; figures of trusts are shared among residents by published catchments, or, where none is published, by
headquarters.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np
import pandas as pd

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
    return basis.map(BASES.index).astype("int64")


def of_rank(rank: pd.Series) -> pd.Series:
    """Give the basis of each rank."""
    return rank.map(BASES.__getitem__)


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
    joined = frame.merge(membership(areas), on="piece", validate="many_to_many")
    scaled = joined.assign(**{name: joined[name] * joined["scale"] for name in value})
    totals = scaled.groupby(["area", *by], as_index=False, observed=True)[list(value)].sum()
    return in_area_order(totals, areas, by)


def in_area_order(frame: pd.DataFrame, areas: SystemAreas, by: Sequence[str] = ()) -> pd.DataFrame:
    """Sort rows by the order England, system, places, then by the columns given."""
    order = {area.code: place for place, area in enumerate(areas.every)}
    position = frame["area"].map(order)
    return (
        frame.assign(_order=position)
        .sort_values(["_order", *by], kind="stable")
        .drop(columns="_order")
        .reset_index(drop=True)
    )


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
    known = frame.dropna(subset="value").rename(columns={"basis": "published_basis"})
    joined = known.merge(icb_shares(areas), on="icb_2022", validate="many_to_many")
    rank = rank_of(joined["basis"])
    if "published_basis" in joined:
        rank = pd.Series(np.maximum(rank, rank_of(joined["published_basis"])), index=joined.index)
    joined = joined.assign(value=joined["value"] * joined["share"], rank=rank)
    totals = joined.groupby(["area", *by], as_index=False, observed=True).agg(
        value=("value", "sum"), rank=("rank", "max"), coverage=("coverage", "sum")
    )
    totals = totals[totals["coverage"] >= FULL_ENOUGH]
    part = totals["coverage"] < 1 - 1e-9
    totals["value"] = totals["value"] / totals["coverage"].where(part, 1.0)
    totals["basis"] = of_rank(totals["rank"].mask(part, np.maximum(totals["rank"], BASES.index("modelled"))))
    return in_area_order(totals, areas, by)[["area", *by, "value", "basis"]]


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
    joined = frame.merge(provider_shares(areas), on="provider", validate="many_to_many")
    joined = joined.assign(value=joined["value"] * joined["share"], rank=rank_of(joined["basis"]))
    totals = joined.groupby(["area", *by], as_index=False, observed=True).agg(
        value=("value", "sum"), rank=("rank", "max")
    )
    totals["basis"] = of_rank(totals["rank"])
    return in_area_order(totals, areas, by)[["area", *by, "value", "basis"]]


def basis_of_people(areas: SystemAreas) -> pd.Series:
    """Give the basis of people counted in each area, by area code.

    Observed where the area is made of whole authorities, apportioned where it holds part of one.
    """
    pieces = reference.load("pieces")
    whole = pieces.groupby("lad_code")["piece"].agg(frozenset)
    of_piece = pieces.set_index("piece")["lad_code"]
    bases = {}
    for area in areas.every:
        held = set(area.pieces)
        complete = all(whole[lad] <= held for lad in {of_piece[piece] for piece in held})
        bases[area.code] = "observed" if complete else "apportioned"
        if areas.fictional and area.code != ENGLAND:
            bases[area.code] = "illustrative"
    return pd.Series(bases, name="basis")


def need_of_icbs() -> pd.DataFrame:
    """Give one row per former ICB: icb_2022, need (people weighted for general and acute need)."""
    return need_of_pieces().groupby("icb_2022", as_index=False)[["need"]].sum()

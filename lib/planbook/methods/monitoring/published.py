"""The published months of every former ICB, of England and of one system, for the backtest; and people behind them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

import numpy as np
import pandas as pd
import xarray as xr

from planbook.data import reference
from planbook.data.apportion import icb_shares
from planbook.data.areas import ENGLAND, SystemAreas
from planbook.data.inputs import Inputs
from planbook.methods.demand.growth import CELL, use_of
from planbook.methods.monitoring.backtest import TESTED, YEAR, Given, Tested, shifted
from planbook.methods.population import of_areas

BEDS, STAFF = "ga_beds_occupied", "staff_in_post"
MISSING_MOST = 1
OWN = "own"


def months_of_all(inputs: Inputs, tested: Tested) -> pd.DataFrame:
    """Give a row a month: a column for each former ICB, then the system's, then England's (the sum of all)."""
    for name in ("icb_monthly", "icb_monthly_corrected", "workforce_trend", "provider_monthly", "catchments"):
        inputs.reference(name)
    wide = _of_icbs(tested.key)
    shares = icb_shares(inputs.areas)
    own = shares[shares["area"] == inputs.areas.code].set_index("icb_2022")["share"].reindex(wide.columns).fillna(0.0)
    values = wide.to_numpy()
    columns = [values, (values @ own.to_numpy())[:, None], values.sum(axis=1, keepdims=True)]
    return pd.DataFrame(np.concatenate(columns, axis=1), index=wide.index, columns=[*wide.columns, OWN, ENGLAND])


def icbs() -> list[str]:
    """Give the codes of the former ICBs that publish."""
    return list(_of_icbs("ae_attendances").columns)


def read_ahead() -> None:
    """Work out the months of former ICBs, which are the same for every system."""
    for tested in TESTED:
        _of_icbs(tested.key)


@cache
def _of_icbs(key: str) -> pd.DataFrame:
    """Give a row a month, a column a former ICB; the months that repeat the year before are as corrected."""
    if key == STAFF:
        rows = reference.load("workforce_trend")
        rows = rows[rows["level"] == "icb_2022"].rename(columns={"code": "icb_2022", "fte": "value"})
    elif key == BEDS:
        rows = _beds()
    else:
        published = reference.load("icb_monthly")
        rows = published[published["measure"] == key]
        repeated = reference.load("icb_monthly_corrected")
        mended = repeated[repeated["measure"] == key]
        known = pd.MultiIndex.from_frame(mended[["icb_2022", "month"]])
        kept = ~pd.MultiIndex.from_frame(rows[["icb_2022", "month"]]).isin(known)
        rows = pd.concat([rows[kept], mended])
    wide = rows.pivot_table(index="month", columns="icb_2022", values="value", aggfunc="sum", observed=True)
    wide = wide.reindex(pd.period_range(wide.index.min(), wide.index.max(), freq="M").astype(str))
    return wide.interpolate(limit=MISSING_MOST, limit_area="inside").sort_index(axis=1)


def _beds() -> pd.DataFrame:
    """Share trusts' beds among former ICBs by catchment, or by headquarters where none is published."""
    returns = reference.load("provider_monthly")
    returns = returns[returns["measure"] == BEDS][["provider", "month", "value"]]
    pieces = reference.load("pieces")[["piece", "icb_2022"]]
    shares = reference.load("catchments").merge(pieces, on="piece", validate="many_to_one")
    shares = shares.groupby(["provider", "icb_2022"], as_index=False, observed=True)[["share"]].sum()
    providers = reference.load("providers")[["provider", "icb_2022"]]
    rest = providers[~providers["provider"].isin(shares["provider"])].assign(share=1.0)
    joined = returns.merge(pd.concat([shares, rest]), on="provider", validate="many_to_many")
    return joined.assign(value=joined["value"] * joined["share"])


def given_for(inputs: Inputs, tested: Tested) -> Callable[[str], Given]:
    """Give what a forecaster is given at each origin: people and ages, and its rate of growth if that is of before."""
    demographic = _demographic(inputs, tested.shape) if tested.shape else lambda origin, horizon: np.ones(1)
    people_off = inputs.draws("demand.population_error_pct_per_year").sel(area=ENGLAND).values / 100
    rate, none = _rate(inputs, tested) + people_off, people_off

    def at(origin: str) -> Given:
        return Given(demographic, rate if tested.rests_to < origin else none)

    return at


def _rate(inputs: Inputs, tested: Tested) -> np.ndarray:
    """Give England's yearly growth beyond people and ages in each draw, as a share."""
    if not tested.rate:
        return np.zeros(inputs.planning.n_draws)
    key, _, leaf = tested.rate.partition("[")
    drawn = inputs.draws(key).sel(area=ENGLAND, leaf=leaf.removesuffix("]"))
    return np.asarray(drawn.values, dtype=float) / 100


def _demographic(inputs: Inputs, shape: str) -> Callable[[str, int], np.ndarray]:
    """Give how many times use grows with people and ages from the year to an origin to a later one, by column."""
    use = use_of(inputs, shape)
    use = use.sel(area=ENGLAND, drop=True) if "area" in use.dims else use
    use = use.mean("draw") if "draw" in use.dims else use
    inputs.reference("population")
    people = _people(inputs.areas)
    years = people["year"].values
    each = np.tensordot(people.values, use.transpose(*CELL).values, 2).T

    def at(centre: float) -> np.ndarray:
        """Give use at a point in time; before the first mid-year on the line through the first two."""
        there = centre - 0.5
        first = int(np.clip(np.floor(there), years[0], years[-1] - 1))
        one, two = each[first - years[0]], each[first + 1 - years[0]]
        return np.asarray(one + (there - first) * (two - one))

    def grown(origin: str, horizon: int) -> np.ndarray:
        centre = _middle(origin)
        return at(centre + horizon) / at(centre)

    return grown


@lru_cache(maxsize=2)
def _people(areas: SystemAreas) -> xr.DataArray:
    """Give people by mid-year, dims (area, year, sex, age_band): former ICBs, the system, England."""
    pieces = list(areas.england.pieces)
    mid = reference.population().isel(year=slice(0, 6)).sel(piece=pieces)
    of_piece = reference.load("pieces").set_index("piece")["icb_2022"].reindex(pieces)
    codes = sorted(of_piece.unique())
    rows = [(of_piece == code).to_numpy(dtype=float) for code in codes]
    own = [np.isin(pieces, areas.system.pieces).astype(float), np.ones(len(pieces))]
    members = xr.DataArray(np.array([*rows, *own]), coords={"area": [*codes, OWN, ENGLAND], "piece": pieces})
    return of_areas(mid, members).transpose("area", "year", *CELL)


def _middle(end: str) -> float:
    """Give the middle of the year up to a month as a point in time."""
    after = shifted(end, 1 - YEAR // 2)
    return int(after[:4]) + (int(after[5:7]) - 1) / YEAR

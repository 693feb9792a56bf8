"""What matters most is found from the joint draws, and its part of the variance from where numbers go."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy.special import ndtri

from planbook.data.areas import codes_index
from planbook.methods.key_draws import KeyDraws, together
from planbook.methods.swings import impact_pct, matter_most
from planbook.params.draws import percentiles

PLANNING = SimpleNamespace(n_draws=256, seed=7)
INPUTS: Any = SimpleNamespace(planning=PLANNING)
KEYS = [f"toy.key_{each}" for each in range(300)]


def score(key: str) -> np.ndarray:
    return ndtri(percentiles(key, PLANNING.n_draws, PLANNING.seed))


def test_what_moves_the_numbers_is_found_among_hundreds_that_do_not() -> None:
    drawn = np.stack(
        [
            100 + 3 * score(KEYS[7]) + 2 * score(KEYS[40]) + 1.5 * score(KEYS[200]),
            np.exp(0.2 * score(KEYS[40])),
            np.zeros(PLANNING.n_draws),
            np.full(PLANNING.n_draws, np.nan),
        ],
        axis=1,
    )
    assert set(matter_most(INPUTS, drawn, KEYS, most=3)) == {KEYS[7], KEYS[40], KEYS[200]}
    assert matter_most(INPUTS, drawn, KEYS, most=1) == [KEYS[40]]


def test_nothing_matters_where_no_number_varies() -> None:
    assert matter_most(INPUTS, np.ones((PLANNING.n_draws, 2)), KEYS) == []
    assert matter_most(INPUTS, np.ones((PLANNING.n_draws, 2)), []) == []


def test_a_part_of_the_variance_is_that_of_an_80_per_cent_range() -> None:
    spread = np.random.default_rng(1).normal(0, 2, size=(100_000, 1))
    change = np.array([[-1.2815516], [1.2815516], [0.0], [0.0], [-50.0], [50.0]])  # sd 1, none, more than all
    assert impact_pct(change, spread) == pytest.approx([25.0, 0.0, 100.0], rel=0.02)


def test_key_numbers_stand_side_by_side_over_every_area() -> None:
    codes = ["ENG", "QAA"]
    areas: Any = SimpleNamespace(every=tuple(SimpleNamespace(code=code) for code in codes))
    both = xr.DataArray([[1.0, 10.0], [3.0, 30.0]], dims=("draw", "area"), coords={"area": codes_index(tuple(codes))})
    printed = xr.DataArray([5.0], dims="area", coords={"area": ["QAA"]})
    found = together({"all": KeyDraws(both), "own": KeyDraws(both.sel(area=["QAA"]), value=printed)}, areas)
    assert found["value"].sel(number="all").values.tolist() == [2.0, 20.0]
    assert pd.isna(found["value"].sel(number="own", area="ENG").item())
    assert found["value"].sel(number="own", area="QAA").item() == 5.0
    assert found["counted"].sel(number="own", area="QAA").values.tolist() == [10.0, 30.0]

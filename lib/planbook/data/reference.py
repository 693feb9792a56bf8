"""The published figures that ship with the package: compact tables of every ICB and authority in England.

`load` gives a table, `digest` its content hash, `sources` where each figure comes from. The tables are built by
`planbook.data.build`; `reference/README.md` describes every column.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xarray as xr

from planbook.errors import InputError, Problem, unknown

FOLDER = Path(__file__).parent / "reference"
AGE_BANDS = (*(f"{start}-{start + 4}" for start in range(0, 90, 5)), "90+")
SEXES = ("F", "M")


def names() -> tuple[str, ...]:
    """Give the names of the tables that ship, sorted."""
    return tuple(sorted(name.removesuffix(".parquet") for name in os.listdir(FOLDER) if name.endswith(".parquet")))


@cache
def load(name: str) -> pd.DataFrame:
    """Give one reference table; raises `InputError` for a table that does not ship or cannot be read."""
    path = FOLDER / f"{name}.parquet"
    if not path.exists():
        raise InputError(unknown("reference table", name, names()))
    try:
        return _read(path)
    except (OSError, ValueError) as error:
        raise InputError(
            Problem(f"cannot be read: {error}", path.name, "rebuild it with planbook data build")
        ) from error


def _read(path: Path) -> pd.DataFrame:
    """Read a table as pandas would, but with each word held once, however often it stands there."""
    kinds = pq.read_schema(path)
    words = [each.name for each in kinds if pa.types.is_string(each.type) or pa.types.is_large_string(each.type)]
    frame = pq.read_table(path, read_dictionary=words).to_pandas()
    return frame.astype({name: "str" for name in words if isinstance(frame[name].dtype, pd.CategoricalDtype)})


@cache
def digest(name: str) -> str:
    """Give the content hash of a table's file."""
    return hashlib.sha256((FOLDER / f"{name}.parquet").read_bytes()).hexdigest()


@cache
def sources() -> pd.DataFrame:
    """Give one row per source key: publication, publisher, period, licence, known problems, how it became ours."""
    return pd.read_csv(FOLDER / "sources.csv", dtype="string", keep_default_na=False)


@cache
def population() -> xr.DataArray:
    """Give mid-year people as an array, dims (piece, year, sex, age_band)."""
    rows = load("population")
    pieces, years = sorted(rows["piece"].unique()), sorted(int(year) for year in rows["year"].unique())
    shape = (len(pieces), len(years), len(SEXES), len(AGE_BANDS))
    ordered = rows.assign(
        sex=pd.Categorical(rows["sex"], SEXES), age_band=pd.Categorical(rows["age_band"], AGE_BANDS)
    ).sort_values(["piece", "year", "sex", "age_band"])
    people = ordered["people"].to_numpy(dtype=np.float64).reshape(shape)
    return xr.DataArray(
        people,
        coords={"piece": pieces, "year": years, "sex": list(SEXES), "age_band": list(AGE_BANDS)},
        name="people",
    )

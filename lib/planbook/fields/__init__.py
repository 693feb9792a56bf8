"""Every column of every declared table, described once: same quantity and unit, same name everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planbook.errors import InputError, Problem
from planbook.fields import (
    alignment,
    baseline,
    board,
    capacity,
    demand,
    everywhere,
    finance,
    goals,
    governance,
    levers,
    monitoring,
    need,
    pathways,
    scenarios,
    supply,
    value,
    workforce,
)
from planbook.fields.field import BASES, Field

if TYPE_CHECKING:
    import pandera.pandas as pa

__all__ = ["BASES", "FIELDS", "Field", "check", "schema"]

SHELVES = (
    everywhere,
    goals,
    baseline,
    need,
    demand,
    pathways,
    capacity,
    workforce,
    supply,
    levers,
    finance,
    value,
    scenarios,
    alignment,
    governance,
    monitoring,
    board,
)
DECLARED = tuple(field for shelf in SHELVES for field in shelf.COLUMNS)
TWICE = tuple(name for name, count in Counter(field.name for field in DECLARED).items() if count > 1)
assert not TWICE, f"columns declared twice: {TWICE}"
FIELDS: dict[str, Field] = {field.name: field for field in DECLARED}

_TYPES: dict[str, Any] = {"text": str, "integer": "int64", "number": "float64", "flag": "bool"}
_NONE = {kind: pd.Series(dtype=each) for kind, each in _TYPES.items()}
_SEEN = {"text": "string", "number": "empty"}  # as pandas says what objects are
_AT_SIGHT = {"text": {"str"}, "integer": {"int64"}, "number": {"float64", "int64"}, "flag": {"bool"}}


def schema(columns: Sequence[str], grain: Sequence[str]) -> pa.DataFrameSchema:
    """Give the check of a table: its columns in order, one row per grain, possible values, p10 <= p50 <= p90."""
    import pandera.pandas as pa

    checks = []
    if {"p10", "p50", "p90"} <= set(columns):
        checks.append(
            pa.Check(
                lambda frame: (frame["p10"] <= frame["p50"] + 1e-9) & (frame["p50"] <= frame["p90"] + 1e-9),
                error="p10 <= p50 <= p90",
            )
        )
    return pa.DataFrameSchema(
        {name: _column(FIELDS[name]) for name in columns},
        checks=checks,
        unique=list(grain),
        strict=True,
        ordered=True,
    )


def _column(field: Field) -> pa.Column:
    import pandera.pandas as pa

    checks = []
    if field.least is not None:
        checks.append(pa.Check.ge(field.least))
    if field.among:
        checks.append(pa.Check.isin(field.among))
    return pa.Column(_TYPES[field.kind], checks, nullable=field.optional, coerce=True)


def check(frame: pd.DataFrame, table: str, columns: Sequence[str], grain: Sequence[str]) -> pd.DataFrame:
    """Give the table with its declared types, or raise one `InputError` with all that is wrong with it."""
    frame = _typed(frame.reset_index(drop=True).rename_axis(columns=None))
    if _is_right(frame, columns, grain):
        whole = [name for name in columns if FIELDS[name].kind == "number" and frame[name].dtype != "float64"]
        return frame.astype(dict.fromkeys(whole, "float64")) if whole else frame
    import pandera.errors

    try:
        return schema(columns, grain).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases.head(20)
        raise InputError(
            Problem(f"{row.column or 'table'}: {row.check} failed for {row.failure_case!r}", f"table {table}")
            for row in cases.itertuples()
        ) from error


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Give columns that say of no type what they hold their declared one: an empty table's, and words among objects."""
    if frame.empty:
        return pd.DataFrame({name: _NONE[FIELDS[name].kind] if name in FIELDS else frame[name] for name in frame})
    unsaid = [str(name) for name, kind in frame.dtypes.items() if kind == "object" and name in FIELDS]
    seen = {name: pd.api.types.infer_dtype(frame[name]) for name in unsaid}
    known = [name for name in unsaid if seen[name] == _SEEN.get(FIELDS[name].kind)]
    return frame.astype({name: _TYPES[FIELDS[name].kind] for name in known}) if known else frame


def _is_right(frame: pd.DataFrame, columns: Sequence[str], grain: Sequence[str]) -> bool:
    """Say whether nothing is wrong with a table at first sight; what is not seen at once, the schema looks at.

    Nearly every table is right, and the schema takes fifty times as long to say so.
    """
    if list(frame.columns) != list(columns):
        return False
    held = {str(name): column for name, column in frame.items()}
    if not all(_holds(column, FIELDS[name]) for name, column in held.items()):
        return False
    if {"p10", "p50", "p90"} <= held.keys():
        low, middle, high = (held[name].to_numpy() for name in ("p10", "p50", "p90"))
        if not ((low <= middle + 1e-9) & (middle <= high + 1e-9)).all():
            return False
    return len(set(zip(*(held[name].tolist() for name in grain), strict=True))) == len(frame)


def _holds(column: pd.Series, field: Field) -> bool:
    """Say whether a column is of its declared type, with nothing missing that must be there and nothing impossible."""
    if str(column.dtype) not in _AT_SIGHT[field.kind] or (not field.optional and column.array.isna().any()):
        return False
    if field.least is not None and (column.to_numpy() < field.least).any():
        return False
    return not field.among or set(column.array.unique()) - {np.nan} <= set(field.among)

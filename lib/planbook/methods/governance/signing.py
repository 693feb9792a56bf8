"""The hash of what a plan says: whoever signs it signs these numbers, and one changed number breaks it.

Each table is written as text with nine significant figures, so that the last places in which machines differ do not
count; its SHA-256 is the table's hash, and that of all names and hashes together is the version's.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from io import StringIO

import pandas as pd

FIGURES = "%.9g"
AS_SIGNED, CHANGED, UNSIGNED, OTHER = "as signed", "changed since it was signed", "not signed", "another scenario"


def table_hash(frame: pd.DataFrame) -> str:
    """Give the hash of one table: its columns, rows and order."""
    text = StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(frame.columns)
    lines.writerows(zip(*(_said(frame[name]) for name in frame), strict=True))
    return hashlib.sha256(text.getvalue().encode()).hexdigest()


def _said(column: pd.Series) -> list[object]:
    if column.dtype.kind == "f":
        return [None if each != each else FIGURES % each for each in column.tolist()]
    return [None if each != each else each for each in column.tolist()]


def content_hash(tables: Mapping[str, str]) -> str:
    """Give the hash of all tables together, from the hash of each by name."""
    text = "\n".join(f"{name} {tables[name]}" for name in sorted(tables))
    return hashlib.sha256(text.encode()).hexdigest()


def changed(signed: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Give the tables that are not as they were signed, sorted: changed, gone or new."""
    return sorted(name for name in {*signed, *now} if signed.get(name) != now.get(name))


def checked(sha256: str, signed_scenario: str, scenario: str, now: str) -> str:
    """Say how a version stands against what the tables say now, under the scenario they were made for."""
    if not sha256:
        return UNSIGNED
    if signed_scenario != scenario:
        return OTHER
    return AS_SIGNED if sha256 == now else CHANGED

"""Build the reference tables from a folder of published files, one module a subject."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from planbook.data.build import (
    activity,
    ambulance,
    costs,
    demand,
    deprivation,
    geography,
    need,
    population,
    prevalence,
    providers,
    targets,
    workforce,
)
from planbook.data.build.dictionary import Table, readme, rounded, table_problems
from planbook.data.build.geography import make_lookups
from planbook.data.build.lookups import Lookups
from planbook.data.build.reconciliation import Reconciliation, reconciliation_table
from planbook.data.build.sources import Source, sources_table
from planbook.errors import raise_if_any


class Subject(Protocol):
    """What every subject module has."""

    @property
    def SOURCES(self) -> tuple[Source, ...]:  # noqa: N802
        """Every source its rows name."""

    @property
    def TABLES(self) -> tuple[Table, ...]:  # noqa: N802
        """Every table it makes, described."""

    def tables(self, folder: Path, lookups: Lookups) -> dict[str, pd.DataFrame]:
        """Give the subject's tables, made from the published files."""

    def reconcile(self, tables: dict[str, pd.DataFrame], folder: Path) -> list[Reconciliation]:
        """Hold totals of all tables made against published ones."""


SUBJECTS: tuple[Subject, ...] = (
    geography,
    population,
    deprivation,
    need,
    prevalence,
    costs,
    demand,
    targets,
    activity,
    providers,
    ambulance,
    workforce,
)


def build(folder: Path, out: Path) -> list[Reconciliation]:
    """Read the published files in `folder` and write every reference table into `out`, all or nothing.

    Gives the reconciliation of our totals to published ones. Raises `InputError` holding what is wrong with
    the files, and writes nothing then: what was in `out` before stays.
    """
    folder = Path(folder)
    declared = declared_tables()
    sources = sources_table(source for subject in SUBJECTS for source in subject.SOURCES)
    frames = make_tables(folder)
    keys = set(sources["key"])
    raise_if_any(problem for name, frame in frames.items() for problem in table_problems(name, frame, declared, keys))
    frames = {name: rounded(frame, declared[name]) for name, frame in frames.items()}
    comparisons = [row for subject in SUBJECTS for row in subject.reconcile(frames, folder)]
    _write(Path(out), frames, declared, sources, comparisons)
    return comparisons


def declared_tables() -> dict[str, Table]:
    """Give every table the build makes, by name, with what its rows and columns mean."""
    return {table.name: table for subject in SUBJECTS for table in subject.TABLES}


def make_tables(folder: Path, subjects: Iterable[Subject] = SUBJECTS) -> dict[str, pd.DataFrame]:
    """Give every table of the subjects, as made and not yet rounded or sorted."""
    lookups = make_lookups(folder)
    frames: dict[str, pd.DataFrame] = {}
    for subject in subjects:
        frames |= subject.tables(folder, lookups)
    return frames


def _write(
    out: Path,
    frames: Mapping[str, pd.DataFrame],
    declared: Mapping[str, Table],
    sources: pd.DataFrame,
    comparisons: list[Reconciliation],
) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".build-") as made:
        fresh = Path(made) / "reference"
        fresh.mkdir()
        for name, frame in frames.items():
            write_parquet(frame, fresh / f"{name}.parquet")
        sources.to_csv(fresh / "sources.csv", index=False, lineterminator="\n")
        reconciliation_table(comparisons).to_csv(fresh / "reconciliation.csv", index=False, lineterminator="\n")
        rows = {name: len(frame) for name, frame in frames.items()}
        text = readme((declared[name] for name in frames), rows)
        (fresh / "README.md").write_text(text, encoding="utf-8")
        _replace(out, fresh, Path(made) / "before")


def _replace(out: Path, fresh: Path, before: Path) -> None:
    if out.exists():
        out.rename(before)
    try:
        fresh.rename(out)
    except OSError:
        if before.exists():
            before.rename(out)
        raise


def write_parquet(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as zstd Parquet, without index or metadata: the same frame gives the same bytes."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    table = table.cast(pa.schema([_plain_string(field) for field in table.schema]))
    pq.write_table(table, path, compression="zstd", compression_level=19, row_group_size=1_000_000)


def _plain_string(field: pa.Field) -> pa.Field:
    return field.with_type(pa.string()) if pa.types.is_large_string(field.type) else field

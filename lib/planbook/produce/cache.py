"""Tables made before, found again by what they were made from.

`objects/<sha>.parquet` holds a table under the hash of its own bytes; `records/<key>/<sha>.json` says which object came
from which reads. A record holds while everything it read is still the same; two processes may share the folder, for
every file appears whole by rename and nothing is ever changed in place.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

logger = logging.getLogger(__name__)

MEGABYTE = 1_000_000
DEFAULT_CAP_MB = 2000
WORDS: Any = pd.StringDtype(na_value=np.nan)  # what pandas holds words in

Reads = dict[str, Any]


@dataclass(frozen=True)
class Stored:
    """A table, the hash of its bytes, and what it was made from."""

    frame: pd.DataFrame
    digest: str
    reads: Reads


@dataclass(frozen=True)
class Cache:
    """A folder of tables; with `fresh` nothing made before is used, but what is made is kept."""

    folder: Path
    cap_bytes: int = DEFAULT_CAP_MB * MEGABYTE
    fresh: bool = False

    def find(self, key: str, holds: Callable[[Reads], bool]) -> Stored | None:
        """Give the newest table of that key whose reads still hold, or nothing; a damaged one is dropped."""
        if self.fresh:
            return None
        for path, record in self._records(key):
            if holds(record["reads"]):
                frame = self._load(record["object"])
                if frame is not None:
                    _touch(path)
                    return Stored(frame, record["object"], record["reads"])
        return None

    def store(self, key: str, table: str, reads: Reads, frame: pd.DataFrame) -> Stored:
        """Keep a table with what it read; checked as it is (`fields.check`), it is read back the same."""
        return Stored(frame, self.put(key, table, reads, to_bytes(frame)), reads)

    def put(self, key: str, table: str, reads: Reads, content: bytes) -> str:
        """Keep a table's bytes with what it read; gives their hash. A cache that cannot be written is only said."""
        digest = hashlib.sha256(content).hexdigest()
        record = json.dumps({"table": table, "object": digest, "reads": reads}, sort_keys=True)
        name = hashlib.sha256(record.encode()).hexdigest()[:32]
        try:
            write_if_new(self._object(digest), content)
            write_whole(self.folder / "records" / key / f"{name}.json", record.encode())
        except OSError as error:
            logger.warning("table %s could not be kept in the cache: %s", table, error)
        return digest

    def content(self, stored: Stored) -> bytes:
        """Give the bytes of a table that was found or stored here."""
        try:
            return self._object(stored.digest).read_bytes()
        except OSError:
            return to_bytes(stored.frame)

    def table(self, digest: str) -> pd.DataFrame | None:
        """Give the table of that hash, or nothing where it is not kept any more."""
        return self._load(digest)

    def trim(self) -> int:
        """Delete the tables used longest ago until the folder is under its cap; gives how many went."""
        objects = sorted(_sized(self.folder / "objects"), reverse=True)
        total, gone = 0, 0
        for _used, size, path in objects:
            total += size
            if total > self.cap_bytes:
                path.unlink(missing_ok=True)
                gone += 1
        for path in (self.folder / "records").glob("*/*.json") if gone else ():
            record = _read_record(path)
            if record is None or not self._object(record["object"]).exists():
                path.unlink(missing_ok=True)
        return gone

    def _records(self, key: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        for _used, _size, path in sorted(_sized(self.folder / "records" / key), reverse=True):
            if (record := _read_record(path)) is not None:
                yield path, record

    def _object(self, digest: str) -> Path:
        return self.folder / "objects" / f"{digest}.parquet"

    def _load(self, digest: str) -> pd.DataFrame | None:
        path = self._object(digest)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        if hashlib.sha256(content).hexdigest() != digest:
            logger.warning("a table in the cache was damaged and is made again: %s", path.name)
            path.unlink(missing_ok=True)
            return None
        _touch(path)
        return from_bytes(content)


class Unkept(Cache):
    """A cache that keeps nothing: for what is only tried."""

    def find(self, key: str, holds: Callable[[Reads], bool]) -> Stored | None:
        """Find nothing."""
        return None

    def put(self, key: str, table: str, reads: Reads, content: bytes) -> str:
        """Give the hash of a table's bytes, and keep nothing."""
        return hashlib.sha256(content).hexdigest()


def open_cache(root: Path, *, fresh: bool = False) -> Cache:
    """Give the project's cache: PLANBOOK_CACHE or `.planbook-cache`, capped at PLANBOOK_CACHE_MB megabytes."""
    folder = Path(os.environ.get("PLANBOOK_CACHE") or root / ".planbook-cache")
    cap_mb = float(os.environ.get("PLANBOOK_CACHE_MB") or DEFAULT_CAP_MB)
    return Cache(folder, int(cap_mb * MEGABYTE), fresh)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, whoever else writes it and whenever this is killed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_if_new(path: Path, content: bytes) -> bool:
    """Write a file whole, unless it holds just that already; says whether it was written."""
    try:
        if path.stat().st_size == len(content) and path.read_bytes() == content:
            return False
    except OSError:
        pass
    write_whole(path, content)
    return True


def to_bytes(frame: pd.DataFrame) -> bytes:
    """Give a table as Parquet, the same bytes for the same table: read so often that quick counts more than small."""
    bare = {
        str(name): column.to_numpy() if isinstance(column.dtype, np.dtype) else column.array
        for name, column in frame.items()
    }
    table = pa.table({name: pa.array(values, from_pandas=True) for name, values in bare.items()})
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="snappy", use_dictionary=False, write_statistics=False)
    return buffer.getvalue()


def from_bytes(content: bytes) -> pd.DataFrame:
    """Give the table of those Parquet bytes."""
    table = pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    return pd.DataFrame({name: _column(each) for name, each in zip(table.column_names, table.columns, strict=True)})


def _column(column: pa.ChunkedArray) -> Any:
    return WORDS.__from_arrow__(column) if pa.types.is_large_string(column.type) else column.to_numpy()


def _sized(folder: Path) -> list[tuple[int, int, Path]]:
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.name.startswith("."):
                    state = entry.stat()
                    found.append((state.st_mtime_ns, state.st_size, Path(entry.path)))
    except (FileNotFoundError, NotADirectoryError):
        pass
    return found


def _read_record(path: Path) -> dict[str, Any] | None:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return record if {"object", "reads"} <= set(record) else None
    except (OSError, ValueError):
        return None


def _touch(path: Path) -> None:
    try:
        os.utime(path)
    except OSError:
        logger.debug("the time of use of %s could not be kept", path.name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

"""Where pages stand: a folder of this machine, or a store that many machines reach by its address."""

from __future__ import annotations

import hashlib
import posixpath
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from planbook.errors import InputError, Problem
from planbook.produce.cache import write_if_new

LOCAL = ("file", "local")


class Shelf(Protocol):
    """Holds pages by their path; each is there whole or not at all."""

    def put(self, path: str, content: bytes) -> None:
        """Put a page in its place."""

    def digest(self, path: str) -> str | None:
        """Give the hash of the page in that place, or nothing."""

    def remove(self, path: str) -> None:
        """Take away the page in that place, if there is one."""


@dataclass(frozen=True)
class Folder:
    """A folder of this machine."""

    root: Path

    def put(self, path: str, content: bytes) -> None:
        """Put a page in its place."""
        write_if_new(self.root / path, content)

    def digest(self, path: str) -> str | None:
        """Give the hash of the page in that place, or nothing."""
        try:
            return hashlib.sha256((self.root / path).read_bytes()).hexdigest()
        except OSError:
            return None

    def remove(self, path: str) -> None:
        """Take away the page in that place, if there is one."""
        (self.root / path).unlink(missing_ok=True)


@dataclass(frozen=True)
class Store:
    """A store by its address, such as s3://bucket/reports or file:///mnt/reports, reached through fsspec."""

    url: str

    def put(self, path: str, content: bytes) -> None:
        """Put a page in its place; a store of objects shows it whole of itself, a file system by renaming."""
        files, place = self._place(path)
        files.makedirs(posixpath.dirname(place), exist_ok=True)
        if files.protocol in LOCAL or set(LOCAL) & set(files.protocol):
            part = f"{place}.{uuid.uuid4().hex}.part"
            files.pipe_file(part, content)
            Path(part).replace(place)
        else:
            files.pipe_file(place, content)

    def digest(self, path: str) -> str | None:
        """Give the hash of the page in that place, or nothing."""
        files, place = self._place(path)
        try:
            return hashlib.sha256(files.cat_file(place)).hexdigest()
        except OSError:
            return None

    def remove(self, path: str) -> None:
        """Take away the page in that place, if there is one."""
        files, place = self._place(path)
        if files.exists(place):
            files.rm_file(place)

    def _place(self, path: str) -> tuple[Any, str]:
        try:
            import fsspec
        except ImportError as error:
            raise InputError(Problem("needs fsspec", "--store", "install planbook[distributed]")) from error
        try:
            files, root = fsspec.core.url_to_fs(self.url)
        except (ValueError, ImportError) as error:
            raise InputError(Problem(f"cannot be reached: {error}", f"--store {self.url}")) from error
        return files, posixpath.join(root, path)


def shelf_of(out: Path, store: str) -> Shelf:
    """Give the shelf of a build folder: the store named, else the folder itself."""
    return Store(store.rstrip("/")) if store else Folder(out)

"""The environment for conda users, written from the hash-locked file so that the two never differ."""

from __future__ import annotations

import re
from pathlib import Path

from planbook.errors import InputError, Problem

_LOCKED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*==[^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$")

HEADER = """\
# Written by `make lock` from requirements.lock: do not edit.
# conda env create --file environment.yml, then: conda activate planbook; pip install --no-deps --editable .
name: planbook
channels:
  - conda-forge
dependencies:
  - python>=3.11,<3.14
  - pip
  - pip:
"""


def environment_yml(lock: Path) -> str:
    """Give environment.yml as text: every package of the lock file at its version, with its marker.

    Raises `InputError` when the lock file is missing or holds no package.
    """
    if not lock.exists():
        raise InputError(Problem("not found", lock.name, "make lock writes it"))
    found = [match.groups() for line in lock.read_text().splitlines() if (match := _LOCKED.match(line))]
    if not found:
        raise InputError(Problem("holds no locked package", lock.name, "make lock writes it anew"))
    return HEADER + "".join(f"      - {_requirement(pinned, marker)}\n" for pinned, marker in found)


def _requirement(pinned: str, marker: str | None) -> str:
    return f'"{pinned} ; {marker}"' if marker else pinned

"""Finding the plans that a system keeps beside its other records: `governance/<system>/plans/*.csv`, unread as yet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

Files = Mapping[str, bytes]


def plan_files(folder: Path) -> dict[str, Files]:
    """Give the bytes of each plan file by system and name, such as governance/EXAMPLE/plans/hospitals.csv."""
    found: dict[str, dict[str, bytes]] = {}
    for path in sorted(folder.glob("governance/*/plans/*.csv")):
        name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        found.setdefault(path.parent.parent.name, {})[name] = path.read_bytes()
    return dict(found)


def is_plan(path: Path) -> bool:
    """Say whether a file is a submitted plan by where it stands and how its name ends."""
    return path.suffix == ".csv" and path.match("governance/*/plans/*.csv")

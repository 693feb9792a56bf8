"""The numbers inside a programme file: where each stands, its key, and the unit it must have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from planbook.params.entry import AssumptionEntry
from planbook.params.kinds import Wrong
from planbook.params.programme import FIFTHS
from planbook.params.reading import KeyPath

STAND_IN = AssumptionEntry.model_validate(
    {
        "meaning": "-",
        "unit": "score",
        "value": 0.0,
        "distribution": "fixed",
        "source": "x",
        "as_of": "2000",
        "quality": "red",
        "because": "-",
    }
)
"""Stands for a number in error while the rest of its programme is checked."""


def number_paths(data: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Yield where each number stands: mappings that hold a value or a unit."""
    if not isinstance(data, dict):
        return
    if data.keys() & {"value", "unit"}:
        yield path
        return
    for key, item in data.items():
        yield from number_paths(item, (*path, key))


def field_name(path: KeyPath) -> str:
    """Give the name of a number by where it stands: effects, ae_major, change_pct: `effects_ae_major_change_pct`."""
    return "_".join(str(part) for part in path)


def key_of(programme: str, *path: str) -> str:
    """Give the key of a programme's number: `programmes.frailty.reach_pct`."""
    return f"programmes.{programme}.{field_name(path)}"


def number_wrong(path: KeyPath, entry: AssumptionEntry) -> Iterator[Wrong]:
    """Yield: a unit other than that place asks for; an uptake that is not by deprivation fifth."""
    allowed = units_allowed(path)
    if allowed and entry.unit not in allowed:
        yield Wrong((*path, "unit"), f"'{entry.unit}' does not fit here", " or ".join(allowed))
    if path == ("uptake_pct",) and (entry.by != "imd_quintile" or tuple(entry.value) != FIFTHS):
        yield Wrong(path, "is not by deprivation fifth", "by: imd_quintile, value: {1: 50, 2: 50, 3: 50, 4: 50, 5: 50}")
    if path != ("uptake_pct",) and entry.by:
        yield Wrong((*path, "by"), f"varies by {entry.by}", "one number; only uptake_pct varies")


def units_allowed(path: KeyPath) -> tuple[str, ...]:
    """Give the units a number may have by where it stands; none where that place is not known."""
    match path:
        case ("reach_pct" | "uptake_pct",) | ("cohort", "share_pct") | ("effects", _, "part_pct"):
            return ("percent",)
        case ("ramp_months" | "delay_months",):
            return ("months",)
        case ("effects", _, "change_pct"):
            return ("percent_change",)
        case ("effects", _, "displaces", _):
            return ("per_avoided",)
        case ("outcomes", _, "change"):
            return ("percentage_points", "percent_change")
        case ("delivers" | "supplies", _):
            return ("per_helped",)
        case ("staff", _):
            return ("wte_per_1000",)
        case ("estate", _):
            return ("m2_per_1000",)
        case ("digital" | "cost", _):
            return ("gbp_per_unit",)
        case _:
            return ()

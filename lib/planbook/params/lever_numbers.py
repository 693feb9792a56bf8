"""The numbers inside a lever file: the key of each, the unit it must have, and those every lever has unwritten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from planbook.params.entry import AssumptionEntry
from planbook.params.kinds import Strict, Wrong
from planbook.params.lever import LeverFile
from planbook.params.lever_words import MECHANISMS
from planbook.params.programme_numbers import field_name
from planbook.params.reading import KeyPath

ON, AT_LEAST, AT_MOST = "on", "at_least_pct", "at_most_pct"
CHOICE = "scenario_choice"
SIZES = tuple(dict.fromkeys(kind.unit for kind in MECHANISMS.values()))


def lever_key(lever: str, *path: str) -> str:
    """Give the key of a lever's number: `levers.flexible_working.cost_one_off`."""
    return f"levers.{lever}.{field_name(path)}"


def number_wrong(path: KeyPath, entry: AssumptionEntry) -> Iterator[Wrong]:
    """Yield: a unit other than that place asks for; a size that is not by staff group, or something else that is."""
    allowed = units_allowed(path)
    if allowed and entry.unit not in allowed:
        yield Wrong((*path, "unit"), f"'{entry.unit}' does not fit here", " or ".join(allowed))
    if path == ("size",) and entry.by != "staff_group":
        yield Wrong(path, "is not by staff group", "by: staff_group, value: {doctors: 1}")
    if path != ("size",) and entry.by:
        yield Wrong((*path, "by"), f"varies by {entry.by}", "one number; only size varies")


def units_allowed(path: KeyPath) -> tuple[str, ...]:
    """Give the units a number may have by where it stands; none where that place is not known."""
    match path:
        case ("size",):
            return SIZES
        case ("reach_pct" | "least_pct",) | ("training", "completes_pct"):
            return ("percent",)
        case ("lead_months" | "ramp_months",):
            return ("months",)
        case ("each_takes",):
            return ("ratio",)
        case ("training", "years"):
            return ("years",)
        case ("training", "cohort"):
            return ("headcount",)
        case ("cost", _):
            return ("gbp_per_unit",)
        case ("side_effects", _, "wte_per_100"):
            return ("wte_per_100",)
        case _:
            return ()


def size_wrong(lever: LeverFile) -> Iterator[Wrong]:
    """Yield: a size in another unit than its mechanism has."""
    wanted = MECHANISMS[lever.mechanism].unit
    if lever.size.unit not in (wanted, "score"):
        yield Wrong(("size", "unit"), f"'{lever.size.unit}' does not fit {lever.mechanism}", wanted)


def unwritten(lever: LeverFile) -> dict[str, AssumptionEntry]:
    """Give the numbers that every lever has and no file writes: is it on, and how much at least and at most."""
    return {
        ON: _choice(lever, "may be considered", "switch", 0.0, "Off until a scenario turns it on."),
        AT_LEAST: _choice(lever, "at least, of its full reach", "percent", 0.0, "Nobody has pinned it."),
        AT_MOST: _choice(lever, "at most, of its full reach", "percent", 100.0, "Nobody has capped it."),
    }


def _choice(lever: LeverFile, what: str, unit: str, value: float, because: str) -> AssumptionEntry:
    return AssumptionEntry(
        meaning=f"{lever.title}: {what}",
        unit=unit,
        value={"": value},
        distribution="fixed",
        source=CHOICE,
        as_of=lever.start,
        quality="green",
        because=because,
    )


def keys_of(lever: LeverFile) -> tuple[str, ...]:
    """Give the keys of every number a lever's file holds, in its order."""
    return tuple(lever_key(lever.lever, *path) for path in _paths(lever))


def _paths(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(value, AssumptionEntry):
        yield path
    elif isinstance(value, Strict):
        for name in type(value).model_fields:
            yield from _paths(getattr(value, name), (*path, name))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _paths(item, (*path, str(name)))

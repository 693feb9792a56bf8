"""What moved between two snapshots, and why: the assumptions, published figures and code behind each number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from planbook.present.words import is_missing, quantity
from planbook.produce.fresh import subject_said
from planbook.produce.snapshots import (
    AND,
    AREAS,
    ASSUMED,
    CODE,
    LIBRARY,
    PUBLISHED,
    ROUND,
    SCENARIO,
    WRITTEN,
    Snapshot,
)  # fmt: skip
from planbook.workflow import BY_SLUG, STEP_OF

CAUSES = ["kind", "what", "meaning", "was", "now", "moves"]
MOVED = ["step", "label", "was", "now", "was_words", "now_words", "relative", "because"]
SAME = 1e-6  # relative: what differs by less is the same number
KINDS = {
    ASSUMED: "Assumption", PUBLISHED: "Published figures", CODE: "Code", WRITTEN: "Said in params/ or supplied",
    SCENARIO: "Scenarios", ROUND: "Planning round", AREAS: "Areas", LIBRARY: "Library",
}  # fmt: skip
NO_CAUSE = "nothing it is recorded to rest on"


def moved(before: Snapshot, now: Snapshot, names: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Give each key number that is another, those that moved furthest first: one row a number.

    Columns step, label, was, now, unit, relative (of what it was), because. One that is new or gone has no number on
    one side. `names` gives areas' names by code.
    """
    changed, said = different(before, now), causes_said(before, now, names or {})
    rows = []
    for number in dict.fromkeys([*now.numbers, *before.numbers]):
        one, other = before.numbers.get(number, {}), now.numbers.get(number, {})
        if same(one.get("value"), other.get("value")):
            continue
        behind = [name for name in changed if name in before.behind(number) | now.behind(number)]
        known = other or one
        rows.append(
            {
                "step": title_of(number),
                "label": known["label"],
                "was": one.get("value"),
                "now": other.get("value"),
                "was_words": _written(one),
                "now_words": _written(other),
                "relative": relative(one.get("value"), other.get("value")),
                "because": list(dict.fromkeys(said[name]["what"] for name in behind)) or [NO_CAUSE],
            }
        )
    frame = pd.DataFrame(rows, columns=MOVED)
    return frame.sort_values("relative", ascending=False, kind="stable", ignore_index=True)


def causes(before: Snapshot, now: Snapshot, names: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Give all that was read and is another now: kind, what, was, now, and how many numbers that moved rest on it.

    Code is told once a step.
    """
    numbers = [n for n in {*before.numbers, *now.numbers}
               if not same(before.numbers.get(n, {}).get("value"), now.numbers.get(n, {}).get("value"))]  # fmt: skip
    said = causes_said(before, now, names or {})
    behind = {number: before.behind(number) | now.behind(number) for number in numbers}
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for name, told in said.items():
        row = rows.setdefault((told["kind"], told["what"]), {**told, "moves": set()})
        row["moves"] |= {number for number in numbers if name in behind[number]}
    frame = pd.DataFrame([{**row, "moves": len(row["moves"])} for row in rows.values()], columns=CAUSES)
    return frame.sort_values("moves", ascending=False, kind="stable", ignore_index=True)


def different(before: Snapshot, now: Snapshot) -> list[str]:
    """Give the names of all that was read and is another now, in the order of their kinds."""
    names = {*before.things, *now.things}
    changed = [name for name in names if _differs(before.things.get(name), now.things.get(name))]
    return sorted(changed, key=lambda name: (list(KINDS).index(name.partition(":")[0]), name))


def causes_said(before: Snapshot, now: Snapshot, names: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Give each thing that is another in words: kind, what, was and now."""
    found = {}
    for name in different(before, now):
        kind, _, what = name.partition(":")
        was = is_now = meaning = ""
        if kind == ASSUMED:
            was, is_now = assumption_said(what, before, now, names)
            meaning = meaning_of(now.things.get(name) or before.things[name], now, before)
        elif kind == LIBRARY:
            was, is_now = str(before.things.get(name, "")), str(now.things.get(name, ""))
        found[name] = {"kind": KINDS[kind], "what": _what(kind, what), "meaning": meaning, "was": was, "now": is_now}
    return found


def assumption_said(key: str, before: Snapshot, now: Snapshot, names: Mapping[str, str]) -> tuple[str, str]:
    """Say what an assumption was and is, for the first area and value where it is another; how many more are."""
    old, new = before.things.get(f"{ASSUMED}:{key}", {}), now.things.get(f"{ASSUMED}:{key}", {})
    areas = [area for area in {**old, **new} if old.get(area) != new.get(area)]
    area = next((each for each in areas if each != "ENG"), areas[0])
    was, is_now = (_value_of(each, by_area.get(area)) for each, by_area in ((before, old), (now, new)))
    values = now.values | before.values
    was = was or values.get(old.get(area, ""))
    leaves = [leaf for leaf in (is_now or was or {"leaves": [""]})["leaves"] if _at(was, leaf) != _at(is_now, leaf)]
    leaf = leaves[0] if leaves else ""
    unit = (is_now or was or {}).get("unit", "")
    more = f" and {len(leaves) - 1} more" if len(leaves) > 1 else ""
    where = "" if len({*old.values()}) <= 1 and len({*new.values()}) <= 1 else f"{names.get(area, area)}: "
    mark = f" ({leaf}{more})" if leaf else ""
    return tuple(f"{where}{_said(each, leaf, unit)}{mark}" if each else "not known any more" if had else "not read"
                 for each, had in ((was, area in old), (is_now, area in new)))  # type: ignore[return-value]  # fmt: skip


def meaning_of(by_area: Mapping[str, str], *snapshots: Snapshot) -> str:
    """Give what an assumption means, as the first snapshot that knows says."""
    known = (_value_of(each, digest) for each in snapshots for digest in by_area.values())
    return next((str(found["meaning"]) for found in known if found), "")


def title_of(number: str) -> str:
    """Give the title of the step a key number belongs to."""
    step = STEP_OF.get(number.partition(":")[0])
    return step.title if step else number.partition("_")[0].capitalize()


def same(one: float | None, other: float | None) -> bool:
    """Say whether two numbers are one, or neither is held."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= SAME * max(abs(one), abs(other))


def relative(was: float | None, now: float | None) -> float:
    """Give how far a number moved, of what it was; 1 for one that is new or gone, or was nought."""
    return abs(now - was) / abs(was) if was and now is not None else 1.0


def _written(number: Mapping[str, Any]) -> str:
    """Write a number finer than its range supports, so that a move of the same draws shows."""
    return quantity(number["value"], number["unit"]) if number else "not there"


def _differs(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return any(one[area] != other[area] for area in one.keys() & other.keys())
    return bool(one != other)


def _what(kind: str, name: str) -> str:
    if kind == CODE:
        slug = name.partition("/")[0]
        return f"code of step {BY_SLUG[slug].title.lower()}" if slug in BY_SLUG else f"code of step {slug}"
    said = {WRITTEN: subject_said, PUBLISHED: lambda each: f"published figures {each}",
            SCENARIO: lambda each: "what other scenarios assume", ROUND: lambda each: "params/planning.yaml",
            AREAS: lambda each: "the system's areas", LIBRARY: lambda each: f"library {each}"}  # fmt: skip
    return said[kind](name) if kind in said else name


def _value_of(snapshot: Snapshot, digest: str | None) -> dict[str, Any] | None:
    known = [snapshot.values[each] for each in (digest or "").split(AND) if each in snapshot.values]
    return known[0] if known else None


def _at(value: Mapping[str, Any] | None, leaf: str) -> tuple[Any, ...] | None:
    if value is None or leaf not in value["leaves"]:
        return None
    position = list(value["leaves"]).index(leaf)
    return tuple(value[name][position] for name in ("value", "low", "high"))


def _said(value: Mapping[str, Any], leaf: str, unit: str) -> str:
    found = _at(value, leaf)
    if found is None:
        return "no such value"
    middle, low, high = found
    said = quantity(middle, unit, decimals=_places(middle))
    if is_missing(low) or low == high:
        return said
    return f"{said} ({_plain(low)} to {_plain(high)})"


def _plain(value: float) -> str:
    return f"{value:,.6g}"


def _places(value: float) -> int:
    """Give as many decimals as it was written with, six at most: what was set is shown as it was set."""
    text = f"{value:.6f}".rstrip("0")
    return len(text.partition(".")[2])

"""England's ICBs as tiles of one size: where things are without boundaries, each a link or a value."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pandas as pd

from planbook.errors import InputError, raise_if_any, unknown
from planbook.present.html import Html, element, join
from planbook.present.words import number

COLUMNS = ["system", "row", "column", "region", "short", "label"]


@lru_cache(maxsize=1)
def tiles() -> pd.DataFrame:
    """Give the tile table: one row an ICB of April 2026; columns system, row, column, region, short, label."""
    source = files("planbook.data").joinpath("tile_map.csv")
    with source.open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype={"row": int, "column": int})[COLUMNS]


def tile_map(
    *,
    caption: str,
    links: Mapping[str, str] | None = None,
    values: Mapping[str, float] | None = None,
    unit: str = "",
    current: str = "",
) -> Html:
    """Show the ICBs of April 2026 as a tile map. `links` and `values` are keyed by ICB code.

    A tile that has a link is one; with `values` a tile shows its number in `unit`, in three depths of colour (lower,
    middle and upper third). `current` is outlined. Raises `InputError` for an unknown code.
    """
    links, values = dict(links or {}), dict(values or {})
    known = tiles()["system"].tolist()
    asked = [*links, *values, *([current] if current else [])]
    raise_if_any([unknown("ICB", code, known, "tile map") for code in asked if code not in known])
    if values and not unit:
        raise InputError(unknown("unit", unit, ["a unit of planbook.units"], "tile map"))
    depths = _depths(values)
    cells = join(_tile(tile, links, values, unit, depths, current) for tile in tiles().to_dict("records"))
    parts = [element("figcaption", caption), element("ul", cells, class_="tilemap")]
    return element("figure", join(parts), class_="map")


def _tile(
    tile: Mapping[Any, Any],
    links: Mapping[str, str],
    values: Mapping[str, float],
    unit: str,
    depths: Mapping[str, int],
    current: str,
) -> Html:
    code = tile["system"]
    shown = [element("span", tile["short"], class_="short", aria_hidden="true")]
    shown.append(element("span", tile["label"], class_="full"))
    if code in values:
        shown.append(element("span", number(values[code], unit), class_="amount"))
    inner = element("a", join(shown), href=links[code]) if code in links else element("span", join(shown))
    marks = f"depth-{depths[code]}" if code in depths else "linked" if code in links else "plain"
    if code == current:
        marks += " current"
    place = f"grid-row:{tile['row']};grid-column:{tile['column']}"
    return element("li", inner, class_=marks, style=place)


def _depths(values: Mapping[str, float]) -> dict[str, int]:
    """Give each ICB its third: 1 (lowest) to 3 (highest)."""
    ranked = sorted(values, key=lambda code: values[code])
    return {code: 1 + 3 * i // len(ranked) for i, code in enumerate(ranked)}

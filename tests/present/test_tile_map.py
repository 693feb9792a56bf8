"""The tile map: every ICB of April 2026 once, none on another."""

from __future__ import annotations

import pandas as pd
import pytest

from planbook.errors import InputError
from planbook.present.tile_map import tile_map, tiles


def test_no_tile_lies_on_another():
    found = tiles()
    assert len(found) == 36
    assert found["system"].is_unique
    assert found["short"].is_unique
    assert not found.duplicated(["row", "column"]).any()


def test_tiles_are_the_icbs_of_april_2026(published_folder):
    before = set(pd.read_csv(published_folder / "derived/icb24_master.csv")["icb24_code_nhs"])
    change = pd.read_csv(published_folder / "geography/icb_succession_2026_04.csv")
    after = (before - set(change["predecessor_ods"])) | set(change["successor_ods"])
    assert set(tiles()["system"]) == after


def test_tiles_lie_roughly_where_the_icbs_lie(published_folder):
    import json

    shapes = json.loads((published_folder / "derived/icb26_boundaries_from_lad24_derived.geojson").read_text())
    centre = {s["properties"]["icb26cdh"]: _centre(s["geometry"]["coordinates"]) for s in shapes["features"]}
    found = tiles().set_index("system")
    east = pd.Series({code: c[0] for code, c in centre.items()}).corr(found["column"], method="spearman")
    north = pd.Series({code: c[1] for code, c in centre.items()}).corr(-found["row"], method="spearman")
    assert east > 0.85
    assert north > 0.95


def _centre(coordinates: list) -> tuple[float, float]:
    points = list(_points(coordinates))
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def _points(coordinates: list):
    if isinstance(coordinates[0], int | float):
        yield coordinates
    else:
        for inner in coordinates:
            yield from _points(inner)


def test_a_linked_tile_is_a_link_and_the_current_one_is_marked():
    html = tile_map(caption="C", links={"QWO": "a.html"}, current="QWO")
    assert html.count("<a ") == 1
    assert '<li class="linked current" style="grid-row:2;grid-column:4"><a href="a.html">' in html
    assert html.count("<li ") == 36


def test_values_are_shown_in_three_depths():
    html = tile_map(caption="C", values={"QWO": 3.0, "QOP": 2.0, "QF7": 1.0}, unit="percent")
    assert [html.count(f"depth-{d}") for d in (1, 2, 3)] == [1, 1, 1]
    assert html.index("depth-3") < html.index(">3%<")


def test_an_unknown_icb_is_refused():
    with pytest.raises(InputError, match="unknown ICB 'QW0'"):
        tile_map(caption="C", links={"QW0": "x"})

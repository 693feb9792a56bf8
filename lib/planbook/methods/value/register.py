"""The benefits register: what would be measured, from what, to what, whose it is, when, and how it is tracked."""

from __future__ import annotations

import pandas as pd

from planbook.data.inputs import Inputs
from planbook.methods.demand.lines import BY_KEY
from planbook.methods.finance.told import basis_of
from planbook.params.programme_words import POINTS

NOBODY = "-"
MOST = 3  # measures a programme

Measure = tuple[str, str, str, float, float, float]


def rows(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give the register to a year: for each programme that is on, those helped and the care it avoids most of.

    `reference` is the base year's volume, `value` what it would be if nothing changed, `target` with the programme.
    """
    moved = inputs.areas.with_total(inputs.array("finance_moved").sel(year=year, drop=True).mean("draw")).to_series()
    volumes = inputs.areas.with_total(
        inputs.array("demand_volumes").sel(year=[inputs.planning.base_year, year]).mean("draw")
    )
    volume = volumes.to_series()
    helped = inputs.areas.with_total(
        inputs.array("pathways_helped").sum("imd_quintile").sel(year=year, drop=True).mean("draw")
    ).to_series()
    found: list[tuple[object, ...]] = []
    for area in inputs.areas.every:
        code, listed = area.code, list[tuple[object, ...]]()
        for name, programme in inputs.programmes().items():
            if helped[code, name] <= 0:
                continue
            lead = programme.lead if inputs.areas.fictional else NOBODY
            about = (programme.title, lead, programme.review, programme.comparator)
            measures = [("helped", "People or cases helped in a year", "people", 0.0, 0.0, helped[code, name])]
            measures += _care(moved[code, name], volume[code], (inputs.planning.base_year, year))
            listed += [(name, *measure, *about) for measure in measures]
        found += [(code, order, *row) for order, row in enumerate(listed, start=1)]
    columns = ["area", "order", "programme", "measure", "label", "unit", "reference", "value", "target"]
    frame = pd.DataFrame(found, columns=[*columns, "title", "owner", "review", "how"])
    basis = [basis_of(inputs, str(code)) for code in frame["area"]]
    return frame.assign(basis=basis, source="planbook_judgement", year=year)[
        [*columns, "title", "owner", "year", "review", "how", "basis", "source"]
    ]


def _care(moved: pd.Series, volume: pd.Series, years: tuple[int, int]) -> list[Measure]:
    """Give the care a programme avoids most of: measure, words, unit, base year, if nothing changed, with it."""
    most = [str(point) for point in moved[moved < 0].sort_values().index[:MOST] if point in BY_KEY]
    now, then = (volume[year] for year in years)
    return [
        (point, POINTS[point].label, BY_KEY[point].unit, now[point], then[point], then[point] + moved[point])
        for point in most
    ]

"""The benefits register: what would be measured, from what, to what, whose it is, when, and how it is tracked."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from planbook.data.inputs import Inputs
from planbook.methods.demand.lines import BY_KEY
from planbook.methods.finance.told import basis_of
from planbook.methods.value import benefits
from planbook.params.programme_words import POINTS

NOBODY = "-"
MOST = 3  # measures a programme

Measure = tuple[str, str, str, float, float, float]


def rows(inputs: Inputs, year: int) -> pd.DataFrame:
    """Give the register to a year: for each programme that is on, those helped and the care it avoids most of.

    `reference` is the base year's volume, `value` what it would be if nothing changed, `target` with the programme.
    """
    now, with_total = inputs.planning.base_year, inputs.areas.with_total
    people, demand = benefits.helped(inputs).sel(year=year, drop=True), inputs.array("demand_volumes")
    helped = with_total(people.mean("draw")).transpose("area", "programme").values
    moved = with_total(inputs.array("finance_moved").sel(year=year, drop=True).mean("draw"))
    moved, volumes = (
        moved.transpose("area", "programme", "point"),
        with_total(demand.sel(year=[now, year]).mean("draw")),
    )
    by_year = volumes.transpose("area", "line", "year").values
    found: list[tuple[object, ...]] = []
    for place, area in enumerate(inputs.areas.every):
        listed, volume = list[tuple[object, ...]](), dict(zip(volumes["line"].values, by_year[place], strict=True))
        for at, (name, programme) in enumerate(inputs.programmes().items()):
            if helped[place, at] <= 0:
                continue
            lead = programme.lead if inputs.areas.fictional else NOBODY
            about = (programme.title, lead, programme.review, programme.comparator)
            measures = [("helped", "People or cases helped in a year", "people", 0.0, 0.0, helped[place, at])]
            measures += _care(moved["point"].values, moved.values[place, at], volume)
            listed += [(name, *measure, *about) for measure in measures]
        found += [(area.code, order, *row) for order, row in enumerate(listed, start=1)]
    columns = ["area", "order", "programme", "measure", "label", "unit", "reference", "value", "target"]
    frame = pd.DataFrame(found, columns=[*columns, "title", "owner", "review", "how"])
    basis = [basis_of(inputs, str(code)) for code in frame["area"]]
    return frame.assign(basis=basis, source="planbook_judgement", year=year)[
        [*columns, "title", "owner", "year", "review", "how", "basis", "source"]
    ]


def _care(points: np.ndarray, moved: np.ndarray, volume: Mapping[str, np.ndarray]) -> list[Measure]:
    """Give the care a programme avoids most of: measure, words, unit, base year, if nothing changed, with it."""
    most = [place for place in np.argsort(moved, kind="stable")[:MOST] if moved[place] < 0]
    known = [(str(points[place]), moved[place]) for place in most if points[place] in BY_KEY]
    return [
        (point, POINTS[point].label, BY_KEY[point].unit, *volume[point], volume[point][-1] + change)
        for point, change in known
    ]

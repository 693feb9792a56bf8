"""The benefits register: what would be measured, from what, to what, whose it is, when, and how it is tracked."""

from __future__ import annotations

import pandas as pd

from planbook.data.inputs import Inputs
from planbook.methods.demand.lines import BY_KEY
from planbook.methods.finance.told import basis_of
from planbook.params.programme_words import POINTS

NOBODY = "-"
MOST = 3  # measures a programme


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
    found = []
    for area in inputs.areas.every:
        code, order = area.code, 0
        for name, programme in inputs.programmes().items():
            if helped[code, name] <= 0:
                continue
            about = (
                programme.title,
                programme.lead if inputs.areas.fictional else NOBODY,
                programme.review,
                programme.comparator,
            )
            order += 1
            found.append(
                (
                    code,
                    order,
                    name,
                    "helped",
                    "People or cases helped in a year",
                    "people",
                    0.0,
                    0.0,
                    helped[code, name],
                    *about,
                )
            )
            avoided = moved[code, name]
            most = avoided[avoided < 0].sort_values().index[:MOST]
            for point in [point for point in most if point in BY_KEY]:
                now, then = (volume[code, each, point] for each in (inputs.planning.base_year, year))
                order += 1
                found.append(
                    (
                        code,
                        order,
                        name,
                        point,
                        POINTS[point].label,
                        BY_KEY[point].unit,
                        now,
                        then,
                        then + avoided[point],
                        *about,
                    )
                )
    columns = ["area", "order", "programme", "measure", "label", "unit", "reference", "value", "target"]
    frame = pd.DataFrame(found, columns=[*columns, "title", "owner", "review", "how"])
    basis = [basis_of(inputs, str(code)) for code in frame["area"]]
    return frame.assign(basis=basis, source="planbook_judgement", year=year)[
        [*columns, "title", "owner", "year", "review", "how", "basis", "source"]
    ]

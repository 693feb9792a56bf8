"""The logic model of each programme: what goes in, what is done, what comes of it, and what changes for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from planbook.data.areas import Area
from planbook.data.inputs import Inputs
from planbook.data.rows import row_of, rows_of
from planbook.methods.pathways import words
from planbook.methods.pathways.tables import based
from planbook.params.programme import ProgrammeFile

Row = dict[str, Any]
MOST_EFFECTS = 6


def logic(inputs: Inputs, things: pd.DataFrame, helped: pd.DataFrame, results: pd.DataFrame, year: int) -> pd.DataFrame:
    """Give the pathway before and after, inputs, activities, outputs and outcomes: area x programme x stage x order.

    Numbers are of `year`, from the tables by programme and the results; steps in words have none.
    """
    rows = []
    now = things[things["year"] == year].groupby(["area", "programme"], sort=False)
    people = helped[helped["year"] == year].set_index(["area", "programme"])
    for area in inputs.areas.every[1:]:
        served = results[(results["area"] == area.code) & (results["year"] == year)].set_index("outcome")
        for name, file in inputs.programmes().items():
            mine = now.get_group((area.code, name))
            listed = _stages(inputs, area, name, file, mine, row_of(people, (area.code, name)), served)
            for stage, stage_rows in listed.items():
                rows += [
                    {"area": area.code, "programme": name, "stage": stage, "order": order, **row}
                    for order, row in enumerate(stage_rows, start=1)
                ]
    return based(pd.DataFrame(rows), inputs)


def _stages(
    inputs: Inputs,
    area: Area,
    name: str,
    file: ProgrammeFile,
    mine: pd.DataFrame,
    people: Any,
    served: pd.DataFrame,
) -> dict[str, list[Row]]:
    return {
        "before": [_said(step) for step in file.pathway.before],
        "after": [_said(step) for step in file.pathway.after],
        "inputs": list(_inputs(mine)),
        "activities": [_said(f"{each.who}: {words_in(each.part)}") for each in file.partners],
        "outputs": list(_outputs(file, mine, people)),
        "outcomes": list(_outcomes(inputs, file, mine, served)),
    }


def words_in(label: str) -> str:
    """Give a label inside a sentence."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _said(label: str) -> Row:
    return {"label": label, "value": None, "low": None, "high": None, "unit": "items"}


def _row(row: Any, label: str = "") -> Row:
    return {"label": label or row.label, "value": row.mean, "low": row.p10, "high": row.p90, "unit": row.unit}


def _inputs(mine: pd.DataFrame) -> Iterator[Row]:
    for theme in ("workforce", "budgets", "estate", "supplies"):
        yield from (_row(row) for row in rows_of(mine[mine["theme"] == theme]))


def _outputs(file: ProgrammeFile, mine: pd.DataFrame, people: pd.Series) -> Iterator[Row]:
    yield {
        "label": f"Helped in a year: {words_in(file.cohort.who)}",
        "value": people["mean"],
        "low": people["p10"],
        "high": people["p90"],
        "unit": words.counted_in(file),
    }
    yield from (_row(row) for row in rows_of(mine[mine["thing"].isin(file.delivers)]))


def _outcomes(inputs: Inputs, file: ProgrammeFile, mine: pd.DataFrame, served: pd.DataFrame) -> Iterator[Row]:
    points = {effect.point for effect in file.effects.values()}
    yield from (_row(row) for row in rows_of(mine[mine["thing"].isin(points)].head(MOST_EFFECTS)))
    for outcome in file.serves:
        row = served.loc[outcome]
        yield {
            "label": row["label"],
            "value": row["value"],
            "low": row["low"],
            "high": row["high"],
            "unit": row["unit"],
        }

"""The logic model of each programme: what goes in, what is done, what comes of it, and what changes for people."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planbook.data.inputs import Inputs
from planbook.data.rows import rows_of
from planbook.methods.pathways import words
from planbook.methods.pathways.tables import based
from planbook.params.programme import ProgrammeFile

Row = tuple[str, str, str]  # its label, its unit, and the thing its number is of: none where it is said in words
MOST_EFFECTS = 6
HELPED, OUTCOME = "those helped", "outcome"
NUMBERS = {"value": "mean", "low": "p10", "high": "p90"}


def logic(inputs: Inputs, things: pd.DataFrame, helped: pd.DataFrame, results: pd.DataFrame, year: int) -> pd.DataFrame:
    """Give the pathway before and after, inputs, activities, outputs and outcomes: area x programme x stage x order.

    Numbers are of `year`, from the tables by programme and the results; steps in words have none.
    """
    system = inputs.areas.system.code
    now, served = (each[each["year"] == year] for each in (things, results))
    brought = list(rows_of(now[now["area"] == system]))
    named = {row.outcome: (row.label, row.unit) for row in rows_of(served[served["area"] == system])}
    rows = [
        (name, stage, order, *row)
        for name, file in inputs.programmes().items()
        for stage, listed in _stages(file, [each for each in brought if each.programme == name], named).items()
        for order, row in enumerate(listed, start=1)
    ]
    said = pd.DataFrame(rows, columns=["programme", "stage", "order", "label", "unit", "thing"])
    every = pd.concat([said.assign(area=area.code) for area in inputs.areas.every[1:]], ignore_index=True)
    return based(every.join(_numbers(inputs, now, helped, served), on=["area", "programme", "thing"]), inputs)


def _numbers(inputs: Inputs, things: pd.DataFrame, helped: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """Give value, low and high by area, programme and thing: what it brings, those helped, and outcomes of everyone."""
    keys = ["area", "programme", "thing"]
    outcomes = [results.assign(programme=name, thing=OUTCOME + results["outcome"]) for name in inputs.programmes()]
    summarised = pd.concat([things, helped.assign(thing=HELPED)])[[*keys, *NUMBERS.values()]]
    parts = [summarised.set_axis([*keys, *NUMBERS], axis=1), *(each[[*keys, *NUMBERS]] for each in outcomes)]
    return pd.concat(parts).set_index(keys)


def _stages(file: ProgrammeFile, mine: list[Any], served: dict[str, tuple[str, str]]) -> dict[str, list[Row]]:
    points = {effect.point for effect in file.effects.values()}
    themes = ("workforce", "budgets", "estate", "supplies")
    helped = (f"Helped in a year: {words_in(file.cohort.who)}", words.counted_in(file), HELPED)
    return {
        "before": [_said(step) for step in file.pathway.before],
        "after": [_said(step) for step in file.pathway.after],
        "inputs": [_row(each) for theme in themes for each in mine if each.theme == theme],
        "activities": [_said(f"{each.who}: {words_in(each.part)}") for each in file.partners],
        "outputs": [helped, *(_row(each) for each in mine if each.thing in file.delivers)],
        "outcomes": [
            *[_row(each) for each in mine if each.thing in points][:MOST_EFFECTS],
            *((*served[outcome], OUTCOME + outcome) for outcome in file.serves),
        ],
    }


def words_in(label: str) -> str:
    """Give a label inside a sentence."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _said(label: str) -> Row:
    return label, "items", ""


def _row(thing: Any) -> Row:
    return thing.label, thing.unit, thing.thing

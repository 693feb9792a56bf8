"""The planning steps and the tables they meet through: start reading here.

One step is one slug: `notebooks/NN_slug.ipynb`, `planbook.steps.slug`, `params/assumptions/slug.yaml` where it has
numbers, `tests/steps/test_slug.py`. A step's module has one function for each table and array it produces, of its name.
"""

from __future__ import annotations

from planbook.errors import InputError, unknown
from planbook.workflow import (
    alignment,
    baseline,
    board,
    capacity,
    demand,
    finance,
    goals,
    governance,
    levers,
    monitoring,
    need,
    pathways,
    scenarios,
    supply,
    value,
    workforce,
)
from planbook.workflow.declared import Step, Table, with_swings

STEPS: tuple[Step, ...] = (
    goals.STEP,
    baseline.STEP,
    with_swings(need.STEP),
    with_swings(demand.STEP),
    with_swings(pathways.STEP),
    with_swings(capacity.STEP),
    with_swings(workforce.STEP),
    with_swings(supply.STEP),
    with_swings(levers.STEP),
    with_swings(finance.STEP),
    with_swings(value.STEP),
    scenarios.STEP,
    alignment.STEP,
    governance.STEP,
    monitoring.STEP,
    with_swings(board.STEP),
)

BY_SLUG: dict[str, Step] = {step.slug: step for step in STEPS}
TABLES: dict[str, Table] = {table.name: table for step in STEPS for table in step.produces}
STEP_OF: dict[str, Step] = {table.name: step for step in STEPS for table in step.produces}
ARRAYS: dict[str, Step] = {array: step for step in STEPS for array in step.arrays}


def step(slug: str) -> Step:
    """Give the step of that slug; raises `InputError` naming the steps there are."""
    if slug not in BY_SLUG:
        raise InputError(unknown("step", slug, BY_SLUG))
    return BY_SLUG[slug]


def steps(slugs: str = "all") -> tuple[Step, ...]:
    """Give the steps of a comma-separated list in reading order, or all of them."""
    if slugs == "all":
        return STEPS
    wanted = {step(slug.strip()).slug for slug in slugs.split(",") if slug.strip()}
    return tuple(each for each in STEPS if each.slug in wanted)


def upstream(slug: str) -> tuple[Step, ...]:
    """Give the steps that one needs, directly or through others, in reading order."""
    wanted: set[str] = set()
    queue = list(step(slug).needs)
    while queue:
        each = queue.pop()
        if each not in wanted:
            wanted.add(each)
            queue += step(each).needs
    return tuple(each for each in STEPS if each.slug in wanted)

"""The table of steps is whole: every step has its room, every column is described."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import pytest

from planbook import workflow
from planbook.errors import InputError
from planbook.fields import FIELDS, check

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("step", workflow.STEPS, ids=lambda step: step.slug)
def test_a_step_has_notebook_module_pages_and_tests(step: workflow.Step) -> None:
    assert (ROOT / "notebooks" / f"{step.stem}.ipynb").exists()
    assert (ROOT / "tests" / "steps" / f"test_{step.slug}.py").exists()
    assert importlib.import_module(f"planbook.present.pages.{step.slug}")
    module = importlib.import_module(f"planbook.steps.{step.slug}")
    for table in step.produces:
        function = getattr(module, table.name)
        assert inspect.getdoc(function)


def test_every_column_is_described_and_every_field_is_used() -> None:
    used = {column for table in workflow.TABLES.values() for column in table.columns}
    assert used == set(FIELDS)


def test_a_grain_is_made_of_columns_and_starts_with_the_area() -> None:
    for table in workflow.TABLES.values():
        assert set(table.grain) <= set(table.columns)
        assert table.grain[0] == "area"


def test_needs_never_go_round() -> None:
    for step in workflow.STEPS:
        assert step not in workflow.upstream(step.slug)


def test_only_goals_is_read_before_what_it_rests_on() -> None:
    early = {s.slug for s in workflow.STEPS for need in s.needs if workflow.step(need).number > s.number}
    assert early <= {"goals"}


def test_upstream_follows_needs_through_others() -> None:
    assert [step.slug for step in workflow.upstream("capacity")] == ["baseline", "need", "demand", "pathways"]
    earlier = [step.slug for step in workflow.STEPS[:-1]]
    assert [step.slug for step in workflow.upstream("board")] == earlier
    assert workflow.upstream("baseline") == ()


def test_steps_come_in_reading_order_whatever_the_order_asked() -> None:
    assert [step.slug for step in workflow.steps("board, need")] == ["need", "board"]
    assert workflow.steps("all") == workflow.STEPS


def test_an_unknown_step_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'need'"):
        workflow.steps("ned")


def test_a_table_is_refused_with_all_that_is_wrong_with_it() -> None:
    import pandas as pd

    table = workflow.TABLES["need_cohort"]
    row = {
        "area": "QWO", "year": 2027, "mean": 5.0, "p10": 6.0, "p50": 5.0, "p90": 7.0, "share_pct": -1.0,
        "basis": "guessed", "source": "s",
    }  # fmt: skip
    with pytest.raises(InputError) as caught:
        check(pd.DataFrame([row, row]), table.name, table.columns, table.grain)
    said = str(caught.value)
    assert "p10 <= p50" in said
    assert "share_pct" in said
    assert "guessed" in said
    assert "need_cohort" in said

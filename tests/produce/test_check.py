"""Checking looks at everything, runs nothing, and says all that is wrong at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest

from planbook.data import reference
from planbook.produce.check import check

Write = Callable[..., Path]


def said(toy: Path) -> str:
    return "\n".join(str(problem) for problem in check(toy).problems)


def change_notebook(path: Path, change: Callable[[dict], None]) -> None:
    notebook = json.loads(path.read_text())
    change(notebook)
    path.write_text(json.dumps(notebook))


def test_a_sound_project_has_nothing_wrong_and_nothing_is_run(toy: Path, write_notebook: Write) -> None:
    write_notebook(toy, "01_toy", "raise ValueError('it was run')")
    checked = check(toy)
    assert checked.problems == ()
    assert "3 steps" in checked.looked_at
    assert import_module("planbook.steps.toy").MADE == []


def test_all_that_is_wrong_is_said_at_once(toy: Path, write_notebook: Write) -> None:
    (toy / "notebooks" / "02_later.ipynb").unlink()
    write_notebook(toy, "07_stray", "1")
    params = toy / "params"
    text = (params / "assumptions" / "toy.yaml").read_text()
    (params / "assumptions" / "toy.yaml").write_text(text.replace("source: invented", "source: inventd", 1))
    found = said(toy)
    assert "no such notebook" in found
    assert "'07_stray'" in found
    assert "unknown source 'inventd'" in found
    assert "did you mean 'invented'" in found


def test_a_mistake_in_params_does_not_hide_one_in_a_notebook(toy: Path) -> None:
    (toy / "params" / "planning.yaml").write_text("round: 2027/28\n")
    (toy / "notebooks" / "02_later.ipynb").write_text("{")
    assert "planning.yaml" in said(toy)
    assert "02_later.ipynb: cannot be read as a notebook" in said(toy)


def test_a_notebook_needs_its_parameters(toy: Path) -> None:
    path = toy / "notebooks" / "01_toy.ipynb"
    change_notebook(path, lambda notebook: notebook["cells"][0].update(source="system = 'QAA'\nplace = None"))
    assert "does not set 'scenario'" in said(toy)
    change_notebook(path, lambda notebook: notebook["cells"][0].update(metadata={}))
    assert "has 0 cells tagged 'parameters'" in said(toy)


def test_a_notebook_kept_with_outputs_is_wrong(toy: Path) -> None:
    path = toy / "notebooks" / "01_toy.ipynb"
    change_notebook(path, lambda notebook: notebook["cells"][1].update(execution_count=3))
    assert "is kept with outputs" in said(toy)


def test_a_table_without_its_function_is_wrong(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(import_module("planbook.steps.toy"), "toy_growth")
    assert "has no function 'toy_growth'" in said(toy)


def test_a_target_rests_on_a_described_source(toy: Path) -> None:
    pd.DataFrame({"measure": ["a"], "source": ["cencus"]}).to_parquet(reference.FOLDER / "targets.parquet")
    assert "did you mean 'census'" in said(toy)


def test_what_a_place_believes_is_of_a_place_there_is(toy: Path) -> None:
    (toy / "params" / "places" / "QAA" / "nort.yaml").write_text("system: QAA\nplace: nort\noverrides: []\n")
    assert "unknown place of QAA 'nort'" in said(toy)


def test_places_that_do_not_partition_their_system_are_wrong(toy: Path) -> None:
    (toy / "params" / "systems").mkdir()
    (toy / "params" / "systems" / "QBB.yaml").write_text(
        "system: QBB\nplaces:\n  east: {name: East, areas: [E08000003]}\noverrides: []\n"
    )
    assert "no place holds West" in said(toy)


def test_a_plan_is_reported_only_of_a_system_that_has_one(toy: Path) -> None:
    params = toy / "params"
    (params / "scenarios" / "plan.yaml").write_text(
        "scenario: plan\ntitle: Plan\nstory: What was adopted.\non: baseline\nprogrammes: adopted\n"
    )
    assert said(toy) == ""
    (params / "reports.yaml").write_text(
        "systems: {QAA: {places: all, scenarios: [baseline, plan]}}\nscenarios: [baseline]\nsteps: all\n"
    )
    assert "scenario 'plan' needs a plan of QAA's own" in said(toy)

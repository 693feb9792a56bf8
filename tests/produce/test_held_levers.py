"""Levers are chosen without the shocks of a scenario, and kept in a what-if, in memory and through the farm alike."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from planbook.params.trying import scenario_text
from planbook.produce.cache import Cache
from planbook.produce.run import Run, open_run
from planbook.produce.tables import SystemTables, system_tables

ROOT = Path(__file__).parents[2]
SYSTEM = "QR1"
SHOCKED = "options+workforce_shock"
GROWS = "demand.population_error_pct_per_year"
SURE = "levers.sure_pct"
PRINTED = ("levers_chosen", "levers_plan", "levers_residual", "levers_limits", "levers_money", "finance_cases")
NOTHING = """\
scenario: nothing
title: Nothing happens
story: A shock of no size.
on: baseline
shocks:
  leavers:
    title: A test
    moves: leavers
    start: 2028-04
    months: 24
    size: {meaning: A test, unit: percentage_points, value: 0, distribution: fixed, source: planbook_judgement,
           as_of: 2026, quality: red, because: A test.}
overrides: []
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a project with few draws, a shock of no size and what-ifs that were saved."""
    folder = tmp_path_factory.mktemp("held")
    for part in ("params", "notebooks"):
        shutil.copytree(ROOT / part, folder / part)
    planning = folder / "params/planning.yaml"
    planning.write_text(planning.read_text().replace("n_draws: 256", "n_draws: 8"))
    (folder / "params/scenarios/nothing.yaml").write_text(NOTHING)
    for name, changes in (("grown", {GROWS: 1.0}), ("surer", {SURE: 30})):
        text = scenario_text(name, name.title(), "A test.", "options", changes, "To see.")
        (folder / f"params/scenarios/{name}.yaml").write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_CACHE", str(folder / "cache"))
        yield folder


@pytest.fixture(scope="module")
def options(root: Path) -> Run:
    return run_of(root, "options")


def run_of(root: Path, scenario: str) -> Run:
    return open_run("finance", system=SYSTEM, scenario=scenario, root=root)


def same(one: Run, other: Run, *tables: str) -> None:
    for name in tables:
        pd.testing.assert_frame_equal(one.tables.made(name).frame, other.tables.made(name).frame, check_exact=True)


def test_under_a_shock_levers_are_those_chosen_without_it(root: Path, options: Run) -> None:
    shocked = run_of(root, SHOCKED)
    same(shocked, options, "levers_chosen", "levers_limits", "levers_money")
    left, before = (each.tables.made("levers_residual").frame["mean"].sum() for each in (shocked, options))
    assert left > before, "with the same levers more staff are short"
    outcome = shocked.tables.made("levers_outcome").frame.iloc[0]
    assert outcome["chosen_in"] == "Options to consider"
    assert options.tables.made("levers_outcome").frame["chosen_in"].tolist() == [""]
    alone = replace(shocked.tables, cache=Cache(root / "nobody"), like=None, _made={}, _arrays={})
    assert alone.made("levers_plan").digest == shocked.tables.made("levers_plan").digest, "nothing made before"
    with options.tables.inputs(options.step).under(SHOCKED) as there:
        pd.testing.assert_frame_equal(there.table("levers_plan"), shocked.tables.made("levers_plan").frame)


def test_a_shock_of_no_size_changes_no_number(root: Path, options: Run) -> None:
    nothing = run_of(root, "options+nothing")
    same(nothing, options, *PRINTED, "levers_unfunded", "levers_proof", "levers_who")
    outcomes = (each.tables.made("levers_outcome").frame.drop(columns="chosen_in") for each in (nothing, options))
    pd.testing.assert_frame_equal(*outcomes, check_exact=True)


def test_a_what_if_keeps_the_levers_and_saved_it_gives_the_same_to_the_last_bit(root: Path, options: Run) -> None:
    tried, saved = options.what_if({GROWS: 1.0}), run_of(root, "grown")
    same(tried, saved, *PRINTED, "levers_outcome")
    same(tried, options, "levers_chosen")
    assert not tried.tables.made("levers_plan").frame.equals(options.tables.made("levers_plan").frame)
    again = options.what_if({GROWS: 1.0}, lever_amounts="chosen")
    assert not again.tables.made("levers_chosen").frame.equals(options.tables.made("levers_chosen").frame)


def test_a_what_if_about_levers_chooses_again(root: Path, options: Run) -> None:
    tried, saved = options.what_if({SURE: 30}), run_of(root, "surer")
    assert not tried.tables.made("levers_chosen").frame.equals(options.tables.made("levers_chosen").frame)
    assert tried.tables.made("levers_outcome").frame["chosen_in"].tolist() == [""]
    same(tried, saved, *PRINTED)


def test_what_a_what_if_does_not_touch_is_not_worked_out_again(options: Run) -> None:
    before = options.tables.drawn("levers_worked")[0]
    tried = options.what_if({"finance.agency_share_pct": 5.0})
    assert tried.tables.drawn("levers_worked")[0] is before


def test_levers_held_are_made_again_when_the_scenario_they_come_from_believes_otherwise(options: Run) -> None:
    beliefs = options.project.beliefs
    reads = tables_of(options, SHOCKED).made("levers_chosen").reads
    assert set(reads["scenarios"]) == {"options"}
    assert {"demand_volumes", "supply_lived", "pathways_volumes"} <= set(reads["arrays"]), "code behind it counts"
    assert tables_of(options, SHOCKED)._holds(reads)
    surer = replace(beliefs.assumptions[SURE], value=(31.0,), low=(31.0,), high=(31.0,))
    other = replace(options.project, beliefs=replace(beliefs, assumptions={**beliefs.assumptions, SURE: surer}))
    assert not tables_of(replace(options, project=other), SHOCKED)._holds(reads)


def tables_of(run: Run, scenario: str) -> SystemTables:
    return system_tables(run.project.beliefs, run.system, scenario, run.tables.cache)

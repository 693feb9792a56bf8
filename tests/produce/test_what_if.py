"""A what-if makes only what it touches, and gives what the same scenario would give if it were saved."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from planbook.errors import InputError
from planbook.params.trying import scenario_text
from planbook.produce.run import Run, open_run

ROOT = Path(__file__).parents[2]
KEY = "demand.backlog_cleared_pct"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_CACHE", str(tmp_path_factory.mktemp("cache")))
        opened = open_run("demand", system="EXAMPLE", root=ROOT)
        opened.table("demand_activity")
        yield opened


def test_a_what_if_gives_what_the_saved_scenario_gives(run: Run, tmp_path: Path) -> None:
    tried = run.what_if({KEY: 40, "demand.gp_appointment_gbp": {"times": 1.1}}, because="To see.")
    for folder in ("params", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    text = scenario_text(
        "slower", "Slower", "The list is worked off in part.", "baseline",
        {KEY: 40, "demand.gp_appointment_gbp": {"times": 1.1}}, "To see.",
    )  # fmt: skip
    (tmp_path / "params/scenarios/slower.yaml").write_text(text)
    saved = open_run("demand", system="EXAMPLE", scenario="slower", root=tmp_path)
    for table in ("demand_activity", "demand_cost"):
        pd.testing.assert_frame_equal(tried.table(table, areas="all"), saved.table(table, areas="all"))
    assert not tried.table("demand_activity").equals(run.table("demand_activity"))


def test_what_a_change_does_not_touch_is_taken_as_it_is(run: Run) -> None:
    before = run.tables
    used, people = before.drawn("demand_use")[0], before.made("need_population")
    tried = run.what_if({KEY: 40})
    tried.table("demand_activity")
    after = tried.tables
    assert after.drawn("demand_use")[0] is used
    assert after.made("need_population") is people
    assert after.drawn("demand_backlog")[0] is not before.drawn("demand_backlog")[0]


def test_no_change_is_the_identity(run: Run) -> None:
    assert run.what_if({}).tables.made("demand_activity") is run.tables.made("demand_activity")


def test_a_what_if_can_be_tried_on_a_what_if(run: Run) -> None:
    twice = run.what_if({KEY: 40}).what_if({"demand.gp_appointment_gbp": 50})
    assert twice.parameters[KEY].scalar == 40
    assert twice.parameters["demand.gp_appointment_gbp"].scalar == 50


def test_everything_wrong_is_said_at_once_with_what_is_allowed(run: Run) -> None:
    with pytest.raises(InputError) as raised:
        run.what_if({"demand.backlog_cleard_pct": 40, KEY: 400})
    said = str(raised.value)
    assert f"did you mean '{KEY}'" in said
    assert "at most 100" in said


def test_nothing_of_a_what_if_is_kept(run: Run) -> None:
    before = sorted(run.tables.cache.folder.rglob("*"))
    run.what_if({KEY: 41}).table("demand_activity")
    assert sorted(run.tables.cache.folder.rglob("*")) == before


def test_a_what_if_on_a_joined_scenario_moves_a_shock_of_one_of_its_parts(run: Run, tmp_path: Path) -> None:
    joined = open_run("demand", system="EXAMPLE", scenario="options+hard_winter+strikes", root=ROOT)
    assert joined.scenario.title == "Options to consider, with: A hard winter; Strikes"
    assert joined.here.story.endswith("the days are worked by fewer.")
    key = "shocks.hard_winter_admissions"
    calm = joined.what_if({key: {"value": 0, "low": 0, "high": 0}})
    assert list(calm.tables.written.shocks) == list(joined.tables.written.shocks)
    assert calm.parameters[key].scalar == 0
    for folder in ("params", "notebooks"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    change = {key: {"value": 0, "low": 0, "high": 0}}
    saved_text = scenario_text("calm", "Calm", "A calm winter.", "options+hard_winter+strikes", change, "To see.")
    (tmp_path / "params/scenarios/calm.yaml").write_text(saved_text)
    saved = open_run("demand", system="EXAMPLE", scenario="calm", root=tmp_path)
    pd.testing.assert_frame_equal(calm.table("demand_activity"), saved.table("demand_activity"))
    assert not calm.table("demand_activity").equals(joined.table("demand_activity"))
    with pytest.raises(InputError, match=r"did you mean 'shocks\.hard_winter_admissions'"):
        joined.what_if({"shocks.hard_winter_admission": 0})
    with pytest.raises(InputError, match="unknown scenario 'strike'"):
        open_run("demand", system="EXAMPLE", scenario="options+strike", root=ROOT)

"""The same system under another scenario: noted in what was read, and stale when that scenario believes otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planbook.data.areas import resolve
from planbook.errors import InputError
from planbook.params import Beliefs, load_beliefs
from planbook.produce.cache import Unkept
from planbook.produce.fresh import causes_of
from planbook.produce.recipe import state_of
from planbook.produce.run import Run, open_run
from planbook.produce.seeking import answer_of, goal_seek
from planbook.produce.tables import SystemTables, system_tables
from planbook.produce.under import digest_under
from planbook.workflow import BY_SLUG

ROOT = Path(__file__).parents[2]
JOINED = "baseline+strikes"


@pytest.fixture(scope="module")
def found() -> Beliefs:
    held = load_beliefs(ROOT / "params")
    return replace(held, planning=held.planning.model_copy(update={"n_draws": 8}))


def tables_of(beliefs: Beliefs, folder: Path) -> SystemTables:
    return system_tables(beliefs, resolve("EXAMPLE", beliefs.systems, beliefs.planning), "baseline", Unkept(folder))


def test_what_is_under_a_scenario_is_noted_and_found_out_when_it_changes(found: Beliefs, tmp_path: Path) -> None:
    tables = tables_of(found, tmp_path)
    inputs = tables.inputs(BY_SLUG["scenarios"])
    with inputs.under(JOINED) as there:
        assert there.scenario == JOINED
        there.array("capacity_waiting")
    reads = inputs.reads()
    assert list(reads["scenarios"]) == [JOINED]
    assert "capacity_waiting" in reads["arrays"], "code behind it counts"
    assert tables._holds(reads)
    key = next(iter(found.shocks_of("strikes")))
    bigger = replace(found.assumptions[key], high=(found.assumptions[key].high[0] + 1,))
    other = tables_of(replace(found, assumptions={**found.assumptions, key: bigger}), tmp_path)
    assert not other._holds(reads)
    assert digest_under(other, JOINED) != digest_under(tables, JOINED)


def test_status_says_which_scenario_changed(found: Beliefs, tmp_path: Path) -> None:
    tables = tables_of(found, tmp_path)
    state = {**state_of(tables, "demand_list_now"), "scenarios": {JOINED: "otherwise"}}
    assert f"what scenario {JOINED} assumes" in [cause.said for cause in causes_of("demand_list_now", state, tables)]
    gone = {**state, "scenarios": {"baseline+gone": "x"}}
    assert any("baseline+gone" in cause.said for cause in causes_of("demand_list_now", gone, tables))


def test_only_what_differs_is_made_again_and_nothing_is_kept(found: Beliefs, tmp_path: Path) -> None:
    tables = tables_of(found, tmp_path)
    inputs = tables.inputs(BY_SLUG["scenarios"])
    volumes = inputs.array("demand_volumes")
    inputs.array("capacity_waiting")
    with inputs.under(JOINED) as there:
        assert there.array("demand_volumes") is volumes, "strikes bring no demand"
        assert there.array("capacity_waiting") is not inputs.array("capacity_waiting")
        held = there._tables
    assert not held._arrays
    assert tables._arrays


def test_a_scenario_that_is_not_there_is_refused(found: Beliefs, tmp_path: Path) -> None:
    inputs = tables_of(found, tmp_path).inputs(BY_SLUG["scenarios"])
    with pytest.raises(InputError, match="unknown scenario 'strkes'"), inputs.under("baseline+strkes"):
        pass


def test_what_would_have_to_be_true_is_found_by_what_ifs(
    found: Beliefs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANBOOK_CACHE", str(tmp_path))
    run = open_run("scenarios", system="EXAMPLE", root=ROOT)
    run = replace(run, project=replace(run.project, beliefs=found), tables=tables_of(found, tmp_path))
    now = answer_of(run, "waiting")
    assert now == pytest.approx(answer_of(run, "waiting", year=2031))
    assert now != answer_of(run, "waiting", year=2029)
    with pytest.raises(InputError, match="unknown answer"):
        answer_of(run, "bed")
    with pytest.raises(InputError, match="outside the plan"):
        answer_of(run, "beds", year=2050)
    grows, share = "demand.population_error_pct_per_year", "demand.backlog_cleared_pct"

    def plain(tried: Run, answer: str, year: int | None = None) -> float:
        return 100 + 10 * tried.parameters[grows].scalar + tried.parameters[share].scalar / 10

    monkeypatch.setattr("planbook.produce.seeking.answer_of", plain)
    held = {key: run.parameters[key].scalar for key in (grows, share)}
    start = plain(run, "beds")
    assert goal_seek(run, [grows], "beds", start + 1).needed == {grows: held[grows]}, "met as it is"
    one = goal_seek(run, [grows], "beds", start - 5)
    assert one.reached
    assert one.needed[grows] == pytest.approx(held[grows] - 0.5, abs=0.02)
    two = goal_seek(run, [grows, share], "beds", start - 5)
    assert two.reached
    assert one.needed[grows] < two.needed[grows] < held[grows], "each goes part of the way"
    far = goal_seek(run, [grows], "beds", start - 5000)
    assert not far.reached
    assert far.answer > start - 5000

"""The same system under another scenario: noted in what was read, and stale when that scenario believes otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planbook.data.areas import resolve
from planbook.errors import InputError
from planbook.params import Beliefs, load_beliefs
from planbook.params.design import Design, placed
from planbook.produce.cache import Unkept
from planbook.produce.fresh import causes_of
from planbook.produce.recipe import state_of
from planbook.produce.run import Run, open_run
from planbook.produce.seeking import answer_of, goal_seek
from planbook.produce.tables import SystemTables, system_tables
from planbook.produce.under import digest_under, tables_under
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


def test_within_another_scenario_what_is_the_same_further_up_is_taken_from_there(found, tmp_path: Path) -> None:
    inputs = tables_of(found, tmp_path).inputs(BY_SLUG["scenarios"])
    need, volumes = inputs.array("need_by_segment"), inputs.array("demand_volumes")
    with inputs.under("baseline+hard_winter") as winter:
        felt = winter.array("demand_volumes")
        assert felt is not volumes
        with winter.under("baseline+winter_and_strikes") as both:
            assert both.array("need_by_segment") is need, "no winter has made it, nor asked for it"
            assert both.array("demand_volumes") is felt
            assert both.array("capacity_waiting") is not winter.array("capacity_waiting")
        assert winter.array("demand_volumes") is felt
    assert set(inputs.reads()["scenarios"]) >= {"baseline+hard_winter", "baseline+winter_and_strikes"}


def test_a_design_takes_rows_of_what_hangs_on_nothing_it_moves(found: Beliefs, tmp_path: Path) -> None:
    key, picks = "demand.backlog_cleared_pct", (6, 1, 1)
    tables = tables_of(found, tmp_path)
    inputs = tables.inputs(BY_SLUG["scenarios"])
    need, volumes = inputs.array("need_by_segment"), inputs.array("demand_volumes")
    assert key in inputs.assumed_in("demand_volumes"), "and need hangs on none of demand"
    still = placed(np.array([], dtype=int), np.zeros((0, 1)))
    with inputs.under("baseline", Design(picks, {key: still})) as there:
        assert "demand_volumes" not in there._tables._arrays
        assert np.array_equal(there.array("need_by_segment"), need.isel(draw=list(picks)))
        again = there.array("demand_volumes")
        assert there._tables._arrays["demand_volumes"][1]._tables is there._tables, "made again: it hangs on it"
        assert there._tables._arrays["need_by_segment"][1]._tables is tables, "taken"
    assert np.allclose(again, volumes.isel(draw=list(picks)), rtol=1e-12, equal_nan=True)


def test_published_figures_are_the_same_whatever_is_drawn(found: Beliefs, tmp_path: Path) -> None:
    tables = tables_of(found, tmp_path)
    people, drawn = (tables.drawn(name)[0] for name in ("need_cells", "demand_population"))
    fewer = tables_under(tables, "baseline", Design((3, 5)))
    assert fewer.drawn("need_cells")[0] is people
    assert np.array_equal(fewer.drawn("demand_population")[0].values, drawn.values[[3, 5]])


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


def test_a_table_that_tells_of_its_scenario_does_not_hold_for_another(found: Beliefs, tmp_path: Path) -> None:
    inputs = tables_of(found, tmp_path).inputs(BY_SLUG["scenarios"])
    assert inputs.scenario == "baseline"
    areas = resolve("EXAMPLE", found.systems, found.planning)
    for name, same in (("baseline", True), ("plan", False)):
        assert system_tables(found, areas, name, Unkept(tmp_path))._holds(inputs.reads()) is same

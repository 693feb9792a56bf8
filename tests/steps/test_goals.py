"""Goals: positions are the baseline's, nothing is invented for a real system, and broken links are found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from planbook.data import reference
from planbook.params import Beliefs, Override
from planbook.params.goals import GoalsFile, goals_of
from planbook.produce.cache import Cache
from planbook.produce.project import open_project
from planbook.produce.run import open_run
from planbook.produce.tables import SystemTables, system_tables

ROOT = Path(__file__).parents[2]
Made = Callable[..., pd.DataFrame]


@pytest.fixture(scope="module")
def made(cache: Path) -> Made:
    def make(system: str, table: str, scenario: str = "baseline") -> pd.DataFrame:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PLANBOOK_CACHE", str(cache))
            return open_run("goals", system=system, scenario=scenario, root=ROOT).table(table, areas="all")

    return make


def of(frame: pd.DataFrame, area: str) -> pd.DataFrame:
    return frame[frame["area"] == area].reset_index(drop=True)


@pytest.mark.parametrize("system", ["QWO", "S1Y5D", "EXAMPLE"])
def test_positions_are_those_of_the_baseline(made: Made, cache: Path, system: str) -> None:
    outcomes = made(system, "goals_outcomes").set_index(["area", "outcome"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANBOOK_CACHE", str(cache))
        figures = open_run("board", system=system, root=ROOT).table("baseline_figures", areas="all")
    figures = figures.set_index(["area", "measure"])
    for outcome, measure in (("ae_4_hours", "ae_within_4_hours_pct"), ("bed_occupancy", "ga_occupancy_pct")):
        assert outcomes.loc[(system, outcome), "value"] == figures.loc[(system, measure), "value"]
        assert outcomes.loc[(system, outcome), "basis"] == figures.loc[(system, measure), "basis"]


def test_a_national_target_is_the_first_that_falls_in_the_plan(made: Made) -> None:
    row = made("QWO", "goals_outcomes").set_index(["area", "outcome"]).loc[("QWO", "ae_4_hours")]
    assert (row["target"], row["by_when"], row["set_by"]) == (85.0, "2028/29", "national")
    assert row["distance"] == pytest.approx(85.0 - row["value"])


def test_distance_is_above_nought_when_short_whichever_way_is_better(made: Made) -> None:
    rows = made("QWO", "goals_outcomes").dropna(subset=["distance"])
    assert set(rows["better"]) == {"higher", "lower"}
    worse = rows["value"].lt(rows["target"]).where(rows["better"] == "higher", rows["value"].gt(rows["target"]))
    assert (worse == (rows["distance"] > 0)).all()


def test_what_nobody_publishes_is_not_held_and_says_why(made: Made) -> None:
    rows = of(made("QWO", "goals_outcomes"), "QWO").set_index("outcome")
    missing = rows.loc["young_people_support"]
    assert missing["basis"] == "not held"
    assert pd.isna(missing["value"])
    assert missing["note"]
    assert not missing["stale"]


def test_a_place_has_no_rate_that_only_shows_a_share(made: Made) -> None:
    rows = made("QWO", "goals_outcomes").set_index(["area", "outcome"])
    assert rows.loc[("QWO", "emergency_admissions"), "value"] > 50
    assert rows.loc[("QWO/leeds", "emergency_admissions"), "basis"] == "not held"


@pytest.mark.parametrize("system", ["QWO", "S1Y5D"])
def test_nothing_is_invented_for_a_real_system(made: Made, system: str) -> None:
    assert (made(system, "goals_vision")["vision"] == "").all()
    for empty in ("goals_scope", "goals_coverage"):
        assert made(system, empty).empty
    thread = made(system, "goals_thread")
    assert (thread["action"] == "").all()
    assert (thread["owner"] == "").all()
    assert not made(system, "goals_scores")["judged"].any()
    assert not made(system, "goals_programmes")["adopted"].any()
    assert set(made(system, "goals_outcomes")["set_by"]) <= {"national", ""}
    assert (made(system, "goals_plans")["met_where"] == "").all()


def test_england_has_figures_and_no_plan(made: Made) -> None:
    assert "ENG" in set(made("QWO", "goals_outcomes")["area"])
    for table in ("goals_thread", "goals_broken", "goals_priorities", "goals_programmes"):
        assert "ENG" not in set(made("QWO", table)["area"])


def test_every_national_target_is_there_held_or_not(made: Made) -> None:
    targets = reference.load("targets")
    mine = of(made("QWO", "goals_targets"), "QWO")
    assert len(mine) == len(targets)
    assert set(mine.loc[mine["value"].isna(), "basis"]) == {"not held"}
    assert mine["target_words"].str.len().gt(0).all()


def test_a_national_total_is_not_taken_for_the_target_of_an_area(made: Made) -> None:
    row = of(made("QWO", "goals_targets"), "QWO").query("measure == 'ips_people' and year == 2028").iloc[0]
    assert pd.isna(row["target"])
    assert row["target_words"] == "73,500 in England"


def test_the_example_has_a_whole_worked_example(made: Made) -> None:
    assert made("EXAMPLE", "goals_vision")["vision"].str.len().gt(50).all()
    outcomes = of(made("EXAMPLE", "goals_outcomes"), "EXAMPLE").set_index("outcome")
    assert (outcomes.loc["ae_4_hours", "target"], outcomes.loc["ae_4_hours", "set_by"]) == (84.0, "own")
    assert outcomes.loc["young_people_support", "basis"] == "illustrative"
    findings = set(of(made("EXAMPLE", "goals_coverage"), "EXAMPLE")["finding"])
    assert findings == {"Named by none", "Named by one", "Named by more than one"}
    assert set(made("EXAMPLE", "goals_scope")["side"]) == {"in", "out"}


@pytest.mark.parametrize(
    ("scenario", "on"),
    [
        ("baseline", set()),
        ("options", {"discharge", "elective", "frailty", "mental_health", "same_day", "vaccination"}),
        ("plan", {"discharge", "mental_health", "same_day", "vaccination"}),
    ],
)
def test_a_scenario_turns_programmes_on(made: Made, scenario: str, on: set[str]) -> None:
    programmes = of(made("EXAMPLE", "goals_programmes", scenario), "EXAMPLE")
    assert set(programmes.loc[programmes["on"], "programme"]) == on


def test_broken_links_of_the_example_are_found(made: Made) -> None:
    broken = of(made("EXAMPLE", "goals_broken"), "EXAMPLE")
    found = set(zip(broken["finding"], broken["label"], strict=True))
    assert ("An action without when", "Vaccination sites in the ten neighbourhoods of lowest uptake") in found
    assert ("An action without who", "A hiring route for people from the most deprived neighbourhoods") in found
    assert ("An outcome without an owner", "The NHS hires and buys locally") in found
    assert ("An outcome no programme serves", "Fewer people smoke") in found
    assert not [label for finding, label in found if finding == "A programme that serves no outcome"]


def test_a_mended_link_is_no_longer_listed(beliefs: Beliefs) -> None:
    before = broken_with(beliefs, {})
    after = broken_with(beliefs, {"local_hiring": {"owner": "Head of people", "programme": "mental_health"}})
    gone = before - after
    assert {finding for finding, _ in gone} >= {"An action without who", "An action no programme drives"}
    assert not after - before


def test_an_action_of_a_programme_that_is_not_adopted_is_found(beliefs: Beliefs) -> None:
    found = broken_with(beliefs, {"local_hiring": {"programme": "frailty"}})
    assert "An action of a programme that is not adopted" in {finding for finding, _ in found}


def broken_with(beliefs: Beliefs, changes: dict[str, dict[str, str]]) -> set[tuple[str, str]]:
    from planbook.methods.goals.golden_thread import broken

    own = beliefs.goals["EXAMPLE"]
    actions = {key: action.model_copy(update=changes.get(key, {})) for key, action in own.actions.items()}
    plan = beliefs.systems["EXAMPLE"].plan
    assert plan is not None
    goals = goals_of(beliefs.goals["national"], own.model_copy(update={"actions": actions}), plan.programmes)
    return {(row["finding"], row["label"]) for row in broken(goals, beliefs.programmes, [])}


def test_every_link_to_a_programme_names_an_assumption_and_its_evidence(made: Made, beliefs: Beliefs) -> None:
    thread = of(made("QWO", "goals_thread"), "QWO")
    linked = thread[thread["programme"] != ""]
    assert len(linked) >= 10
    assert set(linked["key"]) <= set(beliefs.assumptions)
    assert set(linked["grade"]) <= {"H", "M", "L", "U"}
    assert linked["value"].notna().all()
    assert set(thread["outcome"]) == set(of(made("QWO", "goals_outcomes"), "QWO")["outcome"])


def test_priorities_are_ordered_by_score_and_shares_of_firsts_add_up(made: Made) -> None:
    for system in ("QWO", "EXAMPLE"):
        for _, rows in made(system, "goals_priorities").groupby("area"):
            assert list(rows["score"]) == sorted(rows["score"], reverse=True)
            assert rows["first_pct"].sum() >= 100 - 1e-9
            assert (rows["rank_low"] <= rows["rank_high"]).all()


def tables_of(beliefs: Beliefs, tmp_path: Path, *overrides: Override) -> SystemTables:
    project = open_project(ROOT)
    made_tables = system_tables(beliefs, project.areas("EXAMPLE"), "baseline", Cache(tmp_path))
    changed = {code: each.changed(overrides) for code, each in made_tables.parameters.items()}
    return SystemTables(
        made_tables.areas,
        made_tables.planning,
        "baseline",
        changed,
        Cache(tmp_path / "x", fresh=True),
        made_tables.written,
    )


def test_a_users_weight_moves_the_order_and_the_spread_moves_its_robustness(beliefs: Beliefs, tmp_path: Path) -> None:
    as_is = of(tables_of(beliefs, tmp_path).made("goals_priorities").frame, "EXAMPLE").set_index("outcome")
    heavy = Override(key="goals.weight[people_affected]", value={"": 9.0}, because="a test")
    moved = of(tables_of(beliefs, tmp_path, heavy).made("goals_priorities").frame, "EXAMPLE").set_index("outcome")
    assert as_is.index[0] == "young_people_support"
    assert moved.index[0] == "ae_4_hours"
    none = Override(key="goals.weight_spread_pct", value={"": 0.0}, because="a test")
    still = of(tables_of(beliefs, tmp_path, none).made("goals_priorities").frame, "EXAMPLE").set_index("outcome")
    assert still.loc["young_people_support", "first_pct"] == 100
    assert as_is.loc["young_people_support", "first_pct"] < 100


def test_an_effect_that_is_overridden_shows_in_the_thread(beliefs: Beliefs, tmp_path: Path) -> None:
    key = "programmes.discharge.outcomes_leaving_hospital_change"
    changed = tables_of(beliefs, tmp_path, Override(key=key, value={"": -20.0}, because="a test"))
    thread = of(changed.made("goals_thread").frame, "EXAMPLE")
    assert set(thread.loc[thread["key"] == key, "value"]) == {-20.0}


def test_tables_record_that_they_read_programmes_and_goals(beliefs: Beliefs, tmp_path: Path) -> None:
    tables = tables_of(beliefs, tmp_path)
    assert set(tables.made("goals_thread").reads["written"]) == {"goals", "programmes"}
    assert set(tables.made("goals_vision").reads["written"]) == {"goals"}
    words = tables.written.digest("goals")
    other = beliefs.goals_of("QWO")
    assert other is not None
    assert words != SystemTables(
        tables.areas, tables.planning, "baseline", {}, tables.cache, type(tables.written)(goals=other)
    ).written.digest("goals")


def test_layers_of_plans_are_dated_and_sourced(made: Made, beliefs: Beliefs) -> None:
    plans = of(made("QWO", "goals_plans"), "QWO")
    assert (plans["valid_from"].str.len() >= 4).all()
    assert set(plans["source"]) - set(beliefs.evidence) <= set(reference.sources()["key"])
    assert list(dict.fromkeys(plans["layer"])) == ["what", "how", "what, when, where and by whom"]


def test_a_system_may_add_an_outcome_of_its_own(beliefs: Beliefs) -> None:
    own = GoalsFile.model_validate(
        {
            "goals": "QWO",
            "outcomes": {
                "loneliness": {"label": "Fewer people are lonely", "aims": ("A4",), "measured_as": "A survey"}
            },
        }
    )
    goals = goals_of(beliefs.goals["national"], own)
    assert list(goals.outcomes)[-1] == "loneliness"
    assert goals.outcomes["ae_4_hours"].label == beliefs.goals["national"].outcomes["ae_4_hours"].label

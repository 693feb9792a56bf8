"""What a cell shows: controls where somebody is there, a table in a report, and answers to three questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planbook.errors import InputError
from planbook.live import compare, explain, explore, why
from planbook.live.panel import Panel
from planbook.live.reasons import MOST_GROUPS, RECORDED, REST, groups_of
from planbook.live.trial import Trial
from planbook.methods.explain import evaluate
from planbook.params import load_beliefs
from planbook.present.html import Html
from planbook.produce.run import Run, open_run, run_of
from planbook.produce.tables import SystemTables

PEOPLE = "demand.population_error_pct_per_year"
DRIFT = "need.drift_pct_per_year"


def test_a_report_has_a_table_for_each_of_three_assumptions_and_no_control(example: Run) -> None:
    shown = explore(example)
    assert isinstance(shown, Html)
    assert shown.count("<caption>") == 3
    assert "<input" not in shown
    assert "How much faster than projected" in shown


@pytest.mark.parametrize(
    ("step", "scenario"), [("baseline", "options"), ("goals", "options"), ("pathways", "baseline")]
)
def test_where_nothing_moves_nothing_is_said(opened: Callable[..., Run], step: str, scenario: str) -> None:
    assert explore(opened(step, scenario)) is None


def test_every_control_has_a_name_and_moving_it_changes_what_is_shown(trial: Trial) -> None:
    panel = Panel(trial)
    assert [each.description for each in panel.inputs.values()] == [
        each.assumption.meaning for each in trial.movable.values()
    ]
    before = panel.shown.value
    assert "Nothing is moved" in before
    panel.inputs[PEOPLE].value = 0.6
    assert "Moved most" in panel.shown.value
    assert panel.trial.moved == {PEOPLE: 0.6}
    panel._reset()
    assert panel.shown.value == before


def test_what_cannot_be_is_said_in_place_and_what_is_saved_says_where(trial: Trial) -> None:
    panel = Panel(trial)
    *_, saving = panel.widget.children
    _, name, story, reason, _, button, told = saving.children
    button.click()
    assert 'role="alert"' in told.value
    assert "the story is missing" in told.value
    panel.inputs[PEOPLE].value = 0.6
    name.value, story.value, reason.value = "from_the_panel", "More people.", "They come."
    button.click()
    assert "params/scenarios/from_the_panel.yaml" in told.value
    assert "planbook reports EXAMPLE --scenario from_the_panel" in told.value
    (trial.run.project.root / "params/scenarios/from_the_panel.yaml").unlink()


def test_another_area_is_opened_by_its_picker(trial: Trial) -> None:
    panel = Panel(trial)
    place = panel.pickers.children[0].children[0]
    place.value = trial.run.system.places[0].slug
    assert panel.trial.area == trial.run.system.places[0].code
    assert panel.trial.run.area.slug == place.value


def test_scenarios_are_laid_on_top_with_what_is_moved_and_kept_when_saved(trial: Trial) -> None:
    panel = Panel(trial)
    panel.inputs[PEOPLE].value = 0.6
    first, pickers, *_ = panel.widget.children
    assert {"hard_winter", "strikes"} <= set(panel.laid)
    assert panel.laid.keys().isdisjoint(["baseline", "options", "plan"])
    assert panel.laid["hard_winter"].description == "A hard winter"
    panel.laid["hard_winter"].value = True
    assert panel.trial.run.scenario.name == "baseline+hard_winter"
    assert panel.inputs[PEOPLE].value == 0.6
    assert panel.widget.children[:2] == (first, pickers)  # the box that was ticked is still there, with its focus
    tried = panel.trial.numbers()
    path = panel.trial.save("winter_people", "More people, in a hard winter.", "To see.")
    assert "on: baseline+hard_winter" in path.read_text()
    run = panel.trial.run
    with_it = replace(run.project, beliefs=load_beliefs(run.project.root / "params"))
    saved = run_of(with_it, "demand", "EXAMPLE", None, "winter_people").table("demand_explained")
    path.unlink()
    printed = saved[saved["order"] == 1].set_index("key")["value"]
    assert np.allclose(printed[tried["key"]], tried["value"], rtol=1e-12)
    panel.laid["hard_winter"].value = False
    assert panel.trial.run.scenario.name == "baseline"


def test_scenarios_are_compared_draw_by_draw(opened: Callable[..., Run]) -> None:
    run = opened("pathways", "baseline")
    found = compare("baseline", "options", run=run)
    rows = found.frame.set_index("key")
    for scenario, column in (("baseline", "saved"), ("options", "value")):
        table = opened("pathways", scenario).table("pathways_explained")
        printed = table[table["order"] == 1].set_index("key")["value"]
        assert np.allclose(rows[column], printed[rows.index])
    assert "against Nothing changes" in found._repr_html_()
    with pytest.raises(InputError, match="did you mean 'options'"):
        compare("baseline", "optins", run=run)
    with pytest.raises(InputError, match="two scenarios"):
        compare("baseline", run=run)


def test_a_number_is_explained_by_its_key_and_year(opened: Callable[..., Run]) -> None:
    run = opened("capacity")
    found = explain("ae_visits_a_day_2031", run=run)
    number, inputs = found.frame.iloc[0], found.frame.iloc[1:]
    worked_out = evaluate(number["formula"], dict(zip(inputs["symbol"], inputs["value"], strict=True)))
    assert worked_out == pytest.approx(number["value"])
    assert "Formula:" in found._repr_html_()
    assert explain("waiting_list", run=run).frame["label"].iloc[0] == "Waiting list in March 2032"  # the step's own
    with pytest.raises(InputError, match="ae_visits_a_day_2031: the last year"):
        explain("ae_visits_a_day_2030", run=run)
    with pytest.raises(InputError, match="did you mean 'beds_needed'"):
        explain("beds_neded", run=run)


def test_a_difference_is_shared_out_whole(example: Run) -> None:
    other = example.what_if({PEOPLE: 0.6, DRIFT: 1.0, "demand.healthy_gain_pct": 40})
    found = why(example, other)
    assert set(found.frame["group"]) == {"Assumptions of demand", "Assumptions of need"}
    sums = found.frame.groupby("key").agg(
        credit=("credit", "sum"), first=("first", "first"), second=("second", "first")
    )
    assert np.allclose(sums["credit"], sums["second"] - sums["first"])
    mine = found.frame[found.frame["group"] == "Assumptions of need"]
    assert np.allclose(mine["credit"], 0.0)  # segments drift; demand does not read them
    assert "sum to the difference" in found._repr_html_()


def test_what_a_group_does_not_touch_is_worked_out_once_for_all_sets_of_groups(
    example: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = example.what_if({PEOPLE: 0.6, DRIFT: 1.0, "demand.gp_appointment_gbp": {"times": 1.2}})
    why(example, example.what_if({DRIFT: 1.0}))  # what the first run itself takes is worked out before
    drawn: list[str] = []
    anew = SystemTables._drawn_anew

    def counted(tables: SystemTables, name: str) -> object:
        drawn.append(name)
        return anew(tables, name)

    monkeypatch.setattr(SystemTables, "_drawn_anew", counted)
    why(example, other)
    assert drawn.count("demand_population") == 1
    assert len(drawn) == len(set(drawn))


def test_shocks_of_a_scenario_are_a_group_of_their_own(few: Path) -> None:
    calm, hard = (
        open_run("demand", system="EXAMPLE", scenario=name, root=few) for name in ("baseline", "baseline+hard_winter")
    )
    found = why(calm, hard).frame
    assert set(found["group"]) == {"Shocks"}
    assert np.allclose(found["credit"], found["second"] - found["first"])
    assert found["credit"].abs().max() > 0


def test_two_runs_that_believe_the_same_do_not_differ(example: Run, opened: Callable[..., Run]) -> None:
    assert "every number is the same" in why(example, example.what_if({}))._repr_html_()
    with pytest.raises(InputError, match="another step, another area"):
        why(example, opened("capacity"))


def test_groups_are_few_and_hold_everything() -> None:
    otherwise = [f"QAA:{slug}.x{at}" for at, slug in enumerate(("need", "demand", "capacity", "supply", "finance"))]
    otherwise += ["QAA:programmes.frailty.on", "ENG:programmes.frailty.on", "QAA:demand.more", "written:goals"]
    found = groups_of(otherwise)
    assert len(found) <= MOST_GROUPS
    assert set().union(*found.values()) == set(otherwise)
    assert next(iter(found)) == "Assumptions of demand"
    assert REST in found
    assert groups_of(["QAA:levers.pay.on", "written:levers", "QAA:levers.sure_pct", "written:plans"]) == {
        "Levers": {"QAA:levers.pay.on", "written:levers"},
        "Assumptions of levers": {"QAA:levers.sure_pct"},
        RECORDED: {"written:plans"},
    }

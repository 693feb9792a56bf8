"""What is tried moves the numbers, and what is saved gives the same numbers in a report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planbook.errors import InputError
from planbook.live.trial import MIDDLE, Trial
from planbook.params import load_beliefs
from planbook.produce.farm import make_reports
from planbook.produce.project import open_project
from planbook.produce.run import Run, open_run
from planbook.produce.selection import select
from planbook.produce.settings import Settings

PEOPLE = "demand.population_error_pct_per_year"
OTHER = "demand.other_growth_pct_per_year"
WORDS = ("More people come, and they need more.", "The last three projections were low.")


def test_what_matters_most_comes_first_with_its_range_and_evidence(trial: Trial) -> None:
    first, *others = trial.movable.values()
    assert all(first.impact_pct >= each.impact_pct for each in others)
    people = trial.movable[PEOPLE]
    assert people.ends == (people.assumption.low[0], people.assumption.value[0], people.assumption.high[0])
    assert people.evidence
    assert trial.movable[OTHER].possible == (0.0, 100.0)


def test_moving_one_assumption_moves_the_numbers_and_putting_it_back_moves_them_back(trial: Trial) -> None:
    saved = trial.numbers()
    assert (saved["change"] == 0).all()
    trial.move(PEOPLE, 0.6)
    moved = trial.numbers().set_index("key")
    assert (moved["change"] > 0).all()
    assert (moved["change_low"] <= moved["change_high"]).all()
    assert (moved["change_high"] - moved["change_low"] < moved["high"] - moved["low"]).all()  # the same draws
    trial.move(PEOPLE, trial.movable[PEOPLE].ends[1])
    assert trial.moved == {}
    assert trial.numbers().equals(saved)


def test_an_assumption_of_several_values_is_moved_as_one_belief(trial: Trial) -> None:
    each = trial.movable[OTHER]
    said = each.assumption
    change: dict[str, dict[str, float]]
    for at, values in ((0.0, said.low), (MIDDLE, said.value), (100.0, said.high)):
        change = each.change(at)  # type: ignore[assignment]
        assert list(change["value"].values()) == pytest.approx(list(values))
    trial.move(OTHER, 75.0)
    half = [value + (high - value) / 2 for value, high in zip(said.value, said.high, strict=True)]
    tried = trial.run.what_if(trial.changes).parameters[OTHER]
    assert list(tried.value) == pytest.approx(half)


def test_what_was_moved_before_is_not_worked_out_again_when_something_else_is_moved(trial: Trial) -> None:
    trial.move(PEOPLE, 0.5)
    trial.numbers()
    first = trial._tried().tables
    people = first.drawn("demand_population")[0]
    trial.move(OTHER, 80.0)
    both = trial.numbers()
    second = trial._tried().tables
    assert people is not trial.run.tables.drawn("demand_population")[0]
    assert second.drawn("demand_population")[0] is people
    assert second.drawn("demand_other")[0] is not trial.run.tables.drawn("demand_other")[0]
    assert not first._arrays  # let go: the next what-if can take all of it from the second
    pd.testing.assert_frame_equal(both, Trial(trial.run, {PEOPLE: 0.5, OTHER: 80.0}).numbers())


def test_a_saved_trial_gives_the_same_numbers_through_the_farm(trial: Trial, few: Path, tmp_path: Path) -> None:
    trial.move(PEOPLE, 0.5)
    trial.move(OTHER, 80.0)
    tried = trial.numbers().set_index("key")
    path = trial.save("more_people", *WORDS)
    assert path == few / "params" / "scenarios" / "more_people.yaml"
    project = open_project(few)
    selection = select(project, ["EXAMPLE"], "none", "demand", "more_people")
    assert not make_reports(project, selection, Settings(tmp_path, jobs=1, engine="warm")).failures
    assert WORDS[0] in (tmp_path / "more_people/EXAMPLE/_system/04_demand.html").read_text()
    reported = open_run("demand", system="EXAMPLE", scenario="more_people", root=few).table("demand_explained")
    numbers = reported[reported["order"] == 1].set_index("key")[["value", "low", "high"]]
    assert np.allclose(numbers, tried.loc[numbers.index, ["value", "low", "high"]], rtol=1e-12)
    path.unlink()


def test_the_file_is_commented_names_what_it_builds_on_and_passes_every_check(trial: Trial, few: Path) -> None:
    trial.move(PEOPLE, 0.5)
    path = trial.save("people", *WORDS)
    text = path.read_text()
    said = trial.movable[PEOPLE].assumption
    assert f"# {said.meaning}: {said.value[0]:g} {said.unit}" in text
    assert "on: baseline" in text
    file = load_beliefs(few / "params").scenarios["people"]
    assert (file.story, file.overrides[0].because) == WORDS
    with pytest.raises(InputError, match="already"):
        trial.save("people", *WORDS)
    assert path.read_text() == text
    trial.save("people", "Another story.", WORDS[1], replace=True)
    assert "Another story." in path.read_text()
    path.unlink()


def test_everything_wrong_with_saving_is_said_at_once_and_nothing_is_written(trial: Trial, few: Path) -> None:
    before = sorted((few / "params" / "scenarios").iterdir())
    with pytest.raises(InputError) as raised:
        trial.save("More People!", " ", "")
    said = str(raised.value)
    for part in ("not a name we can use", "story is missing", "reason is missing", "nothing has been moved"):
        assert part in said
    trial.move(PEOPLE, 0.5)
    with pytest.raises(InputError, match="others build on"):
        trial.save("baseline", *WORDS, replace=True)
    with pytest.raises(InputError, match="at most"):
        Trial(trial.run, {PEOPLE: 5000.0}).save("too_many", *WORDS)
    assert sorted((few / "params" / "scenarios").iterdir()) == before


def test_levers_stay_as_chosen_unless_they_are_to_be_chosen_again(opened: Callable[..., Run]) -> None:
    trial = Trial(opened("levers"))
    assert trial.has_levers
    assert not Trial(opened("demand")).has_levers
    key, each = next((key, each) for key, each in trial.movable.items() if not key.startswith("levers."))
    trial.move(key, each.ends[0])
    held = trial.numbers()
    trial.choose_levers = True
    again = trial.numbers()
    assert not np.allclose(held["value"], again["value"])
    path = trial.save("chosen_again", *WORDS)
    assert "lever_amounts: chosen" in path.read_text()
    path.unlink()
    trial.reset()
    assert not trial.choose_levers


def test_a_what_if_must_be_saved_before_something_is_built_on_it(trial: Trial) -> None:
    again = Trial(trial.run.what_if({PEOPLE: 0.5}), {PEOPLE: 0.6})
    with pytest.raises(InputError, match="not saved"):
        again.save("on_nothing", *WORDS)

"""A run gives a notebook its figures, and knows what they were made from."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest

from planbook.errors import InputError
from planbook.produce.inputs import RecordedInputs
from planbook.produce.project import find_root, open_project
from planbook.produce.run import open_run, run_of


def made() -> list[str]:
    return import_module("planbook.steps.toy").MADE


def test_a_run_gives_the_rows_of_its_area(toy: Path) -> None:
    run = open_run("toy", system="QAA", place="north")
    assert run.table("toy_people")["people"].tolist() == [100.0]
    assert run.table("toy_people", "system")["area"].tolist() == ["QAA", "QAA/north", "QAA/south"]
    assert run.table("toy_people", "all")["people"].tolist() == [1600.0, 400.0, 100.0, 300.0]


def test_tables_come_in_area_order_whatever_the_step_gave(toy: Path) -> None:
    frame = open_run("toy", system="QAA").table("toy_growth", "all")
    assert frame["area"].tolist() == ["ENG", "QAA", "QAA/north", "QAA/south"]


def test_changing_a_table_given_leaves_the_run_as_it_was(toy: Path) -> None:
    run = open_run("toy", system="QAA")
    given = run.table("toy_people")
    given["people"] = 0.0
    assert run.table("toy_people")["people"].tolist() == [400.0]


def test_everything_wrong_is_said_at_once_with_the_nearest(toy: Path) -> None:
    with pytest.raises(InputError) as caught:
        open_run("tou", system="QAZ", scenario="wintre")
    said = str(caught.value)
    assert len(caught.value.problems) == 3
    assert "did you mean 'toy'" in said
    assert "did you mean 'winter'" in said
    assert "did you mean 'QAA'" in said


def test_an_unknown_place_names_the_places_there_are(toy: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'north'"):
        open_run("toy", system="QAA", place="nort")


def test_a_step_reaches_only_its_own_tables_and_those_it_needs(toy: Path) -> None:
    assert len(open_run("later", system="QAA").table("toy_people")) == 1
    with pytest.raises(InputError, match="which 'alone' does not need"):
        open_run("alone", system="QAA").table("toy_people")
    with pytest.raises(InputError, match="did you mean 'toy_people'"):
        open_run("toy", system="QAA").table("toy_peopel")


def test_a_scenario_moves_the_areas_and_what_was_read_is_recorded(toy: Path) -> None:
    run = open_run("toy", system="QAA", place="north", scenario="winter")
    run.table("toy_growth")
    record = run.record()
    assert run.table("toy_growth")["people"].tolist() == pytest.approx([120.0])
    assert list(record["tables"]["toy_growth"]["parameters"]) == ["toy.growth_pct"]
    assert list(record["tables"]["toy_growth"]["tables"]) == ["toy_people"]
    assert "pieces" in run.tables.made("toy_people").reads["reference"]
    assert json.loads(json.dumps(record)) == record


def test_assumptions_are_those_the_tables_read(toy: Path) -> None:
    frame = open_run("toy", system="QAA", scenario="winter").assumptions()
    assert frame["key"].tolist() == ["toy.growth_pct"]
    row = frame.iloc[0]
    assert (row["value"], row["low"], row["high"]) == (20, 15, 25)
    assert row["because"] == "a story"
    assert row["set_by"].startswith("scenario")
    assert row["source_title"] == "Invented evidence"


def test_sources_come_from_both_lists_and_unknown_ones_are_refused(toy: Path) -> None:
    run = open_run("toy", system="QAA")
    frame = run.sources(["census", "invented"])
    assert frame["publication"].tolist() == ["Invented census", "Invented evidence"]
    assert frame["grade"].tolist() == ["", "L"]
    with pytest.raises(InputError, match="did you mean 'census'"):
        run.sources(["cencus"])


def test_what_was_made_is_used_again_until_something_it_read_changes(toy: Path) -> None:
    open_run("toy", system="QAA").table("toy_growth")
    assert made() == ["toy_growth", "toy_people"]
    open_run("toy", system="QAA").table("toy_growth")
    assert len(made()) == 2
    assumptions = toy / "params" / "assumptions" / "toy.yaml"
    text = assumptions.read_text()
    assumptions.write_text(text.replace("value: 1\n", "value: 1.5\n"))
    open_run("toy", system="QAA").table("toy_growth")
    assert len(made()) == 2, "an assumption no table reads moves nothing"
    assumptions.write_text(text.replace("value: 10\n", "value: 12\n"))
    frame = open_run("toy", system="QAA", place="north").table("toy_growth")
    assert made()[2:] == ["toy_growth"], "only the table that reads it is made again"
    assert frame["people"].tolist() == pytest.approx([112.0])


def test_a_scenario_makes_again_only_the_tables_it_touches(toy: Path) -> None:
    under = [open_run("toy", system="QAA", scenario=name).table("toy_growth") for name in ("baseline", "winter")]
    assert made() == ["toy_growth", "toy_people", "toy_growth"]
    assert under[1]["people"].iloc[0] > under[0]["people"].iloc[0]


def test_going_back_finds_the_first_answer_again(toy: Path) -> None:
    assumptions = toy / "params" / "assumptions" / "toy.yaml"
    text = assumptions.read_text()
    first = open_run("toy", system="QAA").tables.made("toy_growth").digest
    assumptions.write_text(text.replace("value: 10\n", "value: 12\n"))
    assert open_run("toy", system="QAA").tables.made("toy_growth").digest != first
    assumptions.write_text(text)
    assert open_run("toy", system="QAA").tables.made("toy_growth").digest == first
    assert made().count("toy_growth") == 2


def test_draws_share_percentiles_across_areas_and_are_recorded(toy: Path) -> None:
    run = open_run("toy", system="QAA", scenario="winter")
    inputs = RecordedInputs(run.tables, run.step)
    drawn = inputs.draws("toy.growth_pct")
    assert drawn.dims == ("draw", "area")
    assert drawn.sizes["draw"] == 16
    order = drawn.argsort(axis=0)
    assert (order.sel(area="ENG") == order.sel(area="QAA/north")).all()
    (noted,) = inputs.reads()["parameters"].items()
    assert noted[0] == "toy.growth_pct"
    assert isinstance(noted[1], str), "one hash: every area believes the same"


def test_an_unknown_assumption_names_the_nearest(toy: Path) -> None:
    run = open_run("toy", system="QAA")
    with pytest.raises(InputError, match=r"did you mean 'toy\.growth_pct'"):
        RecordedInputs(run.tables, run.step).value("toy.growth_pc")


def test_a_table_that_needs_itself_says_so(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("planbook.steps.toy")
    monkeypatch.setattr(module, "toy_people", lambda inputs: inputs.table("toy_growth"))
    with pytest.raises(InputError, match="toy_growth -> toy_people -> toy_growth"):
        open_run("toy", system="QAA").table("toy_growth")


def test_a_table_of_a_strange_area_is_refused(toy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("planbook.steps.toy")
    good = module.toy_people
    monkeypatch.setattr(module, "toy_people", lambda inputs: good(inputs).replace({"area": {"QAA/north": "QAA/nort"}}))
    with pytest.raises(InputError, match="unknown area 'QAA/nort'"):
        open_run("toy", system="QAA").table("toy_people")


def test_the_project_is_found_from_below_or_the_reader_is_told(
    toy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLANBOOK_ROOT")
    monkeypatch.chdir(toy / "notebooks")
    assert find_root() == toy.resolve()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="not inside a planbook project"):
        find_root()


def test_beliefs_are_read_again_only_when_a_file_changes(toy: Path) -> None:
    first = open_project()
    assert open_project() is first
    (toy / "params" / "scenarios" / "summer.yaml").write_text("scenario: summer\ntitle: Summer\nstory: Fewer.\n")
    assert "summer" in open_project().beliefs.scenarios


def test_the_system_of_the_earlier_footprint_is_another_area(toy: Path) -> None:
    run = run_of(open_project(), "toy", "QAA@2022", None, "baseline")
    assert run.area.code == "QAA@2022"
    assert run.table("toy_people")["people"].tolist() == [400.0]


def test_an_array_let_go_is_made_again_the_same() -> None:
    tables = open_run("demand", system="EXAMPLE").tables
    before, _ = tables.drawn("demand_other")
    tables.let_go({"demand_base"})
    assert set(tables._arrays) <= {"demand_base"}
    assert tables.drawn("demand_other")[0].identical(before)


def test_an_array_to_be_kept_is_made_before_what_it_is_made_of_goes() -> None:
    tables = open_run("demand", system="EXAMPLE").tables
    tables.let_go({"demand_other"}, own=("demand_use", "demand_other"))
    assert set(tables._arrays) == {"demand_other"}

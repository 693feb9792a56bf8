"""What the project ships in params/."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planbook.errors import InputError
from planbook.params import Beliefs, load_beliefs

PARAMS = Path(__file__).parents[2] / "params"


@pytest.fixture(scope="module")
def shipped() -> Beliefs:
    return load_beliefs(PARAMS)


def test_the_plan_is_five_years_from_2027(shipped):
    assert shipped.planning.round == "2027/28"
    assert shipped.planning.plan_year_list[-1] == 2031
    assert shipped.planning.years[-1] == 2036


def test_west_yorkshire_has_its_five_places(shipped):
    places = shipped.systems["QWO"].places
    assert sorted(places) == ["bradford-district-and-craven", "calderdale", "kirklees", "leeds", "wakefield"]
    assert places["bradford-district-and-craven"].areas == ("E08000032", "E06000065")


def test_the_example_icb_says_it_is_fictional(shipped):
    example = shipped.systems["EXAMPLE"]
    assert example.fictional
    assert example.people == 1_000_000
    assert sorted(place.age_third for place in example.places.values()) == [1, 2, 3]
    assert [code for code, system in shipped.systems.items() if system.fictional] == ["EXAMPLE"]


def test_the_baseline_changes_nothing(shipped):
    assert shipped.scenarios["baseline"].overrides == ()
    assert "baseline" in shipped.reports.scenarios


def test_every_yaml_file_names_the_schema_an_editor_checks_it_by(shipped):
    for path in PARAMS.rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema="), path
        assert (path.parent / first.split("=", 1)[1]).exists(), path


def test_a_programme_cut_off_is_one_problem_not_three(tmp_path: Path) -> None:
    shutil.copytree(PARAMS, tmp_path / "params")
    path = tmp_path / "params/programmes/discharge.yaml"
    path.write_text(path.read_text(encoding="utf-8")[:900], encoding="utf-8")
    with pytest.raises(InputError) as raised:
        load_beliefs(tmp_path / "params")
    assert [problem.where.partition(":")[0] for problem in raised.value.problems] == [
        "params/programmes/discharge.yaml"
    ]

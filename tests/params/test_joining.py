"""Scenarios joined in one name, and laid on others in a file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planbook.errors import InputError
from planbook.params import load_beliefs
from planbook.params.joining import scenario_chain, scenario_problems, told

PARAMS = Path(__file__).parents[2] / "params"
SIZE = "{meaning: More, unit: percent_change, value: 10, low: 5, high: 15, source: planbook_judgement,\
 as_of: 2026, quality: red, because: A test.}"


def scenario(name: str, on: str = "baseline", laid: str = "", shock: str = "more", value: int | None = None) -> str:
    overrides = f"\n  - {{key: need.drift_pct_per_year, value: {value}, because: A test.}}" if value else " []"
    shocks = (
        f"shocks:\n  {shock}: {{title: More, moves: activity, start: 2028-12, months: 3, size: {SIZE}}}\n"
        if shock
        else ""
    )
    return (
        f"scenario: {name}\ntitle: The {name}\nstory: It is {name}.\non: {on}\n"
        + (f"with: {laid}\n" if laid else "")
        + shocks
        + f"overrides:{overrides}\n"
    )


FILES = {
    "cold": scenario("cold", value=1),
    "colder": scenario("colder", on="cold", value=2),
    "late": scenario("late", on="options"),
    "both": scenario("both", laid="[cold, late]", shock=""),
}


@pytest.fixture(scope="module")
def beliefs(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("joined") / "params"
    shutil.copytree(PARAMS, folder)
    for name, text in FILES.items():
        (folder / f"scenarios/{name}.yaml").write_text(text)
    return load_beliefs(folder)


@pytest.mark.parametrize(
    ("name", "chain"),
    [
        ("options", ("baseline", "options")),
        ("late", ("baseline", "options", "late")),
        ("options+cold", ("baseline", "options", "cold")),
        ("options+colder+late", ("baseline", "options", "cold", "colder", "late")),
        ("baseline+late", ("baseline", "late")),
        ("both", ("baseline", "cold", "late", "both")),
        ("plan+both", ("baseline", "plan", "cold", "late", "both")),
        ("cold+both", ("baseline", "cold", "late", "both")),
    ],
)
def test_what_is_laid_on_top_brings_no_base_of_its_own(beliefs, name: str, chain: tuple[str, ...]) -> None:
    assert scenario_chain(name, beliefs.scenarios) == chain


def test_the_last_named_has_the_last_word(beliefs) -> None:
    key = "need.drift_pct_per_year"
    assert beliefs.resolve("QWO", None, "cold+colder")[key].scalar == 2
    assert beliefs.resolve("QWO", None, "colder+cold")[key].scalar == 2, "cold is below colder already"
    assert beliefs.resolve("QWO", None, "options+cold")[key].scalar == 1


def test_a_joined_scenario_has_the_shocks_of_its_parts_and_what_is_on_in_its_base(beliefs) -> None:
    assert list(beliefs.shocks_of("options+cold+late")) == ["shocks.cold_more", "shocks.late_more"]
    on = "programmes.frailty.on"
    assert beliefs.resolve("QWO", None, "late")[on].scalar == 1
    assert beliefs.resolve("QWO", None, "baseline+late")[on].scalar == 0


def test_a_joined_scenario_tells_its_parts(beliefs) -> None:
    title, story = told("options+cold+late", beliefs.scenarios)
    assert title == "Options to consider, with: The cold; The late"
    assert story.endswith("It is cold. It is late.")
    assert "No programme" not in told("baseline+late", beliefs.scenarios)[1]
    assert beliefs.told("both") == ("The both", "It is both.")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("options+cald", "unknown scenario 'cald' (did you mean 'cold'"),
        ("options+", "unknown scenario ''"),
        ("options+cold+cold", "names 'cold' twice"),
        ("options + cold", "write options+cold"),
        ("plan+cold", "needs a plan of QWO's own"),
    ],
)
def test_a_name_that_joins_what_is_not_there_is_refused(beliefs, name: str, said: str) -> None:
    with pytest.raises(InputError) as raised:
        beliefs.resolve("QWO", None, name)
    assert said in str(raised.value)


def test_every_part_of_a_wrong_name_is_said_at_once(beliefs) -> None:
    assert len(list(scenario_problems("one+two+three", beliefs.scenarios))) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (scenario("wrong", laid="[cald]"), "with[0]: unknown scenario 'cald' (did you mean 'cold'"),
        (scenario("wrong", laid="[wrong]"), "is built on itself: wrong on wrong"),
        (scenario("wrong", on="baseline+cald"), "unknown scenario 'cald'"),
        (scenario("colder", on="cold+both", laid="[late, colder]"), "built on itself"),
        (scenario("cold_more", shock="x") + "wth: [late]\n", "unknown key 'wth' (did you mean 'with'"),
    ],
)
def test_a_file_that_joins_what_is_not_there_is_refused(tmp_path: Path, text: str, said: str) -> None:
    shutil.copytree(PARAMS, tmp_path / "params")
    for name, other in FILES.items():
        (tmp_path / f"params/scenarios/{name}.yaml").write_text(other)
    name = text.split("\n")[0].removeprefix("scenario: ")
    (tmp_path / f"params/scenarios/{name}.yaml").write_text(text)
    with pytest.raises(InputError) as raised:
        load_beliefs(tmp_path / "params")
    assert said in str(raised.value)


def test_two_shocks_cannot_have_one_key(tmp_path: Path) -> None:
    shutil.copytree(PARAMS, tmp_path / "params")
    (tmp_path / "params/scenarios/a.yaml").write_text(scenario("a", shock="b_c"))
    (tmp_path / "params/scenarios/a_b.yaml").write_text(scenario("a_b", shock="c"))
    with pytest.raises(InputError, match=r"a_b\.yaml:.*'shocks\.a_b_c' is another shock's already"):
        load_beliefs(tmp_path / "params")
